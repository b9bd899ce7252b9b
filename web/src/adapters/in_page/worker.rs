//! The worker itself: what it is told, and what it says, read into values. Everyone who listens hears everything. A worker
//! holds one model in its life and is ended with the last who holds it, so nothing of an earlier model stays in memory.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::provider::LoadProgress;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::LocalBoxFuture;
use js_sys::{JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::read_models;
use crate::adapters::listener::{Hearing, Listener};
use crate::ports::PageModel;

const NOT_FETCHED: &str =
    "The part of the page that runs models could not be loaded. Try again when there is a network.";
const STOPPED: &str = "The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question.";
const SILENT: &str = "The model's worker does not answer. Reload the page, or choose another model.";

/// What the worker says.
#[derive(Clone, Debug)]
pub enum Said {
    Progress(LoadProgress),
    /// Another tab has its turn.
    Waiting,
    /// The model of this name is loaded.
    Ready(String),
    /// The reason is a sentence.
    LoadFailed(String),
    /// JSON text, as the next two; see `worker/src/lib.rs`.
    Begun {
        id: u32,
        begun: String,
    },
    Step {
        id: u32,
        step: String,
    },
    Refused {
        id: u32,
        error: String,
    },
    Models(Vec<PageModel>),
    /// It says nothing more, and does nothing. The reason is a sentence.
    Died(String),
}

/// Which model is in the worker.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Held {
    Nothing,
    Loading(String),
    Ready(String),
    /// Whatever it was, it cannot be used.
    Dead(String),
}

pub struct EngineWorker {
    worker: Option<Worker>,
    hall: Rc<Hall>,
    _listeners: Option<[Listener; 2]>,
}

/// What the worker's voice reaches.
struct Hall {
    listeners: RefCell<Vec<UnboundedSender<Said>>>,
    held: RefCell<Held>,
    /// Whether it ever said anything: its script is there.
    has_spoken: Cell<bool>,
    /// Whether another tab has its turn, as far as was said last.
    is_waiting: Cell<bool>,
}

impl Hall {
    fn hear(&self, said: &Said) {
        self.is_waiting.set(matches!(said, Said::Waiting));
        let held = self.held.borrow().clone();
        let held = match (held, said) {
            (Held::Dead(reason), _) => Held::Dead(reason),
            (Held::Loading(name), Said::Ready(ready)) if name == *ready => Held::Ready(name),
            (_, Said::LoadFailed(reason) | Said::Died(reason)) => Held::Dead(reason.clone()),
            (held, _) => held,
        };
        self.held.replace(held);
        self.listeners.borrow_mut().retain(|listener| listener.unbounded_send(said.clone()).is_ok());
    }
}

impl EngineWorker {
    /// Starts a worker from the script at `address`. One that has said nothing when `patience` ends is given up.
    pub fn start(address: &str, patience: LocalBoxFuture<'static, ()>) -> Self {
        let hall = Rc::new(Hall {
            listeners: RefCell::default(),
            held: RefCell::new(Held::Nothing),
            has_spoken: Cell::new(false),
            is_waiting: Cell::new(false),
        });
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options);
        let hears = hall.clone();
        let on_message = move |event: Event| {
            hears.has_spoken.set(true);
            if let Some(said) = event.dyn_ref::<MessageEvent>().and_then(|message| read(&message.data())) {
                hears.hear(&said);
            }
        };
        // The script could not be fetched, or threw where nobody caught it, or what it said cannot be read.
        let hears = hall.clone();
        let on_error = move |event: Event| {
            event.prevent_default();
            let reason = if hears.has_spoken.get() { STOPPED } else { NOT_FETCHED };
            hears.hear(&Said::Died(reason.into()));
        };
        let listeners = worker.as_ref().ok().map(|worker| {
            let failures = ["error", "messageerror"];
            [
                Listener::new(worker, "message", on_message),
                Listener::to_all(worker, failures, Hearing::Bubbling, on_error),
            ]
        });
        if let Err(error) = &worker {
            let reason = super::super::js_reason(error);
            hall.held.replace(Held::Dead(format!("The browser starts no worker: {reason}.")));
        }
        let waits = Rc::downgrade(&hall);
        spawn_local(async move {
            patience.await;
            if let Some(hall) = waits.upgrade().filter(|hall| !hall.has_spoken.get()) {
                hall.hear(&Said::Died(SILENT.into()));
            }
        });
        Self { worker: worker.ok(), hall, _listeners: listeners }
    }

    /// Hears all that is said from now on.
    pub fn listen(&self) -> UnboundedReceiver<Said> {
        let (sender, receiver) = unbounded();
        if let Held::Dead(reason) = &*self.hall.held.borrow() {
            let _ = sender.unbounded_send(Said::Died(reason.clone()));
        }
        self.hall.listeners.borrow_mut().push(sender);
        receiver
    }

    pub fn post(&self, message: &Object) {
        // What cannot be sent will never be answered.
        if self.worker.as_ref().is_some_and(|worker| worker.post_message(message).is_err()) {
            self.hall.hear(&Said::Died(STOPPED.into()));
        }
    }

    /// Takes the worker for dead: what it is told now it would never do.
    pub fn give_up(&self) {
        self.hall.hear(&Said::Died(SILENT.into()));
        if let Some(worker) = &self.worker {
            worker.terminate();
        }
    }

    /// The browser's own end of it.
    #[cfg(test)]
    pub fn script(&self) -> Option<Worker> {
        self.worker.clone()
    }

    /// Loads the model `name`. Only once in a worker's life.
    pub fn load(&self, name: &str, message: &Object) {
        if self.is_free() {
            self.hall.held.replace(Held::Loading(name.to_owned()));
            self.post(message);
        }
    }

    /// Whether no model was ever asked of it.
    pub fn is_free(&self) -> bool {
        *self.hall.held.borrow() == Held::Nothing
    }

    pub fn is_dead(&self) -> bool {
        matches!(*self.hall.held.borrow(), Held::Dead(_))
    }

    /// Whether another tab has its turn before what this worker does now.
    pub fn is_waiting(&self) -> bool {
        self.hall.is_waiting.get()
    }

    /// Whether that model is there.
    pub fn has(&self, name: &str) -> bool {
        matches!(&*self.hall.held.borrow(), Held::Ready(held) if held == name)
    }

    /// Whether that model is there or on its way.
    pub fn is_for(&self, name: &str) -> bool {
        matches!(&*self.hall.held.borrow(), Held::Ready(held) | Held::Loading(held) if held == name)
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.terminate();
        }
    }
}

fn read(data: &JsValue) -> Option<Said> {
    let field = |name: &str| Reflect::get(data, &name.into()).ok();
    let text = |name: &str| field(name)?.as_string();
    let number = |name: &str| Some(field(name)?.as_f64()? as u64);
    let id = || u32::try_from(number("id")?).ok();
    Some(match text("type")?.as_str() {
        "progress" => Said::Progress(LoadProgress { loaded: number("loaded")?, total: number("total")? }),
        "waiting" => Said::Waiting,
        "ready" => Said::Ready(text("name")?),
        "load-failed" => Said::LoadFailed(text("message")?),
        "begun" => Said::Begun { id: id()?, begun: text("begun")? },
        "step" => Said::Step { id: id()?, step: text("step")? },
        "refused" => Said::Refused { id: id()?, error: text("error")? },
        "died" => Said::Died(text("message")?),
        "models" => {
            let list = String::from(JSON::stringify(&field("models")?).ok()?);
            Said::Models(read_models(&serde_json::from_str::<Value>(&list).ok()?))
        }
        _ => return None,
    })
}
