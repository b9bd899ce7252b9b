//! An open menu: placed next to its button, and operated with the arrow keys, Home, End and the first letters of its
//! items. Escape, a press elsewhere and scrolling close it.

use leptos::prelude::*;
use leptos::{ev, html};

use super::items::{message_items, models, top_items};
use super::list::{Shown, list};
use super::session::session_items;
use super::typed::{Query, TypeAhead};
use crate::controller::{Controller, State};
use crate::dom::focus::{focus_text, step_focus};
use crate::dom::popover::{ITEM, Popover};
use crate::i18n::t;
use crate::state::Menu;
use crate::ui::parts::on_key;
use crate::ui::scope::Scope;

/// Selects the button of the open menu.
const BUTTON: &str = "[aria-haspopup=menu][aria-expanded=true]";

pub fn open_menu() -> AnyView {
    let State { frame, branching, .. } = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let Some(menu) = frame.menu.get_untracked() else { return ().into_any() };
    let shown = Shown::default();
    let (label, content) = match &menu {
        Menu::Message { id } => (t("message-more-title"), list(message_items(*id), shown)),
        Menu::Models { id } => (t("answer-regenerate-with"), models(*id, shown)),
        Menu::Session { id } => (t("session-title"), list(session_items(id), shown)),
        Menu::Top => (t("header-more"), list(top_items(), shown)),
    };
    let element = NodeRef::<html::Div>::new();
    let closed = move || {
        if frame.menu.with_untracked(|open| open.as_ref() == Some(&menu)) {
            frame.menu.set(None);
        }
    };
    let scope = Scope::here();
    Effect::new(move |_| {
        // With more items it may need a different position.
        branching.choices.track();
        let closed = closed.clone();
        if let Some(element) = element.get() {
            // The next key must find the menu, even before a frame is drawn.
            shown.show(|| Popover::open(element.into(), BUTTON, closed));
            scope.next_frame(controller, move || shown.link());
        }
    });
    let typed = StoredValue::new(TypeAhead::default());
    let keys = on_key(move |event| {
        let Some(element) = element.get_untracked() else { return };
        let leads_on = |wanted: Query| focus_text(&element, ITEM, &wanted.text, wanted.may_stay);
        if step_focus(&element, ITEM, &event.key()) || typed_with(&event, typed).is_some_and(leads_on) {
            event.prevent_default();
        }
    });
    view! {
        <style>{include_str!("../../../styles/lazy/menus.css")}</style>
        // The menu belongs neither to the list of sessions nor to the conversation, so it is a region of its own.
        <section class="menu-region" aria-label=label>
            <div class="popup" role="menu" aria-label=label popover="auto" tabindex="-1" data-testid="open-menu"
                node_ref=element on:keydown=keys>{content}</div>
        </section>
    }
    .into_any()
}

/// Returns what to look for after a key press, unless it belongs to a shortcut or to an input method.
fn typed_with(event: &ev::KeyboardEvent, typed: StoredValue<TypeAhead>) -> Option<Query> {
    let is_shortcut = event.ctrl_key() || event.alt_key() || event.meta_key();
    if is_shortcut || event.is_composing() {
        return None;
    }
    typed.try_update_value(|typed| typed.add(&event.key(), event.time_stamp())).flatten()
}
