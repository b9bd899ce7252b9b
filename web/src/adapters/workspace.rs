//! The files of the workspace, in the origin's private file system or in a directory that the user has granted.
//! `workspace.js` reads and writes the files; this module selects the directory and maps the errors.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::tool::workspace::{Entry, MAX_FILE_BYTES, Workspace, WorkspaceError, WorkspacePath};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use super::bridge;
use super::indexed_db::{IndexedDbStore, WORKSPACE};
use super::js_reason;
use crate::ports::WorkspacePlace;
use crate::reasons::BrowserFault;

pub mod backup;
mod places;

type Names = Vec<String>;

#[wasm_bindgen(module = "/src/adapters/workspace.js")]
extern "C" {
    /// A `FileSystemDirectoryHandle`.
    #[derive(Clone)]
    type Directory;

    #[wasm_bindgen(method, getter, catch)]
    fn name(this: &Directory) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = privateRoot, catch)]
    async fn private_root() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = readText, catch)]
    async fn read_text(root: &Directory, names: Names, max_bytes: usize) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = listEntries, catch)]
    async fn list_entries(root: &Directory, names: Names) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = writeWhole, catch)]
    async fn write_whole(root: &Directory, names: Names, content: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = listFiles, catch)]
    async fn list_files(root: &Directory) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = removeFile, catch)]
    async fn remove_file(root: &Directory, names: Names) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = downloadFile, catch)]
    async fn download_file(root: &Directory, names: Names) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = canPick, catch)]
    fn can_pick() -> Result<bool, JsValue>;

    #[wasm_bindgen(js_name = pickDirectory, catch)]
    async fn pick_directory(id: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = readBytes, catch)]
    async fn read_bytes(root: &Directory, names: Names) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = stampOf, catch)]
    async fn stamp_of(root: &Directory, names: Names) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = isGranted, catch)]
    async fn is_granted(directory: &Directory, ask: bool) -> Result<JsValue, JsValue>;
}

/// Converts what the browser threw for a file operation. `path` names the file.
fn thrown(path: &WorkspacePath, error: &JsValue) -> WorkspaceError {
    let exception = error.dyn_ref::<DomException>().map(DomException::name);
    let word = exception.or_else(|| error.as_string()).unwrap_or_default();
    let name = path.to_string();
    match word.as_str() {
        "not-found" | "NotFoundError" => WorkspaceError::NotFound { path: name },
        "is-directory" => WorkspaceError::IsDirectory { path: name },
        "is-file" => WorkspaceError::IsFile { path: name },
        "below-file" => WorkspaceError::below_a_file(path),
        "too-large" => WorkspaceError::TooLarge { path: name },
        "not-text" => WorkspaceError::NotText { path: name },
        "no-writing" => WorkspaceError::Unavailable { reason: BrowserFault::NoFileWriting.to_string() },
        // The user's file system does not allow this name.
        _ if error.is_instance_of::<js_sys::TypeError>() => {
            WorkspaceError::Refused { path: name, reason: js_reason(error) }
        }
        _ => unavailable(error),
    }
}

fn unavailable(error: &JsValue) -> WorkspaceError {
    WorkspaceError::Unavailable { reason: js_reason(error) }
}

/// Reads what `workspace.js` returns.
fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, WorkspaceError> {
    bridge::from_js(value).map_err(|reason| WorkspaceError::Unavailable { reason })
}

/// An entry of a directory.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedEntry {
    name: String,
    is_directory: bool,
}

impl From<ListedEntry> for Entry {
    fn from(ListedEntry { name, is_directory }: ListedEntry) -> Self {
        Self { name, is_directory }
    }
}

async fn private() -> Result<Directory, WorkspaceError> {
    private_root().await.map(JsCast::unchecked_into).map_err(|error| unavailable(&error))
}

