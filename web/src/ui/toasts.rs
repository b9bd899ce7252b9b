//! Short messages at the edge of the page.

use leptos::prelude::*;

use super::icons::Icon;
use crate::controller::{Controller, State};

#[component]
pub fn ToastList() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let toasts = state.toasts;
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.key let:toast>
                <div class="toast" data-testid="toast">
                    <span>{toast.text.clone()}</span>
                    {toast.undo.clone().map(|undo| view! {
                        <button class="button" type="button" data-testid="undo"
                            on:click=move |_| {
                                toasts.dismiss(toast.key);
                                controller.undo(undo.clone());
                            }>"Undo"</button>
                    })}
                    <button class="quiet" type="button" aria-label="Hide this message"
                        on:click=move |_| toasts.dismiss(toast.key)>{Icon::Close.view()}</button>
                </div>
            </For>
        </div>
    }
}
