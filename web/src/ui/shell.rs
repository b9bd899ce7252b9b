//! The frame: sessions at the left, the conversation in the middle, what lies over them.

use leptos::prelude::*;

use super::banner::Banner;
use super::composer::Composer;
use super::header::Header;
use super::imports::ImportReport;
use super::parts::press;
use super::settings::SettingsDialog;
use super::sidebar::Sidebar;
use super::toasts::ToastList;
use super::transcript::Transcript;
use crate::controller::State;

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
    view! {
        <div class="app" class:drawer-open=drawer>
            <Sidebar/>
            <button class="scrim" type="button" aria-label="Close the list of sessions" tabindex="-1"
                on:click=press(move || drawer.set(false))></button>
            <main class="main">
                <Header/>
                <Banner/>
                <Transcript/>
                <Composer/>
            </main>
            <SettingsDialog/>
            <ImportReport/>
            <ToastList/>
        </div>
    }
    .into_any()
}