struct Choice {
    /// Where the choice is stored; `None` in a browser without IndexedDB.
    kept_in: Option<Rc<IndexedDbStore>>,
    /// `None` means the private folder.
    directory: RefCell<Option<Directory>>,
    /// Whether `directory` has been loaded. It is loaded on first use.
    is_known: Cell<bool>,
}

/// The workspaces of this browser. All clones share the choice of directory.
#[derive(Clone)]
pub struct BrowserWorkspaces(Rc<Choice>);

impl BrowserWorkspaces {
    pub fn new(kept_in: Option<Rc<IndexedDbStore>>) -> Self {
        Self(Rc::new(Choice { kept_in, directory: RefCell::default(), is_known: Cell::new(false) }))
    }

    async fn directory(&self) -> Result<Option<Directory>, WorkspaceError> {
        if let (false, Some(store)) = (self.0.is_known.get(), &self.0.kept_in) {
            let kept = store.directory(WORKSPACE).await;
            let kept = kept.map_err(|error| WorkspaceError::Unavailable { reason: error.to_string() })?;
            if !self.0.is_known.replace(true) {
                self.0.directory.replace(kept.map(JsCast::unchecked_into));
            }
        }
        Ok(self.0.directory.borrow().clone())
    }

    async fn choose(&self, directory: Option<Directory>) -> Result<(), WorkspaceError> {
        self.0.is_known.set(true);
        self.0.directory.replace(directory.clone());
        let Some(store) = &self.0.kept_in else { return Ok(()) };
        let kept = store.keep_directory(WORKSPACE, directory.as_ref().map(AsRef::as_ref)).await;
        kept.map_err(|error| WorkspaceError::Unavailable { reason: error.to_string() })
    }

    /// Returns the directory in use.
    async fn root(&self) -> Result<Directory, WorkspaceError> {
        let Some(directory) = self.directory().await? else { return private().await };
        if may_use(&directory, false).await {
            return Ok(directory);
        }
        let name = directory.name().unwrap_or_default();
        let reason = BrowserFault::PermissionLapsed { name };
        Err(WorkspaceError::Unavailable { reason: reason.to_string() })
    }

    async fn place(&self, ask: bool) -> Result<WorkspacePlace, WorkspaceError> {
        Ok(match self.directory().await? {
            None => WorkspacePlace::Private,
            Some(directory) => WorkspacePlace::Directory {
                name: directory.name().unwrap_or_default(),
                is_granted: may_use(&directory, ask).await,
            },
        })
    }
}

async fn may_use(directory: &Directory, ask: bool) -> bool {
    is_granted(directory, ask).await.is_ok_and(|granted| granted.is_truthy())
}

impl Workspace for BrowserWorkspaces {
    fn read<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<String, WorkspaceError>> {
        async move {
            let text = read_text(&self.root().await?, path.names().to_vec(), MAX_FILE_BYTES).await;
            text.map(|text| text.as_string().unwrap_or_default()).map_err(|error| thrown(path, &error))
        }
        .boxed_local()
    }

    fn list<'a>(&'a self, path: &'a WorkspacePath) -> LocalBoxFuture<'a, Result<Vec<Entry>, WorkspaceError>> {
        async move {
            let listed = list_entries(&self.root().await?, path.names().to_vec()).await;
            let listed: Vec<ListedEntry> = read(listed.map_err(|error| thrown(path, &error))?)?;
            let mut entries: Vec<Entry> = listed.into_iter().map(Into::into).collect();
            entries.sort_unstable();
            Ok(entries)
        }
        .boxed_local()
    }

    fn write<'a>(
        &'a self,
        path: &'a WorkspacePath,
        content: &'a str,
    ) -> LocalBoxFuture<'a, Result<(), WorkspaceError>> {
        async move {
            if content.len() > MAX_FILE_BYTES {
                return Err(WorkspaceError::TooLarge { path: path.to_string() });
            }
            let written = write_whole(&self.root().await?, path.names().to_vec(), &content.into()).await;
            written.map(drop).map_err(|error| thrown(path, &error))
        }
        .boxed_local()
    }
}
