//! Models that run in the page: a Web Worker holds the engine, this file is its other end. What is said between them stands
//! at the head of `web/public/engine-worker.js`. The worker is started when it is first needed.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use abcb_core::provider::{ChatRequest, DeltaStream, LoadProgress, Provider};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use js_sys::Object;
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::files::FileInput;
use super::http::{HttpRequest, fetch_all};
use crate::ports::{InPage, PageModel};

mod answer;
mod worker;

use answer::Answer;
use worker::{EngineWorker, Said};

/// Written by the build: what is in `models/` beside the page.
const OFFERED: &str = "models.json";
const FETCH_MILLIS: u32 = 5_000;

#[derive(Default)]
pub struct PageModels {
    worker: OnceCell<Rc<EngineWorker>>,
    last_answer: Rc<Cell<u32>>,
}

impl PageModels {
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
fn message(fields: &[(&str, &JsValue)]) -> Object {
    let message = Object::new();
    for (name, value) in fields {
        // A plain object takes any field.
        let _ = js_sys::Reflect::set(&message, &(*name).into(), value);
    }
    message
}

/// Asks for the model to be loaded from where it is kept, else from beside the page.
fn load_message(name: &str) -> Object {
    let url = format!("models/{name}");
    message(&[("type", &"load".into()), ("name", &name.into()), ("url", &url.into())])
}

fn read_models(list: &Value) -> Vec<PageModel> {
    let read = |model: &Value| {
        let name = model.get("name")?.as_str()?.to_owned();
        Some(PageModel { name, size: model.get("size").and_then(Value::as_u64).unwrap_or(0) })
    };
    list.as_array().into_iter().flatten().filter_map(read).collect()
}

impl InPage for PageModels {
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        async {
            let request = HttpRequest { url: OFFERED.into(), ..HttpRequest::default() };
            match fetch_all(request, FETCH_MILLIS).await {
                Ok((200, body)) => {
                    serde_json::from_slice(&body).map(|list| read_models(&list)).unwrap_or_default()
                }
                Ok(_) | Err(_) => Vec::new(),
            }
        }
        .boxed_local()
    }

    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(message(&[("type", &"list".into())]))
    }

    fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.ask_for_models(message(&[("type", &"remove".into()), ("name", &name.into())]))
    }

    fn open_file(
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

    fn provider(&self, name: String) -> Box<dyn Provider> {
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
