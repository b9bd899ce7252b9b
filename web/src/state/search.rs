//! The search results so far. Created by the component that shows them.

use abcb_core::conversation::message::Role;
use abcb_core::log::search::Piece;
use leptos::prelude::*;

use super::Listed;
use super::change::set_if_changed;

#[derive(Clone, Default)]
pub struct Search {
    /// Sessions whose title matches, then those with a matching message, each group in list order.
    pub sessions: ArcRwSignal<Vec<FoundSession>>,
    pub progress: ArcRwSignal<Progress>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Progress {
    pub is_running: bool,
    /// Whether messages are searched too.
    pub has_messages: bool,
    /// The number of matching messages.
    pub messages: usize,
    /// The number of sessions whose messages could not be read.
    pub unread: usize,
}

#[derive(Clone)]
pub struct FoundSession {
    pub row: Listed,
    pub hits: ArcRwSignal<Hits>,
}

/// The matching messages of one session.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hits {
    /// How many messages match.
    pub all: usize,
    /// The first of them.
    pub first: Vec<Hit>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    pub message: u64,
    pub role: Role,
    /// Whether it is on a branch other than the one shown.
    pub is_elsewhere: bool,
    pub excerpt: Vec<Piece>,
}

impl FoundSession {
    pub fn new(row: Listed) -> Self {
        Self { row, hits: ArcRwSignal::new(Hits::default()) }
    }

    pub fn set_hits(&self, hits: Hits) {
        set_if_changed(&self.hits, hits);
    }
}
