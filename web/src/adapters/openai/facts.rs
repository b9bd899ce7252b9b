//! What a server reports about its model besides the list of models. Not in the first load.

use abcb_core::provider::ContextSize;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::context_size::{self, Inquiry};
use abcb_core::provider::openai::props::read_props;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join, join_all};

use super::models::list_models;
use crate::adapters::egress::recorded;
use crate::adapters::http::{self, HttpRequest};
use crate::ports::egress::Purpose;
use crate::ports::{ModelFacts, Server};

/// How long a server may take to report facts about itself, in milliseconds. A running server answers at once.
const FACTS_MILLIS: u32 = 2_000;

/// Asks the server for its model's context size, if its list of models does not have it.
pub fn context_size(server: Server) -> LocalBoxFuture<'static, Option<ContextSize>> {
    async move {
        let questions = match server.context_tokens {
            Some(_) => Vec::new(),
            None => context_size::inquiries(server.dialect, &server.model),
        };
        let replies = join_all(questions.into_iter().map(|question| ask(&server, question))).await;
        context_size::read(server.dialect, &server.model, &replies)
    }
    .boxed_local()
}

/// Returns what the server reports about its model, if anything.
pub fn model_facts(server: Server) -> LocalBoxFuture<'static, ModelFacts> {
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
        let (props, listed) =
            join(http::fetch_all(recorded(Purpose::ModelFacts, props), FACTS_MILLIS), listed).await;
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

/// Returns the server's reply to `question`; empty if there is none.
async fn ask(server: &Server, question: Inquiry) -> Vec<u8> {
    let request = HttpRequest {
        url: format!("{}{}", server.endpoint.root_url(), question.path),
        api_key: server.api_key.clone(),
        json: question.json,
        ..HttpRequest::default()
    };
    match http::fetch_all(recorded(Purpose::ModelFacts, request), FACTS_MILLIS).await {
        Ok((status, body)) if (200..300).contains(&status) => body,
        Ok(_) | Err(_) => Vec::new(),
    }
}
