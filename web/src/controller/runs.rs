//! Inspecting runs: the log of the session on screen, and its replay.

use std::sync::Arc;

use abcb_core::agent::replay::Replay;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::te;
use crate::state::{ConversationView, ReplayPlace};

/// The interval between events in a replay.
const PLAY_MILLIS: u32 = 350;

/// The replay on screen.
pub struct Shown {
    replay: Replay,
    view: ConversationView,
}

impl Controller {
    /// Opens or closes the panel with the runs of the session on screen.
    pub fn toggle_runs(&self) {
        let inner = self.inner();
        let is_open = !inner.state.runs.is_open.get_untracked();
        inner.state.runs.is_open.set(is_open);
        if !is_open {
            inner.end_replay();
        }
    }

    /// Reads the log of the session on screen for the panel.
    pub fn read_events(&self) {
        let inner = self.inner();
        spawn_local(async move { inner.read_events().await });
    }

    /// Starts a replay of the session on screen, positioned after the first `place` events.
    pub fn replay(&self, place: usize) {
        let inner = self.inner();
        let events = inner.state.runs.events.get_untracked();
        let view = ConversationView::new("replay".into());
        let shown = inner.state.conversation.view.get_untracked();
        view.show_title(shown.title.get_untracked());
        *inner.replay.borrow_mut() = Some(Shown { replay: Replay::new(events.to_vec()), view: view.clone() });
        inner.state.conversation.view.set(view);
        inner.seek(place, false);
    }

    /// Moves to another position in the replay and pauses there.
    pub fn seek(&self, place: usize) {
        self.inner().seek(place, false);
    }

    /// Plays the replay from the current position, or pauses it.
    pub fn play_or_pause(&self) {
        let inner = self.inner();
        let Some(now) = inner.state.runs.replay.get_untracked() else { return };
        if now.is_playing {
            return inner.seek(now.place, false);
        }
        inner.seek(if now.place == now.length { 0 } else { now.place }, true);
        spawn_local(async move {
            loop {
                inner.ports.clock.sleep(PLAY_MILLIS).await;
                match inner.state.runs.replay.get_untracked().filter(|now| now.is_playing) {
                    Some(now) => inner.seek(now.place + 1, now.place + 1 < now.length),
                    None => return,
                }
            }
        });
    }

    pub fn end_replay(&self) {
        self.inner().end_replay();
    }
}

impl Inner {
    fn seek(&self, place: usize, is_playing: bool) {
        let mut shown = self.replay.borrow_mut();
        let Some(shown) = shown.as_mut() else { return };
        shown.replay.seek(place);
        shown.view.show(shown.replay.state(), None);
        let (place, length) = (shown.replay.position(), shown.replay.events().len());
        self.state.runs.replay.set(Some(ReplayPlace { place, length, is_playing }));
        self.state.conversation.jump_to_end();
    }

    /// Ends the replay because something else is about to be shown. Returns whether one was shown.
    pub(super) fn leave_replay(&self) -> bool {
        let was_shown = self.replay.borrow_mut().take().is_some();
        if was_shown {
            self.state.runs.replay.set(None);
        }
        was_shown
    }

    /// Ends the replay and shows the conversation again.
    fn end_replay(&self) {
        if !self.leave_replay() {
            return;
        }
        let view = self.current().map(|session| session.view.clone());
        self.state.conversation.view.set(view.unwrap_or_else(|| self.blank_view()));
    }

    async fn read_events(&self) {
        let events = self.state.runs.events;
        let Some(session) = self.current() else { return events.set(Arc::default()) };
        match self.ports.store.load(&session.dir).await {
            Ok(stored) => events.set(Arc::new(stored.events)),
            Err(error) => self.toast(te("runs-unreadable", &error)),
        }
    }
}
