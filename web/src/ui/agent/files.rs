//! The files the agent may use: a private folder in this browser, or a directory that the user grants.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::ports::{FileInput, StoredFile, WorkspacePlace};
use crate::state::FilesPlace;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, when};

pub fn files() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    controller.read_files();
    let place = move || state.agent.place.get().map(place_view);
    let is_private = move || {
        state
            .agent
            .place
            .with(|place| matches!(place, Some(FilesPlace { place: WorkspacePlace::Private, .. })))
    };
    view! {
        <p class="lead">{t("agent-files-hint")}</p>
        {dyn_child(place)}
        {when(is_private, folder)}
    }
    .into_any()
}

fn place_view(shown: FilesPlace) -> AnyView {
    let controller = expect_context::<Controller>();
    let choose = shown.can_choose.then(|| {
        view! {
            <button type="button" class="button" on:click=on_click(move || controller.choose_directory())>{t("agent-files-choose")}</button>
        }
        .into_any()
    });
    match shown.place {
        WorkspacePlace::Private => view! {
            <p data-testid="workspace">{t("agent-files-private")}</p>
            <p class="acts">{choose}</p>
        }
        .into_any(),
        WorkspacePlace::Directory { name, is_granted } => view! {
            <p data-testid="workspace">{t("agent-files-on-disk")}" "<b>{name}</b>". "
                {(!is_granted).then(|| t("agent-files-permission"))}</p>
            <p class="acts">
                {(!is_granted).then(|| view! {
                    <button type="button" class="button go" on:click=on_click(move || controller.grant_again())>{t("agent-files-allow-again")}</button>
                })}
                {choose}
                <button type="button" class="button" on:click=on_click(move || controller.use_private_folder())>{t("agent-files-use-private")}</button>
            </p>
        }
        .into_any(),
    }
}

/// The contents of the private folder, with controls to add and download files.
fn folder() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let upload: Box<dyn FnMut(leptos::ev::Event)> =
        Box::new(move |event| controller.upload_files(event_target::<FileInput>(&event)));
    let is_empty = move || state.agent.files.with(Vec::is_empty);
    view! {
        {when(is_empty, || view! { <p class="nothing">{t("agent-files-empty")}</p> })}
        <ul class="files">
            <For each=move || state.agent.files.get() key=|file| (file.path.to_string(), file.size) children=file_line/>
        </ul>
        <p class="add">
            <label class="button">{t("agent-files-add")}
                <input class="sr-only" type="file" multiple data-testid="workspace-upload" on:change=upload/>
            </label>
        </p>
    }
    .into_any()
}

fn file_line(file: StoredFile) -> AnyView {
    let controller = expect_context::<Controller>();
    let (down, gone) = (file.path.clone(), file.path.clone());
    let size = format!(" · {}", tf("file-size", args![n = file.size]));
    view! {
        <li data-testid="workspace-file">
            <p><code dir="auto">{file.path.to_string()}</code><small>{size}</small></p>
            <button type="button" class="quiet" aria-label=tf("agent-files-download", args![name = &file.path.to_string()])
                on:click=on_click(move || controller.download_file(down.clone()))>{Icon::EXPORT.view()}</button>
            <button type="button" class="quiet" aria-label=tf("action-delete-named", args![name = &file.path.to_string()])
                on:click=on_click(move || controller.delete_file(gone.clone()))>{Icon::TRASH.view()}</button>
        </li>
    }
    .into_any()
}
