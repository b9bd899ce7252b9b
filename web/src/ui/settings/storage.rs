//! What this page stores in the browser: how much, of which kind, and whether the browser may delete it.

use leptos::prelude::*;

use crate::controller::{Controller, StorageFacts};
use crate::i18n::{args, t, tf};
use crate::ports::StorageUsage;
use crate::ui::parts::{dyn_child, on_click};
use crate::ui::scope::Scope;
use crate::ui::time::size;

pub fn storage() -> AnyView {
    let controller = expect_context::<Controller>();
    let facts = RwSignal::new(None::<StorageFacts>);
    let answer = RwSignal::new(None::<Option<bool>>);
    let scope = Scope::here();
    let measure = move || {
        controller.measure_storage(scope.guard(move |measured| facts.set(Some(measured))));
    };
    measure();
    let ask = on_click(move || {
        controller.ask_for_persistence(scope.guard(move |granted| {
            answer.set(Some(granted));
            measure();
        }));
    });
    let used =
        move || facts.with(|facts| facts.and_then(|facts| facts.usage.used).map(|used| used.to_string()));
    let is_refused = move || answer.get().is_some_and(|answer| answer != Some(true));
    view! {
        <section class="store" data-testid="storage-usage" data-bytes=dyn_child(used)>
            <h3>{t("storage-title")}</h3>
            {dyn_child(move || facts.get().map(kinds))}
            {dyn_child(move || facts.get().map(|facts| persistence(facts.usage, is_refused())))}
            <p class="acts">
                <button class="button" type="button" data-testid="ask-persist" on:click=ask
                    hidden=dyn_child(move || facts.with(|facts| facts.is_none_or(|facts| facts.usage.is_persistent != Some(false))))>
                    {t("storage-ask")}</button>
            </p>
        </section>
    }
    .into_any()
}

/// The total, and a line for each kind with the way to free it.
fn kinds(facts: StorageFacts) -> AnyView {
    let controller = expect_context::<Controller>();
    let usage = facts.usage;
    let total = match (usage.used, usage.quota) {
        (Some(used), Some(quota)) => tf("storage-used-of", args![used = size(used), room = size(quota)]),
        (Some(used), None) => tf("storage-used", args![used = size(used)]),
        (None, _) => t("storage-used-unknown").to_owned(),
    };
    let deleted = (facts.deleted > 0).then(|| {
        let text = tf("storage-deleted", args![n = facts.deleted]);
        view! { <p><small>{text}</small></p> }.into_any()
    });
    view! {
        <p>{total}</p>
        <ul>
            {kind("sessions", t("storage-sessions"), usage.database, Some((t("storage-free-sessions"), on_click(move || controller.select_sessions()))))}
            {kind("files", t("storage-files"), usage.files, Some((t("storage-free-files"), on_click(move || controller.show_agent_files()))))}
            {kind("models", t("storage-models"), usage.models, Some((t("storage-free-models"), on_click(move || controller.show_stored_models()))))}
            {kind("program", t("storage-program"), usage.program, None)}
        </ul>
        {deleted}
    }
    .into_any()
}

type Act = (&'static str, Box<dyn FnMut(leptos::ev::MouseEvent)>);

fn kind(id: &'static str, name: &'static str, bytes: Option<u64>, free: Option<Act>) -> AnyView {
    let size = bytes.map_or_else(|| t("storage-unknown").to_owned(), size);
    let free = free.map(|(label, act)| {
        view! { <button class="button" type="button" on:click=act>{label}</button> }.into_any()
    });
    let bytes = bytes.map(|bytes| bytes.to_string());
    view! {
        <li data-testid="storage-kind" data-kind=id data-bytes=bytes><span>{name}": "{size}</span>{free}</li>
    }
    .into_any()
}

/// Whether the browser may delete the data, and what to do about it.
fn persistence(usage: StorageUsage, is_refused: bool) -> AnyView {
    let (state, text) = match (usage.is_persistent, is_refused) {
        (Some(true), _) => ("granted", t("storage-persistent")),
        (Some(false), true) => ("refused", t("storage-persist-refused")),
        (Some(false), false) => ("not-asked", t("storage-not-persistent")),
        (None, _) => ("unknown", t("storage-persist-unknown")),
    };
    let week = usage
        .lasts_a_week
        .then(|| view! { <p class="bad" data-testid="storage-week">{t("storage-week")}</p> }.into_any());
    view! {
        <p role="status" data-testid="storage-persistence" data-state=state>{text}</p>
        {week}
    }
    .into_any()
}

#[cfg(test)]
#[path = "storage_tests.rs"]
mod tests;
