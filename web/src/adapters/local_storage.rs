//! Sessions and notes in localStorage, for browsers without IndexedDB. The keys of a session start with its directory:
//! `<dir>/meta.json` and one `<dir>/events/<seq>` per line of the event log. Limited to about 5 MB and synchronous, so
//! only a fallback.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use abcb_core::log::event::{LoggedEvent, read_lines};
use abcb_core::storage::store::{
    SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, Written, dir_key,
};
use futures_util::FutureExt;
use futures_util::future;
use gloo_storage::{LocalStorage, Storage};
use wasm_bindgen::{JsCast, JsValue};

use super::js_reason;

mod notes;

/// Whether the page may use localStorage. Where it may not, gloo-storage throws.
pub fn is_available() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}

#[derive(Clone, Copy, Debug)]
pub struct LocalStorageStore;

/// Whether sessions or notes are in localStorage.
pub fn is_in_use() -> bool {
    let is_ours = |key: &String| key.starts_with(notes::PREFIX) || key.ends_with(META);
    is_available() && keys().iter().any(is_ours)
}

impl LocalStorageStore {
    /// Returns `None` if the browser blocks localStorage.
    pub fn open() -> Option<Self> {
        is_available().then_some(Self)
    }

    /// Removes a session that was copied to another store, unless it has changed since. Lines that could not be read were
    /// not copied; they stay, without the record that makes them a session.
    pub fn remove_copied(&self, dir: &Path, copied: &StoredSession) {
        let dir = dir_key(dir);
        if load(dir.clone(), 0..=u64::MAX).as_ref() != Ok(copied) {
            return;
        }
        match copied.damaged.is_empty() {
            true => remove_all(&dir),
            false => remove(&meta_key(&dir)),
        }
    }

    /// Returns the directories of all sessions, whatever their root.
    pub fn dirs(&self) -> Vec<PathBuf> {
        keys().iter().filter_map(|key| key.strip_suffix(META)).map(PathBuf::from).collect()
    }
}

/// What the key of a session's metadata ends with.
const META: &str = "/meta.json";

fn meta_key(dir: &str) -> String {
    format!("{dir}{META}")
}

/// The number is zero-padded so that the keys sort in the order of the events.
fn event_key(dir: &str, seq: u64) -> String {
    format!("{dir}/events/{seq:010}")
}

fn keys() -> Vec<String> {
    let storage = LocalStorage::raw();
    let count = storage.length().unwrap_or(0);
    (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect()
}

fn read(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).ok().flatten()
}

fn write(key: &str, text: &str) -> Result<(), StoreError> {
    LocalStorage::raw().set_item(key, text).map_err(|error| write_error(&error))
}

fn write_error(error: &JsValue) -> StoreError {
    let reason = js_reason(error);
    match error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name).as_deref() {
        Some("QuotaExceededError") => StoreError::Full { reason },
        _ => StoreError::Backend { reason },
    }
}

fn remove(key: &str) {
    let _ = LocalStorage::raw().remove_item(key);
}

fn write_meta(dir: &str, meta: &SessionMeta) -> Result<(), StoreError> {
    write(&meta_key(dir), &meta.to_text())
}

fn exists(dir: &str) -> bool {
    read(&meta_key(dir)).is_some()
}

fn insert(dir: String, events: &[LoggedEvent], meta: &SessionMeta) -> Result<(), StoreError> {
    if exists(&dir) {
        return Err(StoreError::AlreadyExists { dir });
    }
    write_all(&dir, events, meta)
}

fn list(root: &Path) -> Vec<SessionMeta> {
    let is_below = |key: &String| {
        Path::new(key).file_name().is_some_and(|name| name == "meta.json")
            && Path::new(key).parent().and_then(Path::parent) == Some(root)
    };
    let below = keys().into_iter().filter(is_below);
    below.filter_map(|key| read(&key).and_then(|text| SessionMeta::from_text(&text).ok())).collect()
}

fn load(dir: String, seqs: RangeInclusive<u64>) -> Result<StoredSession, StoreError> {
    let meta = read_meta(&dir)?;
    let prefix = format!("{dir}/events/");
    let seq_of = |key: &String| key.strip_prefix(&prefix)?.parse::<u64>().ok();
    let is_meant = |key: &String| seq_of(key).is_some_and(|seq| seqs.contains(&seq));
    let mut event_keys: Vec<String> = keys().into_iter().filter(is_meant).collect();
    event_keys.sort_unstable();
    let lines: Vec<String> = event_keys.iter().filter_map(|key| read(key)).collect();
    let (events, damaged) = read_lines(*seqs.start(), lines.iter().map(String::as_str));
    Ok(StoredSession { meta, events, damaged })
}

fn append(dir: String, events: &[LoggedEvent], meta: &SessionMeta) -> Result<(), StoreError> {
    let is_deleted = |text: &String| SessionMeta::from_text(text).is_ok_and(|stored| stored.refuses(meta));
    if read(&meta_key(&dir)).is_none_or(|text| is_deleted(&text)) {
        return Err(StoreError::NotFound { dir });
    }
    if let Some(event) = events.iter().find(|event| read(&event_key(&dir, event.seq)).is_some()) {
        return Err(StoreError::Conflict { dir, seq: event.seq });
    }
    write_all(&dir, events, meta)
}

/// Writes events and metadata. localStorage has no transactions, so after a failure the keys already written are
/// removed.
fn write_all(dir: &str, events: &[LoggedEvent], meta: &SessionMeta) -> Result<(), StoreError> {
    let written = events.iter().try_for_each(|event| {
        let line = event.to_line().map_err(|error| StoreError::Backend { reason: error.reason })?;
        write(&event_key(dir, event.seq), &line)
    });
    written.and_then(|()| write_meta(dir, meta)).inspect_err(|_| {
        for event in events {
            remove(&event_key(dir, event.seq));
        }
    })
}

fn mark_deleted(dir: String, deleted_at: Option<u64>) -> Result<(), StoreError> {
    let known = read_meta(&dir)?;
    write_meta(&dir, &SessionMeta { deleted_at, ..known })
}

fn read_meta(dir: &str) -> Result<SessionMeta, StoreError> {
    let Some(text) = read(&meta_key(dir)) else {
        return Err(StoreError::NotFound { dir: dir.to_owned() });
    };
    SessionMeta::from_text(&text).map_err(|reason| StoreError::Damaged { dir: dir.to_owned(), reason })
}

fn purge(dir: &str) {
    let is_marked = |text: String| SessionMeta::from_text(&text).is_ok_and(|meta| meta.deleted_at.is_some());
    if !read(&meta_key(dir)).is_some_and(is_marked) {
        return;
    }
    remove_all(dir);
}

fn remove_all(dir: &str) {
    let prefix = format!("{dir}/");
    for key in keys().into_iter().filter(|key| key.starts_with(&prefix)) {
        remove(&key);
    }
}

fn ready<'a, T: 'a>(result: Result<T, StoreError>) -> StoreFuture<'a, T> {
    future::ready(result).boxed_local()
}

impl SessionStore for LocalStorageStore {
    fn kind(&self) -> StoreKind {
        StoreKind::LocalStorage
    }

    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        ready(insert(dir_key(dir), events, meta))
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        ready(Ok(list(root)))
    }

    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        ready(load(dir_key(dir), seqs))
    }

    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        ready(append(dir_key(dir), events, meta))
    }

    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a> {
        ready(mark_deleted(dir_key(dir), deleted_at))
    }

    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a> {
        purge(&dir_key(dir));
        ready(Ok(()))
    }
}
