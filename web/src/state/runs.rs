//! What is shown of the runs of the session on screen: the panel beside the conversation, and the replay of its log.

use std::sync::Arc;

use abcb_core::event::LoggedEvent;
use leptos::prelude::*;

/// How far a replay has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ReplayPlace {
    /// Events that have happened.
    pub place: usize,
    /// Events of the log.
    pub length: usize,
    pub is_playing: bool,
}

#[derive(Clone, Copy)]
pub struct Runs {
    pub is_open: RwSignal<bool>,
    /// Counts up whenever the log of the session on screen has grown, or another session is.
    pub changes: RwSignal<u32>,
    /// The log of the session on screen, as the panel last read it.
    pub events: RwSignal<Arc<Vec<LoggedEvent>>>,
    /// None while the conversation itself is on screen.
    pub replay: RwSignal<Option<ReplayPlace>>,
}

impl Runs {
    pub fn new() -> Self {
        Self {
            is_open: RwSignal::new(false),
            changes: RwSignal::new(0),
            events: RwSignal::default(),
            replay: RwSignal::new(None),
        }
    }

    pub fn note_change(&self) {
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    pub fn is_replaying(&self) -> bool {
        self.replay.with(Option::is_some)
    }
}
