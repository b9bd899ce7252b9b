//! The conversation on screen: one handle a message, whose text and facts are signals of their own, so that a new token
//! touches one block of one message. The handles are `Arc` signals: they are made inside tasks that outlive any component.

use abcb_core::attachment::{Attachments, Written};
use abcb_core::event::{FeedbackCause, Protocol};
use abcb_core::message::Role;
use abcb_core::provider::{FinishReason, LoadProgress, PromptProgress, ProviderError, Usage};
use abcb_core::transcript::{
    CallStatus, ForkedFrom, MessageStatus, Node, RunEnd, Shortfall, ToolUse, Transcript, UnofferedCall,
};
use leptos::prelude::*;

use super::cards::Cards;
use super::context_marker::ContextMarker;
use super::edits::Edits;
use super::live::Live;
use super::row_key::next_row_key;
use super::steps::shown_text;
use super::text::Text;

/// Everything about a message but its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Facts {
    pub status: MessageStatus,
    /// Number of the last event that changed the message.
    pub touched: u64,
    pub error: Option<ProviderError>,
    pub unreadable: usize,
    pub finish_reason: Option<FinishReason>,
    pub model: Option<String>,
    pub usage: Usage,
    pub started_at: u64,
    pub first_token_at: Option<u64>,
    pub ended_at: Option<u64>,
    /// What the text of a step is written in; none for words, the final answer's too.
    pub protocol: Option<Protocol>,
    /// The call that a tool message answers.
    pub tool: Option<ToolUse>,
    /// Why the loop itself spoke to the model.
    pub feedback: Option<FeedbackCause>,
    /// What was wrong then, as a sentence; may be empty.
    pub feedback_detail: String,
    pub run_end: Option<RunEnd>,
    /// What a whole answer lacks.
    pub shortfall: Option<Shortfall>,
    /// The calls that an answer made without tools on offer.
    pub unoffered_calls: Vec<UnofferedCall>,
    /// Alternatives at this place, this one included.
    pub siblings: Vec<u64>,
    /// Whether something else has its turn before the model.
    pub is_queued: bool,
    /// Whether the model has sent nothing for so long that it may hang.
    pub is_stalled: bool,
    /// How far the model is loaded.
    pub loading: Option<LoadProgress>,
    /// How far the server has read the prompt.
    pub progress: Option<PromptProgress>,
}

#[derive(Clone)]
pub struct MessageRow {
    pub id: u64,
    /// No other row has the same, not even when the session is read again: a view follows the signals it was made for.
    pub key: u64,
    pub role: Role,
    /// The files that came with a message of the user.
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

    /// Says what the message is now. One that no event has touched since, and that has no other alternatives, is as it was.
    fn follow(&self, node: &Node, siblings: Vec<u64>) {
        let status = |tool: &Option<ToolUse>| tool.as_ref().map(|tool| tool.status);
        // Without an event it may turn out that nobody is at work on it any more.
        let is_known = |facts: &Facts| {
            facts.touched == node.touched
                && facts.siblings == siblings
                && (facts.status, status(&facts.tool)) == (node.status, status(&node.tool))
        };
        // What the text of a step says changes when its reader comes.
        if node.protocol.is_none() && self.facts.with_untracked(is_known) {
            return;
        }
        self.set_text(&shown_text(node.protocol, &node.content), &node.reasoning);
        self.set_facts(facts(node, siblings));
    }

    fn set_facts(&self, facts: Facts) {
        if self.facts.with_untracked(|old| *old != facts) {
            self.facts.set(facts);
        }
    }
}

impl Facts {
    /// Whether this is a whole reply that asked for tools, and so not what the user reads. The last one of a run that did
    /// not come to an answer is.
    pub fn is_step(&self) -> bool {
        self.protocol.is_some() && self.status == MessageStatus::Complete && self.run_end.is_none()
    }
}

