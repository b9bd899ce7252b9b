//! What stays true until it changes: sessions that may not last, a server that is away.

use abcb_core::config::ModelKind;
use leptos::prelude::*;

use super::icons::Icon;
use crate::controller::{Controller, State};
use crate::state::ProviderState;

#[component]
pub fn Banner() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let storage = state.sessions.banner;
    let status = state.model.status;
    let trouble = move || {
        let status = status.get();
        let is_trouble = match status.state {
            ProviderState::Offline | ProviderState::Error => true,
            ProviderState::Loading | ProviderState::Ready => {
                status.kind == Some(ModelKind::Mock) && !state.model.is_configured.get()
            }
        };
        status.detail.filter(|_| is_trouble)
    };
    view! {
        <Show when=move || storage.with(Option::is_some)>
            <div class="banner warn" role="alert" data-testid="banner">
                <p>{move || storage.get()}</p>
                <button class="quiet" type="button" aria-label="Hide this message"
                    on:click=move |_| storage.set(None)>{Icon::Close.view()}</button>
            </div>
        </Show>
        <Show when=move || trouble().is_some()>
            <div class="banner" role="status" data-testid="banner">
                <p>{trouble}</p>
                <button class="button" type="button" on:click=move |_| controller.refresh()>"Look again"</button>
                <button class="button" type="button"
                    on:click=move |_| state.model.settings_open.set(true)>"Settings"</button>
            </div>
        </Show>
    }
}
