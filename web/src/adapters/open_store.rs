//! Chooses where sessions and notes are stored: in IndexedDB, else in localStorage, else only in memory.

use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::storage::store::{MemoryStore, SessionStore};
use abcb_core::tool::notes::{MemoryNotes, NoteStore};
use futures_util::future::{Either, select};
use futures_util::pin_mut;

use super::clock::BrowserClock;
use super::indexed_db::{DATABASE, IndexedDbStore};
use super::local_storage::LocalStorageStore;
use crate::lazy::lazy;

/// How long opening IndexedDB may take, in milliseconds. It can hang forever after a browser downgrade, and the page
/// must start all the same.
const OPEN_MILLIS: u32 = 5_000;

/// The store in use, for other data that belongs in the same place.
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

    /// Returns the store for the browser's directory handles, if this one can hold them.
    pub fn directory_handles(&self) -> Option<Rc<IndexedDbStore>> {
        match self {
            Self::IndexedDb(store) => Some(store.clone()),
            Self::LocalStorage(_) | Self::Nowhere => None,
        }
    }
}

type Opened = (Rc<dyn SessionStore>, Kept);

/// Opens the store. Returns `None` if IndexedDB does not open and the code of the fallback cannot be loaded either.
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
