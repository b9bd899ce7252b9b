//! Brings a database to the newest version, inside the transaction that the browser starts for it. If anything fails,
//! that transaction is rolled back and the database is as it was. Nothing but its requests is awaited, because the
//! browser commits a transaction without requests. Knows the steps only as data.

use idb::{Database, Error, KeyRange, ObjectStore, ObjectStoreParams, Transaction};
use js_sys::Array;
use wasm_bindgen::JsValue;

use super::migrations::{Convert, NewStore, Step};
use super::requests::{Burst, outcome};

/// The number of records that are in memory at a time.
const SLICE_RECORDS: u32 = 500;

/// Adds the object stores that `steps` name. Existing ones keep their contents.
pub(super) fn add_stores(database: &Database, steps: &[Step]) -> Result<(), Error> {
    let existing = database.store_names();
    let new = steps
        .iter()
        .flat_map(|step| step.adds)
        .filter(|store| existing.iter().all(|name| name != store.name));
    for NewStore { name, has_own_keys } in new {
        let mut params = ObjectStoreParams::new();
        params.auto_increment(*has_own_keys);
        database.create_object_store(name, params)?;
    }
    Ok(())
}

/// Converts the records step by step and waits until the browser has committed them. Returns why it has not, as far as
/// that is known.
pub(super) async fn convert_records(
    transaction: Transaction,
    steps: &'static [Step],
) -> Result<(), Option<Error>> {
    let transaction = Burst::new(transaction);
    let converted = convert_all(&transaction, steps).await;
    if converted.is_err() {
        // Fails if a failed request has already rolled it back.
        let _ = transaction.roll_back();
    }
    transaction.end().await.map_err(|exception| exception.map(Error::DomException).or(converted.err()))
}

async fn convert_all(transaction: &Burst, steps: &[Step]) -> Result<(), Error> {
    for (store, convert) in steps.iter().flat_map(|step| step.converts) {
        convert_store(&transaction.object_store(store)?, *convert).await?;
    }
    Ok(())
}

async fn convert_store(store: &ObjectStore, convert: Convert) -> Result<(), Error> {
    let mut last = None;
    loop {
        // Both requests are sent before either is awaited.
        let keys = outcome(store.get_all_keys(after(last.as_ref())?, Some(SLICE_RECORDS))?);
        let records = outcome(store.get_all(after(last.as_ref())?, Some(SLICE_RECORDS))?);
        let (keys, records) = futures_util::join!(keys, records);
        let (keys, records) = (Array::from(&keys?), Array::from(&records?));
        for (key, record) in keys.iter().zip(records.iter()) {
            if let Some(converted) = convert(&record) {
                // A request that fails aborts the transaction, so its result need not be awaited.
                store.put(&converted, Some(&key))?;
            }
        }
        if keys.length() < SLICE_RECORDS {
            return Ok(());
        }
        last = Some(keys.get(keys.length() - 1));
    }
}

/// Returns the range of all keys after `last`.
fn after(last: Option<&JsValue>) -> Result<Option<idb::Query>, Error> {
    last.map(|last| Ok(KeyRange::lower_bound(last, Some(true))?.into())).transpose()
}
