//! Rarely used parts of the session list: the action bar for several sessions, and walking through the list by keys.

use leptos::prelude::*;

use super::picking::picking_bar;
use crate::controller::{State, pick};
use crate::dom::focus::{focused_session, step_focus_of_list};
use crate::ui::parts::when;

/// The action bar, and the styles of selection mode and of the title field.
pub fn tools() -> AnyView {
    let sessions = expect_context::<State>().sessions;
    view! {
        <style>{include_str!("../../../styles/lazy/sessions.css")}</style>
        {when(move || sessions.picked.with(Option::is_some), picking_bar)}
    }
    .into_any()
}

/// Moves the focus through the list, or from the search field into it. With Shift, the sessions passed are checked.
pub fn walk(state: State, key: String, shift: bool) {
    let picked = state.sessions.picked;
    let from = focused_session();
    step_focus_of_list(&key);
    let (Some(from), Some(to), true) = (from, focused_session(), shift) else { return };
    if picked.with_untracked(Option::is_none) {
        pick(state.sessions, from, false);
    }
    pick(state.sessions, to, true);
}
