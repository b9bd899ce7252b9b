//! Project notes: short texts that outlive a session. Stored as one JSON object `{at, text}` per line. Reading is
//! lenient: a line that cannot be read is skipped.

use futures_util::future::{self, FutureExt, LocalBoxFuture};
use serde_json::{Value, json};
use std::cell::RefCell;

use crate::base::clock::{Clock, now_millis};
use crate::base::store_error::StoreError;
use crate::base::tokens::is_plain_word;

/// A note. `id` is unique within its store; `at` is when it was written, in Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// Given by the store, in increasing order.
    pub id: u64,
    /// When it was written.
    pub at: u64,
    /// What it says.
    pub text: String,
}

/// The storage of the notes. Notes belong to the project, not to a session.
pub trait NoteStore {
    /// Returns all notes, oldest first.
    fn list(&self) -> LocalBoxFuture<'_, Result<Vec<Note>, StoreError>>;

    /// Adds a note and returns its id. Ids are never reused.
    fn append(&self, at: u64, text: &str) -> LocalBoxFuture<'_, Result<u64, StoreError>>;

    /// Replaces the text of note `id`. Does nothing if the note has been deleted.
    fn edit(&self, id: u64, text: &str) -> LocalBoxFuture<'_, Result<(), StoreError>>;

    /// Deletes note `id`. Does nothing if there is no such note.
    fn delete(&self, id: u64) -> LocalBoxFuture<'_, Result<(), StoreError>>;
}

/// Adds a note stamped with the current time of `clock`.
///
/// # Errors
/// The [`StoreError`] of the store.
pub async fn append_now(store: &dyn NoteStore, clock: &dyn Clock, text: &str) -> Result<u64, StoreError> {
    store.append(now_millis(clock), text).await
}

/// Returns the notes that match `query`, best match first, ignoring case. A note matches if it contains the whole
/// query or any of its words that are not stop words: a model searches for "shopping list" where the note says
/// "Shopping: milk".
pub fn search<'a>(notes: &'a [Note], query: &str) -> Vec<&'a Note> {
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2 && !is_plain_word(word))
        .collect();
    let mut hits: Vec<(usize, &Note)> = notes
        .iter()
        .filter_map(|note| {
            let text = note.text.to_lowercase();
            let whole = if text.contains(&query) { words.len() + 1 } else { 0 };
            let score = whole + words.iter().filter(|word| text.contains(**word)).count();
            (score > 0).then_some((score, note))
        })
        .collect();
    hits.sort_by_key(|(score, note)| (std::cmp::Reverse(*score), note.id));
    hits.into_iter().map(|(_, note)| note).collect()
}

/// Serializes a note as one line of JSON, `{at, text}`.
pub fn to_line(at: u64, text: &str) -> String {
    json!({ "at": at, "text": text }).to_string()
}

/// Reads a line written by [`to_line`]. Returns `None` if it is not a note. `at` defaults to 0.
pub fn from_line(line: &str) -> Option<(u64, String)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let at = value.get("at").and_then(Value::as_u64).unwrap_or(0);
    Some((at, value.get("text")?.as_str()?.to_owned()))
}

/// Serializes the notes as a file with one note per line.
pub fn to_lines(notes: &[Note]) -> String {
    notes.iter().map(|note| to_line(note.at, &note.text) + "\n").collect()
}

/// Reads a file written by [`to_lines`] and skips lines that are not notes.
pub fn from_lines(text: &str) -> Vec<(u64, String)> {
    text.lines().filter_map(from_line).collect()
}

/// Notes in memory only, for tests and for evaluations, which must not write to the user's notes.
#[derive(Debug, Default)]
pub struct MemoryNotes {
    notes: RefCell<Vec<Note>>,
    last_id: std::cell::Cell<u64>,
}

impl NoteStore for MemoryNotes {
    fn list(&self) -> LocalBoxFuture<'_, Result<Vec<Note>, StoreError>> {
        future::ready(Ok(self.notes.borrow().clone())).boxed_local()
    }

    fn append(&self, at: u64, text: &str) -> LocalBoxFuture<'_, Result<u64, StoreError>> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.notes.borrow_mut().push(Note { id, at, text: text.to_owned() });
        future::ready(Ok(id)).boxed_local()
    }

    fn edit(&self, id: u64, text: &str) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        for note in self.notes.borrow_mut().iter_mut().filter(|note| note.id == id) {
            text.clone_into(&mut note.text);
        }
        future::ready(Ok(())).boxed_local()
    }

    fn delete(&self, id: u64) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        self.notes.borrow_mut().retain(|note| note.id != id);
        future::ready(Ok(())).boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: u64, text: &str) -> Note {
        Note { id, at: id * 10, text: text.into() }
    }

    #[test]
    fn notes_are_found_by_phrase_first_then_by_word() {
        let notes = [note(1, "Anna likes tea"), note(2, "buy MILK and tea"), note(3, "Milk, tea, bread")];
        let found = |query: &str| search(&notes, query).iter().map(|note| note.id).collect::<Vec<_>>();
        assert_eq!(found("milk and tea"), [2, 3, 1]);
        assert_eq!(found("milk"), [2, 3]);
        assert_eq!(found("coffee"), [0; 0]);
        assert_eq!(found("anything about coffee and cake"), [0; 0], "`and` says nothing");
        assert_eq!(found(""), [1, 2, 3], "an empty query asks for all of them");
    }

    #[test]
    fn notes_in_memory_conform() {
        crate::testing::block_on(crate::testing::note_conformance::all(&MemoryNotes::default()));
    }

    #[test]
    fn a_file_of_notes_is_read_leniently() {
        let text = to_lines(&[note(1, "a \"b\"")]) + "not json\n\n{\"text\":\"old\"}\n{\"at\":1}\n";
        assert_eq!(from_lines(&text), [(10, "a \"b\"".into()), (0, "old".into())]);
    }
}
