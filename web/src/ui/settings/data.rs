//! The data page of the settings: exporting and importing settings.

use abcb_core::settings::exchange::Change;
use leptos::ev;
use leptos::prelude::*;
use serde_json::Value;

use super::backup::backup;
use super::labels::{name_of, value_words};
use super::storage::storage;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::Incoming;
use crate::ui::parts::{dyn_child, on_click, on_event};

pub fn data() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let incoming = state.settings.incoming;
    let picked = on_event(move |event: ev::Event| controller.read_settings_file(event_target(&event)));
    view! {
        <div class="form">
            {storage()}
            {backup()}
            <p>{t("export-all-hint")}</p>
            <p class="acts">
                <button class="button" type="button" data-testid="export-all"
                    on:click=on_click(move || controller.export_all())>{t("export-all")}</button>
            </p>
            <p>{t("settings-data-hint")}</p>
            <p class="acts">
                <button class="button" type="button" data-testid="export-settings"
                    on:click=on_click(move || controller.export_settings())>{t("settings-export")}</button>
                <label class="button">{t("settings-import")}
                    <input class="sr-only" type="file" accept=".json,application/json" data-testid="import-settings" on:change=picked/>
                </label>
            </p>
            {dyn_child(move || incoming.get().map(incoming_view))}
            <div class="actions">
                <button class="button" type="button"
                    on:click=on_click(move || state.model.settings_open.set(false))>{t("action-close")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A preview of the changes that a picked file would make.
fn incoming_view(incoming: Incoming) -> AnyView {
    let state = expect_context::<State>().settings;
    let controller = expect_context::<Controller>();
    let changes = match incoming {
        Ok((_, changes)) => changes,
        Err(reason) => {
            return view! { <p class="bad" role="alert" data-testid="settings-report">{reason}</p> }
                .into_any();
        }
    };
    if changes.is_empty() {
        return view! { <p role="status" data-testid="settings-report">{t("settings-import-same")}</p> }
            .into_any();
    }
    let count = tf("settings-import-count", args![n = changes.len()]);
    view! {
        <section class="changes" role="status" data-testid="settings-report">
            <p>{count}</p>
            <ul>{changes.into_iter().map(change_line).collect::<Vec<AnyView>>()}</ul>
            <p class="acts">
                <button class="button go" type="button" data-testid="confirm-settings"
                    on:click=on_click(move || controller.take_over_settings())>{t("settings-import-apply")}</button>
                <button class="button" type="button"
                    on:click=on_click(move || state.incoming.set(None))>{t("settings-import-discard")}</button>
            </p>
        </section>
    }
    .into_any()
}

fn change_line(change: Change) -> AnyView {
    let name = name_of(&change);
    let words = |value: Option<Value>| value_words(&change.section, &change.key, value);
    let (before, after) = (words(change.before.clone()), words(change.after.clone()));
    view! {
        <li><b>{name}</b>" "<del dir="auto">{before}</del>" "<span aria-hidden="true">"→"</span>" "<ins dir="auto">{after}</ins></li>
    }
    .into_any()
}
