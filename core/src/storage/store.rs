//! Session storage: the [`SessionStore`] trait, the stored record of a session, and how a session is created.
//! Sessions are keyed by their directory. Independent of IndexedDB and files. Every implementation must pass
//! `testing::store_conformance`.

use std::ops::{Not, RangeInclusive};
use std::path::{Path, PathBuf};

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::base::clock::{Clock, now_millis};
use crate::base::json::{read, value_of};
use crate::conversation::session::{Session, created_at_in, new_session_id, session_dir};
use crate::log::event::{LogError, LoggedEvent};
use crate::log::transcript::Transcript;

mod memory;
pub use memory::MemoryStore;

pub use crate::base::store_error::StoreError;

/// The metadata of a session, for the session list. It is stored apart from the log, so that the list never has to
/// read a log. Everything except `id`, `created_at` and `deleted_at` is derived from the log.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SessionMeta {
    /// The session's id, the name of its directory.
    pub id: String,
    /// The creation time; all times are in Unix-epoch milliseconds.
    pub created_at: u64,
    /// When the conversation last changed.
    #[serde(default)]
    pub updated_at: u64,
    /// The title the user set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The first line of the first user message: the title of a session without one.
    #[serde(default)]
    pub excerpt: String,
    /// The number of the last event in the log.
    #[serde(default)]
    pub last_seq: u64,
    /// Whether the user pinned the session in the session list.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub pinned: bool,
    /// When the session was deleted, while the deletion can still be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<u64>,
}

impl SessionMeta {
    /// Creates metadata for a session without events.
    pub fn new(id: impl Into<String>, created_at: u64) -> Self {
        Self { id: id.into(), created_at, updated_at: created_at, ..Self::default() }
    }

    /// Returns the metadata as stored.
    pub fn to_text(&self) -> String {
        value_of(self).to_string()
    }

    /// Reads stored metadata.
    ///
    /// # Errors
    /// The JSON parser's message, or a sentence that names the field that is missing or has the wrong type.
    pub fn from_text(text: &str) -> Result<Self, String> {
        read(&serde_json::from_str(text).map_err(|error| error.to_string())?, "a session")
    }

    /// Whether the session with this stored metadata rejects a write that carries `meta`: it was deleted in the
    /// meantime, and the writer does not know.
    pub fn refuses(&self, meta: &Self) -> bool {
        self.deleted_at.is_some() && meta.deleted_at.is_none()
    }

    /// Updates everything that is derived from the log.
    pub fn describe(&mut self, transcript: &Transcript) {
        self.title = transcript.title().map(str::to_owned);
        self.excerpt = transcript.excerpt();
        self.pinned = transcript.is_pinned();
        self.last_seq = transcript.last_seq();
        self.updated_at = transcript.updated_at().max(self.created_at);
    }
}

/// The maximum number of events of a log that is loaded in parts. A larger last number is not one that we wrote, and
/// loading parts up to it would never end.
pub const MOST_EVENTS: u64 = 10_000_000;

/// A session as loaded from a store. `damaged` lists the events that could not be read; `events` contains all others.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct StoredSession {
    /// The metadata as stored.
    pub meta: SessionMeta,
    /// The events that could be read, in order.
    pub events: Vec<LoggedEvent>,
    /// The events that could not be read, by their numbers.
    pub damaged: Vec<LogError>,
}

/// The storage behind a store, which determines how long the data is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoreKind {
    /// IndexedDB of the browser: kept until the user or the browser deletes it.
    IndexedDb,
    /// `localStorage` of the browser: kept likewise, but only a few megabytes.
    LocalStorage,
    /// Lost when the page is closed.
    Memory,
}

/// The result of a call to a store, once it is there.
pub type StoreFuture<'a, T> = LocalBoxFuture<'a, Result<T, StoreError>>;
/// The result of a call that writes.
pub type Written<'a> = StoreFuture<'a, ()>;

/// A store for sessions. Every call is atomic: it succeeds as a whole or changes nothing.
pub trait SessionStore {
    /// Returns what the store is built on.
    fn kind(&self) -> StoreKind;

    /// Creates the directory `dir` with `events` as its log, in one transaction. Never overwrites: an existing
    /// directory is an `AlreadyExists` error.
    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a>;

    /// Returns the metadata of every session below `root`, in no particular order. Metadata that cannot be read is
    /// left out.
    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>>;

    /// Loads the session with its whole log.
    fn load<'a>(&'a self, dir: &'a Path) -> StoreFuture<'a, StoredSession> {
        self.load_part(dir, 0..=u64::MAX)
    }

    /// Loads the session with those events of its log whose numbers are in `seqs`.
    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession>;

    /// Appends `events` to the log and replaces the metadata, in one transaction. Fails with `Conflict` if one of the
    /// numbers is taken, and with `NotFound` if the session is gone, or is marked as deleted while `meta` is not;
    /// then nothing is written.
    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a>;

