//! Marks where the context sent to the model starts, and what was left out of it.

use abcb_core::conversation::message::Role;
use abcb_core::log::transcript::Node;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextMarker {
    /// The message above which the marker is shown.
    pub before: u64,
    pub left_out: usize,
    pub shortened: usize,
    /// The assumed context size in tokens, if the server did not report one.
    pub assumed: Option<u64>,
}

impl ContextMarker {
    /// Returns the marker for the last answer on the branch `path` that was requested from a model.
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
