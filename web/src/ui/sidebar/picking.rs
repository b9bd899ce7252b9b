//! The action bar for several sessions: the number selected, select all, delete and export.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click};

pub fn picking_bar() -> AnyView {
    let sessions = expect_context::<State>().sessions;
    let controller = expect_context::<Controller>();
    let picked = sessions.picked;
    // A checked session may have been removed meanwhile.
    let ticked = Memo::new(move |_| {
        let is_ticked = |id: &String| {
            picked.with(|picked| picked.as_ref().is_some_and(|picked| picked.binary_search(id).is_ok()))
        };
        let mut ids: Vec<String> =
            sessions.list.with(|list| list.iter().map(|row| row.id.clone()).filter(is_ticked).collect());
        ids.sort_unstable();
        ids
    });
    let are_all = move || {
        ticked
            .with(|ids| !ids.is_empty() && sessions.in_sight().iter().all(|id| ids.binary_search(id).is_ok()))
    };
    let toggle_all = move || {
        let mut all = if untrack(are_all) { Vec::new() } else { sessions.in_sight() };
        all.sort_unstable();
        picked.set(Some(all));
    };
    let all_label = move || if are_all() { t("sessions-select-none") } else { t("sessions-select-all") };
    let is_empty = move || ticked.with(Vec::is_empty);
    let export = move || controller.export_sessions(ticked.get_untracked());
    let delete = move || {
        controller.delete_sessions(ticked.get_untracked());
        picked.set(None);
    };
    let count = move || match ticked.with(Vec::len) {
        0 => t("sessions-selected-none").to_owned(),
        count => tf("sessions-selected-count", args![n = count]),
    };
    view! {
        <div class="picked" role="group" aria-label=t("sessions-selected") data-testid="select-bar">
            <p role="status" data-testid="select-count">{dyn_child(count)}</p>
            <button class="quiet" type="button" data-testid="select-all" on:click=on_click(toggle_all)>{dyn_child(all_label)}</button>
            <button class="quiet" type="button" data-testid="select-done" on:click=on_click(move || picked.set(None))>{t("sessions-select-done")}</button>
            <button class="button" type="button" data-testid="export-selected" disabled=dyn_child(is_empty)
                on:click=on_click(export)>{Icon::EXPORT.view()}{t("action-export")}</button>
            <button class="button no" type="button" data-testid="delete-selected" disabled=dyn_child(is_empty)
                on:click=on_click(delete)>{Icon::TRASH.view()}{t("action-delete")}</button>
        </div>
    }
    .into_any()
}
