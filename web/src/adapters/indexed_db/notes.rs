//! Notes in IndexedDB, in the object store `notes`. The browser generates the keys and never reuses one.

use abcb_core::storage::store::StoreError;
use abcb_core::tool::notes::{Note, NoteStore, from_line, to_line};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::{IndexedDbStore, NOTES, all, backend, finish, open_store, outcome};

fn key(id: u64) -> JsValue {
    (id as f64).into()
}

fn read_note(key: &JsValue, line: &JsValue) -> Option<Note> {
    let (at, text) = from_line(&line.as_string()?)?;
    Some(Note { id: key.as_f64()? as u64, at, text })
}

impl IndexedDbStore {
    async fn list_notes(&self) -> Result<Vec<Note>, StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadOnly)?;
        let notes = open_store(&transaction, NOTES)?;
        // Both requests are sent before either is awaited.
        let keys = all(notes.get_all_keys(None, None).map_err(backend)?);
        let lines = all(notes.get_all(None, None).map_err(backend)?);
        let (keys, lines) = futures_util::join!(keys, lines);
        let (keys, lines) = (keys?, lines?);
        Ok(keys.iter().zip(&lines).filter_map(|(key, line)| read_note(key, line)).collect())
    }

    async fn append_note(&self, at: u64, text: &str) -> Result<u64, StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite)?;
        let notes = open_store(&transaction, NOTES)?;
        let key = outcome(notes.add(&to_line(at, text).into(), None).map_err(backend)?).await;
        let key = key.map_err(backend)?;
        finish(transaction).await?;
        Ok(key.as_f64().unwrap_or_default() as u64)
    }

    async fn edit_note(&self, id: u64, text: &str) -> Result<(), StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite)?;
        let notes = open_store(&transaction, NOTES)?;
        let line = outcome(notes.get(key(id)).map_err(backend)?).await.map_err(backend)?;
        if let Some(note) = read_note(&key(id), &line) {
            notes.put(&to_line(note.at, text).into(), Some(&key(id))).map_err(backend)?;
        }
        finish(transaction).await
    }

    async fn delete_note(&self, id: u64) -> Result<(), StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite)?;
        open_store(&transaction, NOTES)?.delete(key(id)).map_err(backend)?;
        finish(transaction).await
    }
}

impl NoteStore for IndexedDbStore {
    fn list(&self) -> LocalBoxFuture<'_, Result<Vec<Note>, StoreError>> {
        self.list_notes().boxed_local()
    }

    fn append(&self, at: u64, text: &str) -> LocalBoxFuture<'_, Result<u64, StoreError>> {
        let text = text.to_owned();
        async move { self.append_note(at, &text).await }.boxed_local()
    }

    fn edit(&self, id: u64, text: &str) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        let text = text.to_owned();
        async move { self.edit_note(id, &text).await }.boxed_local()
    }

    fn delete(&self, id: u64) -> LocalBoxFuture<'_, Result<(), StoreError>> {
        self.delete_note(id).boxed_local()
    }
}
