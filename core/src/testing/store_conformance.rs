//! The conformance suite for every [`SessionStore`]. Each case uses its own root, so the suite can run on a store
//! that already holds sessions.

#![allow(clippy::expect_used, clippy::panic, reason = "a broken promise must fail the test that calls this")]

use std::path::Path;

use crate::conversation::session::session_dir;
use crate::log::event::{Event, LoggedEvent, Sequence};
use crate::storage::store::{SessionMeta, SessionStore, StoreError, dir_key, insert_session_at};

/// Runs all cases.
pub async fn all(store: &dyn SessionStore) {
    insert_never_overwrites(store).await;
    sessions_of_one_root_are_listed(store).await;
    what_is_appended_is_loaded_in_order(store).await;
    a_taken_number_writes_nothing(store).await;
    a_missing_session_is_not_found(store).await;
    a_deleted_session_takes_the_words_of_its_deleter_only(store).await;
    purge_removes_the_log_and_meta_of_what_is_marked(store).await;
    ids_move_on_when_taken(store).await;
    any_text_survives(store).await;
    a_long_log_loads_in_order(store).await;
    a_session_can_begin_with_its_first_events(store).await;
    a_part_of_a_log_is_that_part(store).await;
}

fn user_messages(first: u64, contents: &[&str]) -> Vec<LoggedEvent> {
    let events = contents.iter().map(|content| Event::UserMessage {
        content: (*content).into(),
        parent: None,
        attachments: Default::default(),
    });
    Sequence::after(first - 1).number(1_748_613_022_123, events.collect())
}

async fn insert_never_overwrites(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/insert"), "a");
    let meta = SessionMeta { title: Some("first".into()), ..SessionMeta::new("a", 1) };
    store.insert(&dir, &[], &meta).await.expect("first insert");
    assert_eq!(
        store.insert(&dir, &[], &SessionMeta::new("a", 2)).await,
        Err(StoreError::AlreadyExists { dir: dir_key(&dir) })
    );
    assert_eq!(store.load(&dir).await.expect("load").meta, meta);
}

async fn sessions_of_one_root_are_listed(store: &dyn SessionStore) {
    // The second root has the first as a prefix: a store that compares prefixes without the separator mixes them up.
    let (root, other) = (Path::new("conformance/list"), Path::new("conformance/list-other"));
    for id in ["x", "y"] {
        store.insert(&session_dir(root, id), &[], &SessionMeta::new(id, 1)).await.expect("insert");
    }
    store.insert(&session_dir(other, "z"), &[], &SessionMeta::new("z", 1)).await.expect("insert");
    let mut ids: Vec<String> =
        store.list(root).await.expect("list").into_iter().map(|meta| meta.id).collect();
    ids.sort();
    assert_eq!(ids, ["x", "y"]);
}

async fn what_is_appended_is_loaded_in_order(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/append"), "a");
    let mut meta = SessionMeta::new("a", 1);
    store.insert(&dir, &[], &meta).await.expect("insert");
    assert!(store.load(&dir).await.expect("load").events.is_empty());

    let (first, second) = (user_messages(1, &["one", "two"]), user_messages(3, &["three"]));
    meta.last_seq = 2;
    store.append(&dir, &first, &meta).await.expect("append");
    meta.last_seq = 3;
    store.append(&dir, &second, &meta).await.expect("append");

    let loaded = store.load(&dir).await.expect("load");
    assert_eq!(loaded.events, [first, second].concat());
    assert_eq!(loaded.meta, meta);
    assert!(loaded.damaged.is_empty());

    meta.title = Some("renamed".into());
    store.append(&dir, &[], &meta).await.expect("metadata alone");
    assert_eq!(store.load(&dir).await.expect("load").meta, meta);
}

async fn a_taken_number_writes_nothing(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/conflict"), "a");
    let meta = SessionMeta::new("a", 1);
    store.insert(&dir, &[], &meta).await.expect("insert");
    let log = user_messages(1, &["mine", "mine too"]);
    store.append(&dir, &log, &meta).await.expect("append");

    // The first number of this batch is taken, the second is free: neither event may be written.
    let late = SessionMeta { title: Some("late".into()), ..meta.clone() };
    let error = store.append(&dir, &user_messages(2, &["theirs", "theirs too"]), &late).await;
    assert_eq!(error, Err(StoreError::Conflict { dir: dir_key(&dir), seq: 2 }));
    let loaded = store.load(&dir).await.expect("load");
    assert_eq!(loaded.events, log);
    assert_eq!(loaded.meta, meta);
}

async fn a_missing_session_is_not_found(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/missing"), "a");
    let meta = SessionMeta::new("a", 1);
    let missing = StoreError::NotFound { dir: dir_key(&dir) };
    assert_eq!(store.load(&dir).await, Err(missing.clone()));
    assert_eq!(store.append(&dir, &user_messages(1, &["x"]), &meta).await, Err(missing.clone()));
    assert_eq!(store.mark_deleted(&dir, Some(9)).await, Err(missing));
    store.purge(&dir).await.expect("purging nothing is no error");
    assert!(store.list(Path::new("conformance/missing")).await.expect("list").is_empty());
}

