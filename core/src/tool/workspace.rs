//! The workspace: the files the user has granted to the agent, a tree of text files under one root. Paths are
//! confined to the workspace here, before they reach a store.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use futures_util::future::{self, FutureExt, LocalBoxFuture};

/// The maximum size in bytes of a file that is read or written.
pub const MAX_FILE_BYTES: usize = 1_000_000;

/// A path inside the workspace, as names from its root, none of which is `..`. The root has no names.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct WorkspacePath {
    names: Vec<String>,
}

impl WorkspacePath {
    /// Parses a path written by a model, relative to the workspace. `.` and empty names are skipped. Anything that
    /// could lead outside is rejected rather than resolved.
    ///
    /// # Errors
    /// [`WorkspaceError::Refused`], with the reason as a clause. The model can correct the path.
    pub fn parse(text: &str) -> Result<Self, WorkspaceError> {
        let refused =
            |fault: PathFault| WorkspaceError::Refused { path: text.to_owned(), reason: fault.to_string() };
        let trimmed = text.trim();
        if trimmed.contains(['\\', ':']) || trimmed.chars().any(char::is_control) {
            return Err(refused(PathFault::Characters));
        }
        if trimmed.starts_with(['/', '~']) && trimmed != "/" {
            return Err(refused(PathFault::Absolute));
        }
        let mut names = Vec::new();
        for name in trimmed.split('/').filter(|name| !name.is_empty() && *name != ".") {
            if name == ".." {
                return Err(refused(PathFault::Parent));
            }
            names.push(name.to_owned());
        }
        Ok(Self { names })
    }

    /// Returns the names from the root down; empty for the root.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl fmt::Display for WorkspacePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            formatter.write_str(".")
        } else {
            formatter.write_str(&self.names.join("/"))
        }
    }
}

/// A directory entry.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Entry {
    /// The name within its directory.
    pub name: String,
    /// Whether it is a directory; a file otherwise.
    pub is_directory: bool,
}

crate::sentences! {
    /// Why a file could not be used. The model can react to any of these except the last.
    pub enum WorkspaceError {
        Refused {
            path: String,
            /// What is wrong with it: a [`PathFault`] as it is written, or the browser's own words.
            reason: String,
        } = "`{path}` is not a path in the workspace: {reason}",
        NotFound { path: String } = "there is no `{path}` in the workspace",
        IsDirectory { path: String } = "`{path}` is a directory",
        IsFile { path: String } = "`{path}` is a file, not a directory",
        NotText { path: String } = "`{path}` is not a text file",
        /// The file has more than [`MAX_FILE_BYTES`].
        TooLarge { path: String } = "`{path}` is too large: more than 1 MB",
        /// No workspace is granted, the permission has expired, or the storage failed. The user can fix this.
        Unavailable { reason: String } = "the workspace cannot be used: {reason}",
    }
}

crate::sentences! {
    /// What is wrong with a path, as a clause.
    pub enum PathFault {
        Characters = "names are parted by `/` and hold no `\\`, `:` or control characters",
        Absolute = "paths are relative to the workspace, without a leading `/` or `~`",
        Parent = "`..` leads out of the workspace",
        BelowFile = "a directory in it is a file",
    }
}

impl WorkspaceError {
    /// Returns the error for a path with a file in place of a directory.
    pub fn below_a_file(path: &WorkspacePath) -> Self {
        Self::Refused { path: path.to_string(), reason: PathFault::BelowFile.to_string() }
    }
}

/// The storage of the workspace. Every implementation must pass `testing::workspace_conformance`.
pub trait Workspace {
    /// Reads a file of at most [`MAX_FILE_BYTES`].
    fn read<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<String, WorkspaceError>>;

    /// Lists the entries of a directory, sorted by name.
    fn list<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<Vec<Entry>, WorkspaceError>>;

    /// Writes a whole file and creates the directories above it. An existing file is replaced only once all of the
    /// new content is written.
    fn write<'a>(
        &'a self,
        path: &'a WorkspacePath,
        content: &'a str,
    ) -> LocalBoxFuture<'a, Result<(), WorkspaceError>>;
}

