//! Where sessions are kept: the trait, what a stored session is, and how one begins. Keyed by the session's directory;
//! knows nothing of IndexedDB or files. Every implementation must pass `testing::store_conformance`.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::{Clock, now_millis};
use crate::event::{LogError, LoggedEvent};
use crate::json::{Fields, Object};
use crate::session::{Session, new_session_id, session_dir};
use crate::transcript::Transcript;

mod memory;
pub use memory::MemoryStore;

/// What the list of sessions shows, kept apart from the log so that the list never reads a log.
/// Everything but the identity and `deleted_at` is derived from the log.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(into = "Value", try_from = "Value")]
pub struct SessionMeta {
    pub id: String,
    /// Unix-epoch milliseconds.
    pub created_at: u64,
    pub updated_at: u64,
    /// The title the user gave.
    pub title: Option<String>,
    /// The first line of the first question: the title of a session that was given none.
    pub excerpt: String,
    /// Number of the last event in the log.
    pub last_seq: u64,
    /// Whether the user keeps it on top of the list.
    pub pinned: bool,
    /// Set while the deletion can still be undone.
    pub deleted_at: Option<u64>,
}

/// As a record of a store. Not derived: that would be one more reader in a page whose code has to be small.
impl From<SessionMeta> for Value {
    fn from(meta: SessionMeta) -> Self {
        let mut object = Object::default();
        object
            .text("id", &meta.id)
            .number("created_at", meta.created_at)
            .number("updated_at", meta.updated_at)
            .optional_text("title", meta.title.as_deref())
            .text("excerpt", &meta.excerpt)
            .number("last_seq", meta.last_seq)
            .optional("pinned", meta.pinned.then_some(Value::Bool(true)))
            .optional_number("deleted_at", meta.deleted_at);
        object.into_value()
    }
}

impl TryFrom<Value> for SessionMeta {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let fields = Fields::of(&value, "a session")?;
        Ok(Self {
            id: fields.text("id")?,
            created_at: fields.number("created_at")?,
            updated_at: fields.number_or_zero("updated_at")?,
            title: fields.optional_text("title")?,
            excerpt: fields.text_or_empty("excerpt")?,
            last_seq: fields.number_or_zero("last_seq")?,
            pinned: fields.flag_or_false("pinned")?,
            deleted_at: fields.optional_number("deleted_at")?,
        })
    }
}

impl SessionMeta {
    pub fn new(id: impl Into<String>, created_at: u64) -> Self {
        Self { id: id.into(), created_at, updated_at: created_at, ..Self::default() }
    }

    /// Whether a session with this record takes nothing from who would leave it with `meta`: it was deleted meanwhile.
    pub fn refuses(&self, meta: &Self) -> bool {
        self.deleted_at.is_some() && meta.deleted_at.is_none()
    }

    /// Brings everything that is derived up to date with the log.
    pub fn describe(&mut self, transcript: &Transcript) {
        self.title = transcript.title().map(str::to_owned);
        self.excerpt = transcript.excerpt();
        self.pinned = transcript.is_pinned();
        self.last_seq = transcript.last_seq();
        self.updated_at = transcript.updated_at().max(self.created_at);
    }
}

/// A log of more events is not read in parts: its last number is not one of ours, and parts up to it would never end.
pub const MOST_EVENTS: u64 = 10_000_000;

/// A session as it was read back. `damaged` names the events that could not be read; the others are all there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct StoredSession {
    pub meta: SessionMeta,
    pub events: Vec<LoggedEvent>,
    pub damaged: Vec<LogError>,
}

/// What a store is made of, and so how long it keeps what it is given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoreKind {
    IndexedDb,
    LocalStorage,
    /// Gone when the page is closed.
    Memory,
}