    /// Sets or clears the deletion mark of an existing session, and changes nothing else: another tab may be writing to
    /// the session.
    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a>;

    /// Deletes a session that is marked as deleted, and its log. Any other session is left alone: the mark may have been
    /// taken back in another tab. Succeeds if there is no such session.
    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a>;
}

/// Returns the key under which a store keeps a directory.
pub fn dir_key(dir: &Path) -> String {
    dir.to_string_lossy().into_owned()
}

/// Creates the directory of the session below `root`, with the creation time that is in the id. Idempotent: an existing
/// directory is left unchanged.
///
/// # Errors
/// The [`StoreError`] of the store, except [`StoreError::AlreadyExists`].
pub async fn create_session_dir(
    store: &dyn SessionStore,
    root: &Path,
    session_id: &str,
) -> Result<PathBuf, StoreError> {
    let dir = session_dir(root, session_id);
    let meta = SessionMeta::new(session_id, created_at_in(session_id).unwrap_or(0));
    match store.insert(&dir, &[], &meta).await {
        Ok(()) | Err(StoreError::AlreadyExists { .. }) => Ok(dir),
        Err(error) => Err(error),
    }
}

/// Creates a session and its directory. If two tabs start a session in the same millisecond, the later one increments
/// its time by a millisecond and derives its id again. Ids stay unique, and `id == "sess-{created_at}"` still holds.
///
/// # Errors
/// The [`StoreError`] of the store.
pub async fn start_session(
    store: &dyn SessionStore,
    root: &Path,
    clock: &(impl Clock + ?Sized),
) -> Result<Session, StoreError> {
    insert_session_at(store, root, now_millis(clock)).await
}

/// Like [`start_session`], with a given creation time.
///
/// # Errors
/// The [`StoreError`] of the store.
pub async fn insert_session_at(
    store: &dyn SessionStore,
    root: &Path,
    created_at: u64,
) -> Result<Session, StoreError> {
    let mut created_at = created_at;
    loop {
        let session = Session::new(new_session_id(created_at), created_at);
        let meta = SessionMeta::new(&session.id, created_at);
        match store.insert(&session_dir(root, &session.id), &[], &meta).await {
            Ok(()) => return Ok(session),
            Err(StoreError::AlreadyExists { .. }) => created_at = created_at.saturating_add(1),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{FakeClock, block_on};

    #[test]
    fn the_record_of_a_session_reads_back() {
        let full = SessionMeta {
            id: "a".into(),
            created_at: 1,
            updated_at: 2,
            title: Some("t".into()),
            excerpt: "e".into(),
            last_seq: 3,
            pinned: true,
            deleted_at: Some(4),
        };
        let text = r#"{"id":"a","created_at":1,"updated_at":2,"title":"t","excerpt":"e","last_seq":3,"pinned":true,"deleted_at":4}"#;
        let bare = SessionMeta { id: "a".into(), created_at: 1, ..SessionMeta::default() };
        let bare_text = r#"{"id":"a","created_at":1,"updated_at":0,"excerpt":"","last_seq":0}"#;
        for (meta, text) in [(full, text), (bare.clone(), bare_text)] {
            assert_eq!(meta.to_text(), text);
            assert_eq!(SessionMeta::from_text(text), Ok(meta));
        }
        let read = SessionMeta::from_text;
        assert_eq!(read(r#"{"id":"a","created_at":1}"#), Ok(bare), "the rest is optional");
        assert_eq!(read(r#"{"id":"a"}"#), Err("`created_at` is missing".into()), "strict");
    }

    #[test]
    fn create_session_dir_makes_the_directory_under_the_root() {
        let store = MemoryStore::default();
        let root = Path::new("root");
        let dir = block_on(create_session_dir(&store, root, "sess-42")).expect("should create");

        assert_eq!(dir, root.join("sess-42"));
        let meta = block_on(store.load(&dir)).expect("it is there").meta;
        assert_eq!((meta.id.as_str(), meta.created_at), ("sess-42", 42));
    }

    #[test]
    fn create_session_dir_is_idempotent() {
        let store = MemoryStore::default();
        let root = Path::new("root");
        block_on(create_session_dir(&store, root, "sess-42")).expect("first create");
        block_on(create_session_dir(&store, root, "sess-42")).expect("second create is a no-op");
    }

    #[test]
    fn sessions_started_in_the_same_millisecond_get_different_ids() {
        let store = MemoryStore::default();
        let clock = FakeClock::at(1_748_613_022_123);
        let start = || block_on(start_session(&store, Path::new("r"), &clock)).expect("should start");
        let ids: Vec<Session> = vec![start(), start(), start()];
        for (offset, session) in (0u64..).zip(&ids) {
            assert_eq!(session.created_at, 1_748_613_022_123 + offset);
            assert_eq!(session.id, format!("sess-{}", session.created_at));
        }
    }
}
