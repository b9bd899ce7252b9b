//! Turns the deltas of one answer into the events that keep it: a checkpoint at most every half second while text comes,
//! and one closing event. Decides; never awaits and never stores.

use crate::event::{Event, RunStatus, StopCause};
use crate::provider::{Delta, FinishReason, ProviderError, Usage};

/// Unsaved text is at most this old when a checkpoint is asked for. Half a second leaves the other half of the promised
/// second for the storage to write.
pub const CHECKPOINT_MILLIS: u64 = 500;

/// How the stream of deltas ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StreamEnd {
    /// The provider had no more to say.
    Ended,
    Stopped,
    Failed(ProviderError),
}

/// What is known of one answer so far.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    message: u64,
    content: String,
    reasoning: String,
    /// How much of `content` and `reasoning` has been checkpointed, in bytes; always at a boundary of deltas.
    saved: (usize, usize),
    unsaved_since: Option<u64>,
    finish_reason: Option<FinishReason>,
    model: Option<String>,
    usage: Usage,
}

impl Recorder {
    /// Records the answer whose `step_started` has the number `message`.
    pub fn new(message: u64) -> Self {
        Self { message, ..Self::default() }
    }

    /// Takes a delta that came at `now`, in Unix-epoch milliseconds.
    pub fn push(&mut self, delta: &Delta, now: u64) {
        match delta {
            Delta::Content(text) => self.content.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::Usage(usage) => self.usage.merge(*usage),
            Delta::Model(model) => self.model = Some(model.clone()),
            Delta::Finish(reason) => self.finish_reason = Some(reason.clone()),
            Delta::Loading(_) | Delta::Progress(_) | Delta::ToolCall(_) => {}
        }
        if self.saved != (self.content.len(), self.reasoning.len()) {
            self.unsaved_since.get_or_insert(now);
        }
    }

    /// In how many milliseconds a checkpoint is due; `None` while there is nothing to save. The first text is due at once,
    /// so that the log tells when it came.
    pub fn checkpoint_due_in(&self, now: u64) -> Option<u64> {
        let since = self.unsaved_since?;
        if self.saved == (0, 0) {
            return Some(0);
        }
        Some((since + CHECKPOINT_MILLIS).saturating_sub(now))
    }

    /// The event that saves what came since the last one. Counts as saved only after [`Recorder::checkpointed`].
    pub fn checkpoint(&self) -> Event {
        let since = |text: &str, saved: usize| text.get(saved..).unwrap_or_default().to_owned();
        Event::ResponseDelta {
            message: self.message,
            content: since(&self.content, self.saved.0),
            reasoning: since(&self.reasoning, self.saved.1),
        }
    }

    /// Nothing can be pushed between a checkpoint and this call, so all that is here is saved.
    pub fn checkpointed(&mut self) {
        self.saved = (self.content.len(), self.reasoning.len());
        self.unsaved_since = None;
    }

    /// The storage refused a checkpoint: the next attempt is due after the usual time, not at once.
    pub fn checkpoint_failed(&mut self, now: u64) {
        self.unsaved_since = Some(now);
    }

    /// The events that close the answer and its run. An answer with a finish reason is complete, whatever the connection
    /// did afterwards; one without never is.
    pub fn close(self, end: StreamEnd) -> (RunStatus, Vec<Event>) {
        let cause = match (end, &self.finish_reason) {
            (StreamEnd::Stopped, None) => StopCause::User,
            (StreamEnd::Failed(error), None) => StopCause::Error { error },
            (StreamEnd::Ended, None) => StopCause::Error { error: ProviderError::Unfinished },
            (StreamEnd::Ended | StreamEnd::Stopped | StreamEnd::Failed(_), Some(_)) => {
                return self.close_complete();
            }
        };
        let status = match &cause {
            StopCause::User => RunStatus::Cancelled,
            StopCause::Error { error } if error.is_interruption() => RunStatus::Interrupted,
            StopCause::Error { .. } => RunStatus::Failed,
        };
        let stopped = Event::ResponseStopped {
            message: self.message,
            content: self.content,
            reasoning: self.reasoning,
            cause,
            model: self.model,
            usage: self.usage,
        };
        (status, vec![stopped, Event::RunEnded { status }])
    }

    fn close_complete(self) -> (RunStatus, Vec<Event>) {
        let answer = Event::FinalAnswer { content: self.content.clone(), message: Some(self.message) };
        let response = Event::ModelResponse {
            content: self.content,
            message: Some(self.message),
            reasoning: self.reasoning,
            finish_reason: self.finish_reason,
            model: self.model,
            usage: self.usage,
        };
        let status = RunStatus::Completed;
        (status, vec![response, answer, Event::RunEnded { status }])
    }
}
