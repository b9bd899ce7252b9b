//! The page's side of the Web Worker that runs the engine. `messages` has the message protocol. The worker is started on first use, and replaced when it is dead or holds another model. Answers
//! and loads wait in a queue for their turn.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::base::turns::Turns;
use abcb_core::provider::LoadProgress;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};

use super::CONTEXT_TOKENS;
use super::messages::{EngineRequest, WorkerMessage};
use super::worker::EngineWorker;
use crate::adapters::build_files::address_of;
use crate::adapters::clock::BrowserClock;
use crate::ports::{FileInput, OpenedFile, PageModel};
use crate::reasons::Unusable;

const SCRIPT: &str = "engine/engine-worker.js";
/// How long to wait for a new worker's first message. Its script is small and reports at once, but phones are slow.
const STARTUP_MILLIS: u32 = 20_000;
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
    pub(super) startup_timeout: Rc<dyn Fn() -> LocalBoxFuture<'static, ()>>,
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
            startup_timeout: Rc::new(|| BrowserClock.sleep(STARTUP_MILLIS)),
            hung_after: HUNG_AFTER_MILLIS,
        }
    }

    /// Returns the current worker if `will_do` accepts it, otherwise a new one.
    fn worker_that(&self, will_do: impl FnOnce(&EngineWorker) -> bool) -> Rc<EngineWorker> {
        let mut held = self.worker.borrow_mut();
        match held.as_ref().filter(|worker| !worker.is_dead() && will_do(worker)) {
            Some(worker) => worker.clone(),
            None => held.insert(Rc::new(EngineWorker::start(&self.script, (self.startup_timeout)()))).clone(),
        }
    }

    /// Returns the worker for the model `name` and starts loading the model if it is neither loaded nor loading.
    pub(super) fn worker_for(&self, name: &str) -> Rc<EngineWorker> {
        let worker = self.worker_that(|worker| worker.is_free() || worker.is_for(name));
        let load = EngineRequest::LoadFrom { name, context: CONTEXT_TOKENS, url: address_of_model(name) };
        worker.load(name, &load);
        worker
    }

    pub(super) fn next_id(&self) -> u32 {
        let id = self.last_answer.get().wrapping_add(1);
        self.last_answer.set(id);
        id
    }

    /// Sends `request` and waits for the list of stored models that the worker returns.
    fn ask_for_models(&self, request: &EngineRequest<'_>) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let worker = self.worker_that(|_| true);
        let mut messages = worker.listen();
        worker.post(request);
        async move {
            // The worker lives as long as it is waited for.
            let _worker = worker;
            while let Some(message) = messages.next().await {
                match message {
                    WorkerMessage::Models { models } => return models,
                    WorkerMessage::Died { .. } => break,
                    _ => {}
                }
            }
            Vec::new()
        }
        .boxed_local()
    }
}

/// Returns the address of the model's file on the server of the page.
fn address_of_model(name: &str) -> String {
    // The worker's script is in another folder than the page, which relative addresses would be resolved against.
    let page = web_sys::window().and_then(|window| window.document()?.base_uri().ok()?).unwrap_or_default();
    let url = web_sys::Url::new_with_base(&format!("models/{name}"), &page).map(|url| url.href());
    url.unwrap_or_default()
}

impl WorkerModels {
    pub fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(&EngineRequest::List)
    }

    pub fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(&EngineRequest::Remove { name: &name })
    }

    pub fn open_file(&self, input: FileInput, mut progress: Box<dyn FnMut(LoadProgress)>) -> OpenedFile {
        let models = self.clone();
        async move {
            let file = input.files().and_then(|files| files.item(0))?;
            let name = file.name();
            // The worker may be answering with its current model.
            let mut turn = models.turns.ticket();
            (&mut turn).await;
            let worker = models.worker_that(EngineWorker::is_free);
            let mut messages = worker.listen();
            let load = EngineRequest::LoadFile { name: &name, context: CONTEXT_TOKENS, file };
            worker.load(&name, &load);
            while let Some(message) = messages.next().await {
                match message {
                    WorkerMessage::Progress { loaded, total } => progress(LoadProgress { loaded, total }),
                    WorkerMessage::Ready { name: ready } if ready == name => return Some(Ok(name)),
                    WorkerMessage::LoadFailed { message } | WorkerMessage::Died { message } => {
                        return Some(Err(message));
                    }
                    _ => {}
                }
            }
            Some(Err(Unusable::WorkerStopped.to_string()))
        }
        .boxed_local()
    }
}
