//! The session list in the sidebar.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use abcb_core::storage::store::SessionMeta;
use leptos::prelude::*;

use crate::i18n::t;

/// A session as the list shows it. Its title is a separate signal, so that a rename re-renders the title and not the
/// list.
#[derive(Clone)]
pub struct Listed {
    meta: Arc<SessionMeta>,
    pub title: ArcRwSignal<String>,
}

impl Deref for Listed {
    type Target = SessionMeta;

    fn deref(&self) -> &SessionMeta {
        &self.meta
    }
}

impl Listed {
    fn new(meta: SessionMeta) -> Self {
        Self { title: ArcRwSignal::new(title_of(&meta)), meta: Arc::new(meta) }
    }

    /// Replaces the record and returns whether subscribers of the list have to be notified.
    fn take(&mut self, meta: SessionMeta) -> bool {
        let title = title_of(&meta);
        let is_renamed = self.title.with_untracked(|old| *old != title);
        if is_renamed {
            self.title.set(title);
        }
        let is_moved = (self.meta.updated_at, self.meta.pinned) != (meta.updated_at, meta.pinned);
        if *self.meta != meta {
            self.meta = Arc::new(meta);
        }
        is_moved || is_renamed
    }

    fn place(&self) -> (Reverse<(bool, u64, u64)>, &str) {
        (Reverse((self.pinned, self.updated_at, self.created_at)), &self.id)
    }
}

#[derive(Clone, Copy, Default)]
pub struct Sessions {
    /// Pinned sessions first, then newest first. Subscribers are notified when a session is added, removed, moved or
    /// renamed, but not when events are stored while an answer is streaming.
    pub list: RwSignal<Vec<Listed>>,
    /// The session of which only this page has the last words, because the store does not take them.
    pub unstored: RwSignal<Option<String>>,
    /// The id of the session on screen; `None` while a new session has no messages.
    pub current: RwSignal<Option<String>>,
    /// The sessions in which an answer is being generated.
    pub running: RwSignal<Vec<String>>,
    /// Why sessions may not be kept or could not be read; shown until it changes.
    pub banner: RwSignal<Option<String>>,
    /// The session whose title is being edited.
    pub renaming: RwSignal<Option<String>>,
    /// The selected sessions, sorted by id; `None` outside of selection mode.
    pub picked: RwSignal<Option<Vec<String>>>,
    /// The session selected last, where a range selection starts.
    pub picked_last: RwSignal<Option<String>>,
    /// The text in the search field.
    pub query: RwSignal<String>,
    /// The search results, in order.
    pub found: RwSignal<Vec<String>>,
}

impl Sessions {
    /// Returns the ids of the listed sessions in order: all of them, or the search results.
    pub fn in_sight(&self) -> Vec<String> {
        match self.query.with_untracked(|query| query.trim().is_empty()) {
            true => self.list.with_untracked(|list| list.iter().map(|row| row.id.clone()).collect()),
            false => self.found.get_untracked(),
        }
    }

    /// Replaces all records with those read from the store.
    pub fn replace(&self, metas: Vec<SessionMeta>) {
        self.list.maybe_update(|list| {
            let known: HashMap<String, Listed> =
                std::mem::take(list).into_iter().map(|row| (row.id.clone(), row)).collect();
            let before = known.len();
            let mut is_changed = false;
            for meta in metas.into_iter().filter(|meta| meta.deleted_at.is_none()) {
                match known.get(&meta.id).cloned() {
                    Some(mut row) => {
                        is_changed |= row.take(meta);
                        list.push(row);
                    }
                    None => {
                        is_changed = true;
                        list.push(Listed::new(meta));
                    }
                }
            }
            list.sort_unstable_by(|one, other| one.place().cmp(&other.place()));
            is_changed || before != list.len()
        });
    }

    /// Replaces or adds one record.
    pub fn put(&self, meta: SessionMeta) {
        if meta.deleted_at.is_some() {
            return self.remove(&[meta.id]);
        }
        self.list.maybe_update(|list| {
            let old = list.iter().position(|row| row.id == meta.id);
            let (row, is_changed) = match old.map(|place| list.remove(place)) {
                Some(mut row) => {
                    let is_changed = row.take(meta);
                    (row, is_changed)
                }
                None => (Listed::new(meta), true),
            };
            let place = list.partition_point(|other| other.place() < row.place());
            list.insert(place, row);
            is_changed
        });
    }

    pub fn remove(&self, ids: &[String]) {
        self.list.maybe_update(|list| {
            let before = list.len();
            list.retain(|row| !ids.contains(&row.id));
            before != list.len()
        });
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

/// Returns the display title of a session: its title, or else its first user message.
pub fn title_of(meta: &SessionMeta) -> String {
    let given = meta.title.clone().unwrap_or_else(|| meta.excerpt.clone());
    if given.trim().is_empty() { t("session-untitled").to_owned() } else { given }
}
