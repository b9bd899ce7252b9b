//! What a new session shows: what answers, and something to begin with.

use abcb_core::config::ModelKind;
use leptos::prelude::*;

use super::parts::{live, press, when};
use crate::controller::{Controller, State};
use crate::i18n::{t, tf};
use crate::state::ProviderState;

fn tries() -> [(&'static str, &'static str); 3] {
    [
        (t("What is the capital of France?"), t("a plain question")),
        (t("Write a haiku about the sea."), t("see the answer stream in")),
        (t("Show a small table of three planets and their moons."), t("tables, lists and code are drawn")),
    ]
}

pub fn empty() -> AnyView {
    let state = expect_context::<State>();
    let lead = move || {
        let status = state.model.status.get();
        match (status.kind, status.state) {
            (_, ProviderState::Loading) => format!("{}…", status.name),
            (Some(ModelKind::Server), ProviderState::Ready) => tf(
                "{model} on {server} answers. What you write goes there and nowhere else.",
                &[("model", &status.model), ("server", &status.name)],
            ),
            (Some(ModelKind::InPage), ProviderState::Ready) => tf(
                "{model} answers in this page. Nothing you write leaves this computer.",
                &[("model", &status.model)],
            ),
            (Some(ModelKind::Server | ModelKind::InPage), _) => {
                t("What you write is kept until something answers.").into()
            }
            (Some(ModelKind::Mock) | None, _) => {
                t("No model is connected yet: the page repeats what you say, so that you can look around.")
                    .into()
            }
        }
    };
    let needs_server = move || {
        state.model.status.with(|status| status.kind == Some(ModelKind::Mock))
            && !state.model.is_configured.get()
    };
    let how = || {
        view! {
            <p class="how">
                {t("To connect a model, start a server on this machine:")}" "<code>"llama-server -m model.gguf"</code>
                " "{t("or")}" "<code>"ollama serve"</code>{t(", then look again.")}
            </p>
        }
    };
    view! {
        <div class="empty">
            <h2>{t("What shall we look at?")}</h2>
            <p>{live(lead)}</p>
            <div class="tries">{tries().into_iter().map(suggestion).collect::<Vec<AnyView>>()}</div>
            {when(needs_server, how)}
        </div>
    }
    .into_any()
}

fn suggestion((text, hint): (&'static str, &'static str)) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let ask = move || {
        state.conversation.draft.set(text.to_owned());
        controller.send();
    };
    view! { <button type="button" on:click=press(ask)>{text}<small>{hint}</small></button> }.into_any()
}
