//! A streaming answer as it is shown.

use abcb_core::log::event::Protocol;
use abcb_core::log::transcript::Node;
use abcb_core::provider::{Delta, LoadProgress, PromptProgress};

/// The answer received so far, which is ahead of the log by whatever is not checkpointed yet.
#[derive(Clone, Debug, Default)]
pub struct Live {
    pub message: u64,
    pub(super) protocol: Option<Protocol>,
    pub(super) content: String,
    pub(super) reasoning: String,
    pub(super) is_queued: bool,
    pub(super) loading: Option<LoadProgress>,
    pub(super) progress: Option<PromptProgress>,
    pub(super) first_token_at: Option<u64>,
    /// When the model last sent anything, or when it was requested.
    pub heard_at: u64,
    /// Whether that is so long ago that the model may be stuck.
    pub is_stalled: bool,
}

impl Live {
    /// Starts with the partial answer that is continued, if any. `now` is the time of the request.
    pub fn new(node: &Node, now: u64) -> Self {
        Self {
            message: node.id,
            protocol: node.protocol,
            content: node.content.clone(),
            reasoning: node.reasoning.clone(),
            heard_at: now,
            ..Self::default()
        }
    }

    /// Applies a delta and returns whether anything that is shown has changed.
    pub fn push(&mut self, delta: &Delta, now: u64) -> bool {
        self.heard_at = now;
        let was_stalled = std::mem::take(&mut self.is_stalled);
        match delta {
            Delta::Content(text) => self.content.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::Loading(loading) => self.loading = Some(*loading),
            Delta::Progress(progress) => self.progress = Some(*progress),
            Delta::Queued => {}
            _ => return was_stalled,
        }
        self.is_queued = *delta == Delta::Queued;
        let is_text = matches!(delta, Delta::Content(_) | Delta::Reasoning(_));
        self.first_token_at = self.first_token_at.or(is_text.then_some(now));
        true
    }
}
