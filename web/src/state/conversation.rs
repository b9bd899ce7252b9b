//! The conversation on screen: one handle per message, with separate signals for its text and its facts, so that a new
//! token re-renders one block of one message. The handles are `Arc` signals because they are created in tasks that
//! outlive any component.

use abcb_core::agent::SessionState;
use abcb_core::conversation::attachment::{Attachments, UserInput};
use abcb_core::conversation::message::Role;
use abcb_core::log::event::{FeedbackCause, Protocol};
use abcb_core::log::transcript::{
    CallStatus, ForkedFrom, MessageStatus, Node, RunEnd, Shortfall, ToolUse, Transcript, UnofferedCall,
};
use abcb_core::provider::{FinishReason, LoadProgress, PromptProgress, ProviderError, Usage};
use leptos::prelude::*;

use super::cards::Cards;
use super::change::set_if_changed;
use super::context_marker::ContextMarker;
use super::edits::Edits;
use super::live::Live;
use super::row_key::next_row_key;
use super::steps::shown_text;
use super::text::Text;

/// Everything about a message except its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Facts {
    pub status: MessageStatus,
    /// The sequence number of the last event that changed the message.
    pub last_changed_by: u64,
    pub error: Option<ProviderError>,
    pub unreadable: usize,
    pub finish_reason: Option<FinishReason>,
    pub model: Option<String>,
    pub usage: Usage,
    pub started_at: u64,
    pub first_token_at: Option<u64>,
    pub ended_at: Option<u64>,
    /// The tool call format of an agent step; `None` for plain text, including the final answer.
    pub protocol: Option<Protocol>,
    /// The tool call whose result this message is.
    pub tool: Option<ToolUse>,
    /// Why the agent loop itself sent a message to the model.
    pub feedback: Option<FeedbackCause>,
    /// What went wrong in that case, as a sentence; may be empty.
    pub feedback_detail: String,
    pub run_end: Option<RunEnd>,
    /// What is missing from a complete answer.
    pub shortfall: Option<Shortfall>,
    /// The tool calls of an answer for which no tools were offered.
    pub unoffered_calls: Vec<UnofferedCall>,
    /// The ids of all versions of this message, including this one.
    pub siblings: Vec<u64>,
    /// Whether the request is waiting for others to finish first.
    pub is_queued: bool,
    /// Whether the model has sent nothing for so long that it may be stuck.
    pub is_stalled: bool,
    /// Progress of loading the model.
    pub loading: Option<LoadProgress>,
    /// Progress of the server in processing the prompt.
    pub progress: Option<PromptProgress>,
}

#[derive(Clone)]
pub struct MessageRow {
    pub id: u64,
    /// Unique to this row, even across reloads of the session, because a view is bound to the signals it was created
    /// for.
    pub key: u64,
    pub role: Role,
    /// The files attached to a user message.
    pub attachments: Attachments,
    pub text: ArcRwSignal<Text>,
    pub reasoning: ArcRwSignal<Text>,
    pub facts: ArcRwSignal<Facts>,
}

impl MessageRow {
    fn new(node: &Node, siblings: Vec<u64>) -> Self {
        let row = Self {
            id: node.id,
            key: next_row_key(),
            role: node.role,
            attachments: node.attachments.clone(),
            text: ArcRwSignal::new(Text::default()),
            reasoning: ArcRwSignal::new(Text::default()),
            facts: ArcRwSignal::new(facts(node, siblings)),
        };
        row.set_text(&shown_text(node.protocol, &node.content), &node.reasoning);
        row
    }

    fn set_text(&self, content: &str, reasoning: &str) {
        self.reasoning.maybe_update(|text| text.become_text(reasoning));
        self.text.maybe_update(|text| text.become_text(content));
    }

    /// Updates the row from `node`. Does nothing if no event has changed the message and its versions are the same.
    fn follow(&self, node: &Node, siblings: Vec<u64>) {
        let status = |tool: &Option<ToolUse>| tool.as_ref().map(|tool| tool.status);
        // The status can change without an event, when it turns out that no tab is working on the message any more.
        let is_known = |facts: &Facts| {
            facts.last_changed_by == node.last_changed_by
                && facts.siblings == siblings
                && (facts.status, status(&facts.tool)) == (node.status, status(&node.tool))
        };
        // The shown text of a step also changes when the step reader is loaded.
        if node.protocol.is_none() && self.facts.with_untracked(is_known) {
            return;
        }
        self.set_text(&shown_text(node.protocol, &node.content), &node.reasoning);
        set_if_changed(&self.facts, facts(node, siblings));
    }
}

