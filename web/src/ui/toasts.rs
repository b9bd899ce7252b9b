//! Toasts: short notifications at the edge of the page.

use leptos::prelude::*;

use super::icons::Icon;
use super::parts::{dyn_child, on_click};
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::Toast;

#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = expect_context::<State>().toasts;
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {dyn_child(move || toasts.shown.get().into_iter().map(toast_view).collect::<Vec<AnyView>>())}
        </div>
    }
    .into_any()
}

fn toast_view(toast: Toast) -> AnyView {
    let toasts = expect_context::<State>().toasts;
    let controller = expect_context::<Controller>();
    let key = toast.key;
    let undo = toast.undo.map(|undo| {
        let take_back = move || {
            toasts.dismiss(key);
            controller.undo(undo.clone());
        };
        view! { <button class="button" type="button" data-testid="undo" on:click=on_click(take_back)>{t("action-undo")}</button> }
            .into_any()
    });
    view! {
        <div class="toast" data-testid="toast">
            <span dir="auto">{toast.text}</span>
            {undo}
            <button class="quiet" type="button" aria-label=t("notice-hide")
                on:click=on_click(move || toasts.dismiss(key))>{Icon::CLOSE.view()}</button>
        </div>
    }
    .into_any()
}
