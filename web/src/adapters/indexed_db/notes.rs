//! Notes in IndexedDB, in the object store `notes`. The browser generates the keys and never reuses one.

use abcb_core::storage::store::StoreError;
use abcb_core::tool::notes::{Note, NoteStore};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::records::{note_record, read_note};
use super::{IndexedDbStore, NOTES, all, backend, finish, open_store, outcome};

fn key(id: u64) -> JsValue {
    (id as f64).into()
}

fn note(key: &JsValue, record: JsValue) -> Option<Note> {
    let (at, text) = read_note(record)?;
    Some(Note { id: key.as_f64()? as u64, at, text })
}

impl IndexedDbStore {
    async fn list_notes(&self) -> Result<Vec<Note>, StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadOnly).await?;
        let notes = open_store(&transaction, NOTES)?;
        // Both requests are sent before either is awaited.
        let keys = all(notes.get_all_keys(None, None).map_err(backend)?);
        let records = all(notes.get_all(None, None).map_err(backend)?);
        let (keys, records) = futures_util::join!(keys, records);
        Ok(keys?.iter().zip(records?).filter_map(|(key, record)| note(key, record)).collect())
    }

    async fn append_note(&self, at: u64, text: &str) -> Result<u64, StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite).await?;
        let notes = open_store(&transaction, NOTES)?;
        let key = outcome(notes.add(&note_record(at, text)?, None).map_err(backend)?).await;
        let key = key.map_err(backend)?;
        finish(transaction).await?;
        Ok(key.as_f64().unwrap_or_default() as u64)
    }

    async fn edit_note(&self, id: u64, text: &str) -> Result<(), StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite).await?;
        let notes = open_store(&transaction, NOTES)?;
        let record = outcome(notes.get(key(id)).map_err(backend)?).await.map_err(backend)?;
        if let Some((at, _)) = read_note(record) {
            notes.put(&note_record(at, text)?, Some(&key(id))).map_err(backend)?;
        }
        finish(transaction).await
    }

    async fn delete_note(&self, id: u64) -> Result<(), StoreError> {
        let transaction = self.begin(&[NOTES], TransactionMode::ReadWrite).await?;
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
