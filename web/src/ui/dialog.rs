//! A modal dialog on the browser's own `<dialog>`: focus is kept inside, Escape closes it.

use leptos::prelude::*;
use leptos::{ev, html};

#[component]
pub fn Dialog(
    /// Whether it is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// The user wants it closed.
    on_close: Callback<()>,
    /// What it is about; also its accessible name.
    title: &'static str,
    children: ChildrenFn,
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
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                on_close.run(());
            }>
            <Show when=move || open.get()>
                <h2>{title}</h2>
                {children()}
            </Show>
        </dialog>
    }
}
