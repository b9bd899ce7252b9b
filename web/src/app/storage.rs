//! Loads what measures the browser's storage, which is part of the dialogs' chunk.

use std::rc::Rc;

use futures_util::FutureExt;

use crate::adapters::browser_storage::DomStorage;
use crate::lazy::{Loading, lazy};
use crate::ports::BrowserStorage;

pub fn load() -> Loading<Rc<dyn BrowserStorage>> {
    async { Ok(storage().await?()) }.boxed_local()
}

lazy!(storage in dialogs: fn() -> Rc<dyn BrowserStorage> = dom_storage);

fn dom_storage() -> Rc<dyn BrowserStorage> {
    Rc::new(DomStorage)
}
