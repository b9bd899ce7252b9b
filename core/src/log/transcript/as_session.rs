//! Converts the shown branch to a [`Session`] as the tutorial series defines it: messages in order, each with a role
//! and a text.

use super::{Node, ToolUse, Transcript};
use crate::conversation::message::{Message, Role};
use crate::conversation::session::Session;

impl Transcript {
    /// Returns the shown branch as a `Session`, beginning with the user's instructions if there are any. `id` and
    /// `created_at` are used if the log does not contain the session's identity.
    pub fn to_session(&self, id: &str, created_at: u64) -> Session {
        let (id, created_at) = self.identity.clone().unwrap_or((id.to_owned(), created_at));
        let mut session = Session::new(id, created_at);
        if let Some(instructions) = self.instructions() {
            session.push_message(Message::new(Role::System, instructions));
        }
        for node in self.path() {
            session.push_message(Message::new(node.role, self.written(node)));
        }
        session
    }

    /// Returns the text of a message. A reply that consists only of native tool calls is written as JSON actions.
    fn written(&self, node: &Node) -> String {
        if node.role != Role::Assistant || !node.content.is_empty() {
            return node.message_text();
        }
        let calls = self.nodes.iter().filter_map(|other| other.tool.as_ref());
        let actions = calls.filter(|tool| tool.message == node.id).map(ToolUse::to_action);
        actions.collect::<Vec<_>>().join("\n")
    }
}
