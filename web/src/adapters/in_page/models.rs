//! The page's side of the Web Worker that runs the engine. The head of `web/scripts/engine-worker` documents the
//! message protocol. The worker is started on first use, and replaced when it is dead or holds another model. Answers
//! and loads wait in a queue for their turn.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::base::turns::Turns;
use abcb_core::provider::LoadProgress;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use js_sys::Object;
use wasm_bindgen::JsValue;

use super::worker::{EngineWorker, WorkerMessage};
use crate::adapters::build_files::address_of;
use crate::adapters::clock::BrowserClock;
use crate::ports::{FileInput, PageModel};

const SCRIPT: &str = "engine/engine-worker.js";
/// How long to wait for a new worker's first message. Its script is small and reports at once, but phones are slow.
const PATIENCE_MILLIS: u32 = 20_000;
/// How long a worker may be silent, while it answers or loads, before it counts as hung. A hung worker is terminated
/// when the user stops it.
const HUNG_AFTER_MILLIS: f64 = 30_000.0;

/// A handle to the in-page models. Clones share the worker and the queue.
#[derive(Clone)]
pub struct WorkerModels {
    script: Rc<str>,
    worker: Rc<RefCell<Option<Rc<EngineWorker>>>>,
    pub(super) turns: Turns,
    last_answer: Rc<Cell<u32>>,
    /// Resolves when a new worker that has sent nothing is given up.
    pub(super) patience: Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>,
    /// In milliseconds.
    pub(super) hung_after: f64,
}

impl Default for WorkerModels {
    fn default() -> Self {
        Self::of(&address_of(SCRIPT))
    }
}

impl WorkerModels {
    /// Creates the models for the worker script at `address`.
    pub fn of(address: &str) -> Self {
        Self {
            script: address.into(),
            worker: Rc::default(),
            turns: Turns::default(),
            last_answer: Rc::default(),
            patience: Rc::new(|| BrowserClock.sleep(PATIENCE_MILLIS)),
            hung_after: HUNG_AFTER_MILLIS,
        }
    }

    /// Returns the current worker if `will_do` accepts it, otherwise a new one.
    fn worker_that(&self, will_do: impl FnOnce(&EngineWorker) -> bool) -> Rc<EngineWorker> {
        let mut held = self.worker.borrow_mut();
        match held.as_ref().filter(|worker| !worker.is_dead() && will_do(worker)) {
            Some(worker) => worker.clone(),
            None => held.insert(Rc::new(EngineWorker::start(&self.script, (self.patience)()))).clone(),
        }
    }

    /// Returns the worker for the model `name` and starts loading the model if it is neither loaded nor loading.
    pub(super) fn worker_for(&self, name: &str) -> Rc<EngineWorker> {
        let worker = self.worker_that(|worker| worker.is_free() || worker.is_for(name));
        worker.load(name, &load_message(name));
        worker
    }

    pub(super) fn next_id(&self) -> u32 {
        let id = self.last_answer.get().wrapping_add(1);
        self.last_answer.set(id);
        id
    }

    /// Sends `message` and waits for the list of stored models that the worker returns.
    fn ask_for_models(&self, message: Object) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let worker = self.worker_that(|_| true);
        async move {
            let mut messages = worker.listen();
            worker.post(&message);
            while let Some(message) = messages.next().await {
                match message {
                    WorkerMessage::Models(models) => return models,
                    WorkerMessage::Died(_) => break,
                    _ => {}
                }
            }
            Vec::new()
        }
        .boxed_local()
    }
}

/// Builds a message to the worker.
pub(super) fn message(fields: &[(&str, &JsValue)]) -> Object {
    let message = Object::new();
    for (name, value) in fields {
        // Setting a field of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&message, &(*name).into(), value);
    }
    message
}

/// Builds the message that loads the model from browser storage, or else from the server of the page.
pub(super) fn load_message(name: &str) -> Object {
    // The worker's script is in another folder than the page, which relative addresses would be resolved against.
    let page = web_sys::window().and_then(|window| window.document()?.base_uri().ok()?).unwrap_or_default();
    let url = web_sys::Url::new_with_base(&format!("models/{name}"), &page).map(|url| url.href());
    load_from(name, "url", &url.unwrap_or_default().into())
}

fn load_from(name: &str, source: &str, from: &JsValue) -> Object {
    let context = f64::from(super::CONTEXT_TOKENS).into();
    message(&[("type", &"load".into()), ("name", &name.into()), ("context", &context), (source, from)])
}

impl WorkerModels {
    pub fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(message(&[("type", &"list".into())]))
    }

    pub fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(message(&[("type", &"remove".into()), ("name", &name.into())]))
    }

    pub fn open_file(
        &self,
        input: FileInput,
        mut progress: Box<dyn FnMut(LoadProgress)>,
    ) -> LocalBoxFuture<'static, Option<Result<String, String>>> {
        let models = self.clone();
        async move {
            let file = input.files().and_then(|files| files.item(0))?;
            let name = file.name();
            // The worker may be answering with its current model.
            let mut turn = models.turns.ticket();
            (&mut turn).await;
            let worker = models.worker_that(EngineWorker::is_free);
            let mut messages = worker.listen();
            worker.load(&name, &load_from(&name, "file", &file));
            while let Some(message) = messages.next().await {
                match message {
                    WorkerMessage::Progress(loaded) => progress(loaded),
                    WorkerMessage::Ready(ready) if ready == name => return Some(Ok(name)),
                    WorkerMessage::LoadFailed(reason) | WorkerMessage::Died(reason) => {
                        return Some(Err(reason));
                    }
                    _ => {}
                }
            }
            Some(Err("The model's worker has stopped.".into()))
        }
        .boxed_local()
    }
}
