//! The parts of any menu: its items, or a note in their place.

use std::rc::Rc;

use leptos::prelude::*;

use crate::dom::popover::Popover;
use crate::ui::icons::Icon;
use crate::ui::parts::on_click;

/// A menu item.
pub struct Item {
    pub testid: &'static str,
    pub icon: Option<Icon>,
    pub name: String,
    pub hint: Option<String>,
    /// Set apart by a line and its colour.
    pub is_harmful: bool,
    pub act: Box<dyn FnMut()>,
}

impl Item {
    pub fn new(testid: &'static str, icon: Icon, name: &str, act: impl FnMut() + 'static) -> Self {
        Self {
            testid,
            icon: Some(icon),
            name: name.to_owned(),
            hint: None,
            is_harmful: false,
            act: Box::new(act),
        }
    }
}

/// A handle to the open menu. Closing the menu through it restores the focus to the button.
#[derive(Clone, Copy)]
pub struct Shown(StoredValue<Option<Rc<Popover>>, LocalStorage>);

impl Default for Shown {
    fn default() -> Self {
        Self(StoredValue::new_local(None))
    }
}

impl Shown {
    /// Opens the menu, or fits it to its new items if it is open.
    pub fn show(self, open: impl FnOnce() -> Popover) {
        match self.0.get_value() {
            Some(popover) => popover.fit(),
            None => self.0.set_value(Some(Rc::new(open()))),
        }
    }

    /// Lets a click on the button close the menu. See [`Popover::link`].
    pub fn link(self) {
        if let Some(popover) = self.0.get_value() {
            popover.link();
        }
    }

    fn close(self) {
        if let Some(popover) = self.0.get_value() {
            popover.close();
        }
    }
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
    let line = is_harmful.then(|| view! { <hr/> }.into_any());
    view! {
        {line}
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