impl Facts {
    /// Whether this is a complete reply with tool calls, which is not shown to the user as an answer. The last reply of
    /// a run that ended without an answer does not count as a step.
    pub fn is_step(&self) -> bool {
        self.protocol.is_some() && self.status == MessageStatus::Complete && self.run_end.is_none()
    }
}

fn facts(node: &Node, siblings: Vec<u64>) -> Facts {
    Facts {
        status: node.status,
        last_changed_by: node.last_changed_by,
        error: node.error.clone(),
        unreadable: node.unreadable,
        finish_reason: node.finish_reason.clone(),
        model: node.model.clone(),
        usage: node.usage,
        started_at: node.started_at,
        first_token_at: node.first_token_at,
        ended_at: node.ended_at,
        protocol: node.protocol,
        tool: node.tool.clone(),
        feedback: node.feedback,
        feedback_detail: node.feedback_detail.clone(),
        run_end: node.run_end.clone(),
        shortfall: node.shortfall(),
        unoffered_calls: node.unoffered_calls.clone(),
        siblings,
        is_queued: false,
        is_stalled: false,
        loading: None,
        progress: None,
    }
}

/// The number of messages rendered at first. More follow while the page is idle, and when the user scrolls up.
const AT_ONCE: usize = 24;

/// One session's conversation as signals. Clones share the same signals.
#[derive(Clone, Default)]
pub struct ConversationView {
    session: String,
    /// The rendered messages: the last ones of the branch on screen.
    pub rows: ArcRwSignal<Vec<MessageRow>>,
    /// The number of messages before them.
    pub hidden: ArcRwSignal<usize>,
    /// The first rendered message; `None` until it is determined.
    first: ArcRwSignal<Option<u64>>,
    pub is_running: ArcRwSignal<bool>,
    /// Whether another tab is working on the session, as far as this one knows.
    pub works_elsewhere: ArcRwSignal<bool>,
    /// The tool call that needs the user's approval.
    pub awaiting: ArcRwSignal<Option<u64>>,
    /// The message after which a run was abandoned, when no tab is working on it any more.
    pub left_over: ArcRwSignal<Option<u64>>,
    /// The current step of the open run, and its maximum number of steps.
    pub steps: ArcRwSignal<Option<(u64, u64)>>,
    /// Whether a message was sent but the model to answer it is not known yet.
    pub waits: ArcRwSignal<bool>,
    /// The user message at the end that has no answer yet.
    pub unanswered: ArcRwSignal<Option<u64>>,
    pub title: ArcRwSignal<String>,
    /// The messages the user has queued while an answer is streaming, oldest first.
    pub queue: ArcRwSignal<Vec<UserInput>>,
    /// A sent message that the store is slow to accept.
    pub unstored: ArcRwSignal<Option<UserInput>>,
    /// The system prompt; blank for none.
    pub instructions: ArcRwSignal<String>,
    pub forked_from: ArcRwSignal<Option<ForkedFrom>>,
    /// Which part of the conversation was left out of the last request to the model.
    pub context_marker: ArcRwSignal<Option<ContextMarker>>,
}

impl ConversationView {
    /// Creates an empty conversation for the session with that id.
    pub fn new(session: String) -> Self {
        Self { session, ..Self::default() }
    }

    /// Whether this conversation belongs to the session with that id; `None` stands for a session that has not begun.
    pub fn is_of(&self, session: Option<&str>) -> bool {
        self.session == session.unwrap_or_default()
    }

    /// Updates the rows from the state. The row of message `live` is left alone, because it is ahead of the
    /// state.
    pub fn show(&self, state: &SessionState, live: Option<u64>) {
        let path = state.path();
        let hidden = self.hidden_of(&path);
        let old = self.rows.get_untracked();
        // The existing rows that remain are contiguous: either at the end of the new list or at its beginning.
        let begins =
            path.iter().skip(hidden).position(|node| old.first().is_some_and(|row| row.id == node.id));
        let begins = begins.unwrap_or(0);
        let row_of = |place: usize, id: u64| {
            let known = place.checked_sub(begins).and_then(|place| old.get(place));
            known.filter(|row| row.id == id)
        };
        let mut rows = Vec::with_capacity(path.len() - hidden);
        let mut is_other = old.len() != path.len() - hidden;
        for (place, node) in path.iter().skip(hidden).enumerate() {
            let siblings = state.siblings(node.id);
            match row_of(place, node.id) {
                Some(row) => {
                    if live != Some(node.id) {
                        row.follow(node, siblings);
                    }
                    rows.push(row.clone());
                }
                None => {
                    is_other = true;
                    rows.push(MessageRow::new(node, siblings));
                }
            }
        }
        if is_other {
            self.rows.set(rows);
        }
        set_if_changed(&self.hidden, hidden);
        self.show_run(state, &path);
        set_if_changed(&self.context_marker, ContextMarker::of(&path));
        self.show_instructions(state.instructions().unwrap_or_default());
        set_if_changed(&self.forked_from, state.forked_from().cloned());
    }

