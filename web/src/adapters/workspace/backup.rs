//! The directory for backups, which the user has granted apart from the agent's. The handle is kept in IndexedDB; the
//! record of what was written is text in localStorage.

use std::cell::RefCell;
use std::rc::Rc;

use abcb_core::storage::backup::{BackupFolder, FolderFuture};
use abcb_core::tool::notes::NoteStore;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use gloo_storage::{LocalStorage, Storage};
use js_sys::Uint8Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::{
    Directory, ListedEntry, can_pick, list_entries, may_use, pick_directory, read_bytes, remove_file,
    stamp_of, write_whole,
};
use crate::adapters::indexed_db::{BACKUP, IndexedDbStore};
use crate::adapters::local_storage::is_available;
use crate::adapters::open_store::ActiveStore;
use crate::adapters::tabs::while_at_rest;
use crate::adapters::{bridge, js_reason};
use crate::ports::{BackupPlace, Backups};

const RECORD_KEY: &str = "abcb.backup";
/// The name under which a tab that writes into the folder shows that to others, as if it were a session.
const LOCK: &str = "the backup folder";
/// The browser remembers under this name where the user chose the directory.
const PICKER: &str = "abcb-backup";

struct Kept {
    active: ActiveStore,
    store: Option<Rc<IndexedDbStore>>,
    notes: Rc<dyn NoteStore>,
    /// The directory in a browser whose IndexedDB does not work, until the page is closed.
    unkept: RefCell<Option<Directory>>,
}

#[derive(Clone)]
pub struct BrowserBackups(Rc<Kept>);

impl BrowserBackups {
    pub fn new(active: ActiveStore) -> Self {
        let (store, notes) = (active.directory_handles(), active.notes());
        Self(Rc::new(Kept { active, store, notes, unkept: RefCell::default() }))
    }

    async fn directory(&self) -> Option<Directory> {
        match &self.0.store {
            Some(store) => Some(store.directory(BACKUP).await.ok()??.unchecked_into()),
            None => self.0.unkept.borrow().clone(),
        }
    }

    async fn keep(&self, directory: Option<Directory>) -> Result<(), String> {
        match &self.0.store {
            Some(store) => {
                let kept = store.keep_directory(BACKUP, directory.as_ref().map(AsRef::as_ref)).await;
                kept.map_err(|error| error.to_string())
            }
            None => {
                self.0.unkept.replace(directory);
                Ok(())
            }
        }
    }

    async fn place(&self, ask: bool) -> Option<BackupPlace> {
        let directory = self.directory().await?;
        let is_granted = may_use(&directory, ask).await;
        Some(BackupPlace { name: directory.name().unwrap_or_default(), is_granted })
    }
}

impl Backups for BrowserBackups {
    fn can_choose(&self) -> bool {
        can_pick().unwrap_or(false)
    }

    fn place(&self) -> LocalBoxFuture<'static, Option<BackupPlace>> {
        let this = self.clone();
        async move { this.place(false).await }.boxed_local()
    }

    fn choose(&self) -> LocalBoxFuture<'static, Result<bool, String>> {
        let this = self.clone();
        async move {
            let picked = pick_directory(PICKER).await.map_err(|error| js_reason(&error))?;
            let is_picked = !picked.is_undefined();
            if is_picked {
                this.keep(Some(picked.unchecked_into())).await?;
            }
            Ok(is_picked)
        }
        .boxed_local()
    }

    fn grant_again(&self) -> LocalBoxFuture<'static, Option<BackupPlace>> {
        let this = self.clone();
        async move { this.place(true).await }.boxed_local()
    }

    fn leave(&self) -> LocalBoxFuture<'static, Result<(), String>> {
        let this = self.clone();
        async move { this.keep(None).await }.boxed_local()
    }

    fn folder(&self) -> LocalBoxFuture<'static, Option<Rc<dyn BackupFolder>>> {
        let this = self.clone();
        async move {
            let directory = this.directory().await?;
            let folder: Rc<dyn BackupFolder> = Rc::new(HandleFolder(directory.clone()));
            may_use(&directory, false).await.then_some(folder)
        }
        .boxed_local()
    }

    fn notes(&self) -> Rc<dyn NoteStore> {
        self.0.notes.clone()
    }

    fn record(&self) -> String {
        let is_there = is_available() && !matches!(self.0.active, ActiveStore::Nowhere);
        let record = is_there.then(|| LocalStorage::raw().get_item(RECORD_KEY).ok().flatten());
        record.flatten().unwrap_or_default()
    }

    fn keep_record(&self, record: &str) {
        if is_available() {
            // Without a record everything is compared with the folder again, and nothing is lost.
            let _ = LocalStorage::raw().set_item(RECORD_KEY, record);
        }
    }

    fn alone(&self, work: LocalBoxFuture<'static, ()>) -> LocalBoxFuture<'static, ()> {
        let work = RefCell::new(Some(work));
        let begin = move || {
            let work = work.take();
            future_to_promise(async move {
                if let Some(work) = work {
                    work.await;
                }
                Ok(JsValue::UNDEFINED)
            })
        };
        async move {
            let _ = while_at_rest(LOCK, &Closure::new(begin)).await;
        }
        .boxed_local()
    }
}

/// A directory of the user's file system.
pub struct HandleFolder(Directory);

impl HandleFolder {
    #[cfg(test)]
    pub fn of(directory: JsValue) -> Self {
        Self(directory.unchecked_into())
    }
}

fn names_of(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

/// Whether an error of `workspace.js` means that there is no such file or directory.
fn is_missing(error: &JsValue) -> bool {
    let exception = error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name);
    let word = exception.or_else(|| error.as_string()).unwrap_or_default();
    matches!(word.as_str(), "not-found" | "NotFoundError" | "is-file" | "is-directory")
}

/// Returns what is there, `None` if nothing is, or the browser's sentence.
fn there(result: Result<JsValue, JsValue>) -> Result<Option<JsValue>, String> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(js_reason(&error)),
    }
}

impl BackupFolder for HandleFolder {
    fn read<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<Vec<u8>>> {
        async move {
            let bytes = there(read_bytes(&self.0, names_of(path)).await)?;
            Ok(bytes.map(|bytes| Uint8Array::new(&bytes).to_vec()))
        }
        .boxed_local()
    }

    fn stamp<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<String>> {
        async move { Ok(there(stamp_of(&self.0, names_of(path)).await)?.and_then(|stamp| stamp.as_string())) }
            .boxed_local()
    }

    fn names<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Vec<String>> {
        async move {
            let Some(listed) = there(list_entries(&self.0, names_of(path)).await)? else {
                return Ok(Vec::new());
            };
            let listed: Vec<ListedEntry> = bridge::from_js(listed)?;
            let mut names: Vec<String> = listed.into_iter().map(|entry| entry.name).collect();
            names.sort_unstable();
            Ok(names)
        }
        .boxed_local()
    }

    fn write<'a>(&'a self, path: &'a str, content: &'a [u8]) -> FolderFuture<'a, ()> {
        async move {
            let written = write_whole(&self.0, names_of(path), &Uint8Array::from(content)).await;
            written.map(drop).map_err(|error| js_reason(&error))
        }
        .boxed_local()
    }

    fn remove<'a>(&'a self, path: &'a str) -> FolderFuture<'a, ()> {
        async move { there(remove_file(&self.0, names_of(path)).await).map(drop) }.boxed_local()
    }
}

#[cfg(test)]
#[path = "backup_tests.rs"]
mod tests;
