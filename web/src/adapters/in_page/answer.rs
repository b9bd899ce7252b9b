//! One answer of the model in the page: what the worker says, as deltas. Dropping it stops the worker.

use std::collections::VecDeque;
use std::rc::Rc;

use abcb_core::message::Role;
use abcb_core::provider::{ChatRequest, Delta, FinishReason, PromptProgress, ProviderError, Usage};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::models::message;
use super::worker::{EngineWorker, Said};

/// A small model can go on for ever; an answer that is cut here can be continued.
const MAX_TOKENS: u32 = 1024;

/// Chat models are trained with instructions, and answer worse without: the template of SmolLM2 puts its own there, with which
/// it answers some English questions in French.
const INSTRUCTIONS: &str = "You are a helpful assistant.";

pub struct Answer {
    worker: Rc<EngineWorker>,
    said: UnboundedReceiver<Said>,
    id: u32,
    request: String,
    has_begun: bool,
    is_over: bool,
    ready: VecDeque<Result<Delta, ProviderError>>,
    /// `Date.now()` of the request and of the first text.
    begun_at: f64,
    first_text_at: Option<f64>,
}

impl Answer {
    pub fn new(worker: Rc<EngineWorker>, id: u32, model: &str, request: &ChatRequest) -> Self {
        let written = |role: &str, content: &str| json!({ "role": role, "content": content });
        let has_instructions = request.messages.iter().any(|message| message.role == Role::System);
        let instructions = (!has_instructions).then(|| written("system", INSTRUCTIONS));
        let messages =
            request.messages.iter().map(|message| written(message.role.as_str(), &message.content));
        let messages: Vec<Value> = instructions.into_iter().chain(messages).collect();
        let now = js_sys::Date::now();
        let body = json!({
            "messages": messages,
            "max_tokens": request.max_tokens.unwrap_or(MAX_TOKENS),
            "now": now as i64,
            "seed": now as u64,
            "schema": request.schema,
            "temperature": request.is_greedy.then_some(0),
        });
        let said = worker.listen();
        let mut answer = Self {
            worker,
            said,
            id,
            request: body.to_string(),
            has_begun: false,
            is_over: false,
            ready: VecDeque::new(),
            begun_at: now,
            first_text_at: None,
        };
        answer.ready.push_back(Ok(Delta::Model(model.to_owned())));
        if answer.worker.has(model) {
            answer.begin();
        }
        answer
    }

    fn begin(&mut self) {
        self.has_begun = true;
        self.begun_at = js_sys::Date::now();
        let (id, request) = (f64::from(self.id).into(), self.request.as_str().into());
        self.worker.post(&message(&[("type", &"begin".into()), ("id", &id), ("request", &request)]));
    }

    pub async fn next(&mut self) -> Option<Result<Delta, ProviderError>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some(delta);
            }
            if self.is_over {
                return None;
            }
            match self.said.next().await? {
                Said::Progress(progress) if !self.has_begun => {
                    self.ready.push_back(Ok(Delta::Loading(progress)))
                }
                Said::Ready if !self.has_begun => self.begin(),
                Said::LoadFailed(reason) => self.fail(ProviderError::NotUsable { reason }),
                Said::Step { id, step } if id == self.id => self.take_step(&step),
                Said::Refused { id, error } if id == self.id => self.fail(refusal(&error)),
                Said::Progress(_)
                | Said::Ready
                | Said::Step { .. }
                | Said::Refused { .. }
                | Said::Models(_) => {}
            }
        }
    }

    fn fail(&mut self, error: ProviderError) {
        self.is_over = true;
        self.ready.push_back(Err(error));
    }

    fn take_step(&mut self, step: &str) {
        let step: Value = serde_json::from_str(step).unwrap_or_default();
        let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        if let Some(text) = step.get("text").and_then(Value::as_str) {
            self.first_text_at.get_or_insert_with(js_sys::Date::now);
            if !text.is_empty() {
                self.ready.push_back(Ok(Delta::Content(text.to_owned())));
            }
        } else if let Some([processed, total]) =
            step.get("prefill").and_then(Value::as_array).map(Vec::as_slice)
        {
            if let (Some(processed), Some(total)) = (number(processed), number(total)) {
                self.ready.push_back(Ok(Delta::Progress(PromptProgress { processed, total })));
            }
        } else if let Some(reason) = step.get("done").and_then(Value::as_str) {
            let count = |name: &str| step.get(name).and_then(number);
            let now = js_sys::Date::now();
            let first = self.first_text_at.unwrap_or(now);
            self.ready.push_back(Ok(Delta::Usage(Usage {
                prompt_tokens: count("prompt_tokens"),
                cached_tokens: count("cached_tokens"),
                completion_tokens: count("completion_tokens"),
                prompt_ms: Some((first - self.begun_at) as u64),
                completion_ms: Some((now - first) as u64),
            })));
            let reason = if reason == "length" { FinishReason::Length } else { FinishReason::Stop };
            self.ready.push_back(Ok(Delta::Finish(reason)));
            self.is_over = true;
        }
    }
}

/// Why the engine would not answer.
fn refusal(error: &str) -> ProviderError {
    let error: Value = serde_json::from_str(error).unwrap_or_else(|_| json!({ "message": error }));
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    let count =
        |name: &str| error.get(name).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    match count("context_tokens") {
        Some(context) => ProviderError::ContextOverflow {
            message,
            prompt_tokens: count("prompt_tokens"),
            context_tokens: Some(context),
        },
        None => ProviderError::InBand { message },
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if self.has_begun && !self.is_over {
            let id = f64::from(self.id).into();
            self.worker.post(&message(&[("type", &"stop".into()), ("id", &id)]));
        }
    }
}
