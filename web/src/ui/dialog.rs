//! A modal dialog on the browser's own `<dialog>`: focus is kept inside, Escape closes it.

use leptos::prelude::*;
use leptos::{ev, html};

use super::parts::{arrived, condition, happens, live};
use crate::lazy::{Later, View};

#[component]
pub fn Dialog(
    /// Whether it is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// The user wants it closed.
    on_close: Callback<()>,
    /// What it is about; also its accessible name.
    title: &'static str,
    /// Whether a click beside it closes it too: nothing that was entered could be lost.
    #[prop(optional)]
    light: bool,
    /// What it shows, made anew each time it opens. It opens when this is there.
    content: Later<View>,
) -> impl IntoView {
    let content = arrived(open, content, on_close);
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
    let cancel = happens(move |event: ev::Event| {
        event.prevent_default();
        on_close.run(());
    });
    let shown = move || {
        let view = content.get()?;
        Some(view! { <h2>{title}</h2> {untrack(view)} }.into_any())
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title closedby=if light { "any" } else { "closerequest" } on:cancel=cancel>
            {live(shown)}
        </dialog>
    }
    .into_any()
}
