//! The runs of the session on screen: the panel beside the conversation, and the replay of the event log.

use std::sync::Arc;

use abcb_core::log::event::LoggedEvent;
use leptos::prelude::*;

/// The position of a replay.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ReplayPlace {
    /// The number of events replayed so far.
    pub place: usize,
    /// The number of events in the log.
    pub length: usize,
    pub is_playing: bool,
}

#[derive(Clone, Copy, Default)]
pub struct Runs {
    pub is_open: RwSignal<bool>,
    /// Incremented when the log of the session on screen has grown or another session is shown.
    pub changes: RwSignal<u32>,
    /// The log of the session on screen, as last read by the panel.
    pub events: RwSignal<Arc<Vec<LoggedEvent>>>,
    /// `None` while no replay is shown.
    pub replay: RwSignal<Option<ReplayPlace>>,
}

impl Runs {
    pub fn note_change(&self) {
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    pub fn is_replaying(&self) -> bool {
        self.replay.with(Option::is_some)
    }
}
