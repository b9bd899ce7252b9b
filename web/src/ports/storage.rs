//! The browser's storage of this page: how much there is, what takes it, and whether the browser may delete it.

use futures_util::future::LocalBoxFuture;

/// The browser's storage. Loaded on first use.
pub trait BrowserStorage {
    /// Measures what this page stores.
    fn usage(&self) -> LocalBoxFuture<'static, StorageUsage>;
    /// Asks the browser to keep the data even when the disk is nearly full. Returns its decision, or `None` if it
    /// cannot be asked.
    fn persist(&self) -> LocalBoxFuture<'static, Option<bool>>;
}

/// What this page stores in this browser, in bytes. `None` for what the browser does not tell.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StorageUsage {
    pub used: Option<u64>,
    /// How much the browser lets the page store in all.
    pub quota: Option<u64>,
    /// The database: sessions and notes.
    pub database: Option<u64>,
    /// The agent's private folder.
    pub files: Option<u64>,
    pub models: Option<u64>,
    /// The page itself, for use without a network.
    pub program: Option<u64>,
    /// Whether the browser has promised not to delete the data by itself.
    pub is_persistent: Option<bool>,
    /// Whether the browser deletes the data of a page that has not been used for a week, unless it is installed.
    pub lasts_a_week: bool,
}
