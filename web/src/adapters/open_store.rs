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

/// Opening IndexedDB can hang for ever after a browser was downgraded; the page must start all the same.
const OPEN_MILLIS: u32 = 5_000;

/// Sessions and notes, kept in the same place.
pub struct Stores {
    pub sessions: Rc<dyn SessionStore>,
    pub notes: Rc<dyn NoteStore>,
    /// What also keeps the browser's handles, where there is such a thing.
    pub grants: Option<Rc<IndexedDbStore>>,
}

pub async fn open_stores() -> Stores {
    if let Some(store) = open_indexed_db().await {
        let store = Rc::new(store);
        return Stores { sessions: store.clone(), notes: store.clone(), grants: Some(store) };
    }
    match LocalStorageStore::open() {
        Some(store) => Stores { sessions: Rc::new(store), notes: Rc::new(store), grants: None },
        None => Stores {
            sessions: Rc::new(MemoryStore::default()),
            notes: Rc::new(MemoryNotes::default()),
            grants: None,
        },
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
