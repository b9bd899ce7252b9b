//! What a search has found so far. Made by the part of the page that shows it.

use abcb_core::message::Role;
use abcb_core::search::Piece;
use leptos::prelude::*;

use super::Listed;

#[derive(Clone)]
pub struct Search {
    /// Sessions with the words in their title, then those with the words in a message, each in the order of the list.
    pub sessions: ArcRwSignal<Vec<FoundSession>>,
    pub progress: ArcRwSignal<Progress>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    pub is_running: bool,
    /// Whether messages are looked through too.
    pub has_messages: bool,
    /// Messages that have the words.
    pub messages: usize,
    /// Sessions whose messages could not be read.
    pub unread: usize,
}

#[derive(Clone)]
pub struct FoundSession {
    pub row: Listed,
    pub hits: ArcRwSignal<Hits>,
}

/// The messages of one session that have the words.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hits {
    /// How many there are.
    pub all: usize,
    /// The first of them.
    pub first: Vec<Hit>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    pub message: u64,
    pub role: Role,
    /// Whether it is on another branch than the one that is shown.
    pub is_elsewhere: bool,
    pub excerpt: Vec<Piece>,
}

impl Search {
    pub fn new() -> Self {
        Self { sessions: ArcRwSignal::new(Vec::new()), progress: ArcRwSignal::new(Progress::default()) }
    }
}

impl FoundSession {
    pub fn new(row: Listed) -> Self {
        Self { row, hits: ArcRwSignal::new(Hits::default()) }
    }

    pub fn set_hits(&self, hits: Hits) {
        if self.hits.with_untracked(|old| *old != hits) {
            self.hits.set(hits);
        }
    }
}
