//! Chooses where what the page stores is kept: IndexedDB, else localStorage, else only in memory.

use std::rc::Rc;

use abcb_core::clock::Clock;
use abcb_core::store::{MemoryStore, SessionStore};
use futures_util::future::{Either, select};
use futures_util::pin_mut;

use super::clock::BrowserClock;
use super::indexed_db::{DATABASE, IndexedDbStore};
use super::local_storage::LocalStorageStore;

/// Opening IndexedDB can hang for ever after a browser was downgraded; the page must start all the same.
const OPEN_MILLIS: u32 = 5_000;

/// Where this browser keeps what the page stores.
#[derive(Clone)]
pub enum Kept {
    IndexedDb(Rc<IndexedDbStore>),
    LocalStorage(LocalStorageStore),
    Memory,
}

impl Kept {
    pub fn sessions(&self) -> Rc<dyn SessionStore> {
        match self {
            Self::IndexedDb(store) => store.clone(),
            Self::LocalStorage(store) => Rc::new(*store),
            Self::Memory => Rc::new(MemoryStore::default()),
        }
    }
}

pub async fn open_store() -> Kept {
    if let Some(store) = open_indexed_db().await {
        return Kept::IndexedDb(Rc::new(store));
    }
    LocalStorageStore::open().map_or(Kept::Memory, Kept::LocalStorage)
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
