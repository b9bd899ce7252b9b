//! Loads what measures the browser's storage and what renders an export, which are part of the dialogs' chunk, and the
//! folder for backups, which is in a chunk of its own.

use std::rc::Rc;

use futures_util::FutureExt;

use crate::adapters::answer_html::answer_html;
use crate::adapters::browser_storage::DomStorage;
use crate::adapters::open_store::ActiveStore;
use crate::adapters::workspace::backup::BrowserBackups;
use crate::lazy::{Loading, lazy};
use crate::ports::{Backups, BrowserStorage, MarkdownToHtml};

pub fn load() -> Loading<Rc<dyn BrowserStorage>> {
    async { Ok(storage().await?()) }.boxed_local()
}

pub fn load_backups(active_store: ActiveStore) -> Loading<Rc<dyn Backups>> {
    async move { Ok(backups().await?(active_store)) }.boxed_local()
}

lazy!(storage in dialogs: fn() -> Rc<dyn BrowserStorage> = dom_storage);
lazy!(pub to_html in dialogs: MarkdownToHtml = answer_html);
lazy!(backups in backup: fn(ActiveStore) -> Rc<dyn Backups> = browser_backups);

fn dom_storage() -> Rc<dyn BrowserStorage> {
    Rc::new(DomStorage)
}

fn browser_backups(active_store: ActiveStore) -> Rc<dyn Backups> {
    Rc::new(BrowserBackups::new(active_store))
}
