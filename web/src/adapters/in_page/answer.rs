//! One answer of the in-page model: waits for its turn, loads the model if necessary and turns worker messages into
//! deltas. Dropping the stream stops the worker and lets the next request proceed.

use std::collections::VecDeque;
use std::rc::Rc;

use abcb_core::base::turns::Ticket;
use abcb_core::conversation::message::Role;
use abcb_core::provider::think::{Piece, ThinkSplitter};
use abcb_core::provider::{
    ChatRequest, Delta, FinishReason, LoadProgress, PromptProgress, ProviderError, Usage,
};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;

use super::messages::{
    AnswerRequest, ChatLine, EndReason, EngineRefusal, EngineRequest, EngineStep, WorkerMessage,
};
use super::models::WorkerModels;
use super::worker::EngineWorker;
use crate::reasons::Unusable;

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
    request: AnswerRequest,
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
            request: written(request),
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
        work.worker.post(&EngineRequest::Begin { id: self.id, request: &self.request });
    }

    async fn hear(&mut self, work: Work) {
        // Put the stage back before the first await: dropping the stream must find it.
        self.stage = Stage::Working(work);
        let Stage::Working(work) = &mut self.stage else { return };
        let Some(message) = work.messages.next().await else { return self.fail(stopped()) };
        work.heard_at = js_sys::Date::now();
        let has_begun = work.has_begun;
        match message {
            WorkerMessage::Progress { loaded, total } if !has_begun => {
                self.ready.push_back(Ok(Delta::Loading(LoadProgress { loaded, total })))
            }
            WorkerMessage::Waiting => self.ready.push_back(Ok(Delta::Queued)),
            WorkerMessage::Ready { .. } => self.begin_if_loaded(),
            WorkerMessage::LoadFailed { message } | WorkerMessage::Died { message } => {
                self.fail(ProviderError::NotUsable { reason: message })
            }
            // The template may already have opened the thinking block, in which case the answer starts inside it.
            WorkerMessage::Begun { id, begun } if id == self.id => {
                self.splitter = ThinkSplitter::after(&begun.prompt_end)
            }
            WorkerMessage::Step { id, step } if id == self.id => self.take_step(step),
            WorkerMessage::Refused { id, error } if id == self.id => self.fail(refusal(error)),
            WorkerMessage::Started
            | WorkerMessage::Progress { .. }
            | WorkerMessage::Begun { .. }
            | WorkerMessage::Step { .. }
            | WorkerMessage::Refused { .. }
            | WorkerMessage::Models { .. } => {}
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

    fn take_step(&mut self, step: EngineStep) {
        match step {
            EngineStep::Prefill { processed, total } => {
                self.ready.push_back(Ok(Delta::Progress(PromptProgress { processed, total })));
            }
            EngineStep::Text { text } => {
                self.first_text_at.get_or_insert_with(js_sys::Date::now);
                let pieces = self.splitter.push(&text);
                self.say(pieces);
            }
            EngineStep::Done { reason, prompt_tokens, cached_tokens, completion_tokens } => {
                self.flush();
                let now = js_sys::Date::now();
                let first = self.first_text_at.unwrap_or(now);
                self.ready.push_back(Ok(Delta::Usage(Usage {
                    prompt_tokens: Some(prompt_tokens),
                    cached_tokens: Some(cached_tokens),
                    completion_tokens: Some(completion_tokens),
                    prompt_ms: Some((first - self.begun_at) as u64),
                    completion_ms: Some((now - first) as u64),
                })));
                self.ready.push_back(Ok(Delta::Finish(match reason {
                    EndReason::Stop => FinishReason::Stop,
                    EndReason::Length => FinishReason::Length,
                })));
                self.stage = Stage::Over;
            }
        }
    }
}

/// Converts the request to the worker's format.
fn written(request: &ChatRequest) -> AnswerRequest {
    let line = |role, content: &str| ChatLine { role, content: content.to_owned() };
    let has_instructions = request.messages.iter().any(|message| message.role == Role::System);
    let instructions = (!has_instructions).then(|| line(Role::System, INSTRUCTIONS));
    let messages = request.messages.iter().map(|message| line(message.role, &message.content));
    let now = js_sys::Date::now() as u64;
    AnswerRequest {
        messages: instructions.into_iter().chain(messages).collect(),
        max_tokens: request.max_tokens.unwrap_or(MAX_TOKENS),
        temperature: request.is_greedy.then_some(0.0),
        seed: now,
        schema: request.schema.clone(),
        now,
    }
}

fn stopped() -> ProviderError {
    ProviderError::NotUsable { reason: Unusable::WorkerStopped.to_string() }
}

/// Converts the engine's error to a provider error.
fn refusal(error: EngineRefusal) -> ProviderError {
    match error.context_tokens {
        // The numbers are enough; there is no server message to show.
        Some(context) => ProviderError::ContextOverflow {
            message: String::new(),
            prompt_tokens: error.prompt_tokens,
            context_tokens: Some(context),
        },
        None => ProviderError::InBand { message: error.message },
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let Stage::Working(work) = &self.stage else { return };
        if work.hangs(self.models.hung_after) {
            return work.worker.give_up();
        }
        if work.has_begun {
            work.worker.post(&EngineRequest::Stop { id: self.id });
        }
    }
}
