//! A modal dialog on the browser's own `<dialog>`: focus is kept inside, Escape closes it.

use leptos::prelude::*;
use leptos::{ev, html};

use super::parts::when;

#[component]
pub fn Dialog(
    /// Whether it is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// The user wants it closed.
    on_close: Callback<()>,
    /// What it is about; also its accessible name.
    title: &'static str,
    /// What it shows, made anew each time it opens.
    content: fn() -> AnyView,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let cancel: Box<dyn FnMut(ev::Event)> = Box::new(move |event| {
        event.prevent_default();
        on_close.run(());
    });
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title on:cancel=cancel>
            {when(move || open.get(), move || view! { <h2>{title}</h2> {content()} })}
        </dialog>
    }
    .into_any()
}
