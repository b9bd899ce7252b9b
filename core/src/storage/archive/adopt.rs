//! What an imported session may contain, and the log it gets here. Nothing in a file counts as a decision of this
//! page's user.

use futures_util::FutureExt;

use super::{Found, Pause, fold};
use crate::conversation::message::Role;
use crate::log::event::{Event, LoggedEvent, Sequence};
use crate::log::transcript::{CallStatus, LAPSED_BY_IMPORT, Node, ROOT, ToolUse, Transcript};

/// What an import contains besides user and model messages, shown to the user before they add it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ImportExtras {
    /// The system prompt of the session.
    pub system_prompt: Option<String>,
    /// System messages within the conversation. The model receives them at the start, too.
    pub system_messages: Vec<String>,
    /// The number of tool calls that have a result.
    pub tool_calls: usize,
    /// The number of tool calls without a result.
    pub open_calls: usize,
}

impl ImportExtras {
    pub(super) fn by(events: &[LoggedEvent], transcript: &Transcript) -> Self {
        let says = |node: &&Node| node.role == Role::System && !node.content.trim().is_empty();
        let told = |is_first: bool| {
            let nodes = transcript.nodes().filter(says);
            nodes.filter(move |node| (node.parent == ROOT) == is_first).map(|node| node.content.as_str())
        };
        let is_call = |node: &&Node| node.role == Role::Tool && node.feedback.is_none();
        let has_result = |tool: &ToolUse| matches!(tool.status, CallStatus::Done | CallStatus::Failed);
        let is_open = |node: &&Node| node.tool.as_ref().is_some_and(|tool| !has_result(tool));
        let open_calls = transcript.nodes().filter(is_call).filter(is_open).count();
        let prompt = || {
            events.iter().rev().find_map(|logged| match &logged.event {
                Event::SystemPrompt { content } => Some(content.as_str()),
                _ => None,
            })
        };
        let first: Vec<&str> = transcript.instructions().into_iter().chain(told(true)).collect();
        let first = (!first.is_empty()).then(|| first.join("\n\n"));
        Self {
            system_prompt: first.or_else(|| prompt().map(str::to_owned)),
            system_messages: told(false).map(str::to_owned).collect(),
            tool_calls: transcript.nodes().filter(is_call).count() - open_calls,
            open_calls,
        }
    }
}

/// Returns whether `id` is safe as a directory name: it cannot escape the root directory and is not hidden.
pub fn is_safe_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !id.is_empty() && id.len() <= 120 && !id.starts_with('.') && id.bytes().all(plain)
}

/// Returns the log to store under `id`. An unfinished run is closed at the end of the log, and approvals in the log do
/// not apply here. If `id` differs from the log's own session id, an event is appended that says so; imported events
/// are not rewritten.
pub fn adopt(found: &Found, id: &str, created_at: u64, now: u64) -> Vec<LoggedEvent> {
    adopt_with_pauses(found, id, created_at, now, &|| None).now_or_never().unwrap_or_default()
}

/// Same as [`adopt`], but yields wherever `pause` asks for it.
pub async fn adopt_with_pauses(
    found: &Found,
    id: &str,
    created_at: u64,
    now: u64,
    pause: Pause<'_>,
) -> Vec<LoggedEvent> {
    let mut events = found.events.clone();
    let state = fold(&events, pause).await;
    let mut closing = Vec::new();
    if events.iter().any(|logged| is_of_a_run(&logged.event)) {
        let left = state.run().abandon(&state, LAPSED_BY_IMPORT);
        let last = events.last().map_or((0, now), |event| (event.seq, event.at));
        // The run ended with its last event, not at the time of the import.
        events.extend(Sequence::after(last.0).number(last.1, left));
        closing.push(Event::SessionImported);
    }
    let named = state.to_session(id, created_at);
    let says_so = events.iter().any(|event| matches!(event.event, Event::SessionStarted { .. }));
    if !says_so || named.id != id || named.created_at != created_at {
        closing.push(Event::SessionStarted { session_id: id.to_owned(), created_at });
    }
    let last = events.last().map_or(0, |event| event.seq);
    events.extend(Sequence::after(last).number(now, closing));
    events
}

/// Returns whether an event belongs to a run, rather than only to the conversation.
pub fn is_of_a_run(event: &Event) -> bool {
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
