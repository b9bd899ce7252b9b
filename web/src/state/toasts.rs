//! Toasts at the edge of the page, some with an undo button.

use leptos::prelude::*;

/// The action a toast's button undoes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Undo {
    DeleteSessions {
        ids: Vec<String>,
        /// The deleted session that was on screen.
        shown: Option<String>,
    },
    /// The previous configuration, serialized.
    ImportSettings { before: String },
    /// `head` is the head before the deletion.
    DeleteMessage { session: String, message: u64, head: u64 },
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Toast {
    pub key: u64,
    pub text: String,
    pub undo: Option<Undo>,
}

#[derive(Clone, Copy, Default)]
pub struct Toasts {
    pub shown: RwSignal<Vec<Toast>>,
    last_key: StoredValue<u64>,
}

impl Toasts {
    /// Shows a toast and returns the key to dismiss it with.
    pub fn show(&self, text: impl Into<String>, undo: Option<Undo>) -> u64 {
        let key = self.last_key.get_value() + 1;
        self.last_key.set_value(key);
        let toast = Toast { key, text: text.into(), undo };
        self.shown.update(|shown| shown.push(toast));
        key
    }

    /// Whether a toast offers to undo the deletion of that session.
    pub fn bring_back(&self, session: &str) -> bool {
        let is_offered = |toast: &Toast| match &toast.undo {
            Some(Undo::DeleteSessions { ids, .. }) => ids.iter().any(|id| id == session),
            _ => false,
        };
        self.shown.with_untracked(|shown| shown.iter().any(is_offered))
    }

    pub fn dismiss(&self, key: u64) {
        self.shown.update(|shown| shown.retain(|toast| toast.key != key));
    }
}
