//! The worker handle: sends messages to the Web Worker and passes on those that it sends back. Every listener receives
//! every message. A worker loads a single model in its lifetime and is terminated when its last owner drops it, so no
//! memory of an earlier model remains.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::LocalBoxFuture;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::messages::{EngineRequest, WorkerMessage};
use crate::adapters::bridge;
use crate::dom::listener::{Listener, ListenerKind};
use crate::reasons::Unusable;

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
            (Held::Loading(name), WorkerMessage::Ready { name: ready }) if name == *ready => {
                Held::Ready(name)
            }
            (_, WorkerMessage::LoadFailed { message } | WorkerMessage::Died { message }) => {
                Held::Dead(message.clone())
            }
            (held, _) => held,
        };
        self.held.replace(held);
        self.listeners.borrow_mut().retain(|listener| listener.unbounded_send(message.clone()).is_ok());
    }
}

impl EngineWorker {
    /// Starts a worker from the script at `address`. A worker that has sent nothing when `startup_timeout` resolves is given
    /// up.
    pub fn start(address: &str, startup_timeout: LocalBoxFuture<'static, ()>) -> Self {
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
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
            if let Ok(message) = bridge::from_js::<WorkerMessage>(data) {
                receiver.receive(&message);
            }
        };
        // The script could not be fetched, threw an uncaught exception, or sent a message that cannot be read.
        let receiver = state.clone();
        let on_error = move |event: Event| {
            event.prevent_default();
            let was_there = receiver.has_spoken.get();
            let reason = if was_there { Unusable::WorkerBroken } else { Unusable::RunnerMissing };
            receiver.receive(&WorkerMessage::Died { message: reason.to_string() });
        };
        let listeners = worker.as_ref().ok().map(|worker| {
            let failures = ["error", "messageerror"];
            [
                Listener::new(worker, "message", on_message),
                Listener::to_all(worker, failures, ListenerKind::Bubbling, on_error),
            ]
        });
        if let Err(error) = &worker {
            let reason = super::super::js_reason(error);
            state.held.replace(Held::Dead(Unusable::NoWorker { reason }.to_string()));
        }
        let waits = Rc::downgrade(&state);
        spawn_local(async move {
            startup_timeout.await;
            if let Some(state) = waits.upgrade().filter(|state| !state.has_spoken.get()) {
                state.receive(&WorkerMessage::Died { message: Unusable::WorkerSilent.to_string() });
            }
        });
        Self { worker: worker.ok(), state, _listeners: listeners }
    }

    /// Subscribes to all further messages. If the worker is dead, the receiver gets the reason at once.
    pub fn listen(&self) -> UnboundedReceiver<WorkerMessage> {
        let (sender, receiver) = unbounded();
        if let Held::Dead(reason) = &*self.state.held.borrow() {
            let _ = sender.unbounded_send(WorkerMessage::Died { message: reason.clone() });
        }
        self.state.listeners.borrow_mut().push(sender);
        receiver
    }

    pub fn post(&self, request: &EngineRequest<'_>) {
        self.send(bridge::to_js(request));
    }

    /// Sends what a message was converted to.
    pub(super) fn send(&self, message: Result<JsValue, String>) {
        let Some(worker) = &self.worker else { return };
        // A message that cannot be sent will never be answered.
        if !message.is_ok_and(|message| worker.post_message(&message).is_ok()) {
            self.state.receive(&WorkerMessage::Died { message: Unusable::WorkerBroken.to_string() });
        }
    }

    /// Marks the worker as dead and terminates it, since it no longer reacts to messages.
    pub fn give_up(&self) {
        self.state.receive(&WorkerMessage::Died { message: Unusable::WorkerSilent.to_string() });
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
    pub fn load(&self, name: &str, request: &EngineRequest<'_>) {
        if self.is_free() {
            self.state.held.replace(Held::Loading(name.to_owned()));
            self.post(request);
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
