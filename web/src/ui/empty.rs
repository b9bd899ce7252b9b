//! The empty state of a new session: which model is active, how capable it is, and suggested messages that suit it.

use abcb_core::provider::dialect::Dialect;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;

use super::parts::{dyn_child, on_click, when};
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
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
            (t("empty-example-files"), t("empty-example-files-hint")),
            (t("empty-example-add"), t("empty-example-add-hint")),
            (t("empty-example-train"), t("empty-example-train-hint")),
        ],
        Answering::Server => [
            (t("empty-example-hash"), t("empty-example-hash-hint")),
            (t("empty-example-table"), t("empty-example-table-hint")),
            (t("empty-example-plan"), t("empty-example-plan-hint")),
        ],
        Answering::Small => [
            (t("empty-example-sky"), t("empty-example-sky-hint")),
            (t("empty-example-haiku"), t("empty-example-haiku-hint")),
            (t("empty-example-cat"), t("empty-example-cat-hint")),
        ],
        Answering::Mock => [
            (t("empty-example-hello"), t("empty-example-hello-hint")),
            (t("empty-example-bold"), t("empty-example-bold-hint")),
            (t("empty-example-help"), t("empty-example-help-hint")),
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
            (Some(ModelKind::Server), ProviderState::Ready) if is_unknown_kind() => {
                tf("empty-answered-by-unknown-server", args![model = &status.model])
            }
            (Some(ModelKind::Server), ProviderState::Ready) => {
                tf("empty-answered-by-server", args![model = &status.model, server = &status.name])
            }
            (Some(ModelKind::InPage), ProviderState::Ready) => match state.model.is_very_small() {
                true => tf("empty-answered-by-very-small", args![model = &status.model]),
                false => tf("empty-answered-by-page", args![model = &status.model]),
            },
            (Some(ModelKind::Mock), _) => t("empty-demo").into(),
            (Some(ModelKind::Server | ModelKind::InPage) | None, _) => t("empty-no-model").into(),
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
                {t("empty-servers")}" "<code>"llama-server -m model.gguf"</code>
                " "{t("empty-servers-or")}" "<code>"ollama serve"</code>{t("empty-servers-rest")}" "
                <button class="chip" type="button" data-testid="choose-model" on:click=on_click(open)>{t("empty-choose-model")}</button>
            </p>
        }
    };
    view! {
        <div class="empty">
            <h2>{t("empty-title")}</h2>
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
