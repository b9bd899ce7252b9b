//! Turns the deltas of one answer into events: a checkpoint at most every half second while text arrives, and one
//! closing event. It only decides; it never awaits or stores anything.

use serde_json::json;

use super::arguments::read_json;
use super::repetition::Watch;
use crate::log::event::{Event, RunStatus, StopCause};
use crate::provider::think::split_unopened;
use crate::provider::{Delta, FinishReason, ProviderError, ToolCall, ToolCallDelta, Usage};
use crate::tool::envelope::repeats_a_call;

/// The maximum age of unsaved text when a checkpoint becomes due, in milliseconds. We promise to save within a
/// second; this leaves the other half of it for the write.
pub const CHECKPOINT_MILLIS: u64 = 500;

/// The finish reason of a reply that was cut because it repeated itself.
pub const REPETITION: &str = "repetition";

/// The number of new bytes between two checks for repetition.
const LOOK_BYTES: usize = 64;

/// How the stream of deltas ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StreamEnd {
    /// The provider closed the stream.
    Ended,
    /// The user stopped the run.
    Stopped,
    /// The stream ended with an error.
    Failed(ProviderError),
}

/// The state of one answer so far.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    message: u64,
    content: String,
    reasoning: String,
    /// How much of `content` and `reasoning` is checkpointed, in bytes. Always at a delta boundary.
    saved: (usize, usize),
    /// The same, including the checkpoint that is being stored.
    saving: (usize, usize),
    unsaved_since: Option<u64>,
    /// Whether the storage has rejected a checkpoint of this answer.
    was_refused: bool,
    finish_reason: Option<FinishReason>,
    model: Option<String>,
    usage: Usage,
    unreadable: Vec<String>,
    calls: Vec<CallSoFar>,
    /// How much of `content` and `reasoning` has been checked for repetition, in bytes in total.
    looked: usize,
}

/// A native tool call as received so far. Its arguments are JSON text.
#[derive(Clone, Debug, Default)]
struct CallSoFar {
    id: Option<String>,
    name: String,
    arguments: String,
}

/// How one model call ended.
#[derive(Clone, Debug)]
pub enum Closed {
    /// The reply is complete; `response` is its event.
    Whole {
        /// The text of the reply, without its reasoning.
        content: String,
        /// The native tool calls whose arguments arrived whole.
        calls: Vec<ToolCall>,
        /// Whether a native call was left out because part of it is missing.
        has_cut_calls: bool,
        /// The [`Event::ModelResponse`] to append.
        response: Event,
    },
    /// The reply ended early; `stopped` is its event.
    Early {
        /// How the run ends with this reply.
        status: RunStatus,
        /// What ended the reply; `None` if the user did.
        error: Option<ProviderError>,
        /// The [`Event::ResponseStopped`] to append.
        stopped: Event,
    },
}

impl Recorder {
    /// Creates a recorder for the answer whose `step_started` event has the sequence number `message`.
    pub fn new(message: u64) -> Self {
        Self { message, ..Self::default() }
    }

    /// Adds a delta that arrived at `now`, in milliseconds since the Unix epoch.
    pub fn push(&mut self, delta: &Delta, now: u64) {
        match delta {
            Delta::Content(text) => self.content.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::Usage(usage) => self.usage.merge(*usage),
            Delta::Model(model) => self.model = Some(model.clone()),
            Delta::Finish(reason) => self.finish_reason = Some(reason.clone()),
            Delta::ToolCall(call) => self.push_call(call),
            Delta::Unreadable(piece) => self.unreadable.push(piece.clone()),
            Delta::Loading(_) | Delta::Queued | Delta::Progress(_) => {}
        }
        if self.saving != (self.content.len(), self.reasoning.len()) {
            self.unsaved_since.get_or_insert(now);
        }
    }

