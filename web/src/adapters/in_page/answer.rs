//! One answer of the in-page model: waits for its turn, loads the model if necessary and turns worker messages into
//! deltas. Dropping the stream stops the worker and lets the next request proceed.

use std::collections::VecDeque;
use std::rc::Rc;

use abcb_core::base::turns::Ticket;
use abcb_core::conversation::message::Role;
use abcb_core::provider::think::{Piece, ThinkSplitter};
use abcb_core::provider::{ChatRequest, Delta, FinishReason, PromptProgress, ProviderError, Usage};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::models::{WorkerModels, message};
use super::worker::{EngineWorker, WorkerMessage};

/// The maximum length of an answer in tokens, because a small model may never stop. The user can continue an answer
/// that was cut off here.
const MAX_TOKENS: u32 = 1024;

/// The system prompt for requests without one. Chat models are trained with a system prompt and answer worse without
/// it: the chat template of SmolLM2 inserts its own, with which the model answers some English messages in French.
const INSTRUCTIONS: &str = "You are a helpful assistant.";

pub struct Answer {
    models: WorkerModels,
    model: String,
    id: u32,
    request: String,
    stage: Stage,
    ready: VecDeque<Result<Delta, ProviderError>>,
    splitter: ThinkSplitter,
    /// `Date.now()` at the request and at the first text.
    begun_at: f64,
    first_text_at: Option<f64>,
}

enum Stage {
    /// Waiting for another answer or for another model to load.
    Queued(Ticket),
    /// This request has the worker; the model may still be loading.
    Working(Work),
    Over,
}

struct Work {
    worker: Rc<EngineWorker>,
    messages: UnboundedReceiver<WorkerMessage>,
    has_begun: bool,
    /// `Date.now()` of the worker's last message, or of the last message sent to it if that is later.
    heard_at: f64,
    _turn: Ticket,
}

impl Work {
    /// Whether the worker has been silent for longer than any of its steps takes. Silence is expected while it waits
    /// for another tab.
    fn hangs(&self, hung_after: f64) -> bool {
        !self.worker.is_waiting() && js_sys::Date::now() - self.heard_at >= hung_after
    }
}

impl Answer {
    pub fn new(models: WorkerModels, model: &str, request: &ChatRequest) -> Self {
        let ticket = models.turns.ticket();
        let mut ready = VecDeque::from([Ok(Delta::Model(model.to_owned()))]);
        if !ticket.is_next() {
            ready.push_back(Ok(Delta::Queued));
        }
        Self {
            id: models.next_id(),
            models,
            model: model.to_owned(),
            request: written(request).to_string(),
            stage: Stage::Queued(ticket),
            ready,
            splitter: ThinkSplitter::new(),
            begun_at: js_sys::Date::now(),
            first_text_at: None,
        }
    }

