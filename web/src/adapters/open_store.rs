//! Chooses where sessions and notes are kept: IndexedDB, else localStorage, else only in memory.

use std::rc::Rc;

use abcb_core::clock::Clock;
use abcb_core::notes::{MemoryNotes, NoteStore};
use abcb_core::store::{MemoryStore, SessionStore};
use futures_util::future::{Either, select};
use futures_util::pin_mut;

use super::clock::BrowserClock;
use super::indexed_db::{DATABASE, IndexedDbStore};
use super::local_storage::LocalStorageStore;
use crate::lazy::lazy;

/// Opening IndexedDB can hang for ever after a browser was downgraded; the page must start all the same.
const OPEN_MILLIS: u32 = 5_000;

/// What sessions are kept in, for what else belongs beside them.
#[derive(Clone)]
pub enum Kept {
    IndexedDb(Rc<IndexedDbStore>),
    LocalStorage(LocalStorageStore),
    Nowhere,
}

impl Kept {
    pub fn notes(&self) -> Rc<dyn NoteStore> {
        match self {
            Self::IndexedDb(store) => store.clone(),
            Self::LocalStorage(store) => Rc::new(*store),
            Self::Nowhere => Rc::new(MemoryNotes::default()),
        }
    }

    /// What also keeps the browser's handles, where there is such a thing.
    pub fn grants(&self) -> Option<Rc<IndexedDbStore>> {
        match self {
            Self::IndexedDb(store) => Some(store.clone()),
            Self::LocalStorage(_) | Self::Nowhere => None,
        }
    }
}

type Opened = (Rc<dyn SessionStore>, Kept);

/// `None` when IndexedDB does not open and the code that takes its place does not come either.
pub async fn open_store() -> Option<Opened> {
    if let Some(store) = open_indexed_db().await {
        let store = Rc::new(store);
        return Some((store.clone(), Kept::IndexedDb(store)));
    }
    fallback().await.ok().map(|open| open())
}

lazy!(fallback in fallback: fn() -> Opened = open_fallback);

fn open_fallback() -> Opened {
    match LocalStorageStore::open() {
        Some(store) => (Rc::new(store), Kept::LocalStorage(store)),
        None => (Rc::new(MemoryStore::default()), Kept::Nowhere),
    }
}

async fn open_indexed_db() -> Option<IndexedDbStore> {
    let open = IndexedDbStore::open(DATABASE);
    let patience = BrowserClock.sleep(OPEN_MILLIS);
    pin_mut!(open);
    match select(open, patience).await {
        Either::Left((opened, _)) => opened.ok(),
        Either::Right(_) => None,
    }
}
