//! The agent's files: their location, and the contents of the private folder. Called only from the agent's chunk.

use std::rc::Rc;

use abcb_core::tool::workspace::{WorkspaceError, WorkspacePath};
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::Localize;
use crate::ports::{FileInput, Toolbox, WorkspacePlace, Workspaces};
use crate::state::FilesPlace;

type Done = LocalBoxFuture<'static, Result<(), WorkspaceError>>;

impl Controller {
    pub fn read_files(&self) {
        self.with_files(|_| Box::pin(async { Ok(()) }));
    }

    /// Lets the user choose a directory. Must be called from a click handler, or the browser refuses.
    pub fn choose_directory(&self) {
        self.with_files(|files| Box::pin(async move { files.choose_directory().await.map(|_| ()) }));
    }

    /// Requests the permission for the directory again. Must be called from a click handler, or the browser refuses.
    pub fn grant_again(&self) {
        self.with_files(|files| Box::pin(async move { files.grant_again().await.map(|_| ()) }));
    }

    pub fn use_private_folder(&self) {
        self.with_files(|files| files.use_private());
    }

    pub fn upload_files(&self, input: FileInput) {
        self.with_files(|files| Box::pin(async move { files.upload(input).await.map(|_| ()) }));
    }

    pub fn download_file(&self, path: WorkspacePath) {
        self.with_files(|files| files.download(path));
    }

    pub fn delete_file(&self, path: WorkspacePath) {
        self.with_files(|files| files.remove(path));
    }

    /// Performs an action on the files and shows the result. If the toolbox is already loaded, which is the case on the
    /// files page, `act` starts within the click event that triggered it.
    fn with_files(&self, act: impl FnOnce(Rc<dyn Workspaces>) -> Done + 'static) {
        let inner = self.inner();
        let known = inner.toolbox.borrow().clone();
        match known {
            Some(toolbox) => {
                let done = act(toolbox.workspaces.clone());
                spawn_local(inner.show_files(toolbox, done));
            }
            None => spawn_local(async move {
                if let Some(toolbox) = inner.toolbox().await {
                    let done = act(toolbox.workspaces.clone());
                    inner.show_files(toolbox, done).await;
                }
            }),
        }
    }
}

impl Inner {
    async fn show_files(self: Rc<Self>, toolbox: Rc<Toolbox>, done: Done) {
        if let Err(error) = done.await {
            self.toast(sentence(&error));
        }
        let (state, files) = (self.state.agent, &toolbox.workspaces);
        match files.place().await {
            Ok(place) => {
                if place == WorkspacePlace::Private {
                    state.files.set(files.files().await.unwrap_or_default());
                }
                state.place.set(Some(FilesPlace { place, can_choose: files.can_choose() }));
            }
            Err(error) => self.toast(sentence(&error)),
        }
    }
}

fn sentence(error: &WorkspaceError) -> String {
    let text = error.localized();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}
