//! The directory of the backups, as a trait, and one in memory.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};

/// The result of a call to a folder. The error is a sentence of the file system.
pub type FolderFuture<'a, T> = LocalBoxFuture<'a, Result<T, String>>;

/// A directory for backups. Paths are relative to it, with `/` between the names.
pub trait BackupFolder {
    /// Returns the content of a file, or `None` if there is no such file.
    fn read<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<Vec<u8>>>;

    /// Returns a text that changes whenever the file is written, or `None` if there is no such file.
    fn stamp<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<String>>;

    /// Returns the names in a directory, in order; none if there is no such directory.
    fn names<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Vec<String>>;

    /// Writes a file as a whole or not at all, and creates the directories above it.
    fn write<'a>(&'a self, path: &'a str, content: &'a [u8]) -> FolderFuture<'a, ()>;

    /// Removes a file. Succeeds if there is no such file.
    fn remove<'a>(&'a self, path: &'a str) -> FolderFuture<'a, ()>;
}

/// A folder in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryFolder {
    files: RefCell<BTreeMap<String, (u64, Vec<u8>)>>,
    writes: Cell<u64>,
    /// By path: files that cannot be read, and why.
    refused: RefCell<BTreeMap<String, String>>,
}

impl MemoryFolder {
    /// Returns the paths of all files, in order.
    pub fn paths(&self) -> Vec<String> {
        self.files.borrow().keys().cloned().collect()
    }

    /// Makes a file unreadable.
    pub fn refuse(&self, path: &str, reason: &str) {
        self.refused.borrow_mut().insert(path.to_owned(), reason.to_owned());
    }

    /// Returns how many files were written so far.
    pub fn writes(&self) -> u64 {
        self.writes.get()
    }
}

impl BackupFolder for MemoryFolder {
    fn read<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<Vec<u8>>> {
        if let Some(reason) = self.refused.borrow().get(path) {
            return ready(Err(reason.clone())).boxed_local();
        }
        let content = self.files.borrow().get(path).map(|(_, content)| content.clone());
        ready(Ok(content)).boxed_local()
    }

    fn stamp<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Option<String>> {
        ready(Ok(self.files.borrow().get(path).map(|(written, _)| written.to_string()))).boxed_local()
    }

    fn names<'a>(&'a self, path: &'a str) -> FolderFuture<'a, Vec<String>> {
        let files = self.files.borrow();
        let below = files.keys().filter_map(|file| file.strip_prefix(path)?.strip_prefix('/'));
        let names: BTreeSet<&str> = below.filter_map(|rest| rest.split('/').next()).collect();
        ready(Ok(names.into_iter().map(str::to_owned).collect())).boxed_local()
    }

    fn write<'a>(&'a self, path: &'a str, content: &'a [u8]) -> FolderFuture<'a, ()> {
        self.writes.set(self.writes.get() + 1);
        self.files.borrow_mut().insert(path.to_owned(), (self.writes.get(), content.to_vec()));
        ready(Ok(())).boxed_local()
    }

    fn remove<'a>(&'a self, path: &'a str) -> FolderFuture<'a, ()> {
        self.files.borrow_mut().remove(path);
        ready(Ok(())).boxed_local()
    }
}
