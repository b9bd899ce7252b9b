//! A provider for a model server, with blocking calls. Core builds the request and parses the stream; this module only
//! transfers bytes.

use std::collections::VecDeque;
use std::io::Read;

use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::request::chat_body;
use abcb_core::provider::openai::stream::ResponseReader;
use abcb_core::provider::{Capabilities, ChatRequest, Delta, DeltaStream, Provider, ProviderError};
use futures_util::{StreamExt, stream};

pub struct Server {
    agent: ureq::Agent,
    url: String,
    model: String,
}

impl Server {
    pub fn new(base_url: &str, model: &str) -> Self {
        // Core interprets error statuses itself, so they are not errors here.
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let url = format!("{}/chat/completions", base_url.trim_end_matches('/'));
        Self { agent: config.new_agent(), url, model: model.to_owned() }
    }

    fn ask(&self, request: &ChatRequest) -> Result<Reply, ureq::Error> {
        let body = chat_body(request, &self.model, Dialect::Generic);
        let response = self.agent.post(&self.url).header("content-type", "application/json").send(body)?;
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let reader = ResponseReader::new(response.status().as_u16(), content_type);
        let body = Box::new(response.into_body().into_reader());
        Ok(Reply { body, reader: Some(reader), ready: VecDeque::new() })
    }
}

impl Provider for Server {
    fn capabilities(&self) -> Capabilities {
        Capabilities::UNKNOWN
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        match self.ask(&request) {
            Ok(reply) => stream::iter(reply).boxed_local(),
            Err(error) => {
                let error = ProviderError::Unreachable { url: self.url.clone(), detail: error.to_string() };
                stream::iter([Err(error)]).boxed_local()
            }
        }
    }
}

/// A streaming reply.
struct Reply {
    body: Box<dyn Read>,
    /// `None` once the body has ended.
    reader: Option<ResponseReader>,
    ready: VecDeque<Result<Delta, ProviderError>>,
}

impl Iterator for Reply {
    type Item = Result<Delta, ProviderError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = [0; 4096];
        while self.ready.is_empty() {
            let mut reader = self.reader.take()?;
            match self.body.read(&mut bytes) {
                Ok(0) => self.ready.extend(reader.finish()),
                Ok(count) => {
                    self.ready.extend(reader.push(bytes.get(..count).unwrap_or_default()));
                    self.reader = Some(reader).filter(|reader| !reader.is_over());
                }
                Err(error) => self.ready.extend(reader.cut(&error.to_string())),
            }
        }
        self.ready.pop_front()
    }
}
