//! The worker handle: sends messages to the Web Worker and parses the messages it sends back. Every listener receives
//! every message. A worker loads a single model in its lifetime and is terminated when its last owner drops it, so no
//! memory of an earlier model remains.

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
use crate::dom::listener::{Hearing, Listener};
use crate::ports::PageModel;

const NOT_FETCHED: &str =
    "The part of the page that runs models could not be loaded. Try again when there is a network.";
const STOPPED: &str = "The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question.";
const SILENT: &str = "The model's worker does not answer. Reload the page, or choose another model.";

/// A message from the worker.
#[derive(Clone, Debug)]
pub enum WorkerMessage {
    Progress(LoadProgress),
    /// The worker waits for another tab to finish.
    Waiting,
    /// The model of this name is loaded.
    Ready(String),
    /// Loading failed. The reason is a full sentence.
    LoadFailed(String),
    /// JSON text, as in the next two; see `worker/src/lib.rs`.
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
    /// The worker has stopped and sends nothing more. The reason is a full sentence.
    Died(String),
}

/// The state of the worker's model.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Held {
    Nothing,
    Loading(String),
    Ready(String),
    /// The worker is unusable, for this reason.
    Dead(String),
}

pub struct EngineWorker {
    worker: Option<Worker>,
    state: Rc<WorkerState>,
    _listeners: Option<[Listener; 2]>,
}

/// The state shared with the worker's event handlers: the listeners and what the messages so far have shown.
struct WorkerState {
    listeners: RefCell<Vec<UnboundedSender<WorkerMessage>>>,
    held: RefCell<Held>,
    /// Whether the worker has ever sent a message, which shows that its script was loaded.
    has_spoken: Cell<bool>,
    /// Whether the worker last reported that it waits for another tab.
    is_waiting: Cell<bool>,
}

impl WorkerState {
    fn receive(&self, message: &WorkerMessage) {
        self.is_waiting.set(matches!(message, WorkerMessage::Waiting));
        let held = self.held.borrow().clone();
        let held = match (held, message) {
            (Held::Dead(reason), _) => Held::Dead(reason),
            (Held::Loading(name), WorkerMessage::Ready(ready)) if name == *ready => Held::Ready(name),
            (_, WorkerMessage::LoadFailed(reason) | WorkerMessage::Died(reason)) => {
                Held::Dead(reason.clone())
            }
            (held, _) => held,
        };
        self.held.replace(held);
        self.listeners.borrow_mut().retain(|listener| listener.unbounded_send(message.clone()).is_ok());
    }
}

impl EngineWorker {
    /// Starts a worker from the script at `address`. A worker that has sent nothing when `patience` resolves is given
    /// up.
    pub fn start(address: &str, patience: LocalBoxFuture<'static, ()>) -> Self {
        let state = Rc::new(WorkerState {
            listeners: RefCell::default(),
            held: RefCell::new(Held::Nothing),
            has_spoken: Cell::new(false),
            is_waiting: Cell::new(false),
        });
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options);
        let receiver = state.clone();
        let on_message = move |event: Event| {
            receiver.has_spoken.set(true);
            if let Some(message) = event.dyn_ref::<MessageEvent>().and_then(|event| read(&event.data())) {
                receiver.receive(&message);
            }
        };
        // The script could not be fetched, threw an uncaught exception, or sent a message that cannot be read.
        let receiver = state.clone();
        let on_error = move |event: Event| {
            event.prevent_default();
            let reason = if receiver.has_spoken.get() { STOPPED } else { NOT_FETCHED };
            receiver.receive(&WorkerMessage::Died(reason.into()));
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
            state.held.replace(Held::Dead(format!("The browser starts no worker: {reason}.")));
        }
        let waits = Rc::downgrade(&state);
        spawn_local(async move {
            patience.await;
            if let Some(state) = waits.upgrade().filter(|state| !state.has_spoken.get()) {
                state.receive(&WorkerMessage::Died(SILENT.into()));
            }
        });
        Self { worker: worker.ok(), state, _listeners: listeners }
    }

    /// Subscribes to all further messages. If the worker is dead, the receiver gets the reason at once.
    pub fn listen(&self) -> UnboundedReceiver<WorkerMessage> {
        let (sender, receiver) = unbounded();
        if let Held::Dead(reason) = &*self.state.held.borrow() {
            let _ = sender.unbounded_send(WorkerMessage::Died(reason.clone()));
        }
        self.state.listeners.borrow_mut().push(sender);
        receiver
    }

    pub fn post(&self, message: &Object) {
        // A message that cannot be sent will never be answered.
        if self.worker.as_ref().is_some_and(|worker| worker.post_message(message).is_err()) {
            self.state.receive(&WorkerMessage::Died(STOPPED.into()));
        }
    }

    /// Marks the worker as dead and terminates it, since it no longer reacts to messages.
    pub fn give_up(&self) {
        self.state.receive(&WorkerMessage::Died(SILENT.into()));
        if let Some(worker) = &self.worker {
            worker.terminate();
        }
    }

    /// Returns the underlying Web Worker.
    #[cfg(test)]
    pub fn script(&self) -> Option<Worker> {
        self.worker.clone()
    }

    /// Loads the model `name`. Has an effect only once in a worker's lifetime.
    pub fn load(&self, name: &str, message: &Object) {
        if self.is_free() {
            self.state.held.replace(Held::Loading(name.to_owned()));
            self.post(message);
        }
    }

    /// Whether no model has been requested from this worker yet.
    pub fn is_free(&self) -> bool {
        *self.state.held.borrow() == Held::Nothing
    }

    pub fn is_dead(&self) -> bool {
        matches!(*self.state.held.borrow(), Held::Dead(_))
    }

    /// Whether the worker's current work waits for another tab to finish.
    pub fn is_waiting(&self) -> bool {
        self.state.is_waiting.get()
    }

    /// Whether the model `name` is loaded.
    pub fn has(&self, name: &str) -> bool {
        matches!(&*self.state.held.borrow(), Held::Ready(held) if held == name)
    }

    /// Whether the model `name` is loaded or loading.
    pub fn is_for(&self, name: &str) -> bool {
        matches!(&*self.state.held.borrow(), Held::Ready(held) | Held::Loading(held) if held == name)
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.terminate();
        }
    }
}

fn read(data: &JsValue) -> Option<WorkerMessage> {
    let field = |name: &str| Reflect::get(data, &name.into()).ok();
    let text = |name: &str| field(name)?.as_string();
    let number = |name: &str| Some(field(name)?.as_f64()? as u64);
    let id = || u32::try_from(number("id")?).ok();
    Some(match text("type")?.as_str() {
        "progress" => {
            WorkerMessage::Progress(LoadProgress { loaded: number("loaded")?, total: number("total")? })
        }
        "waiting" => WorkerMessage::Waiting,
        "ready" => WorkerMessage::Ready(text("name")?),
        "load-failed" => WorkerMessage::LoadFailed(text("message")?),
        "begun" => WorkerMessage::Begun { id: id()?, begun: text("begun")? },
        "step" => WorkerMessage::Step { id: id()?, step: text("step")? },
        "refused" => WorkerMessage::Refused { id: id()?, error: text("error")? },
        "died" => WorkerMessage::Died(text("message")?),
        "models" => {
            let list = String::from(JSON::stringify(&field("models")?).ok()?);
            WorkerMessage::Models(read_models(&serde_json::from_str::<Value>(&list).ok()?))
        }
        _ => return None,
    })
}
