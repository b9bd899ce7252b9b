//! The settings dialog with its pages. All pages are created when the dialog opens, so that input on one page
//! survives a visit to another.

mod appearance;
mod backup;
mod data;
mod form;
mod labels;
mod model;
mod network;
mod page_model;
mod storage;

#[cfg(test)]
mod lifetimes_tests;

use leptos::prelude::*;

use super::dialog::Dialog;
use super::parts::{dyn_child, on_click};
use crate::controller::State;
use crate::i18n::t;
use crate::lazy::{LazyView, lazy};
use crate::state::SettingsPage;

#[component]
pub fn SettingsDialog() -> impl IntoView {
    let open = expect_context::<State>().model.settings_open;
    view! {
        <Dialog open title=t("settings-title") on_close=Callback::new(move |()| open.set(false)) content=form/>
    }
}

lazy!(form in dialogs: LazyView = pages);

fn pages() -> AnyView {
    let state = expect_context::<State>();
    let page = state.settings.page;
    // A cleanup after the dialog has closed resets the selected page and the import preview. A cleanup while it is open
    // comes from a change of language, which keeps them.
    on_cleanup(move || {
        if !state.model.settings_open.get_untracked() {
            page.set(SettingsPage::Model);
            state.settings.incoming.set(None);
        }
    });
    let all = [
        (SettingsPage::Model, "settings-model", t("model-title"), model::model_form()),
        (SettingsPage::Appearance, "settings-appearance", t("settings-appearance"), appearance::appearance()),
        (SettingsPage::Network, "settings-network", t("network-title"), network::network()),
        (SettingsPage::Data, "settings-data", t("settings-data"), data::data()),
    ];
    let (tabs, panels): (Vec<_>, Vec<_>) = all
        .into_iter()
        .map(|(which, id, name, view)| {
            let is_shown = move || page.get() == which;
            // The appearance begins with a field that has the focus.
            let has_focus = page.get_untracked() == which && which != SettingsPage::Appearance;
            let tab = view! {
                <button type="button" role="tab" autofocus=has_focus data-testid=id id=format!("{id}-tab") aria-controls=id
                    aria-selected=dyn_child(move || is_shown().to_string()) on:click=on_click(move || page.set(which))>{name}</button>
            };
            let panel = view! {
                <div role="tabpanel" id=id aria-labelledby=format!("{id}-tab") hidden=dyn_child(move || !is_shown())>{view}</div>
            };
            (tab.into_any(), panel.into_any())
        })
        .unzip();
    view! {
        <style>{include_str!("../../styles/lazy/tabs.css")}{include_str!("../../styles/lazy/settings.css")}</style>
        <div class="tabs" role="tablist" aria-label=t("settings-sections")>{tabs}</div>
        {panels}
    }
    .into_any()
}
