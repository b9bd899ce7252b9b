//! The user's actions on the workspace: choosing the directory, and adding and downloading files of the private folder.

use abcb_core::tool::workspace::{WorkspaceError, WorkspacePath};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use wasm_bindgen::JsCast;

use super::{
    BrowserWorkspaces, can_pick, download_file, list_files, pick_directory, private, read, remove_file,
    thrown, unavailable, write_whole,
};
use crate::adapters::files::take_picked;
use crate::ports::{FileInput, StoredFile, WorkspacePlace, Workspaces};

/// Converts a file name to a workspace path. On some systems file names contain characters that a path may not.
fn path_for(name: &str) -> Result<WorkspacePath, WorkspaceError> {
    WorkspacePath::parse(&name.replace(['/', '\\', ':'], "_"))
}

/// A file of the private folder; `size` is in bytes.
#[derive(Deserialize)]
struct ListedFile {
    path: String,
    size: u64,
}

impl ListedFile {
    /// Returns `None` for a name that no path of the workspace can have.
    fn stored(self) -> Option<StoredFile> {
        Some(StoredFile { path: WorkspacePath::parse(&self.path).ok()?, size: self.size })
    }
}

async fn upload(input: &FileInput) -> Result<usize, WorkspaceError> {
    let files = take_picked(input);
    for file in &files {
        let path = path_for(&file.name())?;
        let written = write_whole(&private().await?, path.names().to_vec(), file).await;
        written.map_err(|error| thrown(&path, &error))?;
    }
    Ok(files.len())
}

impl Workspaces for BrowserWorkspaces {
    fn place(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        let this = self.clone();
        async move { this.place(false).await }.boxed_local()
    }

    fn can_choose(&self) -> bool {
        can_pick().unwrap_or(false)
    }

    fn choose_directory(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        let this = self.clone();
        async move {
            let picked = pick_directory("abcb").await.map_err(|error| unavailable(&error))?;
            if !picked.is_undefined() {
                this.choose(Some(picked.unchecked_into())).await?;
            }
            this.place(false).await
        }
        .boxed_local()
    }

    fn grant_again(&self) -> LocalBoxFuture<'static, Result<WorkspacePlace, WorkspaceError>> {
        let this = self.clone();
        async move { this.place(true).await }.boxed_local()
    }

    fn use_private(&self) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        let this = self.clone();
        async move { this.choose(None).await }.boxed_local()
    }

    fn files(&self) -> LocalBoxFuture<'static, Result<Vec<StoredFile>, WorkspaceError>> {
        async {
            let listed = list_files(&private().await?).await.map_err(|error| unavailable(&error))?;
            let listed: Vec<ListedFile> = read(listed)?;
            let mut files: Vec<StoredFile> = listed.into_iter().filter_map(ListedFile::stored).collect();
            files.sort_unstable();
            Ok(files)
        }
        .boxed_local()
    }

    fn upload(&self, input: FileInput) -> LocalBoxFuture<'static, Result<usize, WorkspaceError>> {
        async move { upload(&input).await }.boxed_local()
    }

    fn download(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        async move {
            let offered = download_file(&private().await?, path.names().to_vec()).await;
            offered.map(drop).map_err(|error| thrown(&path, &error))
        }
        .boxed_local()
    }

    fn remove(&self, path: WorkspacePath) -> LocalBoxFuture<'static, Result<(), WorkspaceError>> {
        async move {
            let removed = remove_file(&private().await?, path.names().to_vec()).await;
            removed.map(drop).map_err(|error| thrown(&path, &error))
        }
        .boxed_local()
    }
}
