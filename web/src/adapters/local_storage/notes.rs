//! Notes in localStorage: one key `abcb.notes/<id>` per note, and the last id given out, so that none is reused.

use abcb_core::storage::store::StoreError;
use abcb_core::tool::notes::{Note, NoteStore, from_line, to_line};
use futures_util::future::LocalBoxFuture;

use super::{LocalStorageStore, keys, read, ready, remove, write};

pub(super) const PREFIX: &str = "abcb.notes/";
const LAST_ID: &str = "abcb.notes.last";

fn key(id: u64) -> String {
    format!("{PREFIX}{id}")
}

fn note(id: u64) -> Option<Note> {
    let (at, text) = from_line(&read(&key(id))?)?;
    Some(Note { id, at, text })
}

fn list() -> Vec<Note> {
    let ids = keys().into_iter().filter_map(|key| key.strip_prefix(PREFIX)?.parse().ok());
    let mut notes: Vec<Note> = ids.filter_map(note).collect();
    notes.sort_unstable_by_key(|note| note.id);
    notes
}

fn append(at: u64, text: &str) -> Result<u64, StoreError> {
    let last: u64 = read(LAST_ID).and_then(|id| id.parse().ok()).unwrap_or(0);
    let id = last + 1;
    write(LAST_ID, &id.to_string())?;
    write(&key(id), &to_line(at, text))?;
    Ok(id)
}

fn edit(id: u64, text: &str) -> Result<(), StoreError> {
    note(id).map_or(Ok(()), |note| write(&key(id), &to_line(note.at, text)))
}

impl NoteStore for LocalStorageStore {
    fn list(&self) -> LocalBoxFuture<'_, Result<Vec<Note>, StoreError>> {
        ready(Ok(list()))
    }

    fn append(&self, at: u64, text: &str) -> LocalBoxFuture<'_, Result<u64, StoreError>> {
        ready(append(at, text))
    }

    fn edit(&self, id: u64, text: &str) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        ready(edit(id, text))
    }

    fn delete(&self, id: u64) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        remove(&key(id));
        ready(Ok(()))
    }
}
