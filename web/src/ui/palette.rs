//! Keyboard access to everything: the command palette and the sheet of keyboard shortcuts, both in a chunk.

mod choices;
mod keys;
mod list;

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::controller::State;
use crate::i18n::t;
use crate::lazy::{LazyView, lazy};

#[component]
pub fn Palette() -> impl IntoView {
    let open = expect_context::<State>().frame.palette_open;
    view! {
        <Dialog open title=t("palette-title") on_close=Callback::new(move |()| open.set(false)) light=true content=palette/>
    }
}

#[component]
pub fn KeySheet() -> impl IntoView {
    let open = expect_context::<State>().frame.keys_open;
    view! {
        <Dialog open title=t("keys-title") on_close=Callback::new(move |()| open.set(false)) light=true content=sheet/>
    }
}

lazy!(palette in dialogs: LazyView = list::palette);
lazy!(sheet in dialogs: LazyView = keys::sheet);