/// What users read of it names no place in the store.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The directory is taken. The caller chooses another.
    #[error("a session with this name exists already")]
    AlreadyExists { dir: String },
    /// The session was deleted, perhaps by another tab.
    #[error("it is not here any more")]
    NotFound { dir: String },
    /// Another tab has written to this session since it was read. The caller reads it again.
    #[error("another tab has changed the session meanwhile")]
    Conflict { dir: String, seq: u64 },
    /// No room left. The user can delete sessions or free the disk.
    #[error("storage is full: {reason}")]
    Full { reason: String },
    /// The record cannot be read.
    #[error("its record is damaged: {reason}")]
    Damaged { dir: String, reason: String },
    /// The storage says nothing. Whether it will have kept what it was given, nobody knows.
    #[error("the storage has not answered for {seconds} seconds")]
    Silent { seconds: u32 },
    /// The storage itself failed; `reason` is its own message.
    #[error("storage failed: {reason}")]
    Backend { reason: String },
}

pub type StoreFuture<'a, T> = LocalBoxFuture<'a, Result<T, StoreError>>;

/// Keeps sessions. Every call is atomic: it happens as a whole or not at all.
pub trait SessionStore {
    fn kind(&self) -> StoreKind;

    /// Makes the directory `dir` with `events` as its log, in one transaction. Never overwrites: `AlreadyExists`.
    fn insert<'a>(
        &'a self,
        dir: &'a Path,
        events: &'a [LoggedEvent],
        meta: &'a SessionMeta,
    ) -> StoreFuture<'a, ()>;

    /// Every session below `root`, in no particular order. A record that cannot be read is left out.
    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>>;

    /// The session with its whole log.
    fn load<'a>(&'a self, dir: &'a Path) -> StoreFuture<'a, StoredSession> {
        self.load_part(dir, 0..=u64::MAX)
    }

    /// The session with those events of its log whose numbers are in `seqs`.
    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession>;

    /// Adds `events` to the log and replaces the meta record, in one transaction.
    /// `Conflict` if one of the numbers is taken, `NotFound` if the session is gone or carries a mark of deletion that `meta`
    /// does not; then nothing was written.
    fn append<'a>(
        &'a self,
        dir: &'a Path,
        events: &'a [LoggedEvent],
        meta: &'a SessionMeta,
    ) -> StoreFuture<'a, ()>;

    /// Replaces the meta record of a session that exists.
    fn update_meta<'a>(&'a self, dir: &'a Path, meta: &'a SessionMeta) -> StoreFuture<'a, ()>;

    /// Removes the session and its log. Removing what is not there is no error.
    fn delete<'a>(&'a self, dir: &'a Path) -> StoreFuture<'a, ()>;
}

/// The text by which a store names a directory.
pub fn dir_key(dir: &Path) -> String {
    dir.to_string_lossy().into_owned()
}

/// Makes the session's directory below `root`. Idempotent: a directory that exists is left as it is.
pub async fn create_session_dir(
    store: &dyn SessionStore,
    root: &Path,
    session_id: &str,
) -> Result<PathBuf, StoreError> {
    let dir = session_dir(root, session_id);
    match store.insert(&dir, &[], &SessionMeta::new(session_id, 0)).await {
        Ok(()) | Err(StoreError::AlreadyExists { .. }) => Ok(dir),
        Err(error) => Err(error),
    }
}

/// Starts a session and makes its directory. Two tabs can start in the same millisecond: the later one moves on by a
/// millisecond and derives its id again, so that ids stay unique and `id == "sess-{created_at}"` holds.
pub async fn start_session(
    store: &dyn SessionStore,
    root: &Path,
    clock: &(impl Clock + ?Sized),
) -> Result<Session, StoreError> {
    insert_session_at(store, root, now_millis(clock)).await
}

/// As [`start_session`], from a time that is given.
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
            assert_eq!(serde_json::to_string(&meta).expect("should serialize"), text);
            assert_eq!(serde_json::from_str::<SessionMeta>(text).expect("should deserialize"), meta);
        }
        let read = serde_json::from_str::<SessionMeta>;
        assert_eq!(read(r#"{"id":"a","created_at":1}"#).expect("the rest is optional"), bare);
        assert_eq!(read(r#"{"id":"a"}"#).expect_err("strict").to_string(), "`created_at` is missing");
    }

    #[test]
    fn create_session_dir_makes_the_directory_under_the_root() {
        let store = MemoryStore::default();
        let root = Path::new("root");
        let dir = block_on(create_session_dir(&store, root, "sess-42")).expect("should create");

        assert_eq!(dir, root.join("sess-42"));
        assert!(block_on(store.load(&dir)).is_ok());
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
