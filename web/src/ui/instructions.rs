//! The system prompt: a card above the conversation, and the dialog to edit or choose it. In a chunk of their own,
//! since most sessions have no system prompt.

mod dialog;
mod top;

use leptos::prelude::*;

use super::dialog::Dialog;
use super::parts::{dyn_child, use_lazy};
use crate::controller::State;
use crate::i18n::t;
use crate::lazy::{LazyView, lazy};

lazy!(form in dialogs: LazyView = dialog::form);
lazy!(top_view in dialogs: LazyView = top::top);

#[component]
pub fn Instructions() -> impl IntoView {
    let open = expect_context::<State>().branching.instructions_open;
    view! {
        <Dialog open title=t("instructions-title") on_close=Callback::new(move |()| open.set(false)) content=form/>
    }
}

/// The cards above the first message, if any: the session that this one was forked from, and the system prompt.
pub fn top_of_conversation() -> AnyView {
    let view = expect_context::<State>().conversation.view;
    let has_any = move || {
        view.with(|view| {
            view.forked_from.with(Option::is_some) || view.instructions.with(|told| !told.trim().is_empty())
        })
    };
    let shown = use_lazy(Signal::derive(has_any), top_view, Callback::new(|()| ()));
    view! { {dyn_child(move || shown.get().map(|view| untrack(view)))} }.into_any()
}
