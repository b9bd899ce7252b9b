//! What is done when a run could not be stored, or has failed.

use std::rc::Rc;

use abcb_core::store::StoreError;
use leptos::prelude::*;

use super::Inner;
use super::open_session::OpenSession;
use crate::i18n::{t, te};

impl Inner {
    /// Tells the user why something was not stored, and mends what can be mended.
    pub(super) async fn not_stored(self: &Rc<Self>, session: &Rc<OpenSession>, error: &StoreError) {
        match error {
            StoreError::Conflict { .. } => {
                self.toast(t("Another tab has changed this session. It was read again; nothing was sent."));
                self.reopen(session).await;
            }
            StoreError::NotFound { .. } => {
                self.toast(t("This session was deleted in another tab."));
                self.forget(&session.id);
            }
            StoreError::Full { reason } => {
                let text = te(
                    "There is no room left to save sessions ({error}). Export what you need and delete old sessions.",
                    reason,
                );
                self.state.sessions.banner.set(Some(text));
            }
            StoreError::Silent { .. } => {
                let text = te(
                    "It is not known whether the last words were saved: {error}. Copy what you need and reload the page.",
                    error,
                );
                self.state.sessions.banner.set(Some(text));
            }
            StoreError::AlreadyExists { .. } | StoreError::Damaged { .. } | StoreError::Backend { .. } => {
                self.state.sessions.banner.set(Some(te("The session could not be saved: {error}.", error)));
            }
        }
    }

    pub(super) async fn check_model_after_failure(self: &Rc<Self>, session: &OpenSession) {
        let transcript = session.log.borrow().transcript.clone();
        let failed = transcript.node(transcript.head()).is_some_and(|node| node.error.is_some());
        if failed {
            self.page_model_failed(&transcript);
            self.refresh_model().await;
        }
    }
}

/// What the page says while a run cannot be saved.
#[derive(Default)]
pub(super) struct SaveWarning(Option<String>);

impl SaveWarning {
    pub(super) fn show(&mut self, inner: &Inner, is_answering: bool, error: &StoreError) {
        let text = match is_answering {
            true => te("The answer is not being saved: {error}.", error),
            false => te("Nothing is being saved: {error}. Wait, or stop and copy what you need.", error),
        };
        inner.state.sessions.banner.set(Some(text.clone()));
        self.0 = Some(text);
    }

    /// Once something was saved it is true no longer. What somebody else has put in its place stays.
    pub(super) fn take_back(&mut self, inner: &Inner) {
        if let Some(text) = self.0.take()
            && inner.state.sessions.banner.get_untracked() == Some(text)
        {
            inner.state.sessions.banner.set(None);
        }
    }
}
