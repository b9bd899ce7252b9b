//! Messages that are being edited, at most one per session, so that an unfinished edit is still there when the user
//! returns to the session.

use std::collections::BTreeMap;

use leptos::prelude::*;

#[derive(Clone, Copy, Default)]
pub struct Edits {
    /// By session: the id of the message and the edited text.
    unfinished: RwSignal<BTreeMap<String, (u64, String)>>,
}

impl Edits {
    pub fn keep(&self, session: &str, message: u64, text: String) {
        self.unfinished.update_untracked(|edits| {
            edits.insert(session.to_owned(), (message, text));
        });
    }

    pub fn forget(&self, session: &str) {
        self.unfinished.update_untracked(|edits| {
            edits.remove(session);
        });
    }

    /// Returns the message that is being edited in that session.
    pub fn message_in(&self, session: &str) -> Option<u64> {
        self.unfinished.with_untracked(|edits| edits.get(session).map(|(message, _)| *message))
    }

    /// Returns the edited text of the message.
    pub fn text_of(&self, session: &str, message: u64) -> Option<String> {
        self.unfinished.with_untracked(|edits| {
            edits.get(session).filter(|(edited, _)| *edited == message).map(|(_, text)| text.clone())
        })
    }
}
