//! What a new session shows: what answers, and something to begin with.

use abcb_core::config::ModelKind;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::state::ProviderState;

const TRIES: [(&str, &str); 3] = [
    ("What is the capital of France?", "a plain question"),
    ("Write a haiku about the sea.", "see the answer stream in"),
    ("Show a small table of three planets and their moons.", "tables, lists and code are drawn"),
];

#[component]
pub fn Empty() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let status = state.model.status;
    let lead = move || {
        let status = status.get();
        match (status.kind, status.state) {
            (_, ProviderState::Loading) => format!("{}…", status.name),
            (Some(ModelKind::Server), ProviderState::Ready) => {
                format!(
                    "{} on {} answers. What you write goes there and nowhere else.",
                    status.model, status.name
                )
            }
            (Some(ModelKind::Server | ModelKind::InPage), _) => {
                "What you write is kept until something answers.".into()
            }
            (Some(ModelKind::Mock) | None, _) => {
                "No model is connected yet: the page repeats what you say, so that you can look around."
                    .into()
            }
        }
    };
    let needs_server = move || {
        status.with(|status| status.kind == Some(ModelKind::Mock)) && !state.model.is_configured.get()
    };
    view! {
        <div class="empty">
            <h2>"What shall we look at?"</h2>
            <p>{lead}</p>
            <div class="tries">
                {TRIES.map(|(text, hint)| view! {
                    <button type="button" on:click=move |_| {
                        state.conversation.draft.set(text.to_owned());
                        controller.send();
                    }>{text}<small>{hint}</small></button>
                }).into_view()}
            </div>
            <Show when=needs_server>
                <p class="how">
                    "To connect a model, start a server on this machine: "
                    <code>"llama-server -m model.gguf"</code>" or "<code>"ollama serve"</code>", then look again."
                </p>
            </Show>
        </div>
    }
}
