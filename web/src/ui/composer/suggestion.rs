//! Tool suggestions for the draft, shown in a line above the buttons. Tab or a click accepts them; sending ignores
//! them.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, list, t, tf};
use crate::ui::parts::{condition, dyn_child, on_click, when};

/// Whether tools are suggested for exactly the current draft.
pub fn is_offered(state: State) -> bool {
    let draft = state.conversation.draft.get_untracked();
    let is_running = state.conversation.view.with_untracked(|view| view.is_running.get_untracked());
    let is_for_it = state
        .agent
        .suggestion
        .with_untracked(|offered| offered.as_ref().is_some_and(|offered| offered.draft == draft));
    is_for_it && !is_running
}

pub fn offer(state: State, controller: Controller) -> AnyView {
    let is_shown = condition(move || {
        state.conversation.draft.track();
        state.agent.suggestion.track();
        state.conversation.view.with(|view| view.is_running.track());
        is_offered(state)
    });
    let words = move || {
        let tools = state
            .agent
            .suggestion
            .with(|offered| offered.as_ref().map(|offered| list(&offered.tools)).unwrap_or_default());
        tf("suggestion-use", args![tools = &tools])
    };
    let line = move || {
        view! {
            <button type="button" class="quiet suggestion" data-testid="tool-suggestion"
                title=t("suggestion-hint")
                on:click=on_click(move || controller.accept_suggestion())>{dyn_child(words)}" "<kbd>{t("suggestion-key")}</kbd></button>
        }
    };
    view! { <div role="status">{when(move || is_shown.get(), line)}</div> }.into_any()
}
