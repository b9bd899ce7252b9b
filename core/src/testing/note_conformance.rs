//! The conformance suite for every [`NoteStore`]. It can run on a store that already holds notes.

#![allow(clippy::expect_used, reason = "a broken promise must fail the test that calls this")]

use crate::tool::notes::{Note, NoteStore};

/// Runs all cases.
pub async fn all(store: &dyn NoteStore) {
    notes_are_listed_oldest_first(store).await;
    an_edited_note_keeps_its_place(store).await;
    a_deleted_note_stays_away(store).await;
    any_text_survives(store).await;
}

async fn append(store: &dyn NoteStore, at: u64, text: &str) -> u64 {
    store.append(at, text).await.expect("append")
}

/// Returns the notes with an id of at least `first`.
async fn since(store: &dyn NoteStore, first: u64) -> Vec<Note> {
    let notes = store.list().await.expect("list");
    notes.into_iter().filter(|note| note.id >= first).collect()
}

async fn notes_are_listed_oldest_first(store: &dyn NoteStore) {
    let mut expected = Vec::new();
    // More than nine notes, with decreasing times: the order is the order of writing.
    for number in 0..12 {
        let (at, text) = (1_000 - number, format!("note {number}"));
        expected.push(Note { id: append(store, at, &text).await, at, text });
    }
    let first = expected.first().map_or(0, |note| note.id);
    assert_eq!(since(store, first).await, expected);
}

async fn an_edited_note_keeps_its_place(store: &dyn NoteStore) {
    let (first, second) = (append(store, 1, "one").await, append(store, 2, "two").await);
    store.edit(first, "one, edited").await.expect("edit");
    let expected = [
        Note { id: first, at: 1, text: "one, edited".into() },
        Note { id: second, at: 2, text: "two".into() },
    ];
    assert_eq!(since(store, first).await, expected);
}

async fn a_deleted_note_stays_away(store: &dyn NoteStore) {
    let id = append(store, 1, "short-lived").await;
    store.delete(id).await.expect("delete");
    store.delete(id).await.expect("deleting nothing is no error");
    store.edit(id, "back again").await.expect("editing nothing is no error");
    assert!(since(store, id).await.is_empty());
    assert!(append(store, 2, "the next one").await > id, "an id is given once");
}

async fn any_text_survives(store: &dyn NoteStore) {
    for text in ["", "\u{0} \u{1F468}\u{200D}\u{1F469} \r\n\t\u{2028} \"q\" \\", &"long ".repeat(20_000)] {
        let id = append(store, u64::from(u32::MAX) * 400, text).await;
        let stored = since(store, id).await;
        assert_eq!(stored, [Note { id, at: u64::from(u32::MAX) * 400, text: text.to_owned() }]);
    }
}
