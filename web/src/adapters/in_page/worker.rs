//! The worker itself: what it is told, and what it says, read into values. Everyone who listens hears everything.

use std::cell::RefCell;
use std::rc::Rc;

use abcb_core::provider::LoadProgress;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use js_sys::{JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::models::load_message;
use super::read_models;
use crate::ports::PageModel;

const SCRIPT: &str = "engine-worker.js";

/// What the worker says.
#[derive(Clone, Debug)]
pub enum Said {
    Progress(LoadProgress),
    Ready,
    /// The reason is a sentence.
    LoadFailed(String),
    /// JSON text, see `worker/src/lib.rs`.
    Step {
        id: u32,
        step: String,
    },
    Refused {
        id: u32,
        error: String,
    },
    Models(Vec<PageModel>),
}

/// Which model is in the worker.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Held {
    Nothing,
    Loading(String),
    Ready(String),
}

pub struct EngineWorker {
    /// The reason where the browser would not start it.
    worker: Result<Worker, String>,
    listeners: Rc<RefCell<Vec<UnboundedSender<Said>>>>,
    held: Rc<RefCell<Held>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl EngineWorker {
    pub fn start() -> Self {
        let listeners: Rc<RefCell<Vec<UnboundedSender<Said>>>> = Rc::default();
        let held = Rc::new(RefCell::new(Held::Nothing));
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker =
            Worker::new_with_options(SCRIPT, &options).map_err(|error| super::super::js_reason(&error));
        let tell = {
            let (listeners, held) = (listeners.clone(), held.clone());
            move |said: Said| {
                held.replace_with(|held| after(held, &said));
                listeners.borrow_mut().retain(|listener| listener.unbounded_send(said.clone()).is_ok());
            }
        };
        let tell_failure = tell.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(said) = read(&event.data()) {
                tell(said);
            }
        });
        // The script itself could not be loaded, or threw where nobody caught it.
        let on_error = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            tell_failure(Said::LoadFailed(
                "The model's worker has stopped. Reload the page and try again.".into(),
            ));
        });
        if let Ok(worker) = &worker {
            worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        }
        Self { worker, listeners, held, _on_message: on_message, _on_error: on_error }
    }

    /// Hears all that is said from now on.
    pub fn listen(&self) -> UnboundedReceiver<Said> {
        let (sender, receiver) = unbounded();
        if let Err(reason) = &self.worker {
            let _ =
                sender.unbounded_send(Said::LoadFailed(format!("The browser starts no worker: {reason}.")));
        }
        self.listeners.borrow_mut().push(sender);
        receiver
    }

    pub fn post(&self, message: &Object) {
        if let Ok(worker) = &self.worker {
            let _ = worker.post_message(message);
        }
    }

    /// Loads a model whatever is held now.
    pub fn load(&self, name: &str, message: &Object) {
        self.held.replace(Held::Loading(name.to_owned()));
        self.post(message);
    }

    /// Whether the model is there. If it is not, and not on its way, it is sent for.
    pub fn has(&self, name: &str) -> bool {
        let held = self.held.borrow().clone();
        match held {
            Held::Ready(held) if held == name => return true,
            Held::Loading(held) if held == name => return false,
            Held::Nothing | Held::Ready(_) | Held::Loading(_) => {}
        }
        self.load(name, &load_message(name));
        false
    }
}

fn after(held: &Held, said: &Said) -> Held {
    match (held, said) {
        (Held::Loading(name), Said::Ready) => Held::Ready(name.clone()),
        (_, Said::LoadFailed(_)) => Held::Nothing,
        _ => held.clone(),
    }
}

fn read(data: &JsValue) -> Option<Said> {
    let field = |name: &str| Reflect::get(data, &name.into()).ok();
    let text = |name: &str| field(name)?.as_string();
    let number = |name: &str| Some(field(name)?.as_f64()? as u64);
    let id = || u32::try_from(number("id")?).ok();
    Some(match text("type")?.as_str() {
        "progress" => Said::Progress(LoadProgress { loaded: number("loaded")?, total: number("total")? }),
        "ready" => Said::Ready,
        "load-failed" => Said::LoadFailed(text("message")?),
        "step" => Said::Step { id: id()?, step: text("step")? },
        "refused" => Said::Refused { id: id()?, error: text("error")? },
        "models" => {
            let list = String::from(JSON::stringify(&field("models")?).ok()?);
            Said::Models(read_models(&serde_json::from_str::<Value>(&list).ok()?))
        }
        _ => return None,
    })
}
