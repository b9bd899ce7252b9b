//! One message of the conversation's tree, and how far it has come.

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

    /// What the model is told as text: what was written, with the files that came with it.
    pub fn told(&self) -> String {
        told(&self.content, &self.attachments)
    }
}

impl Transcript {
    /// Notes what of the conversation was not sent for the answer `message`.
    pub(super) fn note_fit(&mut self, message: u64, fit: ContextFit) {
        if let Some(node) = self.node_mut(message, |node| node.role == Role::Assistant) {
            node.context_fit = Some(fit);
        }
    }
}
