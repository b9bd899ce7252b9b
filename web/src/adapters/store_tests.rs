//! Runs the shared store test suite against the stores of this page, in a real browser.

use std::cell::Cell;
use std::rc::Rc;

use abcb_core::log::event::{Event, LoggedEvent, Sequence};
use abcb_core::settings::list::Setting;
use abcb_core::settings::prompts::Prompt;
use abcb_core::settings::{ConfigStore, KeyPlace, ModelKind};
use abcb_core::storage::store::{SessionMeta, SessionStore, StoreError};
use abcb_core::testing::{note_conformance, store_conformance};
use abcb_core::tool::notes::NoteStore;
use futures_util::FutureExt;
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use idb::DatabaseEvent;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::config_store::BrowserConfigStore;
use super::indexed_db::{IndexedDbStore, WORKSPACE};
use super::local_storage::{self, LocalStorageStore};
use super::open_store::relocate_fallback;
use crate::dom::listener::Listener;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn indexed_db_store_conforms() {
    let name = format!("abcb-test-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    store_conformance::all(&store).await;
}

#[wasm_bindgen_test]
async fn an_indexed_db_opened_again_holds_what_was_stored() {
    let name = format!("abcb-test-again-{}", js_sys::Date::now());
    let dir = std::path::Path::new("root/a");
    let meta = SessionMeta::new("a", 7);
    IndexedDbStore::open(&name, drop).await.expect("first open").insert_for_test(dir, &meta).await;
    let again = IndexedDbStore::open(&name, drop).await.expect("second open");
    assert_eq!(SessionStore::load(&again, dir).await.expect("load").meta, meta);
}

impl IndexedDbStore {
    async fn insert_for_test(&self, dir: &std::path::Path, meta: &SessionMeta) {
        SessionStore::insert(self, dir, &[], meta).await.expect("insert");
    }
}

#[wasm_bindgen_test]
async fn local_storage_store_conforms() {
    let store = LocalStorageStore::open().expect("localStorage should be there");
    store_conformance::all(&store).await;
}

#[wasm_bindgen_test]
async fn what_was_stored_in_local_storage_moves_to_indexed_db() {
    let name = format!("abcb-test-relocated-{}", js_sys::Date::now());
    let store = Rc::new(IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open"));
    let fallback = LocalStorageStore::open().expect("localStorage should be there");
    let (dir, meta) = (std::path::Path::new("relocated/a"), SessionMeta::new("a", 7));
    SessionStore::insert(&fallback, dir, &events(2), &meta).await.expect("insert");
    NoteStore::append(&fallback, 1, "moves").await.expect("append");
    assert!(local_storage::is_in_use());
    relocate_fallback(store.clone()).await;
    assert!(!local_storage::is_in_use());
    assert_eq!(SessionStore::load(&*store, dir).await.expect("load").events, events(2));
    let notes = NoteStore::list(&*store).await.expect("list");
    assert_eq!(notes.last().map(|note| note.text.as_str()), Some("moves"));
}

#[wasm_bindgen_test]
async fn notes_in_indexed_db_conform() {
    let name = format!("abcb-test-notes-{}", js_sys::Date::now());
    note_conformance::all(&IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open")).await;
    let again = IndexedDbStore::open(&name, drop).await.expect("second open");
    assert!(!NoteStore::list(&again).await.expect("list").is_empty(), "notes are still there");
}

#[wasm_bindgen_test]
async fn notes_in_local_storage_conform() {
    note_conformance::all(&LocalStorageStore::open().expect("localStorage should be there")).await;
}

#[wasm_bindgen_test]
async fn a_database_from_before_there_were_notes_keeps_its_sessions() {
    use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
    let name = format!("abcb-test-upgrade-{}", js_sys::Date::now());
    let old = DatabaseBuilder::new(&name)
        .version(1)
        .add_object_store(ObjectStoreBuilder::new("sessions"))
        .add_object_store(ObjectStoreBuilder::new("events"));
    let old = old.build().await.expect("the old database");
    let writing = old.transaction(&["sessions"], idb::TransactionMode::ReadWrite).expect("a transaction");
    let sessions = writing.object_store("sessions").expect("the object store");
    let meta = SessionMeta::new("a", 7);
    let text = serde_json::to_string(&meta).expect("JSON");
    sessions.put(&text.into(), Some(&"root/a".into())).expect("a request").await.expect("a write");
    writing.await.expect("a commit");

    // The old tab is still open and closes its connection.
    let store = IndexedDbStore::open(&name, drop).await.expect("the upgrade");
    let dir = std::path::Path::new("root/a");
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").meta, meta);
    assert_eq!(NoteStore::append(&store, 1, "a note").await, Ok(1));
}

#[wasm_bindgen_test]
async fn a_store_steps_aside_for_a_newer_page_and_says_so() {
    let name = format!("abcb-test-newer-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    let factory = idb::Factory::new().expect("a factory");
    let mut request = factory.open(&name, Some(1_000)).expect("a request");
    request.on_upgrade_needed(|event| drop(event.database()));
    let _newer = request.await.expect("the newer page is not blocked");
    let failed = NoteStore::list(&store).await;
    assert!(matches!(failed, Err(StoreError::Backend { reason }) if reason.contains("reload")));
}

/// Safari closes the database of a tab in the background.
#[wasm_bindgen_test]
async fn a_database_that_the_browser_closes_is_opened_again() {
    let name = format!("abcb-test-closed-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    let (dir, meta) = (std::path::Path::new("root/a"), SessionMeta::new("a", 7));
    SessionStore::insert(&store, dir, &events(1), &meta).await.expect("insert");
    store.close();
    let next = Sequence::after(1).number(2, vec![Event::SessionPinned { pinned: true }]);
    let list = SessionStore::list(&store, std::path::Path::new("root"));
    let (listed, appended) = futures_util::join!(list, SessionStore::append(&store, dir, &next, &meta));
    assert_eq!((listed, appended), (Ok(vec![meta.clone()]), Ok(())));
    store.close();
    assert_eq!(NoteStore::append(&store, 1, "a note").await, Ok(1));
    store.close();
    assert_eq!(store.directory(WORKSPACE).await, Ok(None));
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").events.len(), 2);
}

#[wasm_bindgen_test]
fn two_tabs_keep_what_each_changes_in_the_settings() {
    let (here, there) = (BrowserConfigStore::default(), BrowserConfigStore::default());
    let [mut ours, mut theirs] = [&here, &there].map(|tab| tab.load().expect("nothing is stored yet"));
    theirs.set_prompt(None, Prompt { name: "a".into(), text: "b".into() });
    there.save(&theirs).expect("saved");
    ours.set_switch(Setting::AgentOn, true);
    here.save(&ours).expect("saved");
    ours.set_model(Some(ModelKind::Mock), "", "");
    here.save(&ours).expect("saved");
    let stored = BrowserConfigStore::default().load().expect("readable");
    assert_eq!(stored.to_text(), r#"{"prompts":{"a":"b"},"agent":{"on":true},"model":{"kind":"mock"}}"#);
    // Whoever deletes the site's data does not halve the settings of a page that is open.
    LocalStorage::clear();
    ours.set_switch(Setting::AgentOn, false);
    here.save(&ours).expect("saved");
    assert_eq!(BrowserConfigStore::default().load().expect("readable"), ours);
    LocalStorage::clear();
}

#[wasm_bindgen_test]
fn a_key_is_in_one_place_only() {
    const SERVER: &str = "http://127.0.0.1:8080/v1";
    let store = BrowserConfigStore::default();
    let places = || {
        let key_in = |keys: Result<String, _>| keys.is_ok_and(|keys| keys.contains("sk-1"));
        let text =
            |storage: web_sys::Storage| storage.get_item("abcb.api_keys").map(Option::unwrap_or_default);
        (key_in(text(LocalStorage::raw())), key_in(text(SessionStorage::raw())))
    };
    for (place, in_browser) in [(KeyPlace::Tab, false), (KeyPlace::Browser, true), (KeyPlace::Tab, false)] {
        store.save_api_key(SERVER, Some("sk-1"), place).expect("saved");
        assert_eq!(places(), (in_browser, !in_browser));
        assert_eq!((store.api_key(SERVER).as_deref(), store.key_place(SERVER)), (Some("sk-1"), place));
    }
    store.save_api_key(SERVER, None, KeyPlace::Tab).expect("saved");
    assert_eq!((places(), store.api_key(SERVER)), ((false, false), None));
    LocalStorage::clear();
    SessionStorage::clear();
}

/// Counts the uncaught errors of this window from its creation on.
struct Uncaught {
    count: Rc<Cell<usize>>,
}

impl Uncaught {
    fn watched() -> Self {
        let count = Rc::new(Cell::new(0));
        let counted = count.clone();
        let window = web_sys::window().expect("a window");
        Listener::new(&window, "error", move |_| counted.set(counted.get() + 1)).for_ever();
        Self { count }
    }
}

fn events(count: u64) -> Vec<LoggedEvent> {
    let event = |_| Event::SessionRenamed { title: "t".into() };
    Sequence::default().number(1, (0..count).map(event).collect())
}

#[wasm_bindgen_test]
async fn a_refused_write_leaves_nothing_that_the_browser_still_calls() {
    let name = format!("abcb-test-refused-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    let dir = std::path::Path::new("root/a");
    let meta = SessionMeta::new("a", 7);
    let uncaught = Uncaught::watched();
    let insert = SessionStore::insert(&store, dir, &events(3), &meta).await;
    insert.expect("the first is taken");
    let again = SessionStore::insert(&store, dir, &events(3), &meta).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists { .. })), "{again:?}");
    let same = SessionStore::append(&store, dir, &events(3), &meta).await;
    assert!(matches!(same, Err(StoreError::Conflict { seq: 1, .. })), "{same:?}");
    let gone = SessionStore::append(&store, std::path::Path::new("root/b"), &events(3), &meta).await;
    assert!(matches!(gone, Err(StoreError::NotFound { .. })), "{gone:?}");
    // The aborted transaction has ended before the next one can start.
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").events.len(), 3);
    assert_eq!(uncaught.count.get(), 0);
}

#[wasm_bindgen_test]
async fn whoever_waits_for_the_store_may_be_gone_before_it_answers() {
    let name = format!("abcb-test-dropped-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    let dir = std::path::Path::new("root/a");
    let meta = SessionMeta::new("a", 7);
    let uncaught = Uncaught::watched();
    let started = events(3);
    assert!(SessionStore::insert(&store, dir, &started, &meta).now_or_never().is_none(), "it waits");
    assert!(SessionStore::load(&store, dir).now_or_never().is_none(), "it waits");
    assert!(SessionStore::list(&store, std::path::Path::new("root")).now_or_never().is_none(), "it waits");
    // Events that were already sent are still stored.
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").events.len(), 3);
    assert_eq!(uncaught.count.get(), 0);
}

#[wasm_bindgen_test]
async fn a_log_that_is_written_in_slices_is_kept_whole_or_not_at_all() {
    let name = format!("abcb-test-slices-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open");
    let (dir, meta) = (std::path::Path::new("root/a"), SessionMeta::new("a", 7));
    let renamed = |_| Event::SessionRenamed { title: "A title".into() };
    let events = Sequence::default().number(1, (0..1_201).map(renamed).collect());
    SessionStore::insert(&store, dir, &events, &meta).await.expect("insert");
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").events, events);
    let again = SessionStore::insert(&store, dir, &events, &meta).await;
    assert_eq!(again, Err(StoreError::AlreadyExists { dir: "root/a".into() }));
    // The last number of the second batch is taken.
    let (next, clash) = (Sequence::after(1_201).number(2, (0..1_201).map(renamed).collect()), 1_201 + 1_000);
    SessionStore::append(&store, dir, &next[999..1_000], &meta).await.expect("one event");
    let refused = SessionStore::append(&store, dir, &next, &meta).await;
    assert_eq!(refused, Err(StoreError::Conflict { dir: "root/a".into(), seq: clash }));
    assert_eq!(SessionStore::load(&store, dir).await.expect("load").events.len(), 1_202);
}
