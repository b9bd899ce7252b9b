//! The event log: the facts of a session in the order they happened, one JSON object per line. The log is append-only
//! and never rewritten; the transcript, the [`Session`](crate::conversation::session::Session) and the title are folds of it.
//! Independent of where the lines are stored.

mod context_fit;
mod ending;
mod foreign;
mod json;
mod log;
mod unknown;

use serde_json::Value;

use crate::conversation::attachment::Attachments;
use crate::conversation::message::Role;
use crate::provider::{FinishReason, Usage};

pub use context_fit::ContextFit;
pub use ending::{RunStatus, StopCause};
pub use foreign::{Foreign, ForeignReader, MAX_MILLIS};
pub use log::{LogError, read_lines, read_lines_from, read_log, write_log};
pub use unknown::UnknownEvent;

/// An event of the log. The kinds and fields that the tutorial series defines (`user_message`, `model_response`,
/// `tool_result`, `tool_denied`, `final_answer`) keep their names; everything else is our own and optional, so a log
/// written by the series' code can be read as well.
///
/// A message is identified by the `seq` of the event that created it. `parent` is the previous message, or 0 at the
/// start of the conversation. If `parent` is missing, the message follows the current head.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// The identity of the session. The last such event counts: an import that has to take a new id appends its own.
    SessionStarted {
        session_id: String,
        created_at: u64,
    },
    /// The user renamed the session. An empty title restores the derived one.
    SessionRenamed {
        title: String,
    },
    /// All events before this one were copied from a branch of another session, up to its message `message`. Tools
    /// that were allowed for the rest of that session are not allowed here.
    SessionForked {
        session_id: String,
        message: u64,
    },
    /// All events before this one were imported from a file of unknown origin. Its permissions do not apply here, and
    /// its open runs and calls do not continue.
    SessionImported,
    /// The user's instructions for the model, part of the system prompt. The last such event counts; empty content
    /// removes the instructions.
    InstructionsSet {
        content: String,
    },
    /// The user pinned or unpinned the session in the session list.
    SessionPinned {
        pinned: bool,
    },
    /// A message that was imported from a file.
    MessageImported {
        role: Role,
        content: String,
        parent: Option<u64>,
    },
    UserMessage {
        content: String,
        parent: Option<u64>,
        /// The attachments of the message; omitted from the log if there are none.
        attachments: Attachments,
    },
    /// A run started. Every event up to the next `run_ended` belongs to it.
    RunStarted {
        /// `server`, `mock` or `in-page`.
        provider: String,
        base_url: Option<String>,
        model: Option<String>,
        /// The agent's settings, or `None` for a plain answer without tools.
        agent: Option<AgentSettings>,
    },
    /// The system prompt that was sent, verbatim.
    SystemPrompt {
        content: String,
    },
    /// The run switched to another tool protocol because the server refused the previous one. The refused step leaves
    /// no message.
    ProtocolChanged {
        message: u64,
        protocol: Protocol,
        reason: String,
    },
    /// A model call started. Creates an assistant message whose id is the `seq` of this event.
    StepStarted {
        parent: u64,
        /// The interrupted answer that this one continues. The text of that answer is the beginning of this one.
        continues: Option<u64>,
        /// Whether tools are disabled in this step, so that the model can only answer.
        tools_disabled: bool,
    },
    /// The request for this answer left out or shortened parts of the conversation, because it did not fit into the
    /// model's context.
    ContextFitted {
        message: u64,
        fit: ContextFit,
    },
    /// The text received since the last such event. A checkpoint, so that the text survives if the page is closed or
    /// crashes.
    ResponseDelta {
        message: u64,
        content: String,
        reasoning: String,
    },
    /// The model finished its reply. `content` is the whole raw text of this model call.
    ModelResponse {
        content: String,
        message: Option<u64>,
        reasoning: String,
        /// The tool calls in the server's own format, verbatim; `None` if there are none.
        tool_calls: Option<Value>,
        finish_reason: Option<FinishReason>,
        model: Option<String>,
        usage: Usage,
        /// Pieces of the server's response that could not be parsed, each shortened; omitted from the log if there
        /// are none.
        unreadable: Vec<String>,
    },
    /// The reply ended before the model was done. `content` is all the text that was received.
    ResponseStopped {
        message: u64,
        content: String,
        reasoning: String,
        cause: StopCause,
        model: Option<String>,
        usage: Usage,
        /// As in `ModelResponse`.
        unreadable: Vec<String>,
    },
    /// The model requested a tool call. Creates a message with the role `tool`; the `seq` of this event identifies
    /// both the call and the message.
    ToolRequested {
        /// The assistant message that requests the call.
        message: u64,
        tool_name: String,
        arguments: Value,
        /// The id the server gave the call, if it has native tool calls.
        call_id: Option<String>,
    },
    /// The user is asked to approve `call`. The call stays pending from here on, even across reloads.
    ApprovalAsked {
        call: u64,
    },
    ApprovalDecided {
        call: u64,
        decision: Decision,
        /// The arguments as edited by the user, if they were.
        arguments: Option<Value>,
    },
    /// The call is about to run. If no result follows, it is unknown whether the tool ran.
    ToolStarted {
        call: u64,
    },
    /// The full output of a call whose result was truncated.
    ArtifactKept {
        call: u64,
        content: String,
    },
    ToolResult {
        tool_name: String,
        output: String,
        call: Option<u64>,
    },
    ToolFailed {
        call: u64,
        tool_name: String,
        /// The error as sent to the model.
        content: String,
        /// The error as shown to the user, if that says more.
        detail: String,
    },
    ToolDenied {
        tool_name: String,
        call: Option<u64>,
        reason: String,
    },
    /// A message from the agent loop to the model: what was wrong with its reply, or that it repeats itself.
    Feedback {
        content: String,
        cause: FeedbackCause,
        /// The problem as a sentence for the user, if the cause is not enough.
        detail: String,
    },
    FinalAnswer {
        content: String,
        message: Option<u64>,
    },
    RunEnded {
        status: RunStatus,
        /// The reason as a sentence for the user, if the status is not enough.
        reason: String,
    },
    /// The user switched to another branch. `head` is now the tip that is shown and continued.
    HeadMoved {
        head: u64,
    },
    /// The user deleted this message and everything after it. The messages are no longer shown or sent, but stay in
    /// the log.
    BranchRemoved {
        message: u64,
    },
    /// The user undid the deletion of this message.
    BranchRestored {
        message: u64,
    },
    /// An event of an unknown kind, written by a newer version. It is kept but has no effect.
    Unknown(UnknownEvent),
}

