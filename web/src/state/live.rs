//! A streaming answer as it is shown.

use abcb_core::log::event::{Event, Protocol};
use abcb_core::log::transcript::Node;
use abcb_core::provider::{Delta, LoadProgress, PromptProgress};
use serde::{Deserialize, Serialize};

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

impl Live {
    /// Returns an event with the text that the log does not have; `node` is the message as the log has it. `None` if
    /// there is none, or if the log has the end of the message.
    pub fn text_missing_in(&self, node: &Node) -> Option<Event> {
        let rest = |all: &str, known: &str| all.strip_prefix(known).unwrap_or_default().to_owned();
        let content = rest(&self.content, &node.content);
        let reasoning = rest(&self.reasoning, &node.reasoning);
        let is_missing = node.status.is_open() && !(content.is_empty() && reasoning.is_empty());
        is_missing.then(|| Event::ResponseDelta { message: self.message, content, reasoning })
    }
}

/// A part of a streaming text: what follows its first `from` bytes.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
struct Part {
    from: usize,
    text: String,
}

impl Part {
    fn after(text: &str, from: usize) -> Self {
        Self { from, text: text.get(from..).unwrap_or_default().to_owned() }
    }

    /// Adds the part to the text and returns whether nothing is missing before it.
    fn add_to(&self, text: &mut String) -> bool {
        let is_next = text.is_char_boundary(self.from);
        if is_next {
            text.truncate(self.from);
            text.push_str(&self.text);
        }
        is_next
    }
}

/// What a tab sends to those that follow its answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LiveText {
    message: u64,
    protocol: Option<Protocol>,
    content: Part,
    reasoning: Part,
}

impl LiveText {
    /// Adds the text to the answer as this tab has it. Returns whether it is complete up to here.
    pub fn add_to(&self, live: &mut Option<Live>, now: u64) -> bool {
        if live.as_ref().is_none_or(|live| live.message != self.message) {
            let (message, protocol) = (self.message, self.protocol);
            *live = Some(Live { message, protocol, first_token_at: Some(now), ..Live::default() });
        }
        let Some(live) = live else { return false };
        live.heard_at = now;
        self.content.add_to(&mut live.content) & self.reasoning.add_to(&mut live.reasoning)
    }
}

/// How much of the streaming answer the tabs that follow it have been sent.
#[derive(Clone, Debug, Default)]
pub struct SentText {
    message: u64,
    content: usize,
    reasoning: usize,
    /// When the last of it was sent.
    pub at: u64,
    /// Whether the rest is about to be sent.
    pub is_due: bool,
}

impl Live {
    /// Returns the text after `sent`, which is updated.
    pub fn text_after(&self, sent: &mut SentText) -> LiveText {
        if sent.message != self.message {
            (sent.message, sent.content, sent.reasoning) = (self.message, 0, 0);
        }
        let text = LiveText {
            message: self.message,
            protocol: self.protocol,
            content: Part::after(&self.content, sent.content),
            reasoning: Part::after(&self.reasoning, sent.reasoning),
        };
        (sent.content, sent.reasoning) = (self.content.len(), self.reasoning.len());
        text
    }
}