    /// Whether no text and no call has arrived yet.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_empty() && self.reasoning.is_empty() && self.calls.is_empty()
    }

    fn push_call(&mut self, delta: &ToolCallDelta) {
        // Indices count up from 0 without gaps.
        if delta.index == self.calls.len() {
            self.calls.push(CallSoFar::default());
        }
        let Some(call) = self.calls.get_mut(delta.index) else { return };
        call.id = call.id.take().or_else(|| delta.id.clone());
        call.name.push_str(delta.name.as_deref().unwrap_or_default());
        call.arguments.push_str(&delta.arguments);
    }

    /// Ends the reply if its reasoning, its text or its tool calls repeat themselves: sets the finish reason and
    /// returns true.
    pub(super) fn cut_circle(&mut self, watch: &Watch) -> bool {
        let come = self.content.len() + self.reasoning.len();
        if watch.is_off() || come < self.looked + LOOK_BYTES {
            return false;
        }
        self.looked = come;
        let is_circle = match self.content.is_empty() {
            true => watch.sees_a_circle(&self.reasoning),
            false => {
                repeats_a_call(&self.content, |name| watch.is_tool(name))
                    || watch.sees_a_circle(&self.content)
            }
        };
        if is_circle {
            self.finish_reason.get_or_insert(FinishReason::Other(REPETITION.to_owned()));
        }
        is_circle
    }

    /// The time until a checkpoint is due, in milliseconds; `None` if there is nothing to save. The first text is due
    /// at once, so that the log records when it arrived. After the storage has rejected a checkpoint, every attempt
    /// waits. The delay never exceeds [`CHECKPOINT_MILLIS`], even if the clock was set back.
    pub fn checkpoint_due_in(&self, now: u64) -> Option<u64> {
        let since = self.unsaved_since?;
        if self.saved == (0, 0) && !self.was_refused {
            return Some(0);
        }
        Some(since.saturating_add(CHECKPOINT_MILLIS).saturating_sub(now).min(CHECKPOINT_MILLIS))
    }

    /// The event that saves everything since the last checkpoint. The text counts as saved only after
    /// [`Recorder::checkpointed`]; later text belongs to the next checkpoint.
    pub fn checkpoint(&mut self) -> Event {
        self.saving = (self.content.len(), self.reasoning.len());
        self.unsaved_since = None;
        let since = |text: &str, saved: usize| text.get(saved..).unwrap_or_default().to_owned();
        Event::ResponseDelta {
            message: self.message,
            content: since(&self.content, self.saved.0),
            reasoning: since(&self.reasoning, self.saved.1),
        }
    }

    /// Confirms that the last checkpoint is stored.
    pub fn checkpointed(&mut self) {
        self.saved = self.saving;
    }

    /// Reports that the storage rejected a checkpoint. The next attempt is due after the usual interval, not at once.
    pub fn checkpoint_failed(&mut self, now: u64) {
        self.saving = self.saved;
        self.unsaved_since = Some(now);
        self.was_refused = true;
    }

    /// Closes the recording and returns the events. A reply with a finish reason is complete, whatever happened to
    /// the connection afterwards; a reply without one never is.
    pub fn close(mut self, end: StreamEnd) -> Closed {
        self.tell_unopened_thinking();
        let cause = match (end, &self.finish_reason) {
            (StreamEnd::Stopped, None) => StopCause::User,
            (StreamEnd::Failed(error), None) => StopCause::Error { error },
            (StreamEnd::Ended, None) => StopCause::Error { error: ProviderError::Unfinished },
            (StreamEnd::Ended | StreamEnd::Stopped | StreamEnd::Failed(_), Some(_)) => {
                return self.close_whole();
            }
        };
        let (status, error) = match &cause {
            StopCause::User => (RunStatus::Cancelled, None),
            StopCause::Error { error } if error.is_interruption() => {
                (RunStatus::Interrupted, Some(error.clone()))
            }
            StopCause::Error { error } => (RunStatus::Failed, Some(error.clone())),
        };
        let stopped = Event::ResponseStopped {
            message: self.message,
            content: self.content,
            reasoning: self.reasoning,
            cause,
            model: self.model,
            usage: self.usage,
            unreadable: self.unreadable,
        };
        Closed::Early { status, error, stopped }
    }

    /// Moves thinking whose opening tag was part of the prompt's template from the content to the reasoning.
    fn tell_unopened_thinking(&mut self) {
        if self.reasoning.is_empty()
            && let Some((thinking, answer)) = split_unopened(&self.content)
        {
            (self.reasoning, self.content) = (thinking.to_owned(), answer.trim_start().to_owned());
        }
    }

    fn close_whole(self) -> Closed {
        // If a piece of a call is missing, the rest may be valid JSON with a different meaning.
        let lacks_pieces = self.unreadable.iter().any(|piece| piece.contains("tool_calls"));
        let is_whole = |call: &CallSoFar| call.whole().filter(|_| !lacks_pieces);
        let calls: Vec<ToolCall> = self.calls.iter().filter_map(is_whole).collect();
        let raw = |call: &CallSoFar| json!({ "id": call.id, "name": call.name, "arguments": call.arguments });
        let tool_calls = (!self.calls.is_empty()).then(|| self.calls.iter().map(raw).collect());
        let has_cut_calls = calls.len() < self.calls.len();
        let response = Event::ModelResponse {
            content: self.content.clone(),
            message: Some(self.message),
            reasoning: self.reasoning,
            tool_calls,
            finish_reason: self.finish_reason,
            model: self.model,
            usage: self.usage,
            unreadable: self.unreadable,
        };
        Closed::Whole { content: self.content, calls, has_cut_calls, response }
    }
}

