//! Sessions out of the page and into it.

use abcb_core::archive::{
    Complaint, Found, Reading, adopt, bundle_text, is_safe_id, read_file, session_text,
};
use abcb_core::session::{Session, session_dir};
use abcb_core::store::{SessionMeta, StoreError, insert_session_at};
use abcb_core::transcript::Transcript;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::ports::{FileInput, PickedFile};

const JSON: &str = "application/json";

impl Controller {
    /// Offers the branch on screen as the seed's session file.
    pub fn export_session(&self) {
        let inner = self.inner();
        let Some(session) = inner.current() else { return };
        let exported = session.log.borrow().transcript.to_session(&session.id, session.created_at);
        inner.offer(&format!("{}.json", session.id), &session_text(&exported));
    }

    /// Offers the session with its whole log.
    pub fn export_bundle(&self) {
        let inner = self.inner();
        let Some(session) = inner.current() else { return };
        spawn_local(async move {
            match inner.ports.store.load(&session.dir).await {
                Ok(stored) => {
                    let transcript = Transcript::from_log(&stored.events);
                    let exported = transcript.to_session(&session.id, session.created_at);
                    let title = crate::state::sessions::title_of(&stored.meta);
                    let text = bundle_text(&exported, &title, &stored.events);
                    inner.offer(&format!("{}.abcb.json", session.id), &text);
                }
                Err(error) => inner.toast(format!("The session could not be read: {error}.")),
            }
        });
    }

    /// Reads the picked files and shows what they hold; nothing is written yet.
    pub fn read_imports(&self, input: FileInput) {
        let inner = self.inner();
        spawn_local(async move {
            let picked = inner.ports.browser.read_picked(input).await;
            if !picked.is_empty() {
                let readings = picked.into_iter().map(read_picked).collect();
                inner.state.imports.readings.set(Some(readings));
            }
        });
    }

    pub fn cancel_import(&self) {
        self.inner().state.imports.readings.set(None);
    }

    /// Adds everything that was found. Nothing that is there is overwritten.
    pub fn confirm_import(&self) {
        let inner = self.inner();
        let Some(readings) = inner.state.imports.readings.get_untracked() else { return };
        inner.state.imports.readings.set(None);
        spawn_local(async move {
            let mut added = Vec::new();
            for found in readings.into_iter().flat_map(|(_, reading)| reading.found) {
                match inner.import(&found).await {
                    Ok(id) => added.push(id),
                    Err(error) => inner.toast(format!("{:?} could not be added: {error}.", found.title)),
                }
            }
            inner.load_list().await;
            if let Some(id) = added.last() {
                inner.ports.browser.show_session(Some(id), false);
                inner.open(id).await;
                let count = added.len();
                inner.toast(if count == 1 {
                    "1 session added".into()
                } else {
                    format!("{count} sessions added")
                });
            }
        });
    }

    /// Copies a message's text.
    pub fn copy(&self, text: String) {
        let inner = self.inner();
        spawn_local(async move {
            let copied = inner.ports.browser.copy(text).await;
            inner.toast(if copied { "Copied" } else { "The browser did not allow copying." });
        });
    }
}

fn read_picked(file: PickedFile) -> (String, Reading) {
    let reading = match file.bytes {
        Ok(bytes) => read_file(&bytes),
        Err(reason) => Reading {
            found: Vec::new(),
            complaints: vec![Complaint {
                line: None,
                reason: format!("The file could not be read: {reason}."),
            }],
        },
    };
    (file.name, reading)
}

impl Inner {
    fn offer(&self, name: &str, text: &str) {
        if let Err(reason) = self.ports.browser.download(name, JSON, text) {
            self.toast(format!("{name} could not be written: {reason}."));
        }
    }

    /// Adds one session under its own id, or under the next free one.
    async fn import(&self, found: &Found) -> Result<String, StoreError> {
        let root = self.config.borrow().memory_dir().to_owned();
        let store = self.ports.store.as_ref();
        let created_at = if found.created_at == 0 { self.now() } else { found.created_at };
        let own = Session::new(&found.id, created_at);
        let own_meta = SessionMeta::new(&own.id, created_at);
        let session = match is_safe_id(&own.id) {
            true => match store.insert(&session_dir(&root, &own.id), &own_meta).await {
                Ok(()) => own,
                Err(StoreError::AlreadyExists { .. }) => insert_session_at(store, &root, created_at).await?,
                Err(error) => return Err(error),
            },
            false => insert_session_at(store, &root, created_at).await?,
        };
        let events = adopt(found, &session.id, session.created_at, self.now());
        let mut meta = SessionMeta::new(&session.id, session.created_at);
        meta.describe(&Transcript::from_log(&events));
        let dir = session_dir(&root, &session.id);
        if let Err(error) = store.append(&dir, &events, &meta).await {
            // Half an import is none: the empty session goes again.
            let _ = store.delete(&dir).await;
            return Err(error);
        }
        Ok(session.id)
    }
}