    pub fn show_instructions(&self, content: &str) {
        if self.instructions.with_untracked(|old| old != content) {
            self.instructions.set(content.to_owned());
        }
    }

    /// Returns how many messages of `path` are not rendered: those before the first rendered one. If the branch does
    /// not contain that one, starts over with the last [`AT_ONCE`] messages.
    fn hidden_of(&self, path: &[&Node]) -> usize {
        let first = self.first.get_untracked();
        let chosen = first.and_then(|id| path.iter().position(|node| node.id == id));
        let hidden = chosen.unwrap_or_else(|| path.len().saturating_sub(AT_ONCE));
        if chosen.is_none() {
            self.first.set(path.get(hidden).map(|node| node.id));
        }
        hidden
    }

    /// Renders `more` earlier messages with the next call of `show`.
    pub fn begin_earlier(&self, transcript: &Transcript, more: usize) {
        let path = transcript.path();
        let hidden = self.hidden_of(&path).saturating_sub(more);
        self.first.set(path.get(hidden).map(|node| node.id));
    }

    fn show_run(&self, state: &SessionState, path: &[&Node]) {
        let run = state.run();
        let steps = run.agent().map(|agent| (run.steps(), agent.max_steps));
        set_if_changed(&self.steps, steps);
        let unanswered = path.last().filter(|node| node.role == Role::User).map(|node| node.id);
        set_if_changed(&self.unanswered, unanswered);
        let waits = |node: &&Node| node.tool.as_ref().is_some_and(|tool| tool.status == CallStatus::Awaiting);
        let awaiting = path.iter().copied().rev().find(waits).map(|node| node.id);
        set_if_changed(&self.awaiting, awaiting);
        let head = state.node(state.head()).filter(|node| {
            node.tool.as_ref().is_some_and(|tool| tool.status.is_settled()) || node.feedback.is_some()
        });
        let is_left =
            run.is_open() && !self.is_running.get_untracked() && !self.works_elsewhere.get_untracked();
        let left_over = head.filter(|_| is_left).map(|node| node.id);
        set_if_changed(&self.left_over, left_over);
    }

    pub fn show_title(&self, title: String) {
        set_if_changed(&self.title, title);
    }

    /// Keeps a partial answer on screen even though it could not be stored.
    pub fn keep_unsaved_text(&self, live: &Live) {
        self.show_live(live);
        let row =
            self.rows.with_untracked(|rows| rows.iter().rev().find(|row| row.id == live.message).cloned());
        if let Some(row) = row {
            row.facts.update(|facts| facts.status = MessageStatus::Interrupted);
        }
    }

    pub fn show_live(&self, live: &Live) {
        let row =
            self.rows.with_untracked(|rows| rows.iter().rev().find(|row| row.id == live.message).cloned());
        let Some(row) = row.filter(|row| row.facts.with_untracked(|facts| facts.status.is_open())) else {
            return;
        };
        row.set_text(&shown_text(live.protocol, &live.content), &live.reasoning);
        let mut facts = row.facts.get_untracked();
        if live.first_token_at.is_some() {
            facts.status = MessageStatus::Streaming;
        }
        facts.first_token_at = live.first_token_at;
        facts.is_queued = live.is_queued;
        facts.is_stalled = live.is_stalled;
        facts.loading = live.loading;
        facts.progress = live.progress;
        set_if_changed(&row.facts, facts);
    }
}

/// The state of the main area of the page.
#[derive(Clone, Copy, Default)]
pub struct Conversation {
    pub view: RwSignal<ConversationView>,
    /// The text of the draft.
    pub draft: RwSignal<String>,
    /// The message that is being edited.
    pub editing: RwSignal<Option<u64>>,
    pub edits: Edits,
    pub cards: Cards,
    /// Whether answers can be rendered as Markdown; until then they are plain text.
    pub markdown_ready: RwSignal<bool>,
    /// Whether a message is being sent and not shown yet.
    pub is_sending: RwSignal<bool>,
    /// Changes to make the page scroll to the end of the conversation, wherever the user has scrolled to.
    pub jumps: RwSignal<u32>,
}

impl Conversation {
    pub fn jump_to_end(&self) {
        self.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
    }
}
