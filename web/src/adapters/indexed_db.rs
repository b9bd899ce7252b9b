//! Sessions and notes in IndexedDB. The database `abcb` has one object store for the session list's metadata and one
//! for the event logs, both keyed by the session's directory, one for the notes and one for the directory handles that
//! the user has granted; `migrations` has its versions, `records` the form of what is in it. A transaction consists of
//! one batch of requests (several batches for a very long log) followed by its completion; nothing else is awaited
//! inside it.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::path::Path;
use std::rc::Rc;

use abcb_core::log::event::{LogError, LoggedEvent, read_lines};
use abcb_core::storage::store::{
    SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, Written, dir_key,
};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all, ready};
use idb::{Database, Error, KeyRange, ObjectStore, TransactionMode};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::IdbRequest;

mod directory_handle;
mod migrations;
mod notes;
mod opening;
mod records;
mod requests;
mod upgrade;
#[cfg(test)]
mod upgrade_tests;

use crate::lazy::lazy;
use crate::reasons::BrowserFault;
pub use directory_handle::{BACKUP, WORKSPACE};
use migrations::{EVENTS, HANDLES, NOTES, SESSIONS, STEPS, Step};
pub use opening::{OpenError, Wait};
use records::{event_record, line_of, read_session, session_record};
use requests::{Burst, outcome};

// A page is shown before it reads a log.
lazy!(reader in stored_log: Reader = read_log);

/// Reads the lines of a log from the number of the first.
type Reader = fn(u64, &[String]) -> (Vec<LoggedEvent>, Vec<LogError>);

pub const DATABASE: &str = "abcb";

/// The number of events per batch of requests.
const SLICE_EVENTS: usize = 500;

pub struct IndexedDbStore {
    name: String,
    steps: &'static [Step],
    database: RefCell<Database>,
}

impl IndexedDbStore {
    /// Opens the database `name` and upgrades it if it is older. Calls `waits` with what that has to wait for.
    pub async fn open(name: &str, waits: impl Fn(Wait) + 'static) -> Result<Self, OpenError> {
        Self::open_with(name, STEPS, waits).await
    }

    async fn open_with(
        name: &str,
        steps: &'static [Step],
        waits: impl Fn(Wait) + 'static,
    ) -> Result<Self, OpenError> {
        let database = RefCell::new(opening::open(name, steps, Rc::new(waits)).await?);
        Ok(Self { name: name.to_owned(), steps, database })
    }

    /// Whether the database `name` is there in an older version, so that it waits to be upgraded.
    pub async fn is_outdated(name: &str) -> bool {
        opening::is_outdated(name, STEPS).await
    }

    /// Closes the database, so that it is not in the way of another tab.
    pub fn close(&self) {
        self.database.borrow().close();
    }

    fn is_closed(&self) -> bool {
        self.database.borrow().transaction(&[SESSIONS], TransactionMode::ReadOnly).is_err()
    }

    async fn open_again(&self) -> Result<(), StoreError> {
        let opened =
            opening::open(&self.name, self.steps, Rc::new(drop)).await.map_err(|error| match error {
                OpenError::Newer => closed(),
                OpenError::Failed(error) => error,
            })?;
        // Several calls may have found it closed; the first of them opens it for all.
        let spare = if self.is_closed() { self.database.replace(opened) } else { opened };
        spare.close();
        Ok(())
    }

    /// Fetches what reads a session. A failure has no consequence here: whoever opens one tries again.
    pub async fn prefetch() {
        let _ = reader().await;
    }

