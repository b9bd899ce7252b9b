//! Menus that open from a button, one at a time. The menu itself and its items are loaded with their chunk.

#[cfg(test)]
mod behaviour_tests;
mod items;
mod list;
mod open;
mod session;
mod typed;

use leptos::ev;
use leptos::prelude::*;

use super::parts::{DynChild, Handler, dyn_child, on_click, use_lazy};
use crate::controller::State;
use crate::lazy::{LazyView, lazy};
use crate::state::Menu;

lazy!(menu_view in dialogs: LazyView = open::open_menu);

/// The click handler of a button that opens `menu`. The button needs `aria-haspopup`, and `aria-expanded` that is true
/// while the menu is open ([`is_open`]): the menu uses these to find its button. A click while the menu is open closes it,
/// which the browser does.
pub fn opens(menu: Menu) -> Handler<ev::MouseEvent> {
    let open = expect_context::<State>().frame.menu;
    on_click(move || {
        if open.with_untracked(|open| open.as_ref() != Some(&menu)) {
            open.set(Some(menu.clone()));
        }
    })
}

/// Whether `menu` is open, for its button's `aria-expanded`.
pub fn is_open(menu: Menu) -> DynChild<String> {
    let open = expect_context::<State>().frame.menu;
    dyn_child(move || open.with(|open| open.as_ref() == Some(&menu)).to_string())
}

/// The open menu, above everything else.
pub fn menu_layer() -> AnyView {
    let menu = expect_context::<State>().frame.menu;
    let is_wanted = Signal::derive(move || menu.with(Option::is_some));
    let shown = use_lazy(is_wanted, menu_view, Callback::new(move |()| menu.set(None)));
    let view = move || {
        // Another menu may open before the browser has reported that the one before it is closed.
        menu.track();
        shown.get().map(|view| untrack(view))
    };
    view! { {dyn_child(view)} }.into_any()
}
