//! The directories that the user has granted, as the browser's handles. Only IndexedDB can store such a handle.

use abcb_core::storage::store::StoreError;
use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::{HANDLES, IndexedDbStore, backend, finish, open_store, outcome};

/// The purpose of the agent's directory.
pub const WORKSPACE: &str = "workspace";
/// The purpose of the directory for backups.
pub const BACKUP: &str = "backup";

impl IndexedDbStore {
    /// Returns the directory for `purpose`.
    pub async fn directory(&self, purpose: &str) -> Result<Option<JsValue>, StoreError> {
        let transaction = self.begin(&[HANDLES], TransactionMode::ReadOnly).await?;
        let handles = open_store(&transaction, HANDLES)?;
        let handle = outcome(handles.get(JsValue::from_str(purpose)).map_err(backend)?).await;
        Ok(Some(handle.map_err(backend)?).filter(|handle| !handle.is_undefined()))
    }

    pub async fn keep_directory(&self, purpose: &str, handle: Option<&JsValue>) -> Result<(), StoreError> {
        let transaction = self.begin(&[HANDLES], TransactionMode::ReadWrite).await?;
        let handles = open_store(&transaction, HANDLES)?;
        let key = JsValue::from_str(purpose);
        match handle {
            Some(handle) => drop(handles.put(handle, Some(&key)).map_err(backend)?),
            None => drop(handles.delete(key).map_err(backend)?),
        }
        finish(transaction).await
    }
}
