//! Models that run in this tab. The code that talks to the worker is in a chunk, loaded on first use; users of a model
//! server never load it.

use std::cell::OnceCell;
use std::rc::Rc;

use abcb_core::provider::{
    Capabilities, ChatRequest, ContextSize, DeltaStream, LoadProgress, Provider, ProviderError,
};
use futures_util::future::{self, LocalBoxFuture};
use futures_util::{FutureExt, StreamExt, stream};

use crate::lazy::lazy;
use crate::ports::{FileInput, InPage, OpenedFile, PageModel};
use crate::reasons::Unusable;

mod answer;
mod messages;
mod models;
mod offered;
mod provider;
#[cfg(test)]
mod tests;
mod worker;

use models::WorkerModels;

/// The context size in tokens, for prompt and answer together. The KV cache of SmolLM2 grows by 46 KB per token; this
/// limit keeps the page's memory below 2.2 times the model file's size.
const CONTEXT_TOKENS: u32 = 2048;

/// The capabilities of any model in this tab. A model with a smaller context reports it when it rejects a request.
const CAPABILITIES: Capabilities = Capabilities {
    context: Some(ContextSize::told(CONTEXT_TOKENS)),
    takes_tools: false,
    is_prone_to_repetition: true,
};

/// A request to the chunk.
enum ChunkRequest {
    Kept,
    Remove(String),
    Open(FileInput, Box<dyn FnMut(LoadProgress)>),
    Provider(String),
}

enum ChunkResponse {
    Models(LocalBoxFuture<'static, Vec<PageModel>>),
    Opened(OpenedFile),
    Provider(Box<dyn Provider>),
}

type Chunk = fn(&WorkerModels, ChunkRequest) -> ChunkResponse;

lazy!(chunk in in_page: Chunk = respond);
lazy!(offered in discovery: fn() -> LocalBoxFuture<'static, Vec<PageModel>> = offered::offered);

fn respond(models: &WorkerModels, request: ChunkRequest) -> ChunkResponse {
    match request {
        ChunkRequest::Kept => ChunkResponse::Models(models.kept()),
        ChunkRequest::Remove(name) => ChunkResponse::Models(models.remove(name)),
        ChunkRequest::Open(input, progress) => ChunkResponse::Opened(models.open_file(input, progress)),
        ChunkRequest::Provider(name) => ChunkResponse::Provider(models.provider(name)),
    }
}

#[derive(Clone, Default)]
pub struct PageModels {
    models: Rc<OnceCell<WorkerModels>>,
}

impl PageModels {
    /// Sends a request to the chunk. Returns `None` if the chunk cannot be loaded.
    async fn ask(self, request: ChunkRequest) -> Option<ChunkResponse> {
        let respond = chunk().await.ok()?;
        Some(respond(self.models.get_or_init(WorkerModels::default), request))
    }

    fn list(&self, request: ChunkRequest) -> LocalBoxFuture<'static, Vec<PageModel>> {
        let response = self.clone().ask(request);
        async move {
            match response.await {
                Some(ChunkResponse::Models(models)) => models.await,
                _ => Vec::new(),
            }
        }
        .boxed_local()
    }
}

impl InPage for PageModels {
    fn offered(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        async {
            match offered().await {
                Ok(offered) => offered().await,
                Err(_) => Vec::new(),
            }
        }
        .boxed_local()
    }

    fn kept(&self) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.list(ChunkRequest::Kept)
    }

    fn remove(&self, name: String) -> LocalBoxFuture<'static, Vec<PageModel>> {
        self.list(ChunkRequest::Remove(name))
    }

    fn open_file(&self, input: FileInput, progress: Box<dyn FnMut(LoadProgress)>) -> OpenedFile {
        let response = self.clone().ask(ChunkRequest::Open(input, progress));
        async move {
            match response.await {
                Some(ChunkResponse::Opened(opened)) => opened.await,
                _ => Some(Err(Unusable::RunnerMissing.to_string())),
            }
        }
        .boxed_local()
    }

    fn provider(&self, name: String) -> Box<dyn Provider> {
        Box::new(PageProvider { models: self.clone(), name, inner: None })
    }
}

/// A provider that waits for the chunk before it answers.
struct PageProvider {
    models: PageModels,
    name: String,
    inner: Option<Box<dyn Provider>>,
}

impl Provider for PageProvider {
    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        async move {
            if self.inner.is_none() {
                let response = self.models.clone().ask(ChunkRequest::Provider(self.name.clone())).await;
                if let Some(ChunkResponse::Provider(provider)) = response {
                    self.inner = Some(provider);
                }
            }
            match &mut self.inner {
                Some(provider) => provider.stream(request),
                None => {
                    let error = ProviderError::NotUsable { reason: Unusable::RunnerMissing.to_string() };
                    stream::once(future::ready(Err(error))).boxed_local()
                }
            }
        }
        .flatten_stream()
        .boxed_local()
    }
}
