//! An open menu: placed next to its button, focused, and operated with the arrow keys.

use leptos::html;
use leptos::prelude::*;

use super::items::{message_items, models, top_items};
use super::list::{Shown, list};
use crate::controller::{Controller, State};
use crate::dom::focus::step_focus;
use crate::dom::popover::Popover;
use crate::i18n::t;
use crate::state::Menu;
use crate::ui::parts::on_key;
use crate::ui::scope::Scope;

/// Selects the button of the open menu.
const BUTTON: &str = "[aria-haspopup=menu][aria-expanded=true]";

pub fn open_menu() -> AnyView {
    let branching = expect_context::<State>().branching;
    let controller = expect_context::<Controller>();
    let Some(menu) = branching.menu.get_untracked() else { return ().into_any() };
    let shown = Shown::default();
    let (label, content) = match menu {
        Menu::Message { id } => (t("More for this message"), list(message_items(id), shown)),
        Menu::Models { id } => (t("Regenerate with another model"), models(id, shown)),
        Menu::Top => (t("More for this session"), list(top_items(), shown)),
    };
    let element = NodeRef::<html::Div>::new();
    let closed = move || {
        if branching.menu.get_untracked() == Some(menu) {
            branching.menu.set(None);
        }
    };
    let scope = Scope::here();
    Effect::new(move |_| {
        // With more items it may need a different position.
        branching.choices.track();
        if let Some(element) = element.get() {
            scope.next_frame(controller, move || {
                shown.show(|| Popover::open(element.into(), BUTTON, closed));
            });
        }
    });
    let keys = on_key(move |event| {
        if let Some(element) = element.get_untracked()
            && step_focus(&element, "button", &event.key())
        {
            event.prevent_default();
        }
    });
    view! {
        <style>{include_str!("../../../styles/lazy/menus.css")}</style>
        <div class="popup" role="menu" aria-label=label popover="auto" tabindex="-1" data-testid="open-menu"
            node_ref=element on:keydown=keys>{content}</div>
    }
    .into_any()
}
