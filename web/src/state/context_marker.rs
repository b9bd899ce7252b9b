//! Where the conversation begins that a model sees, and what is not sent of it.

use abcb_core::message::Role;
use abcb_core::transcript::Node;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextMarker {
    /// The message above which it stands.
    pub before: u64,
    pub left_out: usize,
    pub shortened: usize,
    /// The context in tokens where the server did not say it, so that one was assumed.
    pub assumed: Option<u64>,
}

impl ContextMarker {
    /// Of the last answer on the branch `path` that was asked for.
    pub fn of(path: &[&Node]) -> Option<Self> {
        let is_asked = |node: &&&Node| {
            node.role == Role::Assistant && (node.context_fit.is_some() || !node.status.is_open())
        };
        let last = path.iter().rev().find(is_asked)?;
        let fit = last.context_fit?;
        let first = fit.first.filter(|first| path.iter().any(|node| node.id == *first));
        let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Some(Self {
            before: first.unwrap_or(last.id),
            left_out: count(fit.left_out),
            shortened: count(fit.shortened),
            assumed: fit.is_assumed.then_some(fit.size),
        })
    }
}