async fn a_deleted_session_takes_the_words_of_its_deleter_only(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/marked"), "a");
    let meta = SessionMeta::new("a", 1);
    let marked = SessionMeta { deleted_at: Some(9), ..meta.clone() };
    store.insert(&dir, &user_messages(1, &["one"]), &meta).await.expect("insert");
    store.mark_deleted(&dir, Some(9)).await.expect("the mark");
    let error = store.append(&dir, &user_messages(2, &["two"]), &meta).await;
    assert_eq!(
        error,
        Err(StoreError::NotFound { dir: dir_key(&dir) }),
        "its writer does not know of the mark"
    );
    let loaded = store.load(&dir).await.expect("load");
    assert_eq!((loaded.meta, loaded.events), (marked.clone(), user_messages(1, &["one"])));

    store
        .append(&dir, &user_messages(2, &["two"]), &marked)
        .await
        .expect("who knows of it says the last word");
    store.mark_deleted(&dir, None).await.expect("the way back");
    store.append(&dir, &user_messages(3, &["three"]), &meta).await.expect("append");
    assert_eq!(store.load(&dir).await.expect("load").events, user_messages(1, &["one", "two", "three"]));
}

async fn purge_removes_the_log_and_meta_of_what_is_marked(store: &dyn SessionStore) {
    let root = Path::new("conformance/purge");
    let (dir, neighbour) = (session_dir(root, "a"), session_dir(root, "ab"));
    for (dir, id) in [(&dir, "a"), (&neighbour, "ab")] {
        store.insert(dir, &[], &SessionMeta::new(id, 1)).await.expect("insert");
        store.append(dir, &user_messages(1, &["text"]), &SessionMeta::new(id, 1)).await.expect("append");
    }
    store.purge(&dir).await.expect("purge");
    assert_eq!(store.load(&dir).await.expect("it is not marked").events.len(), 1);
    store.mark_deleted(&dir, Some(9)).await.expect("the mark");
    store.purge(&dir).await.expect("purge");
    assert!(matches!(store.load(&dir).await, Err(StoreError::NotFound { .. })));
    assert_eq!(store.load(&neighbour).await.expect("load").events.len(), 1);

    store.insert(&dir, &[], &SessionMeta::new("a", 2)).await.expect("the place is free again");
    assert!(store.load(&dir).await.expect("load").events.is_empty(), "the old log must not come back");
}

async fn ids_move_on_when_taken(store: &dyn SessionStore) {
    let root = Path::new("conformance/ids");
    for expected in [5, 6, 7] {
        let session = insert_session_at(store, root, 5).await.expect("insert");
        assert_eq!((session.created_at, session.id), (expected, format!("sess-{expected}")));
    }
}

async fn any_text_survives(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/text"), "a");
    let meta = SessionMeta { title: Some("a \"b\" \\ 日本".into()), ..SessionMeta::new("a", 1) };
    store.insert(&dir, &[], &meta).await.expect("insert");
    let log =
        user_messages(1, &["", "\u{0} \u{1F468}\u{200D}\u{1F469} \r\n\t\u{2028}", &"long ".repeat(20_000)]);
    store.append(&dir, &log, &meta).await.expect("append");
    let loaded = store.load(&dir).await.expect("load");
    assert_eq!(loaded.events, log);
    assert_eq!(loaded.meta, meta);
}

async fn a_long_log_loads_in_order(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/long"), "a");
    let meta = SessionMeta::new("a", 1);
    store.insert(&dir, &[], &meta).await.expect("insert");
    let log = user_messages(1, &["x"; 120]);
    for batch in log.chunks(50) {
        store.append(&dir, batch, &meta).await.expect("append");
    }
    let seqs: Vec<u64> = store.load(&dir).await.expect("load").events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=120).collect::<Vec<u64>>());
}

async fn a_session_can_begin_with_its_first_events(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/begin"), "a");
    let meta = SessionMeta { last_seq: 2, ..SessionMeta::new("a", 1) };
    let log = user_messages(1, &["one", "two"]);
    store.insert(&dir, &log, &meta).await.expect("insert");
    let taken = store.insert(&dir, &user_messages(1, &["other", "words", "more"]), &meta).await;
    assert_eq!(taken, Err(StoreError::AlreadyExists { dir: dir_key(&dir) }));
    let more = user_messages(3, &["three"]);
    store.append(&dir, &more, &meta).await.expect("append");
    assert_eq!(store.load(&dir).await.expect("load").events, [log, more].concat());
}

async fn a_part_of_a_log_is_that_part(store: &dyn SessionStore) {
    let dir = session_dir(Path::new("conformance/part"), "a");
    let meta = SessionMeta::new("a", 1);
    let log = user_messages(1, &["x"; 20]);
    store.insert(&dir, &log, &meta).await.expect("insert");
    for (seqs, expected) in [(15..=u64::MAX, 15..=20), (0..=3, 1..=3), (7..=9, 7..=9)] {
        let part = store.load_part(&dir, seqs).await.expect("load");
        let numbers: Vec<u64> = part.events.iter().map(|event| event.seq).collect();
        assert_eq!(numbers, expected.collect::<Vec<u64>>());
        assert_eq!((part.meta, part.damaged), (meta.clone(), vec![]));
    }
    let missing = session_dir(Path::new("conformance/part"), "b");
    let error = StoreError::NotFound { dir: dir_key(&missing) };
    assert_eq!(store.load_part(&missing, 1..=2).await, Err(error));
}