    pub async fn next(&mut self) -> Option<Result<Delta, ProviderError>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some(delta);
            }
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Queued(ticket) => self.wait(ticket).await,
                Stage::Working(work) => self.hear(work).await,
                Stage::Over => return None,
            }
        }
    }

    async fn wait(&mut self, mut ticket: Ticket) {
        (&mut ticket).await;
        let worker = self.models.worker_for(&self.model);
        // The model is being loaded for an answer that was stopped, and the worker still waits for another tab.
        if worker.is_waiting() {
            self.ready.push_back(Ok(Delta::Queued));
        }
        let work = Work {
            messages: worker.listen(),
            worker,
            has_begun: false,
            heard_at: js_sys::Date::now(),
            _turn: ticket,
        };
        self.stage = Stage::Working(work);
        self.begin_if_loaded();
    }

    fn begin_if_loaded(&mut self) {
        let Stage::Working(work) = &mut self.stage else { return };
        if work.has_begun || !work.worker.has(&self.model) {
            return;
        }
        work.has_begun = true;
        self.begun_at = js_sys::Date::now();
        work.heard_at = self.begun_at;
        let (id, request) = (f64::from(self.id).into(), self.request.as_str().into());
        work.worker.post(&message(&[("type", &"begin".into()), ("id", &id), ("request", &request)]));
    }

    async fn hear(&mut self, work: Work) {
        // Put the stage back before the first await: dropping the stream must find it.
        self.stage = Stage::Working(work);
        let Stage::Working(work) = &mut self.stage else { return };
        let Some(message) = work.messages.next().await else { return self.fail(stopped()) };
        work.heard_at = js_sys::Date::now();
        let has_begun = work.has_begun;
        match message {
            WorkerMessage::Progress(progress) if !has_begun => {
                self.ready.push_back(Ok(Delta::Loading(progress)))
            }
            WorkerMessage::Waiting => self.ready.push_back(Ok(Delta::Queued)),
            WorkerMessage::Ready(_) => self.begin_if_loaded(),
            WorkerMessage::LoadFailed(reason) | WorkerMessage::Died(reason) => {
                self.fail(ProviderError::NotUsable { reason })
            }
            WorkerMessage::Begun { id, begun } if id == self.id => self.splitter = splitter_for(&begun),
            WorkerMessage::Step { id, step } if id == self.id => self.take_step(&step),
            WorkerMessage::Refused { id, error } if id == self.id => self.fail(refusal(&error)),
            WorkerMessage::Progress(_)
            | WorkerMessage::Begun { .. }
            | WorkerMessage::Step { .. }
            | WorkerMessage::Refused { .. }
            | WorkerMessage::Models(_) => {}
        }
    }

    fn fail(&mut self, error: ProviderError) {
        self.flush();
        self.stage = Stage::Over;
        self.ready.push_back(Err(error));
    }

    fn say(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        self.ready.extend(pieces.into_iter().map(|piece| {
            Ok(match piece {
                Piece::Reasoning(text) => Delta::Reasoning(text),
                Piece::Content(text) => Delta::Content(text),
            })
        }));
    }

    fn flush(&mut self) {
        let rest = self.splitter.flush();
        self.say(rest);
    }

    fn take_step(&mut self, step: &str) {
        let step: Value = serde_json::from_str(step).unwrap_or_default();
        let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        if let Some(text) = step.get("text").and_then(Value::as_str) {
            self.first_text_at.get_or_insert_with(js_sys::Date::now);
            let pieces = self.splitter.push(text);
            self.say(pieces);
        } else if let Some([processed, total]) =
            step.get("prefill").and_then(Value::as_array).map(Vec::as_slice)
        {
            if let (Some(processed), Some(total)) = (number(processed), number(total)) {
                self.ready.push_back(Ok(Delta::Progress(PromptProgress { processed, total })));
            }
        } else if let Some(reason) = step.get("done").and_then(Value::as_str) {
            self.flush();
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
            self.stage = Stage::Over;
        }
    }
}

/// Converts the request to the worker's format.
fn written(request: &ChatRequest) -> Value {
    let written = |role: &str, content: &str| json!({ "role": role, "content": content });
    let has_instructions = request.messages.iter().any(|message| message.role == Role::System);
    let instructions = (!has_instructions).then(|| written("system", INSTRUCTIONS));
    let messages = request.messages.iter().map(|message| written(message.role.as_str(), &message.content));
    let messages: Vec<Value> = instructions.into_iter().chain(messages).collect();
    let now = js_sys::Date::now();
    json!({
        "messages": messages,
        "max_tokens": request.max_tokens.unwrap_or(MAX_TOKENS),
        "now": now as i64,
        "seed": now as u64,
        "schema": request.schema,
        "temperature": request.is_greedy.then_some(0),
    })
}

/// Creates the splitter for thinking text. The template may already have opened the thinking block, in which case the
/// answer starts inside it.
fn splitter_for(begun: &str) -> ThinkSplitter {
    let begun: Value = serde_json::from_str(begun).unwrap_or_default();
    ThinkSplitter::after(begun.get("prompt_end").and_then(Value::as_str).unwrap_or_default())
}

fn stopped() -> ProviderError {
    ProviderError::NotUsable { reason: "The model's worker has stopped.".into() }
}

/// Converts the engine's error to a provider error.
fn refusal(error: &str) -> ProviderError {
    let error: Value = serde_json::from_str(error).unwrap_or_else(|_| json!({ "message": error }));
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    let count =
        |name: &str| error.get(name).and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    match count("context_tokens") {
        // The numbers are enough; there is no server message to show.
        Some(context) => ProviderError::ContextOverflow {
            message: String::new(),
            prompt_tokens: count("prompt_tokens"),
            context_tokens: Some(context),
        },
        None => ProviderError::InBand { message },
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let Stage::Working(work) = &self.stage else { return };
        if work.hangs(self.models.hung_after) {
            return work.worker.give_up();
        }
        if work.has_begun {
            let id = f64::from(self.id).into();
            work.worker.post(&message(&[("type", &"stop".into()), ("id", &id)]));
        }
    }
}
