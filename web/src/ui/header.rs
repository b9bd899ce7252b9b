//! The conversation header: the title, and buttons for the system prompt, the runs and the exports.

use leptos::prelude::*;

use super::icons::Icon;
use super::menu::{is_open, opens};
use super::parts::{dyn_child, on_click, when};
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::Menu;

#[component]
pub fn Header() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let drawer = state.frame.drawer_open;
    let has_session = move || state.sessions.current.with(Option::is_some);
    let title = move || match has_session() {
        true => state.conversation.view.with(|view| view.title.get()),
        false => t("session-new").to_owned(),
    };
    let is_told =
        move || state.conversation.view.with(|view| view.instructions.with(|told| !told.trim().is_empty()));
    let mark = || view! { <i class="dot" role="img" aria-label=t("header-prompt-set")></i> };
    view! {
        <header class="top">
            <button class="quiet side-button" type="button" data-testid="toggle-sessions" aria-label=t("sessions-title")
                aria-expanded=dyn_child(move || drawer.get().to_string())
                on:click=on_click(move || controller.toggle_side())>{Icon::MENU.view()}</button>
            <h1 dir="auto">{dyn_child(title)}</h1>
            <button class="quiet only-wide" type="button" data-testid="open-instructions"
                title=t("instructions-about")
                on:click=on_click(move || state.branching.instructions_open.set(true))>
                {Icon::PROMPT.view()} {t("instructions-title")} {when(is_told, mark)}
            </button>
            {when(has_session, move || view! {
                <button class="quiet" type="button" data-testid="open-run" title=t("header-runs-hint")
                    aria-expanded=dyn_child(move || state.runs.is_open.get().to_string())
                    on:click=on_click(move || controller.toggle_runs())>
                    {Icon::RUN.view()} <span class="only-wide">{t("runs-title")}</span>
                    <span class="sr-only">{t("header-runs-rest")}</span>
                </button>
                <button class="quiet" type="button" data-testid="export-session" title=t("header-export-hint")
                    on:click=on_click(move || controller.export_session())>
                    {Icon::EXPORT.view()} <span class="only-wide">{t("action-export")}</span>
                    <span class="sr-only">{t("header-export-rest")}</span>
                </button>
                <button class="quiet only-wide" type="button" data-testid="export-bundle"
                    title=t("export-history-hint")
                    on:click=on_click(move || controller.export_bundle())>{t("export-history")}</button>
            })}
            <button class="quiet only-narrow" type="button" data-testid="top-menu" aria-label=t("header-more")
                aria-haspopup="menu" aria-expanded=is_open(Menu::Top)
                on:click=opens(Menu::Top)>{Icon::MORE.view()} {when(is_told, mark)}</button>
        </header>
    }
    .into_any()
}