    /// Begins a transaction. The browser may have closed the database since the last one: it does so to tabs in the
    /// background, and when the user deletes the site's data. Then it is opened again.
    fn begin<'a>(&'a self, stores: &'a [&'a str], mode: TransactionMode) -> StoreFuture<'a, Burst> {
        async move {
            let begin = || self.database.borrow().transaction(stores, mode);
            let transaction = match begin() {
                Ok(transaction) => transaction,
                Err(_) => {
                    self.open_again().await?;
                    begin().map_err(|_| closed())?
                }
            };
            Ok(Burst::new(transaction))
        }
        .boxed_local()
    }

    async fn insert(
        &self,
        dir: String,
        events: &[LoggedEvent],
        meta: &SessionMeta,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[SESSIONS, EVENTS], TransactionMode::ReadWrite).await?;
        let sessions = open_store(&transaction, SESSIONS)?;
        let added =
            outcome(sessions.add(&session_record(meta)?, Some(&dir.as_str().into())).map_err(backend)?);
        let events = add_events(&transaction, &dir, events).await?;
        // Later requests do not depend on these results, so the database need not wait for this page to process them.
        if !events.is_broken_off {
            transaction.commit().map_err(backend)?;
        }
        // A failed request aborts the transaction: nothing of it is stored.
        match added.await {
            Ok(_) => events.kept(dir, transaction).await,
            Err(error) if is_constraint(&error) => Err(StoreError::AlreadyExists { dir }),
            Err(error) => Err(backend(error)),
        }
    }

    async fn list(&self, root: &Path) -> Result<Vec<SessionMeta>, StoreError> {
        let prefix = format!("{}/", dir_key(root));
        let transaction = self.begin(&[SESSIONS], TransactionMode::ReadOnly).await?;
        let sessions = open_store(&transaction, SESSIONS)?;
        let range = KeyRange::bound(
            &prefix.as_str().into(),
            &format!("{prefix}\u{ffff}").into(),
            Some(false),
            Some(false),
        );
        let values = sessions.get_all(Some(range.map_err(backend)?.into()), None).map_err(backend)?;
        let values = all(values).await?;
        Ok(values.into_iter().filter_map(|record| read_session(record).ok()).collect())
    }

    async fn load(&self, dir: String, seqs: RangeInclusive<u64>) -> Result<StoredSession, StoreError> {
        let transaction = self.begin(&[SESSIONS, EVENTS], TransactionMode::ReadOnly).await?;
        // Both requests are sent before either is awaited.
        let meta =
            outcome(open_store(&transaction, SESSIONS)?.get(JsValue::from_str(&dir)).map_err(backend)?);
        let lines = open_store(&transaction, EVENTS)?
            .get_all(Some(events_between(&dir, &seqs)?.into()), None)
            .map_err(backend)?;
        let (meta, lines, read) = futures_util::join!(meta, all(lines), reader());
        let meta = meta.map_err(backend)?;
        if meta.is_undefined() {
            return Err(StoreError::NotFound { dir });
        }
        let meta = read_session(meta).map_err(|reason| StoreError::Damaged { dir, reason })?;
        let lines: Vec<String> = lines?.into_iter().map(line_of).collect();
        let read = read.map_err(|_| StoreError::Backend { reason: BrowserFault::PartMissing.to_string() })?;
        let (events, damaged) = read(*seqs.start(), &lines);
        Ok(StoredSession { meta, events, damaged })
    }

    async fn append(
        &self,
        dir: String,
        events: &[LoggedEvent],
        meta: &SessionMeta,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[SESSIONS, EVENTS], TransactionMode::ReadWrite).await?;
        let sessions = open_store(&transaction, SESSIONS)?;
        // All requests are sent at once: awaiting each of them would cost a round trip to the database before a message
        // is sent.
        let known = outcome(sessions.get(JsValue::from_str(&dir)).map_err(backend)?);
        let events = add_events(&transaction, &dir, events).await?;
        if !events.is_broken_off {
            sessions.put(&session_record(meta)?, Some(&dir.as_str().into())).map_err(backend)?;
        }
        let known = known.await.map_err(backend)?;
        if known.is_undefined() || read_session(known).is_ok_and(|stored| stored.refuses(meta)) {
            transaction.abort().await.map_err(backend)?;
            return Err(StoreError::NotFound { dir });
        }
        events.kept(dir, transaction).await
    }

    async fn mark_deleted(&self, dir: String, deleted_at: Option<u64>) -> Result<(), StoreError> {
        let transaction = self.begin(&[SESSIONS], TransactionMode::ReadWrite).await?;
        let sessions = open_store(&transaction, SESSIONS)?;
        let known =
            outcome(sessions.get(JsValue::from_str(&dir)).map_err(backend)?).await.map_err(backend)?;
        if known.is_undefined() {
            return Err(StoreError::NotFound { dir });
        }
        let known = read_session(known).map_err(|reason| StoreError::Damaged { dir: dir.clone(), reason })?;
        sessions
            .put(&session_record(&SessionMeta { deleted_at, ..known })?, Some(&dir.into()))
            .map_err(backend)?;
        finish(transaction).await
    }

    async fn purge(&self, dir: String) -> Result<(), StoreError> {
        let transaction = self.begin(&[SESSIONS, EVENTS], TransactionMode::ReadWrite).await?;
        let sessions = open_store(&transaction, SESSIONS)?;
        let known =
            outcome(sessions.get(JsValue::from_str(&dir)).map_err(backend)?).await.map_err(backend)?;
        if read_session(known).is_ok_and(|meta| meta.deleted_at.is_some()) {
            open_store(&transaction, EVENTS)?.delete(events_of(&dir)?).map_err(backend)?;
            sessions.delete(JsValue::from_str(&dir)).map_err(backend)?;
        }
        finish(transaction).await
    }
}

fn read_log(first: u64, lines: &[String]) -> (Vec<LoggedEvent>, Vec<LogError>) {
    read_lines(first, lines.iter().map(String::as_str))
}

