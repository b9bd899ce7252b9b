//! Handling of runs that could not be stored or have failed.

use std::cell::RefCell;
use std::rc::Rc;

use abcb_core::log::event::{Event, LoggedEvent};
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::storage::store::StoreError;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Inner;
use super::open_session::OpenSession;
use crate::i18n::{args, t, te, tf};
use crate::localized::{Stored, stored};
use crate::ports::AtWork;
use crate::reasons::BrowserFault;
use crate::state::Live;

/// Delay before retrying a write that the store has refused.
const SAVE_AGAIN_MILLIS: u32 = 2_000;

impl Inner {
    /// Tells the user why something was not stored, and recovers where possible.
    pub(super) async fn not_stored(self: &Rc<Self>, session: &Rc<OpenSession>, error: &StoreError) {
        match error {
            StoreError::Conflict { .. } if session.view.works_elsewhere.get_untracked() => {
                self.toast(t("conflict-other-tab"));
            }
            StoreError::Conflict { .. } => {
                self.toast(t("conflict-message-dropped"));
                self.reopen(session).await;
            }
            StoreError::NotFound { .. } => match self.ports.store.load_part(&session.dir, 0..=0).await {
                Err(StoreError::NotFound { .. }) => {
                    self.state.sessions.unstored.set(Some(session.id.clone()));
                    self.say_not_saved(t("save-data-cleared").to_owned());
                }
                // It has a deletion mark.
                _ => self.deleted_elsewhere(session),
            },
            StoreError::Full { reason } => {
                let text = tf("save-full", args![error = stored(Stored::BrowserFault, reason)]);
                self.say_not_saved(text);
            }
            StoreError::Silent { .. } => {
                let text = te("save-end-unknown", error);
                self.say_not_saved(text);
            }
            StoreError::AlreadyExists { .. } | StoreError::Damaged { .. } | StoreError::Backend { .. } => {
                self.say_not_saved(te("save-failed", error));
            }
        }
    }

    /// Like [`Inner::not_stored`], for anything but a message: a title, another branch, a deleted message.
    pub(super) async fn change_not_stored(self: &Rc<Self>, session: &Rc<OpenSession>, error: &StoreError) {
        match error {
            StoreError::Conflict { .. } if !session.view.works_elsewhere.get_untracked() => {
                self.toast(t("conflict-change-dropped"));
                self.reopen(session).await;
            }
            error => self.not_stored(session, error).await,
        }
    }

    /// Shows the text in the banner until something is saved. If the banner already shows it, a toast repeats it,
    /// because otherwise nobody would notice the new failure.
    fn say_not_saved(&self, text: String) {
        if self.state.sessions.banner.get_untracked().as_ref() == Some(&text) {
            self.toast(text.clone());
        }
        self.warnings.not_saved.borrow_mut().say(self, text);
    }

    /// Clears the warning that nothing can be saved.
    pub(super) fn was_saved(&self) {
        if self.state.sessions.unstored.with_untracked(Option::is_some) {
            self.state.sessions.unstored.set(None);
        }
        self.warnings.not_saved.borrow_mut().take_back(self);
    }

    /// Notes that a server has replied, which proves that it is available even if listing its models failed.
    pub(super) fn note_answers(&self, session: &OpenSession, events: &[LoggedEvent]) {
        let transcript = session.log.borrow().state.clone();
        let address = |event: &LoggedEvent| match &event.event {
            Event::ModelResponse { message: Some(message), .. } => {
                transcript.node(*message)?.backend.base_url.clone()
            }
            _ => None,
        };
        for address in events.iter().filter_map(address) {
            let Ok(endpoint) = Endpoint::parse(&address) else { continue };
            let is_news = self.selection.borrow_mut().note_answer(&endpoint);
            if is_news {
                self.show_selection();
            }
        }
    }

    /// Keeps a partial answer on screen, including the part in `live` that is not in the log, and tells the user why it
    /// is not stored. The end of the answer is stored as soon as the store accepts it.
    pub(super) async fn not_all_stored(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        live: Option<Live>,
        error: &StoreError,
        at_work: AtWork,
    ) {
        if session.has_unsaved() {
            session.show();
            return self.save_later(session, error, at_work);
        }
        if let Some(live) = live {
            session.view.keep_unsaved_text(&live);
            // Exports include it.
            *session.live.borrow_mut() = Some(live);
            self.state.sessions.unstored.set(Some(session.id.clone()));
        }
        self.not_stored(session, error).await;
    }

