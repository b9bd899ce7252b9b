//! The request for an answer and the deltas of its response. Not in the first load. Does not interpret what it carries.

use std::collections::VecDeque;
use std::pin::pin;

use abcb_core::base::clock::Clock;
use abcb_core::provider::openai::request::chat_body;
use abcb_core::provider::openai::stream::ResponseReader;
use abcb_core::provider::{ChatRequest, Delta, DeltaStream, ProviderError};
use futures_util::FutureExt;
use futures_util::future::{Either, select};
use futures_util::stream::{self, StreamExt};

use super::unanswered;
use crate::adapters::clock::BrowserClock;
use crate::adapters::egress::recorded;
use crate::adapters::http::{self, HttpError, HttpRequest, HttpResponse};
use crate::ports::Server;
use crate::ports::egress::Purpose;

/// How long a response may stay open once its answer has a finish reason, in milliseconds. Servers that send usage
/// figures send them at once; some never close the connection.
const END_MILLIS: u32 = 5_000;

/// Sends the request and returns the deltas of the answer.
pub fn ask(server: Server, request: ChatRequest) -> DeltaStream<'static> {
    let url = server.endpoint.chat_url();
    let key = server.api_key.clone();
    let request = HttpRequest {
        json: Some(chat_body(&request, &server.model, server.dialect)),
        api_key: server.api_key,
        url: url.clone(),
        ..HttpRequest::default()
    };
    http::send(recorded(Purpose::Answer, request))
        .map(|response| match response {
            Ok(response) => Body::new(response).deltas(),
            Err(error) => stream::iter([Err(unanswered(url, error))]).boxed_local(),
        })
        .flatten_stream()
        .map(move |delta| delta.map_err(|error| error.without_secret(key.as_deref().unwrap_or_default())))
        .boxed_local()
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
