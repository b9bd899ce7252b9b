//! What every request is made of, whatever the protocol: its messages, each with the message of the conversation that
//! it stands for.

use crate::conversation::attachment::Attachment;
use crate::conversation::message::Role;
use crate::log::transcript::{CallStatus, Node};
use crate::provider::{ChatMessage, Origin, Part};

/// The token limit of a step's reply. Without it, a small model that rambles would run for minutes.
pub(super) const MAX_STEP_TOKENS: u32 = 1024;

/// The messages of a request being built. Assistant messages without text and calls are left out.
#[derive(Default)]
pub(super) struct Messages {
    pub list: Vec<ChatMessage>,
}

impl Messages {
    pub fn extend(&mut self, message: Option<ChatMessage>) {
        message.into_iter().for_each(|message| self.push(message));
    }

    pub fn push(&mut self, message: ChatMessage) {
        let is_empty = message.calls.is_empty() && message.content.trim().is_empty();
        if message.role != Role::Assistant || !is_empty {
            self.list.push(message);
        }
    }
}

/// A message with its original text and its attachments.
pub(super) fn said(node: &Node) -> ChatMessage {
    let images = node.attachments.iter().filter_map(Attachment::image_url).collect();
    let origin = origin_of(node);
    ChatMessage { images, origin, ..ChatMessage::new(node.role, node.message_text()) }
}

pub(super) fn origin_of(node: &Node) -> Origin {
    let part = match node.role {
        Role::User => Part::Question,
        Role::Tool if node.tool.as_ref().is_some_and(|tool| tool.status != CallStatus::Denied) => {
            Part::Result
        }
        Role::Tool | Role::Assistant | Role::System => Part::Other,
    };
    Origin { message: node.id, part }
}
