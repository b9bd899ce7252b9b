//! The page layout: the session list on the left, the conversation in the middle, and the overlays.

use leptos::ev;
use leptos::prelude::*;

use super::agent::AgentDialog;
use super::banner::Banner;
use super::compare::Compare;
use super::composer::Composer;
use super::header::Header;
use super::imports::ImportReport;
use super::instructions::Instructions;
use super::menu::menu_layer;
use super::palette::{KeySheet, Palette};
use super::parts::{condition, dyn_child, on_click, on_event, use_lazy};
use super::run_status::RunStatus;
use super::runs::{replay_bar, run_panel};
use super::settings::SettingsDialog;
use super::sidebar::Sidebar;
use super::toasts::ToastList;
use super::transcript::Transcript;
use crate::controller::{Controller, State};
use crate::dom::drawer::OpenDrawer;
use crate::i18n::t;

#[component]
pub fn Shell() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let drawer = state.frame.drawer_open;
    // On a narrow screen, selecting a session closes the drawer.
    Effect::new(move |_| {
        state.sessions.current.track();
        drawer.set(false);
    });
    let is_open = condition(move || drawer.get());
    let over_the_page = StoredValue::new_local(None::<OpenDrawer>);
    Effect::new(move |_| {
        over_the_page.set_value(is_open.get().then(|| OpenDrawer::over_the_page(move || drawer.set(false))));
    });
    let to_composer = on_event(move |event: ev::MouseEvent| {
        // The fragment of the address holds the session id, so the link must not change it.
        event.prevent_default();
        controller.focus_composer();
    });
    let panel_open = state.runs.is_open;
    let has_session = move || state.sessions.current.with(Option::is_some);
    let panel = use_lazy(
        Signal::derive(move || panel_open.get() && has_session()),
        run_panel,
        Callback::new(move |()| panel_open.set(false)),
    );
    let is_replaying = Signal::derive(move || state.runs.is_replaying());
    let replay = use_lazy(is_replaying, replay_bar, Callback::new(move |()| state.runs.replay.set(None)));
    view! {
        <div class="app" class:drawer-open=drawer class:side-hidden=state.frame.side_hidden class:replaying=dyn_child(move || state.runs.is_replaying())>
            <a class="skip" href="#composer" on:click=to_composer>{t("shell-skip")}</a>
            <Sidebar/>
            <button class="scrim" type="button" aria-label=t("sidebar-close") tabindex="-1"
                on:click=on_click(move || drawer.set(false))></button>
            <main class="main" inert=dyn_child(move || drawer.get())>
                <Header/>
                <Banner/>
                <h2 class="sr-only">{t("transcript-title")}</h2>
                <Transcript/>
                <Composer/>
                {dyn_child(move || replay.get().map(|view| untrack(view)))}
            </main>
            {menu_layer()}
            {dyn_child(move || panel.get().map(|view| untrack(view)))}
            <RunStatus/>
            <AgentDialog/>
            <SettingsDialog/>
            <ImportReport/>
            <Palette/>
            <KeySheet/>
            <Compare/>
            <Instructions/>
            <ToastList/>
        </div>
    }
    .into_any()
}
