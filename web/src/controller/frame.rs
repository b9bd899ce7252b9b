//! The frame around the conversation: the sidebar, switching to the adjacent session, the command palette, loading a
//! new build of the page, polling an unreachable server.

use std::rc::Rc;

use abcb_core::conversation::message::Role;
use abcb_core::provider::openai::endpoint::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, tf};
use crate::state::{Active, MessageRow};

/// Delay before an unreachable server is polled for the first time; it doubles up to [`LONGEST_WAIT_MILLIS`].
const FIRST_WAIT_MILLIS: u32 = 2_000;
const LONGEST_WAIT_MILLIS: u32 = 60_000;
/// The same delay while an in-tab model is active, for servers that are started later. The browser logs every refused
/// port to its console, so the interval grows long; returning to the page polls immediately.
const UNHURRIED_WAIT_MILLIS: u32 = 15_000;
const LONGEST_UNHURRIED_WAIT_MILLIS: u32 = 600_000;

impl Controller {
    /// Shows or hides the sidebar.
    pub fn toggle_side(&self) {
        let inner = self.inner();
        let frame = inner.state.frame;
        let shown = if inner.ports.browser.is_narrow() { frame.drawer_open } else { frame.side_hidden };
        shown.update(|shown| *shown = !*shown);
    }

    /// Opens the session `places` positions below the current one in the list.
    pub fn select_beside(&self, places: isize) {
        let sessions = self.inner().state.sessions;
        let current = sessions.current.get_untracked();
        let ids = sessions.in_sight();
        let place = match ids.iter().position(|id| Some(id) == current.as_ref()) {
            Some(place) => place.checked_add_signed(places),
            None => Some(0),
        };
        if let Some(id) = place.and_then(|place| ids.get(place)) {
            self.select(id);
        }
    }

    /// Regenerates the last answer, or generates the first one if the last user message has none.
    pub fn answer_again(&self) {
        let unanswered =
            self.inner().state.conversation.view.with_untracked(|view| view.unanswered.get_untracked());
        if let Some(question) = unanswered {
            self.answer_question(question);
        } else if let Some(row) = self.inner().last_answer_row() {
            self.again(row.id);
        }
    }

    pub fn copy_last_answer(&self) {
        if let Some(row) = self.inner().last_answer_row() {
            self.copy(row.text.with_untracked(|text| text.content.clone()));
        }
    }

    pub fn focus_composer(&self) {
        self.inner().ports.browser.focus_composer();
    }

    /// Opens the file picker for importing.
    pub fn pick_imports(&self) {
        self.inner().ports.browser.pick_imports();
    }

    /// Scrolls to the element with this id once it is rendered.
    pub fn scroll_to(&self, id: String) {
        let browser = self.inner().ports.browser.clone();
        self.soon(move || browser.scroll_to(&id));
    }

    /// Runs `act` once the page has rendered the latest changes.
    pub fn soon(&self, act: impl FnOnce() + 'static) {
        self.inner().ports.browser.next_frame(Box::new(act));
    }

    /// Returns the names of the commands used last, newest first.
    pub fn recent_commands(&self) -> Vec<String> {
        self.inner().config.borrow().recent_commands()
    }

    pub fn note_command(&self, name: &str) {
        let inner = self.inner();
        let mut config = inner.config.borrow_mut();
        config.note_command(name);
        // Losing the list of recent commands is harmless.
        let _ = inner.ports.config.save(&config);
    }

    /// Reloads the page into the new build.
    pub fn renew(&self) {
        self.inner().ports.browser.renew();
    }

    /// Passes the rendered text of the last answer to `take`, once it is rendered.
    pub fn read_last_answer(&self, take: impl FnOnce(String) + 'static) {
        let browser = self.inner().ports.browser.clone();
        self.soon(move || take(browser.last_answer()));
    }

    /// Keeps polling while that may change the active model: a server that is unreachable or loading, or one that may
    /// be started later. Called once, on startup.
    pub fn watch_server(&self) {
        let inner = self.inner();
        let asks_again = inner.state.model.asks_again;
        Effect::new(move |_| {
            if asks_again.get() {
                spawn_local(inner.clone().ask_until_there());
            }
        });
    }
}

impl Inner {
    fn last_answer_row(&self) -> Option<MessageRow> {
        let view = self.state.conversation.view.get_untracked();
        view.rows.with_untracked(|rows| rows.iter().rev().find(|row| row.role == Role::Assistant).cloned())
    }

    /// Describes a server that does not respond, without claiming more than is known.
    pub(super) fn away_sentence(&self, endpoint: &Endpoint) -> String {
        let has_answered = self.answered.borrow().contains(endpoint);
        let url = endpoint.base_url();
        if !self.ports.browser.may_have_network() && !endpoint.is_loopback() {
            return tf("frame-offline", args![url = url]);
        }
        match has_answered {
            true => tf("frame-unreachable-again", args![url = url]),
            false => tf("frame-unreachable", args![url = url]),
        }
    }

    async fn ask_until_there(self: Rc<Self>) {
        if self.is_asking.replace(true) {
            return;
        }
        let asks_again = || self.state.model.asks_again.get_untracked();
        let answers = |active: &Active| matches!(active, Active::InPage(_));
        let is_in_no_hurry = self.state.model.active.with_untracked(answers);
        let (mut wait, longest) = match is_in_no_hurry {
            true => (UNHURRIED_WAIT_MILLIS, LONGEST_UNHURRIED_WAIT_MILLIS),
            false => (FIRST_WAIT_MILLIS, LONGEST_WAIT_MILLIS),
        };
        while asks_again() {
            self.ports.clock.sleep(wait).await;
            // A hidden page polls when it becomes visible again.
            if asks_again() && self.ports.browser.is_visible() {
                self.refresh_model().await;
                wait = wait.saturating_mul(2).min(longest);
            }
        }
        self.is_asking.set(false);
    }
}