/// A workspace in memory, for evaluations and tests.
#[derive(Debug, Default)]
pub struct MemoryWorkspace {
    files: RefCell<BTreeMap<WorkspacePath, String>>,
}

impl MemoryWorkspace {
    /// Creates a workspace from `(path, content)` pairs. Pairs with an invalid path are left out.
    pub fn with_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files
            .into_iter()
            .filter_map(|(path, content)| Some((WorkspacePath::parse(path).ok()?, content.to_owned())))
            .collect();
        Self { files: RefCell::new(files) }
    }

    fn is_directory(&self, path: &WorkspacePath) -> bool {
        path.names.is_empty()
            || self.files.borrow().keys().any(|file| file != path && file.names.starts_with(&path.names))
    }

    /// Whether a parent of `path` is a file.
    fn is_below_a_file(&self, path: &WorkspacePath) -> bool {
        let files = self.files.borrow();
        files.keys().any(|file| file != path && path.names.starts_with(&file.names))
    }

    fn entries(&self, path: &WorkspacePath) -> Result<Vec<Entry>, WorkspaceError> {
        if self.files.borrow().contains_key(path) {
            return Err(WorkspaceError::IsFile { path: path.to_string() });
        }
        if !self.is_directory(path) {
            return Err(WorkspaceError::NotFound { path: path.to_string() });
        }
        let depth = path.names.len();
        let files = self.files.borrow();
        let below = files.keys().filter(|file| file.names.starts_with(&path.names));
        let mut entries: Vec<Entry> = below
            .filter_map(|file| {
                let name = file.names.get(depth)?.clone();
                Some(Entry { name, is_directory: file.names.len() > depth + 1 })
            })
            .collect();
        entries.sort();
        entries.dedup();
        Ok(entries)
    }
}

impl Workspace for MemoryWorkspace {
    fn read<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<String, WorkspaceError>> {
        let found = self.files.borrow().get(path).cloned();
        let missing = || match self.is_directory(path) {
            true => WorkspaceError::IsDirectory { path: path.to_string() },
            false => WorkspaceError::NotFound { path: path.to_string() },
        };
        future::ready(found.ok_or_else(missing)).boxed_local()
    }

    fn list<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<Vec<Entry>, WorkspaceError>> {
        future::ready(self.entries(path)).boxed_local()
    }

    fn write<'a>(
        &'a self,
        path: &'a WorkspacePath,
        content: &'a str,
    ) -> LocalBoxFuture<'a, Result<(), WorkspaceError>> {
        let written = if self.is_directory(path) {
            Err(WorkspaceError::IsDirectory { path: path.to_string() })
        } else if self.is_below_a_file(path) {
            Err(WorkspaceError::below_a_file(path))
        } else if content.len() > MAX_FILE_BYTES {
            Err(WorkspaceError::TooLarge { path: path.to_string() })
        } else {
            self.files.borrow_mut().insert(path.clone(), content.to_owned());
            Ok(())
        };
        future::ready(written).boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;

    #[test]
    fn paths_stay_inside() {
        let parse = |text: &str| WorkspacePath::parse(text).map(|path| path.to_string());
        for (text, expected) in [
            ("a.txt", "a.txt"),
            (" ./a//b.txt ", "a/b.txt"),
            ("", "."),
            (".", "."),
            ("/", "."),
            ("a/./b/", "a/b"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(expected), "{text:?}");
        }
        for text in ["..", "a/../../b", "/etc/passwd", "~/x", "a\\b", "C:/x", "a\0b", "a\nb"] {
            assert!(matches!(parse(text), Err(WorkspaceError::Refused { .. })), "{text:?}");
        }
    }

    #[test]
    fn a_workspace_in_memory_conforms() {
        let workspace = MemoryWorkspace::with_files([("docs/a.txt", "one"), ("../out", "left out")]);
        block_on(crate::testing::workspace_conformance::all(&workspace));
        let docs = WorkspacePath::parse("docs/a.txt").expect("a good path");
        assert_eq!(block_on(workspace.read(&docs)).as_deref(), Ok("one"));
    }
}
