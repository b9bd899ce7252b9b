//! The conversation on screen: one handle a message, whose text and facts are signals of their own, so that a new token
//! touches one block of one message. The handles are `Arc` signals: they are made inside tasks that outlive any component.

use abcb_core::message::Role;
use abcb_core::provider::{Delta, FinishReason, LoadProgress, PromptProgress, ProviderError, Usage};
use abcb_core::transcript::{MessageStatus, Node, Transcript};
use leptos::prelude::*;

/// Everything about a message but its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Facts {
    pub status: MessageStatus,
    pub error: Option<ProviderError>,
    pub finish_reason: Option<FinishReason>,
    pub model: Option<String>,
    pub usage: Usage,
    pub started_at: u64,
    pub first_token_at: Option<u64>,
    pub ended_at: Option<u64>,
    /// Alternatives at this place, this one included.
    pub siblings: Vec<u64>,
    /// How far the model is loaded.
    pub loading: Option<LoadProgress>,
    /// How far the server has read the prompt.
    pub progress: Option<PromptProgress>,
}

#[derive(Clone)]
pub struct MessageRow {
    pub id: u64,
    /// Unlike the id, no other session's row has the same.
    pub key: String,
    pub role: Role,
    pub text: ArcRwSignal<String>,
    pub reasoning: ArcRwSignal<String>,
    pub facts: ArcRwSignal<Facts>,
}

impl MessageRow {
    fn new(session: &str, node: &Node, siblings: Vec<u64>) -> Self {
        let row = Self {
            id: node.id,
            key: format!("{session}/{}", node.id),
            role: node.role,
            text: ArcRwSignal::new(String::new()),
            reasoning: ArcRwSignal::new(String::new()),
            facts: ArcRwSignal::new(facts(node, siblings)),
        };
        row.set_text(&node.content, &node.reasoning);
        row
    }

    fn set_text(&self, content: &str, reasoning: &str) {
        if self.reasoning.with_untracked(|old| old != reasoning) {
            self.reasoning.set(reasoning.to_owned());
        }
        if self.text.with_untracked(|old| old != content) {
            self.text.set(content.to_owned());
        }
    }

    fn set_facts(&self, facts: Facts) {
        if self.facts.with_untracked(|old| *old != facts) {
            self.facts.set(facts);
        }
    }
}

fn facts(node: &Node, siblings: Vec<u64>) -> Facts {
    Facts {
        status: node.status,
        error: node.error.clone(),
        finish_reason: node.finish_reason.clone(),
        model: node.model.clone(),
        usage: node.usage,
        started_at: node.started_at,
        first_token_at: node.first_token_at,
        ended_at: node.ended_at,
        siblings,
        loading: None,
        progress: None,
    }
}

/// The answer that is coming, as far as it has come; ahead of the log by what is not checkpointed yet.
#[derive(Clone, Debug, Default)]
pub struct Live {
    pub message: u64,
    content: String,
    reasoning: String,
    loading: Option<LoadProgress>,
    progress: Option<PromptProgress>,
    first_token_at: Option<u64>,
}

impl Live {
    /// Starts from what the answer takes up.
    pub fn new(node: &Node) -> Self {
        Self {
            message: node.id,
            content: node.content.clone(),
            reasoning: node.reasoning.clone(),
            ..Self::default()
        }
    }

    /// Whether the delta changed anything that is shown.
    pub fn push(&mut self, delta: &Delta, now: u64) -> bool {
        match delta {
            Delta::Content(text) => self.content.push_str(text),
            Delta::Reasoning(text) => self.reasoning.push_str(text),
            Delta::Loading(loading) => {
                self.loading = Some(*loading);
                return true;
            }
            Delta::Progress(progress) => {
                self.progress = Some(*progress);
                return true;
            }
            Delta::ToolCall(_) | Delta::Usage(_) | Delta::Model(_) | Delta::Finish(_) => return false,
        }
        self.first_token_at.get_or_insert(now);
        true
    }
}

/// One session's conversation as signals. Cloning shares it.
#[derive(Clone)]
pub struct ConversationView {
    session: String,
    pub rows: ArcRwSignal<Vec<MessageRow>>,
    pub is_running: ArcRwSignal<bool>,
    pub title: ArcRwSignal<String>,
}

impl ConversationView {
    /// An empty conversation of the session with that id.
    pub fn new(session: String) -> Self {
        Self {
            session,
            rows: ArcRwSignal::new(Vec::new()),
            is_running: ArcRwSignal::new(false),
            title: ArcRwSignal::new(String::new()),
        }
    }

    /// Brings the rows in line with the transcript. `live` is left as it is: it is ahead.
    pub fn show(&self, transcript: &Transcript, live: Option<u64>) {
        let old = self.rows.get_untracked();
        let mut rows = Vec::with_capacity(old.len());
        for (place, node) in transcript.path().into_iter().enumerate() {
            let siblings = transcript.siblings(node.id);
            match old.get(place).filter(|row| row.id == node.id) {
                Some(row) => {
                    if live != Some(node.id) {
                        row.set_text(&node.content, &node.reasoning);
                        row.set_facts(facts(node, siblings));
                    }
                    rows.push(row.clone());
                }
                None => rows.push(MessageRow::new(&self.session, node, siblings)),
            }
        }
        let ids = |rows: &[MessageRow]| rows.iter().map(|row| row.id).collect::<Vec<u64>>();
        if ids(&old) != ids(&rows) {
            self.rows.set(rows);
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
        row.set_text(&live.content, &live.reasoning);
        let mut facts = row.facts.get_untracked();
        if live.first_token_at.is_some() {
            facts.status = MessageStatus::Streaming;
        }
        facts.first_token_at = live.first_token_at;
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
    /// Whether answers can be shown as Markdown; until then they are plain text.
    pub markdown_ready: RwSignal<bool>,
    /// Changes when the end of the conversation is to be shown, wherever the reader was.
    pub jumps: RwSignal<u32>,
}

impl Conversation {
    pub fn new() -> Self {
        Self {
            view: RwSignal::new(ConversationView::new(String::new())),
            draft: RwSignal::new(String::new()),
            editing: RwSignal::new(None),
            markdown_ready: RwSignal::new(false),
            jumps: RwSignal::new(0),
        }
    }

    pub fn jump_to_end(&self) {
        self.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
    }
}
