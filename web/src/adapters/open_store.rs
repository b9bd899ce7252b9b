//! Chooses where sessions are kept: IndexedDB, else localStorage, else only in memory.

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

pub async fn open_store() -> Rc<dyn SessionStore> {
    if let Some(store) = open_indexed_db().await {
        return Rc::new(store);
    }
    match LocalStorageStore::open() {
        Some(store) => Rc::new(store),
        None => Rc::new(MemoryStore::default()),
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
