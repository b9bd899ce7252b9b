//! Opens the database and keeps its version. Knows nothing of what the page shows while it waits.

use std::cell::RefCell;
use std::rc::Rc;

use abcb_core::storage::store::StoreError;
use idb::event::VersionChangeEvent;
use idb::{Database, DatabaseEvent, Error, Event, Factory, Request};
use js_sys::Promise;
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::migrations::Step;
use super::requests::outcome;
use super::{backend, upgrade};
use crate::adapters::bridge;

/// Why the database did not open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OpenError {
    /// A newer version of the page has upgraded the database. It is left alone; that version of the page can open it.
    Newer,
    /// The browser did not open or upgrade it. Nothing was changed.
    Failed(StoreError),
}

/// What opening the database waits for, besides the browser.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// A page of an older version has the database open and does not close it.
    OtherTab,
    /// Records are converted to the newest version.
    Upgrade,
}

/// Is called with what opening the database has to wait for.
pub(super) type Waits = Rc<dyn Fn(Wait)>;

/// Opens the database `name` in the version of the last of `steps`. Calls `waits` when that takes longer.
pub(super) async fn open(name: &str, steps: &'static [Step], waits: Waits) -> Result<Database, OpenError> {
    let failed = |error| OpenError::Failed(backend(error));
    let version = steps.last().map(|step| step.version);
    let mut request = Factory::new().and_then(|factory| factory.open(name, version)).map_err(failed)?;
    let blocked = waits.clone();
    request.on_blocked(move |_| blocked(Wait::OtherTab));
    // The transaction reports only that it was aborted, not why.
    let cause = Rc::new(RefCell::new(None));
    let upgrade = Upgrade { steps, waits, cause: cause.clone() };
    request.on_upgrade_needed(move |event| upgrade.begin(&event));
    // The upgrade may have to go on although nobody waits for it any more.
    request.forget_callbacks();
    match outcome(web_sys::IdbOpenDbRequest::from(request)).await {
        Ok(database) => {
            let mut database = Database::try_from(database).map_err(failed)?;
            close_for_newer(&mut database);
            Ok(database)
        }
        Err(error) if is_newer(&error) => Err(OpenError::Newer),
        Err(error) => Err(failed(cause.take().unwrap_or(error))),
    }
}

/// Whether the database `name` is there in an older version than the last of `steps`. Tells a tab whose request
/// waits behind that of another tab, of which the browser says nothing, from a browser that hangs.
pub(super) async fn is_outdated(name: &str, steps: &[Step]) -> bool {
    let databases = web_sys::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .and_then(|factory| factory.unchecked_into::<Listing>().databases().ok());
    let Some(databases) = databases else { return false };
    let Ok(databases) = JsFuture::from(databases).await else { return false };
    let known: Vec<Listed> = bridge::from_js(databases).unwrap_or_default();
    let newest = steps.last().map_or(0, |step| step.version);
    known.iter().any(|listed| listed.name == name && listed.version < newest)
}

#[wasm_bindgen]
extern "C" {
    /// The browser's `IDBFactory`, of which web-sys lacks this method.
    type Listing;

    #[wasm_bindgen(method, catch)]
    fn databases(this: &Listing) -> Result<Promise, JsValue>;
}

/// A database as the browser lists it.
#[derive(Deserialize)]
struct Listed {
    name: String,
    version: u32,
}

/// Closes the connection when a newer version of the page in another tab wants to upgrade the database. That is better
/// than blocking the upgrade forever.
fn close_for_newer(database: &mut Database) {
    database.on_version_change(|event| {
        if let Ok(database) = Event::target(&event).and_then(Database::try_from) {
            database.close();
        }
    });
}

fn is_newer(error: &Error) -> bool {
    matches!(error, Error::DomException(exception) if exception.name() == "VersionError")
}

struct Upgrade {
    steps: &'static [Step],
    waits: Waits,
    cause: Rc<RefCell<Option<Error>>>,
}

impl Upgrade {
    /// Begins the upgrade inside the event that starts its transaction.
    fn begin(self, event: &VersionChangeEvent) {
        if let Err(error) = self.try_to_begin(event) {
            self.cause.replace(Some(error));
            // Without a transaction there is no upgrade that could be wrong.
            if let Some(transaction) = event.target().ok().and_then(|request| request.transaction()) {
                let _ = transaction.abort();
            }
        }
    }

    fn try_to_begin(&self, event: &VersionChangeEvent) -> Result<(), Error> {
        let from = event.old_version()?;
        let done = self.steps.partition_point(|step| step.version <= from);
        let steps = self.steps.get(done..).unwrap_or_default();
        upgrade::add_stores(&event.database()?, steps)?;
        // A new database has no records.
        if from == 0 {
            return Ok(());
        }
        let transaction = event.target()?.transaction().ok_or(Error::TransactionNotFound)?;
        (self.waits)(Wait::Upgrade);
        let cause = self.cause.clone();
        spawn_local(async move {
            if let Err(error) = upgrade::convert_records(transaction, steps).await {
                cause.replace(error);
            }
        });
        Ok(())
    }
}
