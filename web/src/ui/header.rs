//! The top of the conversation: its title and what can be taken away from it.

use leptos::prelude::*;

use super::icons::Icon;
use super::shell::DrawerOpen;
use crate::controller::{Controller, State};

#[component]
pub fn Header() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let DrawerOpen(drawer) = expect_context();
    let has_session = move || state.sessions.current.with(Option::is_some);
    let title = move || match has_session() {
        true => state.conversation.view.with(|view| view.title.get()),
        false => "New session".to_owned(),
    };
    view! {
        <header class="top">
            <button class="quiet only-narrow" type="button" aria-label="Sessions" aria-expanded=move || drawer.get().to_string()
                on:click=move |_| drawer.update(|open| *open = !*open)>{Icon::Menu.view()}</button>
            <h1>{title}</h1>
            <Show when=has_session>
                <button class="quiet" type="button" data-testid="export-session" title="The messages on screen, as JSON"
                    on:click=move |_| controller.export_session()>
                    {Icon::Export.view()} <span class="only-wide">"Export"</span>
                    <span class="sr-only">" this session as JSON"</span>
                </button>
                <button class="quiet only-wide" type="button" data-testid="export-bundle"
                    title="Every branch and event, importable without loss"
                    on:click=move |_| controller.export_bundle()>"With log"</button>
            </Show>
        </header>
    }
}
