//! The branches of a conversation: alternatives, deletion and restoration, and the session that this one was forked
//! from.

use super::{ROOT, Transcript};
use crate::conversation::message::Role;
use crate::log::transcript::Node;

/// The session that another session was forked from, and the id there of the last message that was copied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ForkedFrom {
    /// The id of the other session.
    pub session_id: String,
    /// The id there of the last message that was copied.
    pub message: u64,
}

impl Transcript {
    /// Returns the user's instructions for the model, if any.
    pub fn instructions(&self) -> Option<&str> {
        Some(self.instructions.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// Returns the session this one was forked from, if any.
    pub fn forked_from(&self) -> Option<&ForkedFrom> {
        self.forked_from.as_ref()
    }

    /// Whether message `id` was deleted, either directly or together with an earlier message.
    pub fn is_removed(&self, id: u64) -> bool {
        let mut next = (!self.removed.is_empty()).then_some(id);
        while let Some(id) = next.filter(|id| *id != ROOT) {
            if self.removed.contains(&id) {
                return true;
            }
            // Neither the head nor anything before it is deleted.
            next = self.node(id).map(|node| node.parent).filter(|_| id != self.head);
        }
        false
    }

    /// Returns the alternatives to message `id`, including itself, oldest first. An answer that was continued by
    /// another one is not an alternative to it: the longer answer stands for both.
    pub fn siblings(&self, id: u64) -> Vec<u64> {
        let Some(node) = self.node(id) else { return Vec::new() };
        // Most messages have no siblings.
        if self.after(node.parent).nth(1).is_none() {
            return vec![id];
        }
        self.versions_after(node.parent, Some(id))
    }

    /// Returns the newest tip below message `id`: the new head when the user switches to that branch.
    pub fn tip_below(&self, id: u64) -> u64 {
        let mut tip = id;
        while let Some(newest) = self.versions_after(tip, None).last() {
            tip = *newest;
        }
        tip
    }

    /// Returns the alternatives that follow `place`, oldest first; `shown` is included even if it was deleted or
    /// continued. An answer that was continued by another one is not an alternative: the longer answer stands for
    /// both, even if that one was deleted.
    pub(super) fn versions_after(&self, place: u64, shown: Option<u64>) -> Vec<u64> {
        let taken_up: Vec<u64> = self.after(place).filter_map(|id| self.node(id)?.continues).collect();
        let is_there = |id: &u64| !taken_up.contains(id) && !self.removed.contains(id);
        self.after(place).filter(|id| shown == Some(*id) || is_there(id)).collect()
    }

    pub(super) fn remove_branch(&mut self, id: u64) {
        let Some(node) = self.node(id).filter(|_| !self.removed.contains(&id)) else { return };
        let parent = node.parent;
        let is_shown = self.is_on_branch(id, self.head);
        self.removed.push(id);
        if is_shown {
            // Shows the previous alternative, or else the next one; without any, the conversation ends at the parent.
            let others = self.versions_after(parent, None);
            let before = others.iter().rev().find(|other| **other < id);
            self.head = before.or(others.first()).map_or(parent, |other| self.tip_below(*other));
        }
    }

    /// Whether message `id` is on the path from the start of the conversation to `tip`.
    pub fn is_on_branch(&self, id: u64, tip: u64) -> bool {
        let mut next = self.node(tip);
        while let Some(node) = next.filter(|node| node.id > id) {
            next = self.node(node.parent);
        }
        next.is_some_and(|node| node.id == id)
    }

    /// Returns the first of the steps and tool calls that led to answer `id` and to no alternative of it.
    pub fn first_of_answer(&self, id: u64) -> u64 {
        let leads_on = |node: &&Node| match node.role {
            Role::Tool => true,
            Role::Assistant => node.protocol.is_some(),
            Role::User | Role::System => false,
        };
        let mut first = id;
        while self.node(first).is_some_and(|node| node.role != Role::User) && self.siblings(first).len() == 1
        {
            let before = self.node(first).and_then(|node| self.node(node.parent)).filter(leads_on);
            let Some(before) = before else { break };
            first = before.id;
        }
        first
    }
}

#[cfg(test)]
#[path = "branches_tests.rs"]
mod tests;
