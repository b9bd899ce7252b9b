//! The browser's storage of this page: how much there is, what takes it, and whether the browser may delete it; and the
//! user's folder for backups.

use std::rc::Rc;

use abcb_core::storage::backup::BackupFolder;
use abcb_core::tool::notes::NoteStore;
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

/// The folder for backups that the user has chosen, and the record of what was written into it. Loaded some time after
/// the page, or when the settings show it.
pub trait Backups {
    /// Whether this browser grants folders at all.
    fn can_choose(&self) -> bool;
    /// Returns the folder that was chosen.
    fn place(&self) -> LocalBoxFuture<'static, Option<BackupPlace>>;
    /// Lets the user choose a folder, and returns whether one was chosen. Like [`Backups::grant_again`], must be called
    /// right after a click.
    fn choose(&self) -> LocalBoxFuture<'static, Result<bool, String>>;
    /// Asks for the permission again, which usually ends with the page.
    fn grant_again(&self) -> LocalBoxFuture<'static, Option<BackupPlace>>;
    /// Writes no more into the folder. What is in it stays.
    fn leave(&self) -> LocalBoxFuture<'static, Result<(), String>>;
    /// Returns the folder if it may be used now.
    fn folder(&self) -> LocalBoxFuture<'static, Option<Rc<dyn BackupFolder>>>;
    /// Returns the notes, which are backed up with the sessions.
    fn notes(&self) -> Rc<dyn NoteStore>;
    /// Returns the record of the backups as last kept; empty at first.
    fn record(&self) -> String;
    fn keep_record(&self, record: &str);
    /// Does `work` unless another tab is at it.
    fn alone(&self, work: LocalBoxFuture<'static, ()>) -> LocalBoxFuture<'static, ()>;
}

/// The folder for backups.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackupPlace {
    pub name: String,
    /// Whether it can be used now; otherwise the user has to grant the permission again.
    pub is_granted: bool,
}
