//! A modal dialog built on the native `<dialog>`: it traps the focus and closes on Escape.

use leptos::prelude::*;
use leptos::{ev, html};

use super::parts::{condition, dyn_child, on_event, use_lazy};
use crate::lazy::{LazyPart, LazyView};

#[component]
pub fn Dialog(
    /// Whether the dialog is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// Called when the user closes the dialog.
    on_close: Callback<()>,
    /// The visible title and accessible name.
    title: &'static str,
    /// Whether a click outside closes the dialog too. Only for dialogs in which no input can be lost.
    #[prop(optional)]
    light: bool,
    /// The content, rebuilt each time the dialog opens. The dialog opens once it is loaded.
    content: LazyPart<LazyView>,
) -> impl IntoView {
    let content = use_lazy(open, content, on_close);
    let is_shown = condition(move || content.with(Option::is_some));
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_shown.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let cancel = on_event(move |event: ev::Event| {
        event.prevent_default();
        on_close.run(());
    });
    let shown = move || {
        let view = content.get()?;
        Some(view! { <h2>{title}</h2> {untrack(view)} }.into_any())
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title closedby=if light { "any" } else { "closerequest" } on:cancel=cancel>
            {dyn_child(shown)}
        </dialog>
    }
    .into_any()
}
