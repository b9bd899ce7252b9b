//! The other end of the Web Worker that holds the engine. What is said between them stands at the head of
//! `web/public/engine-worker.js`. The worker is started when it is first needed.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use abcb_core::provider::{ChatRequest, DeltaStream, LoadProgress, Provider};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use js_sys::Object;
use wasm_bindgen::JsValue;

use super::answer::Answer;
use super::worker::{EngineWorker, Said};
use crate::adapters::files::FileInput;
use crate::ports::PageModel;

#[derive(Default)]
pub struct WorkerModels {
    worker: OnceCell<Rc<EngineWorker>>,
    last_answer: Rc<Cell<u32>>,
}

impl WorkerModels {
    fn worker(&self) -> Rc<EngineWorker> {
        self.worker.get_or_init(|| Rc::new(EngineWorker::start())).clone()
    }

    /// Sends `message` and waits for the list of kept models that follows.
    fn ask_for_models(&self, message: Object) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let worker = self.worker();
        async move {
            let mut said = worker.listen();
            worker.post(&message);
            while let Some(said) = said.next().await {
                if let Said::Models(models) = said {
                    return models;
                }
            }
            Vec::new()
        }
        .boxed_local()
    }
}

/// A message to the worker.
pub(super) fn message(fields: &[(&str, &JsValue)]) -> Object {
    let message = Object::new();
    for (name, value) in fields {
        // A plain object takes any field.
        let _ = js_sys::Reflect::set(&message, &(*name).into(), value);
    }
    message
}

/// Asks for the model to be loaded from where it is kept, else from beside the page.
pub(super) fn load_message(name: &str) -> Object {
    let url = format!("models/{name}");
    message(&[("type", &"load".into()), ("name", &name.into()), ("url", &url.into())])
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
        let worker = self.worker();
        async move {
            let file = input.files().and_then(|files| files.item(0))?;
            let name = file.name();
            let mut said = worker.listen();
            worker.load(
                &name,
                &message(&[("type", &"load".into()), ("name", &name.as_str().into()), ("file", &file)]),
            );
            while let Some(said) = said.next().await {
                match said {
                    Said::Progress(loaded) => progress(loaded),
                    Said::Ready => return Some(Ok(name)),
                    Said::LoadFailed(reason) => return Some(Err(reason)),
                    Said::Step { .. } | Said::Refused { .. } | Said::Models(_) => {}
                }
            }
            Some(Err("The model's worker has stopped.".into()))
        }
        .boxed_local()
    }

    pub fn provider(&self, name: String) -> Box<dyn Provider> {
        Box::new(PageProvider { name, worker: self.worker(), last_answer: self.last_answer.clone() })
    }
}

struct PageProvider {
    name: String,
    worker: Rc<EngineWorker>,
    last_answer: Rc<Cell<u32>>,
}

impl Provider for PageProvider {
    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let id = self.last_answer.get() + 1;
        self.last_answer.set(id);
        let answer = Answer::new(self.worker.clone(), id, &self.name, &request);
        futures_util::stream::unfold(answer, |mut answer| async move {
            answer.next().await.map(|delta| (delta, answer))
        })
        .boxed_local()
    }
}
