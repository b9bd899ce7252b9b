//! The directory that the user has granted to the agent, as the browser's handle. Only IndexedDB can store such a
//! handle.

use abcb_core::storage::store::StoreError;
use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::{HANDLES, IndexedDbStore, backend, finish, open_store, outcome};

const WORKSPACE: &str = "workspace";

impl IndexedDbStore {
    pub async fn granted_directory(&self) -> Result<Option<JsValue>, StoreError> {
        let transaction = self.begin(&[HANDLES], TransactionMode::ReadOnly).await?;
        let handles = open_store(&transaction, HANDLES)?;
        let handle = outcome(handles.get(JsValue::from_str(WORKSPACE)).map_err(backend)?).await;
        Ok(Some(handle.map_err(backend)?).filter(|handle| !handle.is_undefined()))
    }

    pub async fn keep_granted_directory(&self, handle: Option<&JsValue>) -> Result<(), StoreError> {
        let transaction = self.begin(&[HANDLES], TransactionMode::ReadWrite).await?;
        let handles = open_store(&transaction, HANDLES)?;
        let key = JsValue::from_str(WORKSPACE);
        match handle {
            Some(handle) => drop(handles.put(handle, Some(&key)).map_err(backend)?),
            None => drop(handles.delete(key).map_err(backend)?),
        }
        finish(transaction).await
    }
}