fn facts(node: &Node, siblings: Vec<u64>) -> Facts {
    Facts {
        status: node.status,
        touched: node.touched,
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

/// So many messages are put on the page at once; more follow while there is time, and when the reader goes up.
const AT_ONCE: usize = 24;

/// One session's conversation as signals. Cloning shares it.
#[derive(Clone)]
pub struct ConversationView {
    session: String,
    /// The messages on the page, which are the last ones of the branch on screen.
    pub rows: ArcRwSignal<Vec<MessageRow>>,
    /// How many messages come before them.
    pub hidden: ArcRwSignal<usize>,
    /// The message from which on all are on the page; none until one is chosen.
    first: ArcRwSignal<Option<u64>>,
    pub is_running: ArcRwSignal<bool>,
    /// Whether another tab is at work on it, as far as this one has seen.
    pub works_elsewhere: ArcRwSignal<bool>,
    /// The call that waits for the user's word.
    pub awaiting: ArcRwSignal<Option<u64>>,
    /// The call after which a run was left, with nobody working on it any more.
    pub left_over: ArcRwSignal<Option<u64>>,
    /// The step of the run that is open, and how many it may have.
    pub steps: ArcRwSignal<Option<(u64, u64)>>,
    /// Whether it is not known yet what answers the question that was asked.
    pub waits: ArcRwSignal<bool>,
    /// The user's message at the end that nothing has answered.
    pub unanswered: ArcRwSignal<Option<u64>>,
    pub title: ArcRwSignal<String>,
    /// What the user has written while an answer comes, oldest first.
    pub queue: ArcRwSignal<Vec<Written>>,
    /// The question that was sent and that the storage is slow to take.
    pub unstored: ArcRwSignal<Option<Written>>,
    /// What the model is told before the conversation; blank for nothing.
    pub instructions: ArcRwSignal<String>,
    pub forked_from: ArcRwSignal<Option<ForkedFrom>>,
    /// What of the conversation the model was not sent for the last answer.
    pub context_marker: ArcRwSignal<Option<ContextMarker>>,
}

impl ConversationView {
    /// An empty conversation of the session with that id.
    pub fn new(session: String) -> Self {
        Self {
            session,
            rows: ArcRwSignal::new(Vec::new()),
            hidden: ArcRwSignal::new(0),
            first: ArcRwSignal::new(None),
            is_running: ArcRwSignal::new(false),
            works_elsewhere: ArcRwSignal::new(false),
            awaiting: ArcRwSignal::new(None),
            left_over: ArcRwSignal::new(None),
            steps: ArcRwSignal::new(None),
            waits: ArcRwSignal::new(false),
            unanswered: ArcRwSignal::new(None),
            title: ArcRwSignal::new(String::new()),
            queue: ArcRwSignal::new(Vec::new()),
            unstored: ArcRwSignal::new(None),
            instructions: ArcRwSignal::new(String::new()),
            forked_from: ArcRwSignal::new(None),
            context_marker: ArcRwSignal::new(None),
        }
    }

    /// Whether this is the session with that id, or, without one, the one that has not begun.
    pub fn is_of(&self, session: Option<&str>) -> bool {
        self.session == session.unwrap_or_default()
    }

    /// Brings the rows in line with the transcript. `live` is left as it is: it is ahead.
    pub fn show(&self, transcript: &Transcript, live: Option<u64>) {
        let path = transcript.path();
        let hidden = self.hidden_of(&path);
        let old = self.rows.get_untracked();
        // Rows that are there already stand together, at the end of those that are wanted or at their beginning.
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
            let siblings = transcript.siblings(node.id);
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
        if self.hidden.get_untracked() != hidden {
            self.hidden.set(hidden);
        }
        self.show_run(transcript, &path);
        let marker = ContextMarker::of(&path);
        if self.context_marker.with_untracked(|old| *old != marker) {
            self.context_marker.set(marker);
        }
        self.show_instructions(transcript.instructions().unwrap_or_default());
        let forked_from = transcript.forked_from();
        if self.forked_from.with_untracked(|old| old.as_ref() != forked_from) {
            self.forked_from.set(forked_from.cloned());
        }
    }

    pub fn show_instructions(&self, content: &str) {
        if self.instructions.with_untracked(|old| old != content) {
            self.instructions.set(content.to_owned());
        }
    }

    /// How many messages of `path` are left out: those before the chosen first one. A branch without it begins anew.
    fn hidden_of(&self, path: &[&Node]) -> usize {
        let first = self.first.get_untracked();
        let chosen = first.and_then(|id| path.iter().position(|node| node.id == id));
        let hidden = chosen.unwrap_or_else(|| path.len().saturating_sub(AT_ONCE));
        if chosen.is_none() {
            self.first.set(path.get(hidden).map(|node| node.id));
        }
        hidden
    }

    /// Puts `more` earlier messages on the page, with the next `show`.
    pub fn begin_earlier(&self, transcript: &Transcript, more: usize) {
        let path = transcript.path();
        let hidden = self.hidden_of(&path).saturating_sub(more);
        self.first.set(path.get(hidden).map(|node| node.id));
    }

    fn show_run(&self, transcript: &Transcript, path: &[&Node]) {
        let run = transcript.run();
        let steps = run.agent().map(|agent| (run.steps(), agent.max_steps));
        if self.steps.get_untracked() != steps {
            self.steps.set(steps);
        }
        let unanswered = path.last().filter(|node| node.role == Role::User).map(|node| node.id);
        if self.unanswered.get_untracked() != unanswered {
            self.unanswered.set(unanswered);
        }
        let waits = |node: &&Node| node.tool.as_ref().is_some_and(|tool| tool.status == CallStatus::Awaiting);
        let awaiting = path.iter().copied().rev().find(waits).map(|node| node.id);
        if self.awaiting.get_untracked() != awaiting {
            self.awaiting.set(awaiting);
        }
        let head = transcript.node(transcript.head()).filter(|node| {
            node.tool.as_ref().is_some_and(|tool| tool.status.is_settled()) || node.feedback.is_some()
        });
        let is_left =
            run.is_open() && !self.is_running.get_untracked() && !self.works_elsewhere.get_untracked();
        let left_over = head.filter(|_| is_left).map(|node| node.id);
        if self.left_over.get_untracked() != left_over {
            self.left_over.set(left_over);
        }
    }

    pub fn show_title(&self, title: String) {
        if self.title.with_untracked(|old| *old != title) {
            self.title.set(title);
        }
    }

    /// Leaves what came of an answer on screen although it could not be stored.
    pub fn freeze(&self, live: &Live) {
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
        row.set_facts(facts);
    }
}

/// What the middle of the page shows.
#[derive(Clone, Copy)]
pub struct Conversation {
    pub view: RwSignal<ConversationView>,
    /// What the user has typed and not sent.
    pub draft: RwSignal<String>,
    /// The message that is being edited.
    pub editing: RwSignal<Option<u64>>,
    pub edits: Edits,
    pub cards: Cards,
    /// Whether answers can be shown as Markdown; until then they are plain text.
    pub markdown_ready: RwSignal<bool>,
    /// Whether something is being sent and not shown yet.
    pub is_sending: RwSignal<bool>,
    /// Changes when the end of the conversation is to be shown, wherever the reader was.
    pub jumps: RwSignal<u32>,
}

impl Conversation {
    pub fn new() -> Self {
        Self {
            view: RwSignal::new(ConversationView::new(String::new())),
            draft: RwSignal::new(String::new()),
            editing: RwSignal::new(None),
            edits: Edits::new(),
            cards: Cards::new(),
            markdown_ready: RwSignal::new(false),
            is_sending: RwSignal::new(false),
            jumps: RwSignal::new(0),
        }
    }

    pub fn jump_to_end(&self) {
        self.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
    }
}
