//! What a session from a file is allowed to bring along, and the log that it gets here: nothing in a file is the word of
//! this page's user.

use super::Found;
use crate::event::{Event, LoggedEvent, Sequence};
use crate::message::Role;
use crate::transcript::{LAPSED_BY_IMPORT, Transcript};

/// What an import brings beside messages of user and model, for the user to know before they add it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Brought {
    /// What the model will be told first in this session.
    pub system_prompt: Option<String>,
    /// Calls of tools, with their results.
    pub tool_calls: usize,
}

impl Brought {
    pub(super) fn by(events: &[LoggedEvent], transcript: &Transcript) -> Self {
        let told = transcript.nodes().find(|node| node.role == Role::System);
        let told = told.map(|node| node.content.as_str()).filter(|text| !text.trim().is_empty());
        let calls = transcript.nodes().filter(|node| node.role == Role::Tool && node.feedback.is_none());
        let prompt = || {
            events.iter().rev().find_map(|logged| match &logged.event {
                Event::SystemPrompt { content } => Some(content.as_str()),
                _ => None,
            })
        };
        let system_prompt = transcript.instructions().or(told).or_else(prompt).map(str::to_owned);
        Self { system_prompt, tool_calls: calls.count() }
    }
}

/// Whether `id` can name a directory: nothing that could leave the root or hide in it.
pub fn is_safe_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !id.is_empty() && id.len() <= 120 && !id.starts_with('.') && id.bytes().all(plain)
}

/// The log as it goes into the store under `id`. What a run left in it is closed at its end, and no permission in it holds.
/// Where `id` is not the name the log gives itself, an event at the end says so: what came is not rewritten.
pub fn adopt(found: &Found, id: &str, created_at: u64, now: u64) -> Vec<LoggedEvent> {
    let mut events = found.events.clone();
    let transcript = Transcript::from_log(&events);
    let mut closing = Vec::new();
    if events.iter().any(|logged| is_of_a_run(&logged.event)) {
        closing = transcript.run().abandon(&transcript, LAPSED_BY_IMPORT);
        closing.push(Event::SessionImported);
    }
    let named = transcript.to_session(id, created_at);
    let says_so = events.iter().any(|event| matches!(event.event, Event::SessionStarted { .. }));
    if !says_so || named.id != id || named.created_at != created_at {
        closing.push(Event::SessionStarted { session_id: id.to_owned(), created_at });
    }
    let last = events.last().map_or(0, |event| event.seq);
    events.extend(Sequence::after(last).number(now, closing));
    events
}

/// Whether an event is of something that was at work, and not only of what was said.
fn is_of_a_run(event: &Event) -> bool {
    !matches!(
        event,
        Event::SessionStarted { .. }
            | Event::SessionRenamed { .. }
            | Event::SessionPinned { .. }
            | Event::SessionForked { .. }
            | Event::SessionImported
            | Event::InstructionsSet { .. }
            | Event::MessageImported { .. }
            | Event::UserMessage { .. }
            | Event::HeadMoved { .. }
            | Event::BranchRemoved { .. }
            | Event::BranchRestored { .. }
    )
}

#[cfg(test)]
#[path = "adopt_tests.rs"]
mod tests;
