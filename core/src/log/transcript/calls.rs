//! Folds the events of tool calls. Each call is a message with the role `tool`, from the request to the result.

use std::rc::Rc;

use super::tool_use::denial_text_once_begun;
use super::{CallStatus, MessageStatus, Node, ToolUse, Transcript, denial_text};
use crate::conversation::message::Role;
use crate::log::event::Event;

impl Transcript {
    pub(super) fn apply_to_call(&mut self, seq: u64, at: u64, event: &Event) {
        match event {
            Event::ToolRequested { message, tool_name, arguments, call_id } => {
                self.note_step(*message);
                let mut node = Node::new(seq, self.head, Role::Tool, String::new(), at);
                node.ended_at = None;
                node.tool = Some(ToolUse {
                    message: *message,
                    arguments: arguments.clone(),
                    call_id: call_id.clone(),
                    ..ToolUse::named(tool_name, CallStatus::Requested)
                });
                self.add(node);
            }
            Event::ApprovalAsked { call } => {
                self.with_call(*call, |_, tool| tool.status = CallStatus::Awaiting);
            }
            Event::ApprovalDecided { call, arguments, .. } => {
                self.with_call(*call, |_, tool| {
                    tool.status = CallStatus::Approved;
                    if let Some(arguments) = arguments {
                        let asked = std::mem::replace(&mut tool.arguments, arguments.clone());
                        tool.asked_arguments.get_or_insert(asked);
                    }
                });
            }
            Event::ToolStarted { call } => {
                self.with_call(*call, |_, tool| {
                    tool.status = CallStatus::Started;
                    tool.started_at = Some(at);
                });
            }
            Event::ArtifactKept { call, content } => {
                self.with_call(*call, |_, tool| tool.artifact = Some(content.clone()));
            }
            Event::ToolResult { tool_name, output, call } => {
                self.settle_call(seq, at, *call, output.clone(), ToolUse::named(tool_name, CallStatus::Done));
            }
            Event::ToolFailed { call, tool_name, content, detail } => {
                let tool =
                    ToolUse { detail: detail.clone(), ..ToolUse::named(tool_name, CallStatus::Failed) };
                self.settle_call(seq, at, Some(*call), content.clone(), tool);
            }
            Event::ToolDenied { tool_name, call, reason } => {
                let tool =
                    ToolUse { detail: reason.clone(), ..ToolUse::named(tool_name, CallStatus::Denied) };
                self.settle_call(seq, at, *call, denial_text(tool_name, reason), tool);
            }
            _ => {}
        }
    }

    /// Ends everything that is still open in the log: in a copied log nobody can decide a call or finish an answer.
    pub(super) fn lapse(&mut self, at: u64, reason: &str) {
        for node in &mut self.nodes {
            let is_open_call = node.tool.as_ref().is_some_and(|tool| !tool.status.is_settled());
            if !is_open_call && !node.status.is_open() {
                continue;
            }
            let node = Rc::make_mut(node);
            node.last_changed_by = self.last_seq;
            if node.status.is_open() {
                node.status = MessageStatus::Interrupted;
            }
            if let Some(tool) = node.tool.as_mut().filter(|_| is_open_call) {
                tool.status = CallStatus::Denied;
                reason.clone_into(&mut tool.detail);
                node.content = match tool.started_at {
                    None => denial_text(&tool.tool_name, reason),
                    Some(_) => denial_text_once_begun(&tool.tool_name, reason),
                };
                node.ended_at = Some(at);
            }
        }
    }

    /// Changes the call of message `id` and returns whether it did. A finished call is not changed.
    fn with_call(&mut self, id: u64, change: impl FnOnce(&mut Node, &mut ToolUse)) -> bool {
        let is_open = |node: &Node| node.tool.as_ref().is_some_and(|tool| !tool.status.is_settled());
        let Some(node) = self.node_mut(id, is_open) else { return false };
        let Some(mut tool) = node.tool.take() else { return false };
        change(node, &mut tool);
        node.tool = Some(tool);
        true
    }

    /// Sets the result of a call, with the status and detail of `end`. Logs of the tutorial series name no call; then
    /// the event creates the message.
    fn settle_call(&mut self, seq: u64, at: u64, call: Option<u64>, content: String, end: ToolUse) {
        let known = call.is_some_and(|id| {
            self.with_call(id, |node, tool| {
                node.content.clone_from(&content);
                if end.status == CallStatus::Denied && tool.started_at.is_some() {
                    node.content = denial_text_once_begun(&tool.tool_name, &end.detail);
                }
                node.ended_at = Some(at);
                tool.status = end.status;
                tool.detail.clone_from(&end.detail);
            })
        });
        if !known && call.is_none() {
            let mut node = Node::new(seq, self.head, Role::Tool, content, at);
            node.tool = Some(end);
            self.add(node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{fold, response, step, user};
    use super::*;
    use CallStatus::{Awaiting, Done, Requested};

    fn call() -> Event {
        Event::ToolRequested {
            message: 2,
            tool_name: "f".into(),
            arguments: serde_json::json!({}),
            call_id: None,
        }
    }

    /// Returns the status of the two calls of one reply after `events`, once nothing is running any more.
    fn left(events: Vec<Event>) -> Vec<CallStatus> {
        let begin = vec![user("q", 0), step(1), response(2, ""), call(), call()];
        let mut transcript = fold([begin, events].concat());
        transcript.settle(None);
        transcript.path().iter().filter_map(|node| Some(node.tool.as_ref()?.status)).collect()
    }

    #[test]
    fn of_the_calls_of_one_reply_that_were_left_one_is_the_users_turn() {
        let result = |call| Event::ToolResult { tool_name: "f".into(), output: "x".into(), call: Some(call) };
        assert_eq!(left(vec![]), [Awaiting, Requested]);
        assert_eq!(left(vec![Event::ApprovalAsked { call: 4 }]), [Awaiting, Requested]);
        assert_eq!(left(vec![Event::ToolStarted { call: 4 }]), [Awaiting, Requested]);
        assert_eq!(left(vec![Event::ToolStarted { call: 4 }, result(4)]), [Done, Awaiting]);
        assert_eq!(left(vec![result(4), Event::ToolStarted { call: 5 }]), [Done, Awaiting]);
    }
}