impl Event {
    /// Whether the event only affects the session list or the view. Such events do not update the session's
    /// modification time.
    pub fn is_of_the_list(&self) -> bool {
        matches!(
            self,
            Self::SessionRenamed { .. }
                | Self::SessionPinned { .. }
                | Self::SessionImported
                | Self::HeadMoved { .. }
        )
    }

    /// Whether the event is a checkpoint of an answer that is still streaming.
    pub fn is_checkpoint(&self) -> bool {
        matches!(self, Self::ResponseDelta { .. })
    }
}

/// How a run offers tools and reads tool calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Protocol {
    /// The request carries the tool definitions, and the server's chat template presents them in the model's own
    /// format. Tool calls that come back as text are read too.
    Native,
    /// The model answers with one JSON object, constrained by a schema if the provider supports that.
    Envelope,
    /// For models too small to choose a tool themselves: the loop picks the tool that the words of the question point
    /// to, the model fills in the arguments, constrained by a schema, and then answers in plain text.
    Guided,
}

impl Protocol {
    pub const ALL: [Self; 3] = [Self::Native, Self::Envelope, Self::Guided];

    /// Returns the name used in the log and the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Envelope => "envelope",
            Self::Guided => "guided",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.as_str() == word)
    }
}

/// The settings of an agent, fixed when its run starts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AgentSettings {
    pub protocol: Protocol,
    pub max_steps: u64,
    /// The names of the available tools.
    pub tools: Vec<String>,
    /// Whether the model is known to emit reasoning before it answers. Omitted from the log if false.
    pub thinks: bool,
}

/// The user's approval of a tool call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Decision {
    /// Allows this call only.
    Once,
    /// Allows this tool for the rest of the session, as long as its schema is exactly `schema`.
    Session { schema: String },
}

/// Why the agent loop sent feedback to the model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FeedbackCause {
    /// The reply was not a valid action.
    Unreadable,
    /// The tool does not exist, or the arguments do not fit its schema.
    BadCall,
    /// The same call was just made, and its result is available.
    RepeatedCall,
    /// The same call returned the same result several times.
    Circles,
    /// This is the last step, so the model must answer.
    LastStep,
}

impl FeedbackCause {
    const ALL: [Self; 5] =
        [Self::Unreadable, Self::BadCall, Self::RepeatedCall, Self::Circles, Self::LastStep];

    /// Returns the name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::BadCall => "bad_call",
            Self::RepeatedCall => "repeated_call",
            Self::Circles => "circles",
            Self::LastStep => "last_step",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// An event with its number and time, as stored in the log. Events are numbered from 1 without gaps; `at` is in
/// Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoggedEvent {
    pub seq: u64,
    pub at: u64,
    pub event: Event,
}

impl LoggedEvent {
    /// Returns the event as one line of the log, without a newline.
    pub fn to_line(&self) -> Result<String, LogError> {
        serde_json::to_string(&self.to_value())
            .map_err(|error| LogError { line: self.seq, reason: error.to_string() })
    }
}

/// Assigns sequence numbers and timestamps to events. The only source of `seq`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sequence {
    last: u64,
}

impl Sequence {
    /// Creates a sequence that continues after event number `last`.
    pub fn after(last: u64) -> Self {
        Self { last }
    }

    /// Returns the number of the next event.
    pub fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Numbers and stamps `events` without consuming the numbers. Call [`Sequence::commit`] once the events are
    /// stored.
    pub fn number(&self, at: u64, events: Vec<Event>) -> Vec<LoggedEvent> {
        (self.next()..).zip(events).map(|(seq, event)| LoggedEvent { seq, at, event }).collect()
    }

    /// Consumes the numbers of `events`, which have been stored.
    pub fn commit(&mut self, events: &[LoggedEvent]) {
        if let Some(event) = events.last() {
            self.last = event.seq;
        }
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
