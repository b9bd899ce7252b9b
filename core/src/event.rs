//! The event log: facts about a session in the order they happened, one JSON object a line. Append-only: nothing is ever
//! rewritten, so transcript, `Session` and title are all folds of it. Knows nothing of where the lines are kept.

mod context_fit;
mod ending;
mod foreign;
mod json;
mod log;
mod unknown;

use serde_json::Value;

use crate::attachment::Attachments;
use crate::message::Role;
use crate::provider::{FinishReason, Usage};

pub use context_fit::ContextFit;
pub use ending::{RunStatus, StopCause};
pub use foreign::{Foreign, ForeignReader, MAX_MILLIS};
pub use log::{LogError, read_lines, read_lines_from, read_log, write_log};
pub use unknown::UnknownEvent;

/// One fact. The kinds and fields of the series (`user_message`, `model_response`, `tool_result`, `tool_denied`,
/// `final_answer`) keep their names; the rest is ours and optional, so a log of the series reads as one of ours.
///
/// A message is named by the `seq` of the event that made it. `parent` is the message before it, 0 for the start of the
/// conversation; where it is missing, the message follows whatever was the head.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// Identity of the session. The last one counts: an import that had to take a new id appends its own.
    SessionStarted {
        session_id: String,
        created_at: u64,
    },
    /// The user gave the session a title. An empty one goes back to the derived title.
    SessionRenamed {
        title: String,
    },
    /// All before this was copied from another session's branch, up to its message. What was allowed there for the rest of
    /// the session is not allowed here.
    SessionForked {
        session_id: String,
        message: u64,
    },
    /// All before this came out of a file, whoever wrote it. No permission in it holds here, and nothing that was left open
    /// there goes on.
    SessionImported,
    /// What the model is to be told before the conversation, in the user's words. The last one counts; an empty one takes
    /// the instructions away.
    InstructionsSet {
        content: String,
    },
    /// The user keeps the session on top of the list, or no longer.
    SessionPinned {
        pinned: bool,
    },
    /// A message that came from a file, whoever wrote it there.
    MessageImported {
        role: Role,
        content: String,
        parent: Option<u64>,
    },
    UserMessage {
        content: String,
        parent: Option<u64>,
        /// The files that came with it; left out of the log where there are none.
        attachments: Attachments,
    },
    /// Work on an answer began; everything up to `run_ended` belongs to it.
    RunStarted {
        /// `server`, `mock` or `in-page`.
        provider: String,
        base_url: Option<String>,
        model: Option<String>,
        /// How the agent works; none for a plain answer without tools.
        agent: Option<AgentSettings>,
    },
    /// What the model is told before the conversation, word for word.
    SystemPrompt {
        content: String,
    },
    /// From here on the run asks for tools in another way, since the server refused the first. The step that was refused
    /// leaves no message.
    ProtocolChanged {
        message: u64,
        protocol: Protocol,
        reason: String,
    },
    /// One model call began. Makes an assistant message with the `seq` of this event as its id.
    StepStarted {
        parent: u64,
        /// The cut answer that this one takes up; its text is the beginning of this one's.
        continues: Option<u64>,
        /// The model may only answer in this step, not call a tool.
        withheld: bool,
    },
    /// Not all of the conversation was sent for this answer, since the model's context has no room for it.
    ContextFitted {
        message: u64,
        fit: ContextFit,
    },
    /// What has come since the last such event: the checkpoint that a killed page leaves behind.
    ResponseDelta {
        message: u64,
        content: String,
        reasoning: String,
    },
    /// The model finished its reply; `content` is the whole raw text of this call.
    ModelResponse {
        content: String,
        message: Option<u64>,
        reasoning: String,
        /// The calls in the server's own format, word for word; none where there are none.
        tool_calls: Option<Value>,
        finish_reason: Option<FinishReason>,
        model: Option<String>,
        usage: Usage,
        /// What the server sent and nobody could read, each piece shortened; left out of the log where there is none.
        unreadable: Vec<String>,
    },
    /// The reply ended before the model was done; `content` is all the text that came.
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
    /// The model asked for a call. Makes a message of the role `tool`; the `seq` of this event names call and message.
    ToolRequested {
        /// The assistant message that asks.
        message: u64,
        tool_name: String,
        arguments: Value,
        /// The name the server gave the call, where it speaks of calls itself.
        call_id: Option<String>,
    },
    /// The user is asked whether `call` may run. From here on it waits, across reloads.
    ApprovalAsked {
        call: u64,
    },
    ApprovalDecided {
        call: u64,
        decision: Decision,
        /// The arguments as the user changed them.
        arguments: Option<Value>,
    },
    /// The call is about to run. Without an end after it, nobody knows whether it did.
    ToolStarted {
        call: u64,
    },
    /// All of an output that was too long to show.
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
        /// What the model is told.
        content: String,
        /// What the user is told, where that is more.
        detail: String,
    },
    ToolDenied {
        tool_name: String,
        call: Option<u64>,
        reason: String,
    },
    /// The loop itself tells the model something: what was wrong with its reply, or that it goes in circles.
    Feedback {
        content: String,
        cause: FeedbackCause,
        /// What was wrong, as a sentence for the user, where the cause does not say it all.
        detail: String,
    },
    FinalAnswer {
        content: String,
        message: Option<u64>,
    },
    RunEnded {
        status: RunStatus,
        /// Why, as a sentence for the user, where the status does not say it all.
        reason: String,
    },
    /// The user looks at another branch: `head` is now the tip that is shown and continued.
    HeadMoved {
        head: u64,
    },
    /// The user deleted this message with everything after it. It is neither shown nor sent any more, and stays in the log.
    BranchRemoved {
        message: u64,
    },
    /// The deletion of this message was taken back.
    BranchRestored {
        message: u64,
    },
    /// Whatever a newer version has written; kept, and without any meaning here.
    Unknown(UnknownEvent),
}

