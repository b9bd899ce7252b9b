//! Futures for IndexedDB requests. A future may be dropped before the browser is done: an answer is stopped, or the
//! first of several requests fails and the others fail after it. So the browser owns the listeners, not the future;
//! each listener is called exactly once and then freed.

use std::future::Future;

use futures_channel::oneshot;
use idb::{Error, Transaction};
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Event, IdbRequest, IdbTransaction};

/// Returns a receiver for the type of the event that calls the listener passed to `listen`. The listener must be called
/// at most once.
fn event_once(listen: impl FnOnce(&Function)) -> oneshot::Receiver<String> {
    let (tell, told) = oneshot::channel();
    let listener = Closure::once_into_js(move |event: Event| {
        // Sending fails if the receiver was dropped, which is fine.
        let _ = tell.send(event.type_());
    });
    listen(listener.unchecked_ref());
    told
}

/// Waits for the result of a request, which ends with one of two events. The request runs whether or not the future is
/// polled.
pub(super) fn outcome(request: impl Into<IdbRequest>) -> impl Future<Output = Result<JsValue, Error>> {
    let request = request.into();
    let told = event_once(|listener| {
        request.set_onsuccess(Some(listener));
        request.set_onerror(Some(listener));
    });
    async move {
        let _ = told.await;
        match request.error() {
            Ok(Some(exception)) => Err(Error::DomException(exception)),
            Ok(None) | Err(_) => request.result().map_err(Error::RequestResultNotFound),
        }
    }
}

/// A started transaction. It ends with one of two events, after those of all its requests.
pub(super) struct Burst {
    transaction: IdbTransaction,
    ended: oneshot::Receiver<String>,
}

impl Burst {
    pub(super) fn new(transaction: Transaction) -> Self {
        let transaction: IdbTransaction = transaction.into();
        let ended = event_once(|listener| {
            transaction.set_oncomplete(Some(listener));
            transaction.set_onabort(Some(listener));
        });
        Self { transaction, ended }
    }

    pub(super) fn object_store(&self, name: &str) -> Result<idb::ObjectStore, Error> {
        self.transaction.object_store(name).map(Into::into).map_err(Error::ObjectStoreNotFound)
    }

    /// Commits: there will be no further requests, so the database need not wait until this page has processed the
    /// results.
    #[allow(deprecated, reason = "not in the second edition of the standard, and in the third again")]
    pub(super) fn commit(&self) -> Result<(), Error> {
        self.transaction.commit().map_err(Error::TransactionCommitError)
    }

    /// Begins to roll the transaction back, which `end` then reports.
    pub(super) fn roll_back(&self) -> Result<(), Error> {
        self.transaction.abort().map_err(Error::TransactionAbortError)
    }

    /// Rolls the transaction back.
    pub(super) async fn abort(self) -> Result<(), Error> {
        self.roll_back()?;
        let _ = self.ended.await;
        Ok(())
    }

    /// Waits until the transaction is committed or aborted. `Err` holds the cause of an abort, if it is known.
    pub(super) async fn end(self) -> Result<(), Option<DomException>> {
        match self.ended.await.as_deref() {
            Ok("complete") => Ok(()),
            Ok(_) | Err(_) => Err(self.transaction.error()),
        }
    }
}
