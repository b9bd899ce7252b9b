//! One message of the conversation's tree, and how far it has come.

use serde_json::Value;

use super::{ToolUse, Transcript};
use crate::agent::Backend;
use crate::attachment::{Attachments, told};
use crate::envelope::shown_text;
use crate::event::{ContextFit, FeedbackCause, Protocol, RunStatus};
use crate::message::Role;
use crate::provider::{FinishReason, ProviderError, Usage};

/// The id of the place before the first message.
pub const ROOT: u64 = 0;

/// How far a message has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MessageStatus {
    /// Asked for, nothing has come yet.
    Pending,
    Streaming,
    Complete,
    /// Cut by the connection, the server or the closing of the page.
    Interrupted,
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl MessageStatus {
    /// The word the page uses in `data-status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Streaming => "streaming",
            Self::Complete => "complete",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Streaming)
    }
}

/// An end of a run that was not the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunEnd {
    pub status: RunStatus,
    /// A sentence for the user; may be empty.
    pub reason: String,
}

/// A call that a model made although no tool was offered to it. Nothing runs it; it is there to be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnofferedCall {
    pub name: String,
    /// The text of its arguments, as far as it came.
    pub arguments: String,
}

/// What a whole answer lacks, for its reader to know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shortfall {
    /// There are no words, nor anything else.
    Empty,
    /// There are thoughts, and no words.
    OnlyThought,
    /// It calls tools that were not offered.
    UnofferedCalls,
    /// It says that it calls a tool, and calls none.
    MissingCall,
}

/// One message of the tree. Times are Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// The `seq` of the event that made it.
    pub id: u64,
    /// The message before it, or [`ROOT`].
    pub parent: u64,
    pub role: Role,
    /// Number of the last event that changed this message.
    pub touched: u64,
    pub content: String,
    /// The files that came with a message of the user.
    pub attachments: Attachments,
    pub reasoning: String,
    pub status: MessageStatus,
    /// Why it is `Interrupted` or `Failed`; none where the page was closed over it.
    pub error: Option<ProviderError>,
    /// How many pieces of what the server sent could not be read.
    pub unreadable: usize,
    pub finish_reason: Option<FinishReason>,
    /// Of an answer without tools: the calls it made all the same.
    pub unoffered_calls: Vec<UnofferedCall>,
    /// Whether calls that it asked for follow it.
    pub has_calls: bool,
    pub model: Option<String>,
    /// What was asked for this answer, as the log names it.
    pub backend: Backend,
    pub usage: Usage,
    pub started_at: u64,
    pub first_token_at: Option<u64>,
    pub ended_at: Option<u64>,
    /// The cut answer that this one took up.
    pub continues: Option<u64>,
    /// What an assistant message's text is written in; none for plain words.
    pub protocol: Option<Protocol>,
    /// Of a tool message: the call it answers.
    pub tool: Option<ToolUse>,
    /// Of a tool message that is no result: why the loop itself spoke to the model.
    pub feedback: Option<FeedbackCause>,
    /// What the user is told of that; may be empty.
    pub feedback_detail: String,
    /// What of the conversation was not sent for this answer; none if all was.
    pub context_fit: Option<ContextFit>,
    /// How the run ended that this answer was the last of, where that was not in order.
    pub run_end: Option<RunEnd>,
}

impl Node {
    pub(super) fn new(id: u64, parent: u64, role: Role, content: String, at: u64) -> Self {
        Self {
            id,
            parent,
            role,
            touched: id,
            content,
            attachments: Attachments::default(),
            reasoning: String::new(),
            status: MessageStatus::Complete,
            error: None,
            unreadable: 0,
            finish_reason: None,
            unoffered_calls: Vec::new(),
            has_calls: false,
            model: None,
            backend: Backend::default(),
            usage: Usage::default(),
            started_at: at,
            first_token_at: None,
            ended_at: Some(at),
            continues: None,
            protocol: None,
            tool: None,
            feedback: None,
            feedback_detail: String::new(),
            context_fit: None,
            run_end: None,
        }
    }

    /// What of an assistant's message is words: of a step with tools not the JSON around them.
    pub fn words(&self) -> String {
        shown_text(self.protocol, &self.content).into_owned()
    }

    /// What the reader of a whole answer has to be told, since the text does not say it. None for a step of a run.
    pub fn shortfall(&self) -> Option<Shortfall> {
        // Only a model's answer has a finish reason.
        let reason = self.finish_reason.as_ref().filter(|_| self.status == MessageStatus::Complete)?;
        if self.protocol.is_some() || self.run_end.is_some() || self.has_calls {
            return None;
        }
        let has = |text: &str| !text.trim().is_empty();
        // What could not be read may be what is missed, and that is said.
        let is_damaged = self.unreadable > 0;
        match () {
            () if !self.unoffered_calls.is_empty() => Some(Shortfall::UnofferedCalls),
            () if has(&self.content) && *reason == FinishReason::ToolCalls && !is_damaged => {
                Some(Shortfall::MissingCall)
            }
            () if has(&self.content) || is_damaged => None,
            () if has(&self.reasoning) => Some(Shortfall::OnlyThought),
            () => Some(Shortfall::Empty),
        }
    }

    /// What the model is told as text: what was written, with the files that came with it.
    pub fn told(&self) -> String {
        told(&self.content, &self.attachments)
    }
}

impl Node {
    /// Keeps the calls of an answer that was asked for without tools.
    pub(super) fn note_calls(&mut self, calls: Option<&Value>) {
        let calls = calls.and_then(Value::as_array).filter(|_| self.protocol.is_none());
        let text = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let one = |call: &Value| UnofferedCall {
            name: text(call.get("name")),
            arguments: text(call.get("arguments")),
        };
        self.unoffered_calls = calls.into_iter().flatten().map(one).collect();
    }
}

impl Transcript {
    /// Notes that calls follow message `id`, which is a step then, whatever the log says of its run.
    pub(super) fn note_step(&mut self, id: u64) {
        let is_plain = |node: &Node| node.role == Role::Assistant && node.protocol.is_none();
        if let Some(node) = self.node_mut(id, is_plain) {
            node.unoffered_calls.clear();
            node.has_calls = true;
        }
    }

    /// The last answer of the run says how it ended, unless it ended with that answer.
    pub(super) fn end_run(&mut self, status: RunStatus, reason: &str) {
        self.run_model = None;
        self.run_protocol = None;
        if !matches!(status, RunStatus::MaxStepsExceeded | RunStatus::Stuck | RunStatus::TimedOut) {
            return;
        }
        let path = self.path();
        let last = path.iter().rev().find(|node| node.role == Role::Assistant).map(|node| node.id);
        if let Some(node) = last.and_then(|id| self.node_mut(id, |_| true)) {
            node.run_end = Some(RunEnd { status, reason: reason.to_owned() });
        }
    }

    /// Notes what of the conversation was not sent for the answer `message`.
    pub(super) fn note_fit(&mut self, message: u64, fit: ContextFit) {
        // A file may say any number.
        let before = self.path_to(message).len().saturating_sub(1).try_into().unwrap_or(u64::MAX);
        let (left_out, shortened) = (fit.left_out.min(before), fit.shortened.min(before));
        if let Some(node) = self.node_mut(message, |node| node.role == Role::Assistant) {
            node.context_fit = Some(ContextFit { left_out, shortened, ..fit });
        }
    }
}
