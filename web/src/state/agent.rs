//! The agent: whether it is enabled, and which of its pages is open.

use abcb_core::tool::notes::Note;
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

#[derive(Clone, Copy, Default)]
pub struct AgentState {
    pub is_on: RwSignal<bool>,
    pub page: RwSignal<Option<AgentPage>>,
    /// The tools suggested for the current draft.
    pub suggestion: RwSignal<Option<Suggestion>>,
    /// The available tools, once they are loaded.
    pub tools: RwSignal<Vec<ToolLine>>,
    /// The project's notes as last read, oldest first.
    pub notes: RwSignal<Vec<Note>>,
    /// The location of the agent's files, once it is known.
    pub place: RwSignal<Option<FilesPlace>>,
    /// The files of the private folder, as last read.
    pub files: RwSignal<Vec<StoredFile>>,
}

/// Tools suggested by the wording of a draft.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Suggestion {
    /// The draft they were suggested for.
    pub draft: String,
    pub tools: Vec<String>,
}

/// The location of the agent's files, and whether another one can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FilesPlace {
    pub place: WorkspacePlace,
    pub can_choose: bool,
}

/// A tool as the tool list shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolLine {
    pub name: String,
    pub description: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    pub asks: bool,
    /// Whether the user always allows it to run without approval.
    pub is_always_allowed: bool,
}
