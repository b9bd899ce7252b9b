//! Databases of older versions, opened by this one. `migrations/version_2.json` has the records of such a database as
//! the page of that version wrote them, and two that were torn.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use abcb_core::log::event::{read_lines, write_log};
use abcb_core::tool::notes::NoteStore;
use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{DatabaseEvent, Factory};
use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use super::migrations::to_objects;
use super::*;
use crate::adapters::bridge;
use crate::testing::Gate;

const ROOT: &str = ".abcb/sessions";

/// The records of a database, each with its key.
#[derive(Deserialize)]
struct Records {
    sessions: Vec<(Value, String)>,
    events: Vec<(Value, String)>,
    notes: Vec<(Value, String)>,
}

impl Records {
    fn of_version_2() -> Self {
        serde_json::from_str(include_str!("migrations/version_2.json")).expect("a fixture")
    }

    fn stores(&self) -> [(&'static str, &[(Value, String)]); 3] {
        [(SESSIONS, &self.sessions), (EVENTS, &self.events), (NOTES, &self.notes)]
    }

    /// Returns the log of a session as it would be exported.
    fn log(&self, dir: &str) -> String {
        let own = self.events.iter().filter(|(key, _)| key[0] == dir);
        own.map(|(_, line)| format!("{line}\n")).collect()
    }
}

fn js(value: &Value) -> JsValue {
    bridge::to_js(value).expect("a JavaScript value")
}

fn new_name(test: &str) -> String {
    format!("abcb-test-{test}-{}", js_sys::Date::now())
}

/// Creates a database as the page of version 2 does, with its records and a granted directory.
async fn version_2(name: &str, records: &Records) -> Database {
    let builder = DatabaseBuilder::new(name)
        .version(2)
        .add_object_store(ObjectStoreBuilder::new(SESSIONS))
        .add_object_store(ObjectStoreBuilder::new(EVENTS))
        .add_object_store(ObjectStoreBuilder::new(NOTES).auto_increment(true))
        .add_object_store(ObjectStoreBuilder::new(HANDLES));
    let database = builder.build().await.expect("the old database");
    let names = database.store_names();
    let writing = database.transaction(&names, TransactionMode::ReadWrite).expect("a transaction");
    for (store, records) in records.stores() {
        let store = writing.object_store(store).expect("the object store");
        for (key, record) in records {
            store.put(&record.as_str().into(), Some(&js(key))).expect("a request");
        }
    }
    let handles = writing.object_store(HANDLES).expect("the object store");
    handles.put(&js_sys::Date::new_0(), Some(&"workspace".into())).expect("a request");
    writing.await.expect("a commit");
    database
}

/// Returns the records of an object store with their keys, in the order of the keys.
async fn stored(name: &str, store: &str) -> Vec<(JsValue, JsValue)> {
    let database = Factory::new().expect("a factory").open(name, None).expect("a request");
    let database = database.await.expect("the database");
    let reading = database.transaction(&[store], TransactionMode::ReadOnly).expect("a transaction");
    let store = reading.object_store(store).expect("the object store");
    let keys = all(store.get_all_keys(None, None).expect("a request")).await.expect("keys");
    let records = all(store.get_all(None, None).expect("a request")).await.expect("records");
    database.close();
    keys.into_iter().zip(records).collect()
}

async fn opened(name: &str) -> IndexedDbStore {
    IndexedDbStore::open(name, drop).await.expect("the upgrade")
}

#[wasm_bindgen_test]
async fn everything_in_a_database_of_text_is_there_byte_for_byte() {
    let (name, old) = (new_name("version-2"), Records::of_version_2());
    // The page of the older version is still open, and closes its connection.
    let _older = version_2(&name, &old).await;
    let store = opened(&name).await;

    let mut metas = SessionStore::list(&store, Path::new(ROOT)).await.expect("the list");
    metas.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(metas.len(), 2);
    for (meta, (key, text)) in metas.iter().zip(&old.sessions) {
        assert_eq!(serde_json::to_string(meta).expect("JSON"), *text);
        let dir = key.as_str().expect("a directory");
        let session = SessionStore::load(&store, Path::new(dir)).await.expect("the session");
        let (events, damaged) = read_lines(1, old.log(dir).lines());
        assert_eq!((&session.meta, &session.events, &session.damaged), (meta, &events, &damaged));
        let exported = write_log(&session.events).expect("a log");
        assert_eq!(exported.lines().count() + damaged.len(), old.log(dir).lines().count());
        assert!(old.log(dir).starts_with(&exported), "{exported}");
    }
    let torn = SessionStore::load(&store, Path::new(".abcb/sessions/sess-1748613022125")).await;
    assert!(matches!(torn, Err(StoreError::Damaged { .. })), "{torn:?}");

    let notes = NoteStore::list(&store).await.expect("the notes");
    let notes: Vec<(u64, u64, &str)> =
        notes.iter().map(|note| (note.id, note.at, note.text.as_str())).collect();
    assert_eq!(notes, [(1, 5, "Anna likes \"tea\"\n& 👋"), (3, 7, "Milk")]);
    assert_eq!(NoteStore::append(&store, 8, "a note").await, Ok(4));
    assert!(store.directory(WORKSPACE).await.expect("the handle").is_some_and(|handle| handle.is_object()));
}

#[wasm_bindgen_test]
async fn records_become_objects_and_torn_ones_stay_as_they_are() {
    let (name, old) = (new_name("objects"), Records::of_version_2());
    version_2(&name, &old).await.close();
    opened(&name).await;
    for (store, records) in old.stores() {
        let now = stored(&name, store).await;
        assert_eq!(now.len(), records.len());
        for (key, text) in records {
            let (_, record) = now
                .iter()
                .find(|(now, _)| bridge::from_js::<Value>(now.clone()).as_ref() == Ok(key))
                .expect("the key");
            match record.as_string() {
                Some(kept) => {
                    assert!(kept == *text && serde_json::from_str::<Value>(text).is_err(), "{text}")
                }
                None => assert!(record.is_object(), "{text}"),
            }
        }
    }
    let (_, event) = stored(&name, EVENTS).await.swap_remove(8);
    let event: Value = bridge::from_js(event).expect("an object");
    assert_eq!(event["kind"], "tool_requested");
    assert_eq!((&event["seq"], &event["at"]), (&Value::from(9), &Value::from(1_748_613_022_700_u64)));
    assert_eq!(event["line"], old.events[8].1);
}

#[wasm_bindgen_test]
async fn a_new_record_has_the_form_of_an_upgraded_one() {
    let (name, old) = (new_name("form"), Records::of_version_2());
    version_2(&name, &old).await.close();
    let store = opened(&name).await;
    let dir = Path::new(".abcb/sessions/sess-1748613022123");
    let session = SessionStore::load(&store, dir).await.expect("the session");
    let copy = Path::new(".abcb/sessions/copy");
    SessionStore::insert(&store, copy, &session.events, &session.meta).await.expect("insert");
    let of = |all: Vec<(JsValue, JsValue)>, dir: &str| -> Vec<Value> {
        let is_own = |key: &JsValue| {
            let key: Value = bridge::from_js(key.clone()).expect("a key");
            key == dir || key[0] == dir
        };
        let own = all.into_iter().filter(|(key, _)| is_own(key));
        own.map(|(_, record)| bridge::from_js(record).expect("an object")).collect()
    };
    for store in [SESSIONS, EVENTS] {
        let all = stored(&name, store).await;
        assert_eq!(of(all.clone(), ".abcb/sessions/copy"), of(all, &dir_key(dir)));
    }
}

#[wasm_bindgen_test]
async fn a_log_of_several_slices_is_converted_whole() {
    let name = new_name("slices");
    let line = |seq| format!(r#"{{"seq":{seq},"at":1,"kind":"session_renamed","title":"t"}}"#);
    let event = |seq: u64| (serde_json::json!(["root/a", seq]), line(seq));
    let meta = r#"{"id":"a","created_at":7,"updated_at":7,"excerpt":"","last_seq":1201}"#;
    let old = Records {
        sessions: vec![("root/a".into(), meta.into())],
        events: (1..=1_201).map(event).collect(),
        notes: Vec::new(),
    };
    version_2(&name, &old).await.close();
    let store = opened(&name).await;
    let session = SessionStore::load(&store, Path::new("root/a")).await.expect("the session");
    assert_eq!(write_log(&session.events).expect("a log"), old.log("root/a"));
    assert!(stored(&name, EVENTS).await.iter().all(|(_, record)| record.is_object()));
}

/// Fails like a record that the browser cannot store.
fn unstorable(record: &JsValue) -> Option<JsValue> {
    record.as_string()?.contains("Milk").then(|| js_sys::Function::new_no_args("").into())
}

const FAILING: &[Step] = &[Step {
    version: 3,
    adds: &[],
    converts: &[(SESSIONS, to_objects::session), (EVENTS, to_objects::event), (NOTES, unstorable)],
}];

#[wasm_bindgen_test]
async fn an_upgrade_that_fails_leaves_the_database_as_it_was() {
    let (name, old) = (new_name("failing"), Records::of_version_2());
    version_2(&name, &old).await.close();
    let failed = IndexedDbStore::open_with(&name, FAILING, drop).await.err().expect("a failure");
    assert!(
        matches!(&failed, OpenError::Failed(StoreError::Backend { reason }) if !reason.contains("Abort")),
        "{failed:?}"
    );
    for (store, records) in old.stores() {
        let now = stored(&name, store).await;
        assert_eq!(now.len(), records.len());
        assert!(now.iter().all(|(_, record)| record.is_string()), "{store}");
    }
    assert_eq!(NoteStore::list(&opened(&name).await).await.expect("the notes").len(), 2);
}

#[wasm_bindgen_test]
async fn an_upgrade_that_another_tab_blocks_says_so_and_goes_on() {
    let (name, old) = (new_name("blocked"), Records::of_version_2());
    let mut older = version_2(&name, &old).await;
    older.on_version_change(drop);
    let (said, blocked) = (Rc::new(RefCell::new(Vec::new())), Gate::closed());
    let (heard, passed) = (said.clone(), blocked.clone());
    let store = IndexedDbStore::open(&name, move |wait| {
        heard.borrow_mut().push(wait);
        passed.open();
    });
    let close = async {
        blocked.pass().await;
        older.close();
    };
    let (store, ()) = futures_util::join!(store, close);
    assert_eq!(NoteStore::list(&store.expect("the upgrade")).await.expect("the notes").len(), 2);
    assert_eq!(*said.borrow(), [Wait::OtherTab, Wait::Upgrade]);
}

#[wasm_bindgen_test]
async fn a_page_of_an_older_version_cannot_write_into_the_upgraded_database() {
    let (name, old) = (new_name("older"), Records::of_version_2());
    let older = version_2(&name, &old).await;
    let _store = opened(&name).await;
    assert!(older.transaction(&[EVENTS], TransactionMode::ReadWrite).is_err(), "its connection is closed");
    let again = Factory::new().expect("a factory").open(&name, Some(2)).expect("a request").await;
    assert!(matches!(again, Err(Error::DomException(error)) if error.name() == "VersionError"));
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let name = new_name("newer-one");
    let mut newer = Factory::new().expect("a factory").open(&name, Some(1_000)).expect("a request");
    newer.on_upgrade_needed(|event| {
        let database = DatabaseEvent::database(&event).expect("the database");
        database.create_object_store("future", idb::ObjectStoreParams::new()).expect("a store");
    });
    newer.await.expect("the newer database").close();
    assert_eq!(IndexedDbStore::open(&name, drop).await.err(), Some(OpenError::Newer));
    let again = Factory::new().expect("a factory").open(&name, None).expect("a request");
    let again = again.await.expect("the newer database");
    assert_eq!((again.version().ok(), again.store_names()), (Some(1_000), vec!["future".to_owned()]));
}

#[wasm_bindgen_test]
fn steps_are_numbered_without_gaps() {
    let versions: Vec<u32> = STEPS.iter().map(|step| step.version).collect();
    assert_eq!(versions, (1..=3).collect::<Vec<u32>>());
}
