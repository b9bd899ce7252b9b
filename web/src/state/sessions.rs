//! The list of sessions at the side.

use std::cmp::Reverse;

use abcb_core::store::SessionMeta;
use leptos::prelude::*;

use crate::i18n::t;

#[derive(Clone, Copy)]
pub struct Sessions {
    /// Newest first.
    pub list: RwSignal<Vec<SessionMeta>>,
    /// The id of the session on screen; none while a new one waits for its first message.
    pub current: RwSignal<Option<String>>,
    /// Sessions in which an answer is coming right now.
    pub running: RwSignal<Vec<String>>,
    /// Why sessions may not last, or could not be read: shown until it changes.
    pub banner: RwSignal<Option<String>>,
}

impl Sessions {
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            current: RwSignal::new(None),
            running: RwSignal::new(Vec::new()),
            banner: RwSignal::new(None),
        }
    }

    pub fn replace(&self, mut metas: Vec<SessionMeta>) {
        metas.retain(|meta| meta.deleted_at.is_none());
        metas.sort_unstable_by_key(|meta| Reverse((meta.updated_at, meta.created_at)));
        if self.list.with_untracked(|list| *list != metas) {
            self.list.set(metas);
        }
    }

    /// Takes over one changed or new record.
    pub fn put(&self, meta: SessionMeta) {
        let mut metas = self.list.get_untracked();
        metas.retain(|other| other.id != meta.id);
        metas.push(meta);
        self.replace(metas);
    }

    pub fn remove(&self, id: &str) {
        self.list.update(|list| list.retain(|meta| meta.id != id));
    }

    pub fn set_running(&self, id: &str, is_running: bool) {
        self.running.update(|running| {
            running.retain(|other| other != id);
            if is_running {
                running.push(id.to_owned());
            }
        });
    }
}

/// What a session is called: its title, else its first question.
pub fn title_of(meta: &SessionMeta) -> String {
    let given = meta.title.clone().unwrap_or_else(|| meta.excerpt.clone());
    if given.trim().is_empty() { t("Untitled").to_owned() } else { given }
}
