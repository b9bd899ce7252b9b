//! The empty state of a new session: which model is active, how capable it is, and suggested messages that suit it.

use abcb_core::provider::dialect::Dialect;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;

use super::parts::{dyn_child, on_click, when};
use crate::controller::{Controller, State};
use crate::i18n::{t, tf};
use crate::state::{Active, ProviderState};

/// The kind of active model, as far as it matters for the suggestions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answering {
    Agent,
    Server,
    /// The small built-in model in this tab.
    Small,
    Mock,
}

type Example = (&'static str, &'static str);

fn examples(answering: Answering) -> [Example; 3] {
    match answering {
        Answering::Agent => [
            (t("What files are in my workspace?"), t("the agent looks at its files")),
            (t("Add 1234.5 and 987.6."), t("a tool does the math")),
            (t("Remember that my train leaves at 8:15."), t("the agent asks before it writes a note")),
        ],
        Answering::Server => [
            (t("Explain how a hash table works, with a short example."), t("code is coloured")),
            (
                t("Show a small table of three planets and their moons."),
                t("tables, lists and code are drawn"),
            ),
            (t("Help me plan a weekend in a city I don't know."), t("a conversation")),
        ],
        Answering::Small => [
            (t("Why is the sky blue?"), t("a plain question")),
            (t("Write a haiku about the sea."), t("see the answer stream in")),
            (t("Suggest three names for a cat."), t("a short list")),
        ],
        Answering::Mock => [
            (t("Hello!"), t("your message comes back")),
            (t("Show me **bold**, `code` and a list."), t("see how answers are drawn")),
            (t("What can I do here?"), t("try sending, editing and searching")),
        ],
    }
}

pub fn empty() -> AnyView {
    let state = expect_context::<State>();
    // Only a recognized server has a name; otherwise the sentence needs an article.
    let is_unknown_kind = move || {
        let dialect = state.model.active.with(|active| match active {
            Active::Server(server) => Some(server.dialect),
            _ => None,
        });
        dialect == Some(Dialect::Generic)
    };
    let lead = move || {
        let status = state.model.status.get();
        match (status.kind, status.state) {
            (_, ProviderState::Loading) => format!("{}…", status.name),
            (Some(ModelKind::Server), ProviderState::Ready) if is_unknown_kind() => tf(
                "Answered by {model} on an OpenAI-compatible server. Your messages are sent only there.",
                &[("model", &status.model)],
            ),
            (Some(ModelKind::Server), ProviderState::Ready) => tf(
                "Answered by {model} on {server}. Your messages are sent only there.",
                &[("model", &status.model), ("server", &status.name)],
            ),
            (Some(ModelKind::InPage), ProviderState::Ready) => match state.model.is_very_small() {
                true => tf(
                    "Answered by {model}, a very small model running in this tab. It is often wrong. Connect a server or load a larger model for better answers. Nothing you write leaves this computer.",
                    &[("model", &status.model)],
                ),
                false => tf(
                    "Answered by {model}, running in this tab. Nothing you write leaves this computer.",
                    &[("model", &status.model)],
                ),
            },
            (Some(ModelKind::Mock), _) => {
                t("Demo mode: no model answers, your messages are repeated.").into()
            }
            (Some(ModelKind::Server | ModelKind::InPage) | None, _) => {
                t("No model is available now. Your messages are saved; ask again once one is.").into()
            }
        }
    };
    let answering = Memo::new(move |_| {
        let kind = state.model.status.with(|status| status.kind);
        match kind {
            _ if state.agent.is_on.get() => Answering::Agent,
            Some(ModelKind::Server) => Answering::Server,
            Some(ModelKind::InPage) if state.model.is_very_small() => Answering::Small,
            Some(ModelKind::InPage) => Answering::Server,
            Some(ModelKind::Mock) | None => Answering::Mock,
        }
    });
    let cards = move || examples(answering.get()).into_iter().map(suggestion).collect::<Vec<AnyView>>();
    let needs_model = move || {
        let is_without =
            state.model.status.with(|status| status.kind.is_none() && status.state == ProviderState::Offline);
        is_without || state.model.is_very_small()
    };
    let how = move || {
        let open = move || state.model.settings_open.set(true);
        view! {
            <p class="how">
                {t("To connect a model, start a server on this machine:")}" "<code>"llama-server -m model.gguf"</code>
                " "{t("or")}" "<code>"ollama serve"</code>{t(", then look again.")}" "
                <button class="chip" type="button" data-testid="choose-model" on:click=on_click(open)>{t("Choose a model")}</button>
            </p>
        }
    };
    view! {
        <div class="empty">
            <h2>{t("What can I help with?")}</h2>
            <p>{dyn_child(lead)}</p>
            <div class="tries">{dyn_child(cards)}</div>
            {when(needs_model, how)}
        </div>
    }
    .into_any()
}

fn suggestion((text, hint): Example) -> AnyView {
    let controller = expect_context::<Controller>();
    let ask = move || controller.try_example(text);
    view! { <button type="button" data-testid="example" on:click=on_click(ask)>{text}<small>{hint}</small></button> }.into_any()
}
