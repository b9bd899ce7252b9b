//! The directory that the user has granted to the agent, as the browser's handle. Only IndexedDB can store such a
//! handle.

use abcb_core::store::StoreError;
use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::{GRANTS, IndexedDbStore, backend, finish, open_store, outcome};

const WORKSPACE: &str = "workspace";

impl IndexedDbStore {
    pub async fn granted_directory(&self) -> Result<Option<JsValue>, StoreError> {
        let transaction = self.begin(&[GRANTS], TransactionMode::ReadOnly)?;
        let grants = open_store(&transaction, GRANTS)?;
        let handle = outcome(grants.get(JsValue::from_str(WORKSPACE)).map_err(backend)?).await;
        Ok(Some(handle.map_err(backend)?).filter(|handle| !handle.is_undefined()))
    }

    pub async fn keep_granted_directory(&self, handle: Option<&JsValue>) -> Result<(), StoreError> {
        let transaction = self.begin(&[GRANTS], TransactionMode::ReadWrite)?;
        let grants = open_store(&transaction, GRANTS)?;
        let key = JsValue::from_str(WORKSPACE);
        match handle {
            Some(handle) => drop(grants.put(handle, Some(&key)).map_err(backend)?),
            None => drop(grants.delete(key).map_err(backend)?),
        }
        finish(transaction).await
    }
}
