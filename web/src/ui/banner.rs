//! Banners for lasting conditions: sessions that may not be kept, a server that is unreachable or has been found, a new
//! build of the page.

use abcb_core::provider::dialect::Dialect;
use leptos::prelude::*;

use super::agent::evaluation_bar;
use super::icons::Icon;
use super::parts::{dyn_child, on_click, use_lazy, when};
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::{AgentPage, ProviderState};

#[component]
pub fn Banner() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let storage = state.sessions.banner;
    let is_measuring = state.evaluation.is_running;
    let is_unseen = move || is_measuring.get() && state.agent.page.get() != Some(AgentPage::Evaluation);
    let evaluation = use_lazy(Signal::derive(is_unseen), evaluation_bar, Callback::new(|()| {}));
    let problem = move || {
        let status = state.model.status.get();
        let is_problem = match status.state {
            ProviderState::Offline | ProviderState::Error => true,
            ProviderState::Loading | ProviderState::Ready => false,
        };
        status.detail.filter(|_| is_problem)
    };
    let save_as_file = move || {
        let save = move || {
            if let Some(session) = state.sessions.unstored.get_untracked() {
                controller.export_sessions(vec![session]);
            }
        };
        view! { <button class="button" type="button" data-testid="save-unstored" on:click=on_click(save)>{t("save-as-file")}</button> }
    };
    let storage_view = move || {
        view! {
            <div class="banner warn" role="alert" data-testid="banner">
                <p>{dyn_child(move || storage.get().unwrap_or_default())}</p>
                {when(move || state.sessions.unstored.with(Option::is_some), save_as_file)}
                <button class="quiet" type="button" aria-label=t("notice-hide")
                    on:click=on_click(move || storage.set(None))>{Icon::CLOSE.view()}</button>
            </div>
        }
    };
    let has_no_model = move || state.model.status.with(|status| status.kind.is_none());
    let demo = move || {
        view! {
            <button class="button" type="button"
                on:click=on_click(move || controller.use_demo_mode())>{t("settings-kind-demo")}</button>
        }
    };
    let offer_text = move || {
        let server = state.model.offer.get()?;
        let url = server.endpoint.base_url();
        Some(match server.dialect {
            Dialect::Generic => tf("banner-unknown-server-found", args![url = &url]),
            known => tf("banner-server-found", args![server = known.display_name(), url = &url]),
        })
    };
    let offer_view = move || {
        view! {
            <div class="banner new" role="status" data-testid="banner">
                <p>{dyn_child(move || offer_text().unwrap_or_default())}</p>
                <button class="button" type="button"
                    on:click=on_click(move || controller.use_offer())>{t("banner-use-server")}</button>
                <button class="quiet" type="button" aria-label=t("notice-hide")
                    on:click=on_click(move || controller.decline_offer())>{Icon::CLOSE.view()}</button>
            </div>
        }
    };
    let problem_view = move || {
        view! {
            <div class="banner" role="status" data-testid="banner">
                <p>{dyn_child(move || problem().unwrap_or_default())}</p>
                <button class="button" type="button" on:click=on_click(move || controller.refresh())>{t("banner-retry")}</button>
                {when(has_no_model, demo)}
                <button class="button" type="button"
                    on:click=on_click(move || state.model.settings_open.set(true))>{t("settings-title")}</button>
            </div>
        }
    };
    let renewed_text = move || match (state.sessions.running.with(Vec::is_empty), is_measuring.get()) {
        (false, _) => t("update-ready-answering"),
        (true, true) => t("update-ready-evaluating"),
        (true, false) => t("update-ready"),
    };
    let renewed_view = move || {
        view! {
            <div class="banner new" role="status" data-testid="banner">
                <p>{dyn_child(renewed_text)}</p>
                <button class="button" type="button" data-testid="renew"
                    on:click=on_click(move || controller.renew())>{t("action-reload")}</button>
                <button class="quiet" type="button" aria-label=t("notice-hide")
                    on:click=on_click(move || state.frame.is_renewed.set(false))>{Icon::CLOSE.view()}</button>
            </div>
        }
    };
    view! {
        {when(move || state.frame.is_renewed.get(), renewed_view)}
        {when(move || storage.with(Option::is_some), storage_view)}
        {when(move || problem().is_some(), problem_view)}
        {dyn_child(move || evaluation.get().map(|view| untrack(view)))}
        {when(move || state.model.offer.with(Option::is_some), offer_view)}
    }
    .into_any()
}
