//! A model server as a `Provider`: sends requests that core builds and passes the received bytes back to core. Does not
//! interpret them. None of it is in the first load: what finds a server is fetched as soon as the page starts, the rest
//! when the page is idle, or when it is needed.

mod answer;
mod facts;
mod models;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::{
    Capabilities, ChatRequest, ContextSize, Delta, DeltaStream, Provider, ProviderError,
};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, StreamExt};

use super::http::HttpError;
use super::policy::may_contact;
use crate::lazy::lazy;
use crate::ports::{ListedModels, ModelFacts, Server, Servers};
use crate::reasons::Unusable;

lazy!(ask in answering: fn(Server, ChatRequest) -> DeltaStream<'static> = answer::ask);
lazy!(context_size in answering: fn(Server) -> LocalBoxFuture<'static, Option<ContextSize>> = facts::context_size);
lazy!(model_facts in answering: fn(Server) -> LocalBoxFuture<'static, ModelFacts> = facts::model_facts);

lazy!(models in discovery: ListModels = models::list_models);

/// See [`Servers::list_models`].
type ListModels = fn(Endpoint, Option<String>, u32) -> ListedModels;

/// Model servers reached with `fetch`.
#[derive(Clone, Debug, Default)]
pub struct HttpServers {
    sizes: ContextSizes,
}

/// Context sizes learned from sources other than model lists, by server and model. The size that the list gives is part
/// of the key: if the list changes, the server was restarted.
type ContextSizes = Rc<RefCell<HashMap<(String, String, Option<u32>), ContextSize>>>;

fn size_key(server: &Server) -> (String, String, Option<u32>) {
    (server.endpoint.base_url(), server.model.clone(), server.context_tokens)
}

impl Servers for HttpServers {
    fn list_models(&self, endpoint: Endpoint, api_key: Option<String>, millis: u32) -> ListedModels {
        async move {
            match models().await {
                Ok(list_models) => list_models(endpoint, api_key, millis).await,
                Err(_) => Err(part_missing()),
            }
        }
        .boxed_local()
    }

    fn provider(&self, server: Server) -> Box<dyn Provider> {
        Box::new(OpenAiProvider { server, sizes: self.sizes.clone() })
    }

    fn learn_context(&self, server: Server) -> LocalBoxFuture<'static, ()> {
        let sizes = self.sizes.clone();
        async move {
            let Ok(context_size) = context_size().await else { return };
            if let Some(size) = context_size(server.clone()).await {
                sizes.borrow_mut().insert(size_key(&server), size);
            }
        }
        .boxed_local()
    }

    fn model_facts(&self, server: Server) -> LocalBoxFuture<'static, ModelFacts> {
        async move {
            match model_facts().await {
                Ok(model_facts) => model_facts(server).await,
                Err(_) => ModelFacts::default(),
            }
        }
        .boxed_local()
    }
}

struct OpenAiProvider {
    server: Server,
    sizes: ContextSizes,
}

impl Provider for OpenAiProvider {
    fn capabilities(&self) -> Capabilities {
        let learned = self.sizes.borrow().get(&size_key(&self.server)).copied();
        Capabilities {
            context: learned.or(self.server.context_tokens.map(ContextSize::told)),
            takes_tools: true,
            is_prone_to_repetition: false,
        }
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let server = self.server.clone();
        let asked = ask().map(move |ask| match ask {
            Ok(ask) => ask(server, request),
            Err(_) => stream::iter([Err(part_missing())]).boxed_local(),
        });
        let (sizes, key) = (self.sizes.clone(), size_key(&self.server));
        let noting = move |delta: &Result<Delta, ProviderError>| {
            if let Err(ProviderError::ContextOverflow { context_tokens: Some(tokens), .. }) = delta {
                sizes.borrow_mut().insert(key.clone(), ContextSize::told(*tokens));
            }
        };
        asked.flatten_stream().inspect(noting).boxed_local()
    }
}

/// The error for a part of the page that could not be fetched. It says nothing about the server.
fn part_missing() -> ProviderError {
    ProviderError::NotUsable { reason: Unusable::PartMissing.to_string() }
}

fn unanswered(url: String, error: HttpError) -> ProviderError {
    match error {
        HttpError::Failed { .. } if !may_contact(&url) => {
            let origin = Endpoint::parse(&url).map_or(url, |endpoint| endpoint.origin());
            ProviderError::NotUsable { reason: Unusable::NotAllowed { origin }.to_string() }
        }
        HttpError::Failed { reason } => ProviderError::Unreachable { url, detail: reason },
        HttpError::Redirected => ProviderError::Redirected { url },
    }
}
