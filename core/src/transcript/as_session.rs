//! The branch on screen as the series' own session: messages in order, each with a role and a text.

use super::{Node, ToolUse, Transcript};
use crate::message::{Message, Role};
use crate::session::Session;

impl Transcript {
    /// The branch on screen as the seed's `Session`, beginning with what the model was told. `id` and `created_at` name the
    /// session where the log does not.
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

    /// What a message says. A reply that is nothing but calls in the server's own format says them as actions.
    fn written(&self, node: &Node) -> String {
        if node.role != Role::Assistant || !node.content.is_empty() {
            return node.told();
        }
        let calls = self.nodes.iter().filter_map(|other| other.tool.as_ref());
        let actions = calls.filter(|tool| tool.message == node.id).map(ToolUse::to_action);
        actions.collect::<Vec<_>>().join("\n")
    }
}
