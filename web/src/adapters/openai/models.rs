//! The list of a server's models. Not in the first load.

use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::error;
use abcb_core::provider::openai::models::parse_models;
use futures_util::FutureExt;

use super::unanswered;
use crate::adapters::egress::recorded;
use crate::adapters::http::{self, HttpRequest};
use crate::ports::ListedModels;
use crate::ports::egress::Purpose;

/// See [`Servers::list_models`](crate::ports::Servers::list_models).
pub fn list_models(endpoint: Endpoint, api_key: Option<String>, millis: u32) -> ListedModels {
    async move {
        let url = endpoint.models_url();
        let request = HttpRequest { url: url.clone(), api_key, ..HttpRequest::default() };
        match http::fetch_all(recorded(Purpose::ModelList, request), millis).await {
            Ok((status, body)) if (200..300).contains(&status) => parse_models(&body, None, endpoint.port()),
            Ok((status, body)) => Err(error::from_response(status, &body)),
            Err(error) => Err(unanswered(url, error)),
        }
    }
    .boxed_local()
}
