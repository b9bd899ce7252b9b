//! Chooses where sessions and notes are stored: in IndexedDB, else in localStorage, else only in memory.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::storage::relocate::{copy_session, move_notes};
use abcb_core::storage::store::{MemoryStore, SessionStore};
use abcb_core::tool::notes::{MemoryNotes, NoteStore};
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{future_to_promise, spawn_local};

use super::clock::BrowserClock;
use super::indexed_db::{DATABASE, IndexedDbStore, OpenError, Wait};
use super::local_storage::{self, LocalStorageStore};
use super::tabs::{while_at_rest, work_on};
use crate::lazy::lazy;

/// How long opening IndexedDB may take without a known reason, in milliseconds. It can hang forever after a browser
/// downgrade, and the page must start all the same.
const OPEN_MILLIS: u32 = 5_000;
/// How long the browser may take to list its databases, in milliseconds.
const LIST_MILLIS: u32 = 1_000;

/// The store in use, for other data that belongs in the same place.
#[derive(Clone)]
pub enum ActiveStore {
    IndexedDb(Rc<IndexedDbStore>),
    LocalStorage(LocalStorageStore),
    Nowhere,
}

impl ActiveStore {
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

/// The store that was chosen.
pub struct Opened {
    pub store: Rc<dyn SessionStore>,
    pub kept: ActiveStore,
    /// Whether IndexedDB was left alone because a newer version of the page has upgraded it.
    pub is_newer: bool,
}

/// Opens the store. Calls `says` when that takes long, with what it waits for, and with `None` when it goes on. Returns
/// `None` if IndexedDB does not open and the code of the fallback cannot be loaded either.
pub async fn open_store(says: impl Fn(Option<Wait>)) -> Option<Opened> {
    match open_indexed_db(says).await {
        Ok(store) => {
            let store = Rc::new(store);
            if local_storage::is_in_use() {
                let moved = store.clone();
                let relocating = async move {
                    if let Ok(relocate) = relocate().await {
                        relocate(moved).await;
                    }
                };
                let relocating = Box::pin(relocating);
                if let Either::Right(((), rest)) = select(relocating, BrowserClock.sleep(OPEN_MILLIS)).await {
                    spawn_local(rest);
                }
            }
            Some(Opened { store: store.clone(), kept: ActiveStore::IndexedDb(store), is_newer: false })
        }
        Err(error) => {
            let (store, kept) = fallback().await.ok().map(|open| open())?;
            Some(Opened { store, kept, is_newer: error == Some(OpenError::Newer) })
        }
    }
}

lazy!(relocate in fallback: fn(Rc<IndexedDbStore>) -> LocalBoxFuture<'static, ()> = relocate_fallback);

/// The name under which tabs that use the fallback storage show that to others, as if it were a session.
const FALLBACK: &str = "the fallback storage";

/// Moves to IndexedDB what was stored in localStorage while IndexedDB did not work, unless another tab still writes there.
/// What cannot be moved stays there until the next start.
pub(super) fn relocate_fallback(store: Rc<IndexedDbStore>) -> LocalBoxFuture<'static, ()> {
    async move {
        let relocate = move || future_to_promise(relocate_all(store.clone()));
        let _ = while_at_rest(FALLBACK, &Closure::new(relocate)).await;
    }
    .boxed_local()
}

async fn relocate_all(store: Rc<IndexedDbStore>) -> Result<JsValue, JsValue> {
    let Some(from) = LocalStorageStore::open() else { return Ok(JsValue::UNDEFINED) };
    for dir in from.dirs() {
        match copy_session(&from, &*store, &dir).await {
            Ok(copied) => from.remove_copied(&dir, &copied),
            Err(error) => {
                web_sys::console::warn_1(&format!("{} was not moved: {error}", dir.display()).into());
            }
        }
    }
    if let Err(error) = move_notes(&from, &*store).await {
        web_sys::console::warn_1(&format!("notes were not moved: {error}").into());
    }
    Ok(JsValue::UNDEFINED)
}

type Fallback = (Rc<dyn SessionStore>, ActiveStore);

lazy!(fallback in fallback: fn() -> Fallback = open_fallback);

fn open_fallback() -> Fallback {
    match LocalStorageStore::open() {
        Some(store) => {
            // For as long as the page is open.
            let _ = work_on(FALLBACK);
            (Rc::new(store), ActiveStore::LocalStorage(store))
        }
        None => (Rc::new(MemoryStore::default()), ActiveStore::Nowhere),
    }
}

/// Whether another tab upgrades the database, or waits to do so: the browser tells only that tab. A browser that does not
/// even list its databases hangs.
async fn waits_behind_another_tab() -> bool {
    let listed = pin!(IndexedDbStore::is_outdated(DATABASE));
    matches!(select(listed, BrowserClock.sleep(LIST_MILLIS)).await, Either::Left((true, _)))
}

/// Closes a database that opens when the page has given it up: nobody would close it when a newer page asks for that.
async fn close_when_opened(open: impl Future<Output = Result<IndexedDbStore, OpenError>>) {
    if let Ok(store) = open.await {
        store.close();
    }
}

/// Returns no error if the browser has not answered in time.
async fn open_indexed_db(says: impl Fn(Option<Wait>)) -> Result<IndexedDbStore, Option<OpenError>> {
    let waits = Rc::new(Cell::new(None));
    let noted = waits.clone();
    let open = Box::pin(IndexedDbStore::open(DATABASE, move |wait| noted.set(Some(wait))));
    let opened = match select(open, BrowserClock.sleep(OPEN_MILLIS)).await {
        Either::Left((opened, _)) => opened,
        Either::Right(((), open)) => {
            // Without a reason to wait, the browser hangs. With one, the sessions are there and only have to be waited
            // for.
            let wait = match waits.get() {
                None if waits_behind_another_tab().await => Some(Wait::Upgrade),
                wait => wait,
            };
            let Some(wait) = wait else {
                spawn_local(close_when_opened(open));
                return Err(None);
            };
            says(Some(wait));
            let opened = open.await;
            says(None);
            opened
        }
    };
    opened.map_err(|error| {
        web_sys::console::warn_1(&format!("IndexedDB did not open: {error:?}").into());
        Some(error)
    })
}
