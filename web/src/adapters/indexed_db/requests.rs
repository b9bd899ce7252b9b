//! Waiting for IndexedDB. Whoever waits may be dropped before the browser is done: an answer is stopped, or the first of several
//! requests has failed and the others fail after it. So the listeners belong to the browser and not to the future: each is
//! called exactly once, and is gone after that.

use std::future::Future;

use futures_channel::oneshot;
use idb::{Error, Transaction};
use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Event, IdbRequest, IdbTransaction};

/// Gives the name of the event with which the browser calls what `listen` was given. It must call no more than once.
fn event_once(listen: impl FnOnce(&Function)) -> oneshot::Receiver<String> {
    let (tell, told) = oneshot::channel();
    let listener = Closure::once_into_js(move |event: Event| {
        // It fails where nobody waits any more.
        let _ = tell.send(event.type_());
    });
    listen(listener.unchecked_ref());
    told
}

/// What comes of a request: it ends with one of two events. The request is on its way whether this is awaited or not.
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

/// A transaction that has begun. It ends with one of two events, after those of all its requests.
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

    /// Says that there will be no more requests: the database need not wait for this page to be done with the answers.
    #[allow(deprecated, reason = "not in the second edition of the standard, and in the third again")]
    pub(super) fn commit(&self) -> Result<(), Error> {
        self.transaction.commit().map_err(Error::TransactionCommitError)
    }

    /// Undoes everything.
    pub(super) async fn abort(self) -> Result<(), Error> {
        self.transaction.abort().map_err(Error::TransactionAbortError)?;
        let _ = self.ended.await;
        Ok(())
    }

    /// Waits until the browser has taken all of it or nothing. `Err` is why it took nothing, where that is known.
    pub(super) async fn end(self) -> Result<(), Option<DomException>> {
        match self.ended.await.as_deref() {
            Ok("complete") => Ok(()),
            Ok(_) | Err(_) => Err(self.transaction.error()),
        }
    }
}