impl CallSoFar {
    /// The call, if its arguments are complete. A call cut by the token limit is never made: a truncated argument may
    /// be valid for the tool and mean something else. Empty text stands for no arguments.
    fn whole(&self) -> Option<ToolCall> {
        let text = if self.arguments.trim().is_empty() { "{}" } else { self.arguments.as_str() };
        let arguments = read_json(text)?;
        Some(ToolCall { id: self.id.clone().filter(|id| !id.is_empty()), name: self.name.clone(), arguments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{ChatRequest, RepetitionGuard, ToolSpec};

    fn strict() -> Watch {
        let tool =
            |name: &str| ToolSpec { name: name.into(), description: String::new(), parameters: json!({}) };
        let tools = ["echo", "list_dir"].map(tool).to_vec();
        Watch::of(
            &ChatRequest { tools, repetition: RepetitionGuard::Strict, ..ChatRequest::default() },
            false,
        )
    }

    #[test]
    fn arguments_are_whole_where_nothing_of_them_is_missing() {
        let whole = |arguments: &str| {
            let call = CallSoFar { name: "echo".into(), arguments: arguments.into(), ..CallSoFar::default() };
            call.whole().map(|call| call.arguments)
        };
        let text = Some(json!({ "text": "tr" }));
        assert_eq!(whole("```json\n{\"text\":\"tr\"}\n```"), text);
        assert_eq!(whole("{\"text\":\"tr\"}}"), text);
        assert_eq!(whole(""), Some(json!({})));
        assert_eq!(whole("{\"text\":\"tr\""), None);
        assert_eq!(whole("```json\n{\"text\":\"tr\"\n```"), None);
    }

    #[test]
    fn thinking_that_the_template_opened_is_told_at_the_end() {
        let mut recorder = Recorder::new(1);
        recorder.push(&Delta::Content("A greeting.\n</think>\n\nHello.".into()), 0);
        recorder.push(&Delta::Finish(FinishReason::Stop), 0);
        let Closed::Whole { content, response: Event::ModelResponse { reasoning, .. }, .. } =
            recorder.close(StreamEnd::Ended)
        else {
            panic!("it should be whole");
        };
        assert_eq!((content.as_str(), reasoning.as_str()), ("Hello.", "A greeting.\n"));
    }

    #[test]
    fn a_call_that_may_lack_a_piece_is_not_made() {
        let mut recorder = Recorder::new(1);
        let call =
            ToolCallDelta { name: Some("f".into()), arguments: "{}".into(), ..ToolCallDelta::default() };
        recorder.push(&Delta::ToolCall(call), 0);
        recorder.push(&Delta::Unreadable("{\"choices\":[{\"delta\":{\"tool_calls\":".into()), 0);
        recorder.push(&Delta::Finish(FinishReason::ToolCalls), 0);
        let Closed::Whole { calls, has_cut_calls, response: Event::ModelResponse { unreadable, .. }, .. } =
            recorder.close(StreamEnd::Ended)
        else {
            panic!("it should be whole");
        };
        assert_eq!((calls.len(), has_cut_calls, unreadable.len()), (0, true, 1));
    }

    #[test]
    fn thoughts_in_circles_are_cut_too() {
        let mut recorder = Recorder::new(1);
        recorder.push(&Delta::Reasoning("But wait, let me check that once more. ".repeat(20)), 0);
        assert!(recorder.cut_circle(&strict()));
        let mut recorder = Recorder::new(1);
        recorder.push(&Delta::Reasoning("But wait, let me check that once more. ".repeat(8)), 0);
        recorder.push(&Delta::Content("The answer is 42. ".repeat(2)), 0);
        assert!(!recorder.cut_circle(&strict()), "it has come out of them by itself");
    }

    #[test]
    fn a_reply_in_circles_is_whole_where_it_is_cut() {
        let mut recorder = Recorder::new(1);
        let mut pieces = 0;
        while !recorder.cut_circle(&strict()) && pieces < 100 {
            recorder.push(&Delta::Content("Say it once more, please. ".into()), 0);
            pieces += 1;
        }
        assert!(pieces < 20, "{pieces}");
        let mut calls = Recorder::new(1);
        let call = |name: &str| {
            format!("{{\"name\":\"{name}\",\"arguments\":{{\"text\":\"some words, so that it is long\"}}}}\n")
        };
        for (name, is_circle) in [("echo", false), ("list_dir", false), ("echo", true)] {
            calls.push(&Delta::Content(call(name)), 0);
            assert_eq!(calls.cut_circle(&strict()), is_circle);
        }
        let Closed::Whole { response: Event::ModelResponse { finish_reason, .. }, .. } =
            recorder.close(StreamEnd::Ended)
        else {
            panic!("it should be whole");
        };
        assert_eq!(finish_reason, Some(FinishReason::Other("repetition".into())));
    }
}
