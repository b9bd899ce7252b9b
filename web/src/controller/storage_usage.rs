//! The storage of this page as the settings show it. Called only from the settings, which are in a chunk.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Controller;
use crate::ports::StorageUsage;
use crate::state::{AgentPage, SettingsPage};

/// What the settings show of the storage.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StorageFacts {
    pub usage: StorageUsage,
    /// The number of deleted sessions whose data is still there, so that the deletion can be undone.
    pub deleted: usize,
}

impl Controller {
    /// Measures the storage and passes the result to `take`.
    pub fn measure_storage(&self, take: impl FnOnce(StorageFacts) + 'static) {
        let inner = self.inner();
        self.with_part(inner.ports.storage, move |storage| {
            spawn_local(async move {
                let usage = storage.usage().await;
                let root = inner.config.borrow().memory_dir().to_owned();
                let metas = inner.ports.store.list(&root).await.unwrap_or_default();
                let deleted = metas.iter().filter(|meta| meta.deleted_at.is_some()).count();
                take(StorageFacts { usage, deleted });
            });
        });
    }

    /// Asks the browser to keep the data and passes its decision to `take`: `None` if it cannot be asked.
    pub fn ask_for_persistence(&self, take: impl FnOnce(Option<bool>) + 'static) {
        self.with_part(self.inner().ports.storage, move |storage| {
            spawn_local(async move { take(storage.persist().await) });
        });
    }

    /// Closes the settings and lets the user select sessions in the list, to delete them.
    pub fn select_sessions(&self) {
        let inner = self.inner();
        let (frame, sessions) = (inner.state.frame, inner.state.sessions);
        inner.state.model.settings_open.set(false);
        let picked = sessions.picked.get_untracked().unwrap_or_default();
        sessions.picked.set(Some(picked));
        match inner.ports.browser.is_narrow() {
            true => frame.drawer_open.set(true),
            false => frame.side_hidden.set(false),
        }
    }

    /// Closes the settings and shows the agent's files.
    pub fn show_agent_files(&self) {
        let state = self.inner().state;
        state.model.settings_open.set(false);
        state.agent.page.set(Some(AgentPage::Files));
    }

    /// Shows the settings page on which stored models are removed.
    pub fn show_stored_models(&self) {
        self.inner().state.settings.page.set(SettingsPage::Model);
    }
}
