//! The agent: whether it is on, and which of its pages is open.

use abcb_core::notes::Note;
use leptos::prelude::*;

use crate::ports::{StoredFile, WorkspacePlace};

/// A page about the agent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AgentPage {
    Tools,
    Notes,
    Files,
    Evaluation,
}

#[derive(Clone, Copy)]
pub struct AgentState {
    pub is_on: RwSignal<bool>,
    pub page: RwSignal<Option<AgentPage>>,
    /// The tools that are offered for what is being typed.
    pub suggestion: RwSignal<Option<Suggestion>>,
    /// The tools on offer, once they are there.
    pub tools: RwSignal<Vec<ToolLine>>,
    /// The project's notes, oldest first, as they were last read.
    pub notes: RwSignal<Vec<Note>>,
    /// Where the agent's files are, once that is known.
    pub place: RwSignal<Option<FilesPlace>>,
    /// The files of the private folder, as they were last read.
    pub files: RwSignal<Vec<StoredFile>>,
}

/// Tools that the words of a question point to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Suggestion {
    /// What was typed when they were looked for.
    pub draft: String,
    pub tools: Vec<String>,
}

/// Where the agent's files are, and whether it could be elsewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FilesPlace {
    pub place: WorkspacePlace,
    pub can_choose: bool,
}

/// A tool as the list of tools shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolLine {
    pub name: String,
    pub description: String,
    /// Names of its arguments.
    pub arguments: Vec<String>,
    pub asks: bool,
    /// Whether the user lets it always run unasked.
    pub is_always_allowed: bool,
}

impl AgentState {
    pub fn new() -> Self {
        Self {
            is_on: RwSignal::new(false),
            page: RwSignal::new(None),
            suggestion: RwSignal::default(),
            tools: RwSignal::default(),
            notes: RwSignal::default(),
            place: RwSignal::new(None),
            files: RwSignal::default(),
        }
    }
}
