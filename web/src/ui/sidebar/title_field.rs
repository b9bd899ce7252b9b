//! The field to edit a session's title, in place of its name in the list.

use leptos::prelude::*;
use leptos::{ev, html};

use crate::controller::{Controller, State};
use crate::dom::focus::beside;
use crate::i18n::t;
use crate::state::Listed;
use crate::ui::parts::{is_send, on_event, on_key};
use crate::ui::scope::Scope;

pub fn title_field(row: Listed) -> AnyView {
    let controller = expect_context::<Controller>();
    let renaming = expect_context::<State>().sessions.renaming;
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let title = row.title.get_untracked();
    // Leaving the field saves the title; Escape discards the change.
    let keep = move || {
        let field = field.get_untracked().filter(|_| renaming.get_untracked().is_some());
        if let Some(field) = field {
            renaming.set(None);
            if field.value() != row.title.get_untracked() {
                controller.rename(row.id.clone(), field.value());
            }
        }
    };
    let go_back = move || {
        let name = field.get_untracked().and_then(|field| beside(&field, ".session", ".item"));
        // The name is hidden until the field is removed.
        Scope::page().next_frame(controller, move || {
            if let Some(name) = name {
                let _ = name.focus();
            }
        });
    };
    let keep_on_blur = keep.clone();
    let left = on_event(move |_: ev::FocusEvent| keep_on_blur());
    let keys = on_key(move |event| {
        // The list's own shortcuts must not apply here.
        event.stop_propagation();
        if is_send(&event) {
            keep();
            go_back();
        } else if event.key() == "Escape" {
            // The key must not close the drawer around the list either.
            event.prevent_default();
            renaming.set(None);
            go_back();
        }
    });
    view! {
        <input class="title-field" type="text" dir="auto" aria-label=t("session-title-field") node_ref=field value=title maxlength="200"
            on:blur=left on:keydown=keys/>
    }
    .into_any()
}
