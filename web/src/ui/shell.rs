//! The frame: sessions at the left, the conversation in the middle, what lies over them.

use leptos::prelude::*;

use super::agent::AgentDialog;
use super::banner::Banner;
use super::composer::Composer;
use super::header::Header;
use super::imports::ImportReport;
use super::parts::{arrived, live, press};
use super::runs::{replay_bar, run_panel};
use super::settings::SettingsDialog;
use super::sidebar::Sidebar;
use super::toasts::ToastList;
use super::transcript::Transcript;
use crate::controller::State;
use crate::i18n::t;

/// Whether the sessions are shown on a narrow screen.
#[derive(Clone, Copy)]
pub struct DrawerOpen(pub RwSignal<bool>);

#[component]
pub fn Shell() -> impl IntoView {
    let state = expect_context::<State>();
    let drawer = RwSignal::new(false);
    provide_context(DrawerOpen(drawer));
    // Choosing a session on a narrow screen closes the drawer over it.
    Effect::new(move |_| {
        state.sessions.current.track();
        drawer.set(false);
    });
    let panel_open = state.runs.is_open;
    let has_session = move || state.sessions.current.with(Option::is_some);
    let panel = arrived(
        Signal::derive(move || panel_open.get() && has_session()),
        run_panel,
        Callback::new(move |()| panel_open.set(false)),
    );
    let is_replaying = Signal::derive(move || state.runs.is_replaying());
    let replay = arrived(is_replaying, replay_bar, Callback::new(move |()| state.runs.replay.set(None)));
    view! {
        <div class="app" class:drawer-open=drawer class:replaying=live(move || state.runs.is_replaying())>
            <Sidebar/>
            <button class="scrim" type="button" aria-label=t("Close the list of sessions") tabindex="-1"
                on:click=press(move || drawer.set(false))></button>
            <main class="main">
                <Header/>
                <Banner/>
                <Transcript/>
                <Composer/>
                {live(move || replay.get().map(|view| untrack(view)))}
            </main>
            {live(move || panel.get().map(|view| untrack(view)))}
            <AgentDialog/>
            <SettingsDialog/>
            <ImportReport/>
            <ToastList/>
        </div>
    }
    .into_any()
}