    /// Keeps trying to store the end of an answer. `at_work` is held until then, because otherwise other tabs would
    /// consider the answer abandoned. A new lock would have to wait behind tabs that wait for this one.
    fn save_later(self: &Rc<Self>, session: &Rc<OpenSession>, error: &StoreError, at_work: AtWork) {
        let (inner, session) = (self.clone(), session.clone());
        let mut warning = Warning::default();
        let text = match is_closed(error) {
            true => t("save-end-closed").to_owned(),
            false => te("save-end-pending", error),
        };
        warning.say(self, text);
        self.state.sessions.unstored.set(Some(session.id.clone()));
        spawn_local(async move {
            while session.has_unsaved() {
                inner.ports.clock.sleep(SAVE_AGAIN_MILLIS).await;
                match session.append(&inner.ports, Vec::new()).await {
                    Ok(_) | Err(StoreError::Full { .. } | StoreError::Backend { .. }) => {}
                    Err(error) => {
                        warning.take_back(&inner);
                        return inner.not_stored(&session, &error).await;
                    }
                }
            }
            drop(at_work);
            warning.take_back(&inner);
            inner.was_saved();
            inner.close_unless_current(&session);
        });
    }

    pub(super) async fn check_model_after_failure(self: &Rc<Self>, session: &OpenSession) {
        let transcript = session.log.borrow().state.clone();
        let error = transcript.node(transcript.head()).and_then(|node| node.error.clone());
        if let Some(error) = error {
            self.selection.borrow_mut().note_failure(&error);
            self.page_model_failed(&transcript);
            self.note_template_failure(&transcript);
            self.refresh_model().await;
        }
    }

    /// Notifies the user once per session that the agent has switched to another tool call format.
    pub(super) fn say_other_format(&self, session: &OpenSession, events: &[LoggedEvent]) {
        let changed = |event: &LoggedEvent| matches!(event.event, Event::ProtocolChanged { .. });
        if !events.iter().any(changed) || !self.told_other_format.borrow_mut().insert(session.id.clone()) {
            return;
        }
        let status = self.state.model.status.get_untracked();
        let model = if status.model.is_empty() { status.name } else { status.model };
        self.toast(tf("problem-tools-unsupported", args![model = &model]));
    }
}

/// Whether another tab has closed the database for good, so that trying again is useless.
fn is_closed(error: &StoreError) -> bool {
    matches!(error, StoreError::Backend { reason } if *reason == BrowserFault::DatabaseClosed.to_string())
}

/// Banner warnings that may become obsolete while the page is open.
#[derive(Default)]
pub(super) struct Warnings {
    /// Something could not be stored.
    pub not_saved: RefCell<Warning>,
    /// The list of sessions could not be read.
    pub no_list: RefCell<Warning>,
    /// The stored settings could not be read.
    pub no_settings: RefCell<Warning>,
}

/// A banner text that is shown as long as it applies.
#[derive(Default)]
pub(super) struct Warning(Option<String>);

impl Warning {
    /// Creates a warning that the banner already shows.
    pub(super) fn said(text: String) -> Self {
        Self(Some(text))
    }

    pub(super) fn show(&mut self, inner: &Inner, is_answering: bool, error: &StoreError) {
        let text = match is_answering {
            true => te("save-answer-failing", error),
            false => te("save-nothing-works", error),
        };
        self.say(inner, text);
    }

    pub(super) fn say(&mut self, inner: &Inner, text: String) {
        inner.state.sessions.banner.set(Some(text.clone()));
        self.0 = Some(text);
    }

    /// Clears the warning, unless the banner shows a different text by now.
    pub(super) fn take_back(&mut self, inner: &Inner) {
        if let Some(text) = self.0.take()
            && inner.state.sessions.banner.get_untracked() == Some(text)
        {
            inner.state.sessions.banner.set(None);
        }
    }
}
