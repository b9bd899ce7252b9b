//! The top of a conversation: the session that it was forked from, and the system prompt as an unobtrusive card.

use abcb_core::log::transcript::ForkedFrom;
use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::sessions::title_of;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, when};

pub fn top() -> AnyView {
    let state = expect_context::<State>();
    let view = state.conversation.view;
    let told = move || view.with(|view| view.instructions.get());
    let origin = move || view.with(|view| view.forked_from.get()).map(origin);
    view! {
        <style>{include_str!("../../../styles/lazy/instructions.css")}</style>
        {dyn_child(origin)}
        {when(move || !told().trim().is_empty(), move || card(told))}
    }
    .into_any()
}

/// The session that this one was forked from, with a link back.
fn origin(from: ForkedFrom) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let id = from.session_id.clone();
    let title = move || {
        state.sessions.list.with(|list| list.iter().find(|one| one.id == id).map(|one| title_of(one)))
    };
    let back = move |title: String| {
        let id = from.session_id.clone();
        view! {
            <button type="button" class="link" on:click=on_click(move || controller.select(&id))>
                {tf("forked-from", args![title = &title])}
            </button>
        }
        .into_any()
    };
    let shown = move || match title() {
        Some(title) => back(title),
        None => t("forked-from-missing").into_any(),
    };
    view! { <p class="origin" data-testid="forked-from">{Icon::FORK.view()} {dyn_child(shown)}</p> }
        .into_any()
}

fn card(told: impl Fn() -> String + Copy + Send + 'static) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let edit = move || {
        view! {
            <button type="button" class="quiet" data-testid="edit-instructions"
                aria-label=t("instructions-edit") title=t("action-edit")
                on:click=on_click(move || state.branching.instructions_open.set(true))>{Icon::EDIT.view()}</button>
        }
    };
    view! {
        <article class="message system told" data-testid="message" data-role="system" data-status="complete"
            aria-label=t("instructions-title")>
            <div class="words" dir="auto" data-testid="message-body" tabindex="0">{dyn_child(told)}</div>
            <footer class="foot">
                <span>{t("instructions-title")}</span>
                <span class="acts">
                    {when(move || !state.runs.is_replaying(), edit)}
                    <button type="button" class="quiet" data-testid="copy" aria-label=t("instructions-copy")
                        title=t("action-copy") on:click=on_click(move || controller.copy(untrack(told)))>{Icon::COPY.view()}</button>
                </span>
            </footer>
        </article>
    }
    .into_any()
}
