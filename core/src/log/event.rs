//! The event log: the facts of a session in the order they happened, one JSON object per line. The log is append-only
//! and never rewritten; the transcript, the [`Session`](crate::conversation::session::Session) and the title are folds of it.
//! Independent of where the lines are stored.

mod agent;
mod approval;
mod backend;
mod context_fit;
mod ending;
mod faults;
mod foreign;
mod log;
mod logged;
mod unknown;
mod withheld;

use std::ops::Not;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::conversation::attachment::{self, Attachments};
use crate::conversation::message::Role;
use crate::provider::{FinishReason, Usage};

pub use agent::{AgentSettings, FeedbackCause, MOST_STEPS};
pub use approval::Decision;
pub use backend::Backend;
pub use context_fit::ContextFit;
pub use ending::{RunStatus, StopCause};
pub use faults::{FieldFault, LogFault};
pub use foreign::{Foreign, ForeignReader, MAX_MILLIS};
pub use log::{LogError, read_lines, read_log, write_log};
pub use logged::{LoggedEvent, Sequence};
pub use unknown::UnknownEvent;

pub use crate::tool::Protocol;

/// An event of the log. The kinds and fields that the tutorial series defines (`user_message`, `model_response`,
/// `tool_result`, `tool_denied`, `final_answer`) keep their names; everything else is our own and optional, so a log
/// written by the series' code can be read as well.
///
/// A message is identified by the `seq` of the event that created it. `parent` is the previous message, or 0 at the
/// start of the conversation. If `parent` is missing, the message follows the current head.
///
/// In the log an event is one flat object with its `kind`, see [`LoggedEvent`]; serde alone would nest it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The identity of the session. The last such event counts: an import that has to take a new id appends its own.
    SessionStarted {
        /// The id of the session, `sess-` and a time.
        session_id: String,
        /// The creation time in Unix-epoch milliseconds.
        created_at: u64,
    },
    /// The user renamed the session. An empty title restores the derived one.
    SessionRenamed {
        /// The title as typed.
        title: String,
    },
    /// All events before this one were copied from a branch of another session, up to its message `message`. Tools
    /// that were allowed for the rest of that session are not allowed here.
    SessionForked {
        /// The id of the other session.
        session_id: String,
        /// The last message of the branch, by its id in the other session.
        message: u64,
    },
    /// All events before this one were imported from a file of unknown origin. Its permissions do not apply here, and
    /// its open runs and calls do not continue.
    SessionImported,
    /// The user's instructions for the model, part of the system prompt. The last such event counts; empty content
    /// removes the instructions.
    InstructionsSet {
        /// The instructions as typed.
        content: String,
    },
    /// The user pinned or unpinned the session in the session list.
    SessionPinned {
        /// Whether it is pinned now.
        pinned: bool,
    },
    /// A message that was imported from a file.
    MessageImported {
        /// Who says it.
        role: Role,
        /// The text.
        content: String,
        /// The previous message.
        #[serde(skip_serializing_if = "Option::is_none")]
        parent: Option<u64>,
        /// The reasoning before the text; omitted from the log if there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasoning: String,
        /// The model that answered; `None` if the file does not say.
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<String>,
    },
    /// The user sent a message. Creates it.
    UserMessage {
        /// The text as typed.
        content: String,
        /// The previous message.
        #[serde(skip_serializing_if = "Option::is_none")]
        parent: Option<u64>,
        /// The attachments of the message; omitted from the log if there are none.
        #[serde(default, with = "attachment::list", skip_serializing_if = "<[_]>::is_empty")]
        attachments: Attachments,
    },
    /// A run started. Every event up to the next `run_ended` belongs to it.
    RunStarted {
        /// `server`, `mock` or `in-page`.
        provider: String,
        /// The base URL of the server; `None` if no server is asked.
        #[serde(skip_serializing_if = "Option::is_none")]
        base_url: Option<String>,
        /// The model that is asked for; `None` if the server picks one.
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// The agent's settings, or `None` for a plain answer without tools.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentSettings>,
    },
    /// The system prompt that was sent, verbatim.
    SystemPrompt {
        /// The text of the prompt.
        content: String,
    },
    /// The run switched to another tool protocol because the server refused the previous one. The refused step leaves
    /// no message.
    ProtocolChanged {
        /// The message of the step whose request was refused; 0 if the provider takes no tools, so that none was made.
        message: u64,
        /// The protocol from now on.
        protocol: Protocol,
        /// Why, as a sentence for the user.
        reason: String,
    },
    /// A model call started. Creates an assistant message whose id is the `seq` of this event.
    StepStarted {
        /// The message that is answered.
        parent: u64,
        /// The interrupted answer that this one continues. The text of that answer is the beginning of this one.
        #[serde(skip_serializing_if = "Option::is_none")]
        continues: Option<u64>,
        /// Whether tools are disabled in this step, so that the model can only answer.
        #[serde(default, rename = "tools", with = "withheld", skip_serializing_if = "Not::not")]
        tools_disabled: bool,
    },
    /// The request for this answer left out or shortened parts of the conversation, because it did not fit into the
    /// model's context.
    #[serde(with = "context_fit")]
    ContextFitted {
        /// The answer whose request was trimmed.
        message: u64,
        /// What was left out.
        fit: ContextFit,
    },
    /// The text received since the last such event. A checkpoint, so that the text survives if the page is closed or
    /// crashes.
    ResponseDelta {
        /// The answer.
        message: u64,
        /// The new text; omitted from the log if there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        content: String,
        /// The new reasoning; omitted from the log if there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasoning: String,
    },
    /// The model finished its reply. `content` is the whole raw text of this model call.
    ModelResponse {
        /// The text as the model wrote it, with any tool call in it.
        content: String,
        /// The answer, by the event that started its step; `None` in logs of the series.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<u64>,
        /// The whole reasoning; omitted from the log if there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasoning: String,
        /// The tool calls in the server's own format, verbatim; `None` if there are none.
        #[serde(skip_serializing_if = "Option::is_none")]
        tool_calls: Option<Value>,
        /// Why the reply ended: the server's reason, or [`REPETITION`](crate::agent::recorder::REPETITION) if it was cut
        /// because it repeated itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        finish_reason: Option<FinishReason>,
        /// The model that answered, as the server names it.
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// Token counts and times; omitted from the log if the server reported none.
        #[serde(default, skip_serializing_if = "Usage::is_empty")]
        usage: Usage,
        /// Pieces of the server's response that could not be parsed, each shortened; omitted from the log if there
        /// are none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unreadable: Vec<String>,
    },
    /// The reply ended before the model was done. `content` is all the text that was received.
    ResponseStopped {
        /// The answer.
        message: u64,
        /// The text that was received.
        content: String,
        /// The reasoning that was received; omitted from the log if there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reasoning: String,
        /// Who or what ended it.
        cause: StopCause,
        /// The model that answered, as the server names it.
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// As in `ModelResponse`.
        #[serde(default, skip_serializing_if = "Usage::is_empty")]
        usage: Usage,
        /// As in `ModelResponse`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unreadable: Vec<String>,
    },
    /// The model requested a tool call. Creates a message with the role `tool`; the `seq` of this event identifies
    /// both the call and the message.
    ToolRequested {
        /// The assistant message that requests the call.
        message: u64,
        /// The tool, which is registered.
        tool_name: String,
        /// The arguments, which fit the schema of the tool.
        arguments: Value,
        /// The id the server gave the call, if it has native tool calls.
        #[serde(skip_serializing_if = "Option::is_none")]
        call_id: Option<String>,
    },
    /// The user is asked to approve `call`. The call stays pending from here on, even across reloads.
    ApprovalAsked {
        /// The call.
        call: u64,
    },
    /// The user allowed the call. A refusal is a [`Event::ToolDenied`].
    #[serde(with = "approval")]
    ApprovalDecided {
        /// The call.
        call: u64,
        /// How far the permission goes.
        decision: Decision,
        /// The arguments as edited by the user, if they were.
        arguments: Option<Value>,
    },
    /// The call is about to run. If no result follows, it is unknown whether the tool ran.
    ToolStarted {
        /// The call.
        call: u64,
    },
    /// The full output of a call whose result was truncated.
    ArtifactKept {
        /// The call.
        call: u64,
        /// The output, of at most [`MAX_KEPT_BYTES`](crate::tool::MAX_KEPT_BYTES).
        content: String,
    },
    /// A tool ran. Ends the call.
    ToolResult {
        /// The tool.
        tool_name: String,
        /// The output as sent to the model, truncated if it is too long.
        output: String,
        /// The call; `None` in logs of the series.
        #[serde(skip_serializing_if = "Option::is_none")]
        call: Option<u64>,
    },
    /// A tool failed or could not be used. Ends the call.
    ToolFailed {
        /// The call.
        call: u64,
        /// The tool.
        tool_name: String,
        /// The error as sent to the model.
        content: String,
        /// The error as shown to the user, if that says more.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
    },
    /// A call did not run: the user declined it or left it undecided. Ends the call.
    ToolDenied {
        /// The tool.
        tool_name: String,
        /// The call; `None` in logs of the series.
        #[serde(skip_serializing_if = "Option::is_none")]
        call: Option<u64>,
        /// The user's reason, which the model reads, or why the call lapsed; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// A message from the agent loop to the model: what was wrong with its reply, or that it repeats itself.
    Feedback {
        /// The message as the model reads it.
        content: String,
        /// What it is about.
        cause: FeedbackCause,
        /// The problem as a sentence for the user, if the cause is not enough.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
    },
    /// The model gave its answer. The run ends with it.
    FinalAnswer {
        /// The text of the answer. In a run with tools it may differ from the raw reply.
        content: String,
        /// The message with the answer; `None` in logs of the series.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<u64>,
    },
    /// The run ended. Whatever follows belongs to the next one.
    RunEnded {
        /// How it ended.
        status: RunStatus,
        /// The reason as a sentence for the user, if the status is not enough.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The user switched to another branch. `head` is now the tip that is shown and continued.
    HeadMoved {
        /// The message that is the tip now.
        head: u64,
    },
    /// The user deleted this message and everything after it. The messages are no longer shown or sent, but stay in
    /// the log.
    BranchRemoved {
        /// The message.
        message: u64,
    },
    /// The user undid the deletion of this message.
    BranchRestored {
        /// The message.
        message: u64,
    },
    /// An event of an unknown kind, written by a newer version. It is kept but has no effect.
    #[serde(skip)]
    Unknown(UnknownEvent),
}

impl Event {
    /// Returns a message that was imported, of which only this is known.
    pub fn imported(role: Role, content: impl Into<String>, parent: Option<u64>) -> Self {
        Self::MessageImported { role, content: content.into(), parent, reasoning: String::new(), model: None }
    }

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

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
