//! Menus that open from a button, one at a time. Their items are loaded with their chunk.

mod items;
mod list;
mod open;

use leptos::ev;
use leptos::prelude::*;

use super::parts::{DynChild, Handler, dyn_child, on_click, use_lazy};
use crate::controller::State;
use crate::lazy::{LazyView, lazy};
use crate::state::Menu;

lazy!(menu_view in dialogs: LazyView = open::open_menu);

/// The click handler of a button that opens `menu`. The button needs `aria-haspopup`, and `aria-expanded` from
/// [`is_open`]: the menu uses these to find its button.
pub fn opens(menu: Menu) -> Handler<ev::MouseEvent> {
    let open = expect_context::<State>().branching.menu;
    on_click(move || {
        if open.get_untracked() != Some(menu) {
            open.set(Some(menu));
        }
    })
}

/// Whether `menu` is open, for its button's `aria-expanded`.
pub fn is_open(menu: Menu) -> DynChild<String> {
    let open = expect_context::<State>().branching.menu;
    dyn_child(move || (open.get() == Some(menu)).to_string())
}

/// The open menu, above everything else.
pub fn menu_layer() -> AnyView {
    let menu = expect_context::<State>().branching.menu;
    let is_wanted = Signal::derive(move || menu.with(Option::is_some));
    let shown = use_lazy(is_wanted, menu_view, Callback::new(move |()| menu.set(None)));
    view! { {dyn_child(move || shown.get().map(|view| untrack(view)))} }.into_any()
}
