use std::path::Path;

use abcb_core::conversation::session::session_dir;
use abcb_core::log::event::{Event, Sequence, write_log};
use abcb_core::log::transcript::Transcript;
use abcb_core::storage::archive::Arrival;
use abcb_core::storage::backup::{Continuation, Marks, Outcome, continue_session, read_backup};
use abcb_core::storage::store::{SessionMeta, SessionStore};
use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// Runs the body of an async JavaScript function.
async fn js(body: &str) -> JsValue {
    let function = Function::new_no_args(&format!("return (async () => {{ {body} }})()"));
    let promise: Promise = function.call0(&JsValue::NULL).expect("a promise").unchecked_into();
    JsFuture::from(promise).await.expect("what the test needs of the browser")
}

/// Returns an empty directory of the origin's private file system, whose handles are those of any directory.
async fn folder(name: &str) -> HandleFolder {
    HandleFolder::of(
        js(&format!(
            "const root = await navigator.storage.getDirectory();
            await root.removeEntry('{name}', {{ recursive: true }}).catch(() => {{}});
            return root.getDirectoryHandle('{name}', {{ create: true }});"
        ))
        .await,
    )
}

async fn store() -> Rc<IndexedDbStore> {
    let name = format!("abcb-test-backup-{}", js_sys::Math::random());
    Rc::new(IndexedDbStore::open(&name, drop).await.expect("IndexedDB should open"))
}

async fn say(store: &IndexedDbStore, words: &str) -> SessionMeta {
    let dir = session_dir(Path::new("root"), "sess-7");
    let said = Event::UserMessage { content: words.into(), parent: None, attachments: Default::default() };
    match store.load(&dir).await {
        Ok(stored) => {
            let more = Sequence::after(stored.meta.last_seq).number(9, vec![said]);
            let mut meta = stored.meta;
            meta.describe(&Transcript::from_log(&[stored.events, more.clone()].concat()));
            SessionStore::append(store, &dir, &more, &meta).await.expect("append");
            meta
        }
        Err(_) => {
            let started = Event::SessionStarted { session_id: "sess-7".into(), created_at: 7 };
            let events = Sequence::default().number(8, vec![started, said]);
            let mut meta = SessionMeta::new("sess-7", 7);
            meta.describe(&Transcript::from_log(&events));
            store.insert(&dir, &events, &meta).await.expect("insert");
            meta
        }
    }
}

#[wasm_bindgen_test]
async fn a_directory_of_the_browser_holds_backups() {
    let folder = folder("backup-files").await;
    assert_eq!(folder.read("a/b/c.txt").await, Ok(None));
    assert_eq!(folder.stamp("a/b/c.txt").await, Ok(None));
    assert_eq!(folder.names("a/b").await, Ok(vec![]));
    assert_eq!(folder.remove("a/b/c.txt").await, Ok(()));
    let bytes = [0, 255, 10, 195];
    folder.write("a/b/c.txt", &bytes).await.expect("write");
    folder.write(".abcb/x", b"x").await.expect("a hidden directory");
    assert_eq!(folder.read("a/b/c.txt").await, Ok(Some(bytes.to_vec())), "any bytes");
    assert_eq!(folder.names("a/b").await, Ok(vec!["c.txt".to_owned()]));
    let before = folder.stamp("a/b/c.txt").await.expect("stamp");
    folder.write("a/b/c.txt", b"longer than before").await.expect("write");
    assert_ne!(folder.stamp("a/b/c.txt").await.expect("stamp"), before);
    folder.remove("a/b/c.txt").await.expect("remove");
    assert_eq!(folder.read("a/b/c.txt").await, Ok(None));
}

/// Two databases stand for the browsers of two machines, and one directory for their synchronized folder.
#[wasm_bindgen_test]
async fn sessions_go_from_one_database_to_another_through_a_directory() {
    let (folder, one, other) = (folder("backup-two").await, store().await, store().await);
    let root = Path::new("root");
    let mut marks = Marks::default();
    let meta = say(&one, "first").await;
    assert_eq!(marks.lack(&folder, &meta).await, Ok(true));
    let stored = one.load(&session_dir(root, "sess-7")).await.expect("load");
    assert_eq!(marks.back_up(&folder, &stored, 10).await, Ok(Outcome::Written));
    assert_eq!(marks.lack(&folder, &meta).await, Ok(false));

    let readings = read_backup(&folder, &*other, root, &[], &|| None).await.expect("read");
    let found = readings.into_iter().flat_map(|(_, reading)| reading.found).next().expect("a session");
    other.insert(&session_dir(root, "sess-7"), &found.events, &meta).await.expect("insert");
    say(&other, "second").await;
    let stored = other.load(&session_dir(root, "sess-7")).await.expect("load");
    assert_eq!(Marks::default().back_up(&folder, &stored, 20).await, Ok(Outcome::Written));
    assert_eq!(marks.lack(&folder, &meta).await, Ok(true), "another machine has written it");

    let readings = read_backup(&folder, &*one, root, &[], &|| None).await.expect("read");
    let found = readings.into_iter().flat_map(|(_, reading)| reading.found).next().expect("a session");
    assert_eq!(found.arrival, Arrival::Continues { events: 1 });
    let continued = continue_session(&*one, root, &found, 30, &|| None).await.expect("append");
    assert!(matches!(continued, Continuation::Appended(_)));
    let events = one.load(&session_dir(root, "sess-7")).await.expect("load").events;
    let log = write_log(&events).expect("a log");
    assert!(log.contains("first") && log.contains("second"), "{log}");
}

#[wasm_bindgen_test]
async fn the_folder_is_kept_apart_from_the_agents_and_its_permission_is_asked_for_again() {
    js("window.permission = 'granted';
        window.showDirectoryPicker = async ({ id }) =>
            (await navigator.storage.getDirectory()).getDirectoryHandle(id, { create: true });
        FileSystemHandle.prototype.queryPermission = async () => window.permission;
        FileSystemHandle.prototype.requestPermission = async () => (window.permission = 'granted');")
    .await;
    let active = ActiveStore::IndexedDb(store().await);
    let backups = BrowserBackups::new(active.clone());
    assert_eq!(backups.place(false).await, None);
    assert_eq!(backups.choose().await, Ok(true));
    let place = |is_granted| Some(BackupPlace { name: PICKER.into(), is_granted });
    assert_eq!(backups.place(false).await, place(true));
    assert_eq!(active.directory_handles().expect("a store").directory("workspace").await, Ok(None));

    let again = BrowserBackups::new(active);
    js("window.permission = 'prompt'").await;
    assert_eq!(again.place(false).await, place(false));
    assert!(again.folder().await.is_none());
    assert_eq!(again.grant_again().await, place(true));
    assert!(again.folder().await.is_some());
    again.keep_record("a record");
    assert_eq!(again.record(), "a record");
    again.leave().await.expect("leave");
    assert_eq!(again.place(false).await, None);
}

#[wasm_bindgen_test]
async fn only_one_tab_writes_at_a_time() {
    let backups = BrowserBackups::new(ActiveStore::Nowhere);
    let (began, inner) = (Rc::new(std::cell::Cell::new(0)), backups.clone());
    let (outer_began, inner_began) = (began.clone(), began.clone());
    backups
        .alone(
            async move {
                outer_began.set(outer_began.get() + 1);
                inner.alone(async move { inner_began.set(inner_began.get() + 100) }.boxed_local()).await;
            }
            .boxed_local(),
        )
        .await;
    assert_eq!(began.get(), 1);
}