impl Event {
    /// Whether the user only tidies up or looks around: that makes no session newer.
    pub fn is_of_the_list(&self) -> bool {
        matches!(
            self,
            Self::SessionRenamed { .. }
                | Self::SessionPinned { .. }
                | Self::SessionImported
                | Self::HeadMoved { .. }
        )
    }

    /// Whether it only keeps words of an answer that is still coming.
    pub fn is_checkpoint(&self) -> bool {
        matches!(self, Self::ResponseDelta { .. })
    }
}

/// How a run asks for tools and reads the model's calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Protocol {
    /// The tools stand in the request; the server's template shows them in the model's own format. A call that comes back
    /// as text is read too.
    Native,
    /// The model answers with one JSON object, constrained by a schema where the provider can.
    Envelope,
    /// For models too small to choose: the loop offers the tool that the question's words point to, the model fills in its
    /// arguments, held to a schema, and then answers in plain words.
    Guided,
}

impl Protocol {
    pub const ALL: [Self; 3] = [Self::Native, Self::Envelope, Self::Guided];

    /// The word of the log and the configuration.
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

/// How an agent works, fixed when its run begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AgentSettings {
    pub protocol: Protocol,
    pub max_steps: u64,
    /// The names of the tools on offer.
    pub tools: Vec<String>,
    /// Whether the model is known to think before it answers. Left out of the log where it is not.
    pub thinks: bool,
}

/// The user's word on a call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Decision {
    /// This call and no other.
    Once,
    /// This tool for the rest of the session, as long as its schema stays word for word `schema`.
    Session { schema: String },
}

/// Why the loop spoke to the model.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FeedbackCause {
    /// The reply was no valid action.
    Unreadable,
    /// A tool that does not exist, or arguments that do not fit.
    BadCall,
    /// The call was made right before; its result is there.
    RepeatedCall,
    /// The same call had the same result again and again.
    Circles,
    /// The last step has come: an answer is due.
    LastStep,
}

impl FeedbackCause {
    const ALL: [Self; 5] =
        [Self::Unreadable, Self::BadCall, Self::RepeatedCall, Self::Circles, Self::LastStep];

    /// The word of the log.
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

/// An event as it stands in the log: numbered from 1 without gaps, stamped in Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoggedEvent {
    pub seq: u64,
    pub at: u64,
    pub event: Event,
}

impl LoggedEvent {
    /// One line of the log, without its newline.
    pub fn to_line(&self) -> Result<String, LogError> {
        serde_json::to_string(&self.to_value())
            .map_err(|error| LogError { line: self.seq, reason: error.to_string() })
    }
}

/// Numbers and stamps events: the one place where `seq` comes from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sequence {
    last: u64,
}

impl Sequence {
    /// Goes on after the event numbered `last`.
    pub fn after(last: u64) -> Self {
        Self { last }
    }

    /// The number that the next event will get.
    pub fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Numbers `events` without taking the numbers: that is `commit`'s, once they are stored.
    pub fn number(&self, at: u64, events: Vec<Event>) -> Vec<LoggedEvent> {
        (self.next()..).zip(events).map(|(seq, event)| LoggedEvent { seq, at, event }).collect()
    }

    pub fn commit(&mut self, events: &[LoggedEvent]) {
        if let Some(event) = events.last() {
            self.last = event.seq;
        }
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
