//! A message in the conversation tree, and its status.

use serde_json::Value;

use super::{ToolUse, Transcript};
use crate::conversation::attachment::{Attachments, told};
use crate::conversation::message::Role;
use crate::log::event::{Backend, ContextFit, FeedbackCause, Protocol, RunStatus};
use crate::provider::{FinishReason, ProviderError, Usage};
use crate::tool::envelope::shown_text;

/// The parent id of the first message.
pub const ROOT: u64 = 0;

/// The status of a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MessageStatus {
    /// Requested, but nothing has been received yet.
    Pending,
    /// Text is arriving.
    Streaming,
    /// Nothing more is coming. A message that a user sent is always complete.
    Complete,
    /// Cut off by the connection, by the server or by closing the page.
    Interrupted,
    /// The request failed; `error` says why.
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl MessageStatus {
    /// Returns the value of the page's `data-status` attribute.
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

    /// Returns whether more may arrive.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Streaming)
    }
}

/// The end of a run that did not finish with an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RunEnd {
    /// How the run ended.
    pub status: RunStatus,
    /// A sentence for the user; may be empty.
    pub reason: String,
}

/// A tool call that the model made although no tools were offered. It is shown but never run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnofferedCall {
    /// The tool that the model named.
    pub name: String,
    /// The text of the arguments, as far as it was received.
    pub arguments: String,
}

/// A problem with a complete answer that the user should know about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shortfall {
    /// The answer is empty.
    Empty,
    /// The answer has reasoning but no text.
    OnlyThought,
    /// The answer calls tools that were not offered.
    UnofferedCalls,
    /// The finish reason announces a tool call, but there is none.
    MissingCall,
}

/// A message in the conversation tree. Times are in Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// The `seq` of the event that created the message.
    pub id: u64,
    /// The id of the previous message, or [`ROOT`].
    pub parent: u64,
    /// Who says it.
    pub role: Role,
    /// The `seq` of the last event that changed the message.
    pub last_changed_by: u64,
    /// The text: the user's as typed, the raw reply of a model call, or what the model reads of a tool.
    pub content: String,
    /// The attachments of a user message.
    pub attachments: Attachments,
    /// The model's reasoning, apart from its text; empty if it has none.
    pub reasoning: String,
    /// Whether the message is complete, and if not, why.
    pub status: MessageStatus,
    /// Why the message is `Interrupted` or `Failed`; `None` if the page was closed while it was streaming.
    pub error: Option<ProviderError>,
    /// The number of pieces of the server's response that could not be parsed.
    pub unreadable: usize,
    /// Why the model ended its reply; `None` if it did not or the server does not say.
    pub finish_reason: Option<FinishReason>,
    /// The tool calls of an answer for which no tools were offered.
    pub unoffered_calls: Vec<UnofferedCall>,
    /// Whether tool calls requested by this message follow it.
    pub has_calls: bool,
    /// The model that answered, as the server names it; `None` if it does not.
    pub model: Option<String>,
    /// The provider and model that were requested for this answer, according to the log.
    pub backend: Backend,
    /// Token counts and times, as far as the server reported them.
    pub usage: Usage,
    /// When the message was created.
    pub started_at: u64,
    /// When the first text arrived; `None` if none has.
    pub first_token_at: Option<u64>,
    /// When the message was complete or cut off; `None` while it is open.
    pub ended_at: Option<u64>,
    /// The interrupted answer that this one continues.
    pub continues: Option<u64>,
    /// The protocol the text of an assistant message is written in; `None` for plain text.
    pub protocol: Option<Protocol>,
    /// For a tool message: the call it is the result of.
    pub tool: Option<ToolUse>,
    /// For a tool message that is not a result: why the agent loop sent feedback to the model.
    pub feedback: Option<FeedbackCause>,
    /// The feedback as shown to the user; may be empty.
    pub feedback_detail: String,
    /// What was left out or shortened in the request for this answer; `None` if everything was sent.
    pub context_fit: Option<ContextFit>,
    /// How the run ended if this answer was its last and the run did not complete normally.
    pub run_end: Option<RunEnd>,
}

impl Node {
    pub(super) fn new(id: u64, parent: u64, role: Role, content: String, at: u64) -> Self {
        Self {
            id,
            parent,
            role,
            last_changed_by: id,
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

    /// Returns the plain text of an assistant message, without the JSON around it in a step with tools.
    pub fn words(&self) -> String {
        shown_text(self.protocol, &self.content).into_owned()
    }

    /// Returns the problem with a complete answer that its text does not show. `None` for a step of a run.
    pub fn shortfall(&self) -> Option<Shortfall> {
        // Only answers by a model have a finish reason.
        let reason = self.finish_reason.as_ref().filter(|_| self.status == MessageStatus::Complete)?;
        if self.protocol.is_some() || self.run_end.is_some() || self.has_calls {
            return None;
        }
        let has = |text: &str| !text.trim().is_empty();
        // Unreadable pieces may be what is missing, and they are reported separately.
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

    /// Returns the text sent to the model: the message text and its attachments.
    pub fn message_text(&self) -> String {
        told(&self.content, &self.attachments)
    }
}

impl Node {
    /// Stores the tool calls of an answer that was requested without tools.
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
    /// Records that tool calls follow message `id`, which makes it a step of a run, whatever the log says about the
    /// run.
    pub(super) fn note_step(&mut self, id: u64) {
        let is_plain = |node: &Node| node.role == Role::Assistant && node.protocol.is_none();
        if let Some(node) = self.node_mut(id, is_plain) {
            node.unoffered_calls.clear();
            node.has_calls = true;
        }
    }

    /// Records on the last answer how the run ended, if it reached the step limit, got stuck or timed out.
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

    /// Records what was left out or shortened in the request for the answer `message`.
    pub(super) fn note_fit(&mut self, message: u64, fit: ContextFit) {
        // An imported file can contain any number.
        let before = self.path_to(message).len().saturating_sub(1).try_into().unwrap_or(u64::MAX);
        let (left_out, shortened) = (fit.left_out.min(before), fit.shortened.min(before));
        if let Some(node) = self.node_mut(message, |node| node.role == Role::Assistant) {
            node.context_fit = Some(ContextFit { left_out, shortened, ..fit });
        }
    }
}
