//! Messages that are being edited, at most one per session, so that an unfinished edit is still there when the user
//! returns to the session.

use leptos::prelude::*;

#[derive(Clone, Copy, Default)]
pub struct Edits {
    unfinished: RwSignal<Vec<Edit>>,
}

struct Edit {
    session: String,
    message: u64,
    text: String,
}

impl Edits {
    pub fn keep(&self, session: &str, message: u64, text: String) {
        self.forget(session);
        self.unfinished.update_untracked(|edits| {
            edits.push(Edit { session: session.to_owned(), message, text });
        });
    }

    pub fn forget(&self, session: &str) {
        self.unfinished.update_untracked(|edits| edits.retain(|edit| edit.session != session));
    }

    /// Whether any message is being edited.
    pub fn are_some(&self) -> bool {
        self.unfinished.with_untracked(|edits| !edits.is_empty())
    }

    /// Returns the message that is being edited in that session.
    pub fn message_in(&self, session: &str) -> Option<u64> {
        self.unfinished.with_untracked(|edits| {
            edits.iter().find(|edit| edit.session == session).map(|edit| edit.message)
        })
    }

    /// Returns the edited text of the message.
    pub fn text_of(&self, session: &str, message: u64) -> Option<String> {
        self.unfinished.with_untracked(|edits| {
            let is_meant = |edit: &&Edit| edit.session == session && edit.message == message;
            edits.iter().find(is_meant).map(|edit| edit.text.clone())
        })
    }
}
