//! Menus that open from a button, one at a time. Their items are loaded with their chunk.

mod items;
mod open;

use leptos::ev;
use leptos::prelude::*;

use super::parts::{Handler, Live, arrived, live, press};
use crate::controller::State;
use crate::lazy::{View, lazy};
use crate::state::Menu;

lazy!(menu_view in more: View = open::open_menu);

/// The click handler of a button that opens `menu`. The button needs `aria-haspopup`, and `aria-expanded` from
/// [`is_open`]: the menu uses these to find its button.
pub fn opens(menu: Menu) -> Handler<ev::MouseEvent> {
    let open = expect_context::<State>().branching.menu;
    press(move || {
        if open.get_untracked() != Some(menu) {
            open.set(Some(menu));
        }
    })
}

/// Whether `menu` is open, for its button's `aria-expanded`.
pub fn is_open(menu: Menu) -> Live<String> {
    let open = expect_context::<State>().branching.menu;
    live(move || (open.get() == Some(menu)).to_string())
}

/// The open menu, above everything else.
pub fn menu_layer() -> AnyView {
    let menu = expect_context::<State>().branching.menu;
    let is_wanted = Signal::derive(move || menu.with(Option::is_some));
    let shown = arrived(is_wanted, menu_view, Callback::new(move |()| menu.set(None)));
    view! { {live(move || shown.get().map(|view| untrack(view)))} }.into_any()
}
