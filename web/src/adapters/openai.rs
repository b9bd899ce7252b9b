//! A model server as a `Provider`: sends requests that core builds and passes the received bytes back to core. Does not
//! interpret them.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::pin::pin;
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::context_size::{self, Inquiry};
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::error;
use abcb_core::provider::openai::models::{ModelList, parse_models};
use abcb_core::provider::openai::props::read_props;
use abcb_core::provider::openai::request::chat_body;
use abcb_core::provider::openai::stream::ResponseReader;
use abcb_core::provider::{
    Capabilities, ChatRequest, ContextSize, Delta, DeltaStream, Provider, ProviderError,
};
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, join, join_all, select};
use futures_util::stream::{self, StreamExt};

use super::clock::BrowserClock;
use super::http::{self, HttpError, HttpRequest, HttpResponse};
use crate::ports::{ModelFacts, Server, Servers};

/// How long a server may take to report facts about itself, in milliseconds. A running server answers at once.
const FACTS_MILLIS: u32 = 2_000;

/// How long a response may stay open once its answer has a finish reason, in milliseconds. Servers that send usage
/// figures send them at once; some never close the connection.
const END_MILLIS: u32 = 5_000;

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
    fn list_models(
        &self,
        endpoint: Endpoint,
        api_key: Option<String>,
        millis: u32,
    ) -> LocalBoxFuture<'static, Result<ModelList, ProviderError>> {
        list_models(endpoint, api_key, millis).boxed_local()
    }

    fn provider(&self, server: Server) -> Box<dyn Provider> {
        Box::new(OpenAiProvider { server, sizes: self.sizes.clone() })
    }

    fn learn_context(&self, server: Server) -> LocalBoxFuture<'static, ()> {
        let sizes = self.sizes.clone();
        async move {
            let questions = match server.context_tokens {
                Some(_) => Vec::new(),
                None => context_size::inquiries(server.dialect, &server.model),
            };
            let replies = join_all(questions.into_iter().map(|question| ask(&server, question))).await;
            if let Some(size) = context_size::read(server.dialect, &server.model, &replies) {
                sizes.borrow_mut().insert(size_key(&server), size);
            }
        }
        .boxed_local()
    }

    fn model_facts(&self, server: Server) -> LocalBoxFuture<'static, ModelFacts> {
        async move {
            // Other servers do not have these routes, or use them differently.
            if server.dialect != Dialect::LlamaServer {
                return ModelFacts::default();
            }
            let props = HttpRequest {
                url: format!("{}/props", server.endpoint.root_url()),
                api_key: server.api_key.clone(),
                ..HttpRequest::default()
            };
            let listed = list_models(server.endpoint, server.api_key, FACTS_MILLIS);
            let (props, listed) = join(http::fetch_all(props, FACTS_MILLIS), listed).await;
            let models = listed.map(|list| list.models).unwrap_or_default();
            let named = models.iter().find(|model| model.id == server.model).or(models.first());
            let props = props.map(|(_, body)| read_props(&body)).unwrap_or_default();
            ModelFacts {
                knows_tools: props.knows_tools,
                sees_images: props.sees_images,
                thinks: props.thinks,
                parameters: named.and_then(|model| model.parameters),
            }
        }
        .boxed_local()
    }
}

/// Returns the server's reply to `question`; empty if there is none.
async fn ask(server: &Server, question: Inquiry) -> Vec<u8> {
    let request = HttpRequest {
        url: format!("{}{}", server.endpoint.root_url(), question.path),
        api_key: server.api_key.clone(),
        json: question.json,
        ..HttpRequest::default()
    };
    match http::fetch_all(request, FACTS_MILLIS).await {
        Ok((status, body)) if (200..300).contains(&status) => body,
        Ok(_) | Err(_) => Vec::new(),
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
        let url = self.server.endpoint.chat_url();
        let request = HttpRequest {
            json: Some(chat_body(&request, &self.server.model, self.server.dialect)),
            api_key: self.server.api_key.clone(),
            url: url.clone(),
            ..HttpRequest::default()
        };
        let opened = async move {
            match http::send(request).await {
                Ok(response) => Body::new(response).deltas(),
                Err(error) => stream::iter([Err(unanswered(url, error))]).boxed_local(),
            }
        };
        let (sizes, key) = (self.sizes.clone(), size_key(&self.server));
        let noting = move |delta: &Result<Delta, ProviderError>| {
            if let Err(ProviderError::ContextOverflow { context_tokens: Some(tokens), .. }) = delta {
                sizes.borrow_mut().insert(key.clone(), ContextSize::told(*tokens));
            }
        };
        stream::once(opened).flatten().inspect(noting).boxed_local()
    }
}

/// The body of a response, and the deltas read from it that have not been yielded yet.
struct Body {
    response: HttpResponse,
    reader: Option<ResponseReader>,
    ready: VecDeque<Result<Delta, ProviderError>>,
    /// When to stop reading; set once the answer has its finish reason.
    deadline: Option<i64>,
}

impl Body {
    fn new(response: HttpResponse) -> Self {
        let reader = ResponseReader::new(response.status, response.content_type.as_deref());
        Self { response, reader: Some(reader), ready: VecDeque::new(), deadline: None }
    }

    fn deltas(self) -> DeltaStream<'static> {
        stream::unfold(self, |mut body| async move { body.next().await.map(|delta| (delta, body)) })
            .boxed_local()
    }

    async fn next(&mut self) -> Option<Result<Delta, ProviderError>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some(delta);
            }
            let mut reader = self.reader.take()?;
            let deltas = match self.next_chunk(reader.is_finished()).await {
                Ok(Some(bytes)) => {
                    let deltas = reader.push(&bytes);
                    // Some servers leave the connection open after the end of the answer.
                    self.reader = (!reader.is_over()).then_some(reader);
                    deltas
                }
                Ok(None) => reader.finish(),
                Err(error) => reader.cut(error.reason()),
            };
            self.ready.extend(deltas);
        }
    }

    /// Returns the next bytes of the body, or `None` at its end. A finished answer does not wait for an end that may
    /// never come.
    async fn next_chunk(&mut self, is_finished: bool) -> Result<Option<Vec<u8>>, HttpError> {
        if !is_finished {
            return self.response.next_chunk().await;
        }
        let now = BrowserClock.unix_millis();
        let deadline = *self.deadline.get_or_insert(now + i64::from(END_MILLIS));
        let rest = u32::try_from(deadline - now).unwrap_or(0);
        match select(pin!(self.response.next_chunk()), BrowserClock.sleep(rest)).await {
            Either::Left((chunk, _)) => chunk,
            Either::Right(_) => Ok(None),
        }
    }
}

async fn list_models(
    endpoint: Endpoint,
    api_key: Option<String>,
    millis: u32,
) -> Result<ModelList, ProviderError> {
    let url = endpoint.models_url();
    let request = HttpRequest { url: url.clone(), api_key, ..HttpRequest::default() };
    match http::fetch_all(request, millis).await {
        Ok((status, body)) if (200..300).contains(&status) => parse_models(&body, None, endpoint.port()),
        Ok((status, body)) => Err(error::from_response(status, &body)),
        Err(error) => Err(unanswered(url, error)),
    }
}

fn unanswered(url: String, error: HttpError) -> ProviderError {
    match error {
        HttpError::Failed { reason } => ProviderError::Unreachable { url, detail: reason },
        HttpError::Redirected => ProviderError::Redirected { url },
    }
}
