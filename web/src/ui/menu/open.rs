//! An open menu: placed next to its button, focused, and operated with the arrow keys.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;

use super::items::{Item, message_items, models, top_items};
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::ports::{Popover, step_focus};
use crate::state::Menu;
use crate::ui::parts::{on_click, on_key};
use crate::ui::scope::Scope;

/// Selects the button of the open menu.
const BUTTON: &str = "[aria-haspopup=menu][aria-expanded=true]";

/// A handle to the open menu. Closing the menu through it restores the focus to the button.
#[derive(Clone, Copy)]
pub struct Shown(StoredValue<Option<Rc<Popover>>, LocalStorage>);

impl Shown {
    fn close(self) {
        if let Some(popover) = self.0.get_value() {
            popover.close();
        }
    }
}

pub fn open_menu() -> AnyView {
    let branching = expect_context::<State>().branching;
    let controller = expect_context::<Controller>();
    let Some(menu) = branching.menu.get_untracked() else { return ().into_any() };
    let shown = Shown(StoredValue::new_local(None));
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
                shown.0.set_value(None);
                shown.0.set_value(Some(Rc::new(Popover::open(element.into(), BUTTON, closed))));
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

pub fn list(items: Vec<Item>, shown: Shown) -> AnyView {
    items.into_iter().map(|one| item(one, shown)).collect::<Vec<AnyView>>().into_any()
}

fn item(item: Item, shown: Shown) -> AnyView {
    let Item { testid, icon, name, hint, is_harmful, mut act } = item;
    let choose = on_click(move || {
        shown.close();
        act();
    });
    let hint = hint.map(|hint| view! { <small>{hint}</small> }.into_any());
    view! {
        <button type="button" role="menuitem" class:no=is_harmful data-testid=testid on:click=choose>
            {icon.map(|icon| icon.view())}<span><bdi>{name}</bdi>{hint}</span>
        </button>
    }
    .into_any()
}

/// A note in place of the items: why there are none, or that they are being loaded.
pub fn note(text: &'static str) -> AnyView {
    view! { <p class="note" role="status">{text}</p> }.into_any()
}