fn closed() -> StoreError {
    StoreError::Backend { reason: BrowserFault::DatabaseClosed.to_string() }
}

fn open_store(transaction: &Burst, name: &str) -> Result<ObjectStore, StoreError> {
    transaction.object_store(name).map_err(backend)
}

/// Waits until the browser has committed the whole transaction.
async fn finish(transaction: Burst) -> Result<(), StoreError> {
    transaction.end().await.map_err(|exception| match exception {
        Some(exception) => backend(Error::DomException(exception)),
        // An abort without a failed request means that the browser refused to commit, as it does when the quota is
        // reached.
        None => StoreError::Full { reason: BrowserFault::WriteLost.to_string() },
    })
}

/// Returns the results of a request for several values.
async fn all(request: impl Into<IdbRequest>) -> Result<Vec<JsValue>, StoreError> {
    Ok(Array::from(&outcome(request).await.map_err(backend)?).to_vec())
}

/// Pending requests that add events.
struct AddedEvents {
    is_broken_off: bool,
    requests: Vec<LocalBoxFuture<'static, (u64, Result<JsValue, Error>)>>,
}

/// Sends the requests that add events, all at once unless there are very many: the page can run between batches. After
/// a failure no further requests are sent.
async fn add_events(
    transaction: &Burst,
    dir: &str,
    events: &[LoggedEvent],
) -> Result<AddedEvents, StoreError> {
    let log = open_store(transaction, EVENTS)?;
    let mut added = AddedEvents { requests: Vec::new(), is_broken_off: false };
    for slice in events.chunks(SLICE_EVENTS) {
        // The transaction accepts further requests while a result is being delivered.
        if let Some(last) = added.requests.pop() {
            let last = last.await;
            added.is_broken_off = last.1.is_err();
            added.requests.push(ready(last).boxed_local());
            if added.is_broken_off {
                break;
            }
        }
        for event in slice {
            let request =
                log.add(&event_record(event)?, Some(&event_key(dir, event.seq))).map_err(backend)?;
            let (seq, request) = (event.seq, outcome(request));
            added.requests.push(async move { (seq, request.await) }.boxed_local());
        }
    }
    Ok(added)
}

impl AddedEvents {
    /// Waits until the events are committed. A failed request aborts the transaction: nothing of this batch is stored.
    async fn kept(self, dir: String, transaction: Burst) -> Result<(), StoreError> {
        // The first failure causes the later ones.
        let failed =
            join_all(self.requests).await.into_iter().find_map(|(seq, kept)| Some((seq, kept.err()?)));
        match failed {
            None => finish(transaction).await,
            Some((seq, error)) if is_constraint(&error) => Err(StoreError::Conflict { dir, seq }),
            Some((_, error)) => Err(backend(error)),
        }
    }
}

fn event_key(dir: &str, seq: u64) -> JsValue {
    Array::of2(&dir.into(), &(seq as f64).into()).into()
}

/// The range of all keys `[dir, seq]`. In IndexedDB's key order every number sorts before every array.
fn events_of(dir: &str) -> Result<KeyRange, StoreError> {
    let lower = Array::of1(&dir.into());
    let upper = Array::of2(&dir.into(), &Array::new());
    KeyRange::bound(&lower, &upper, Some(false), Some(false)).map_err(backend)
}

fn events_between(dir: &str, seqs: &RangeInclusive<u64>) -> Result<KeyRange, StoreError> {
    let (lower, upper) = (event_key(dir, *seqs.start()), event_key(dir, *seqs.end()));
    KeyRange::bound(&lower, &upper, Some(false), Some(false)).map_err(backend)
}

fn is_constraint(error: &Error) -> bool {
    matches!(error, Error::DomException(exception) if exception.name() == "ConstraintError")
}

fn backend(error: Error) -> StoreError {
    match &error {
        Error::DomException(exception) if exception.name() == "QuotaExceededError" => {
            StoreError::Full { reason: exception.message() }
        }
        Error::DomException(exception) => {
            StoreError::Backend { reason: format!("{}: {}", exception.name(), exception.message()) }
        }
        _ => StoreError::Backend { reason: error.to_string() },
    }
}

impl SessionStore for IndexedDbStore {
    fn kind(&self) -> StoreKind {
        StoreKind::IndexedDb
    }

    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        self.insert(dir_key(dir), events, meta).boxed_local()
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        self.list(root).boxed_local()
    }

    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        self.load(dir_key(dir), seqs).boxed_local()
    }

    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        self.append(dir_key(dir), events, meta).boxed_local()
    }

    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a> {
        self.mark_deleted(dir_key(dir), deleted_at).boxed_local()
    }

    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a> {
        self.purge(dir_key(dir)).boxed_local()
    }
}
