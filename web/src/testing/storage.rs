//! A fake of the browser's storage.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

use crate::ports::{BrowserStorage, StorageUsage};

thread_local! {
    static USAGE: Cell<StorageUsage> = Cell::default();
    static DECISION: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Sets what is measured from now on, and what the browser decides when it is asked to keep the data.
pub fn set_storage(usage: StorageUsage, decision: Option<bool>) {
    USAGE.set(usage);
    DECISION.set(decision);
}

pub struct FakeStorage;

impl FakeStorage {
    pub fn load() -> crate::lazy::Loading<Rc<dyn BrowserStorage>> {
        let storage: Rc<dyn BrowserStorage> = Rc::new(Self);
        ready(Ok(storage)).boxed_local()
    }
}

impl BrowserStorage for FakeStorage {
    fn usage(&self) -> LocalBoxFuture<'static, StorageUsage> {
        ready(USAGE.get()).boxed_local()
    }

    fn persist(&self) -> LocalBoxFuture<'static, Option<bool>> {
        let decision = DECISION.get();
        USAGE.set(StorageUsage { is_persistent: decision, ..USAGE.get() });
        ready(decision).boxed_local()
    }
}
