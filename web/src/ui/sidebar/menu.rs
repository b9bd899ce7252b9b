//! The context menu of a session in the list, and the action bar for several sessions.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;

use super::picking::picking_bar;
use crate::controller::{Controller, State, pick};
use crate::dom::focus::{focus_on, focused_session, step_focus, step_focus_of_list};
use crate::dom::popover::Popover;
use crate::i18n::t;
use crate::state::Listed;
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_key, when};
use crate::ui::scope::Scope;

/// The rarely used parts of the session list.
pub fn tools() -> AnyView {
    let sessions = expect_context::<State>().sessions;
    // The browser reports a closed menu with a delay, and by then the menu of a deleted session has no listener. If it
    // stayed marked as open, it would reappear when the deletion is undone.
    Effect::new(move |_| {
        let Some(id) = sessions.menu.get() else { return };
        if sessions.list.with(|list| list.iter().all(|row| row.id != id)) {
            sessions.menu.set(None);
        }
    });
    let row = move || {
        let id = sessions.menu.get()?;
        sessions.list.with(|list| list.iter().find(|row| row.id == id).cloned())
    };
    view! {
        <style>{include_str!("../../../styles/lazy/sessions.css")}</style>
        {dyn_child(move || row().map(|row| untrack(|| menu(row))))}
        {when(move || sessions.picked.with(Option::is_some), picking_bar)}
    }
    .into_any()
}

fn menu(row: Listed) -> AnyView {
    let sessions = expect_context::<State>().sessions;
    let controller = expect_context::<Controller>();
    let element = NodeRef::<html::Div>::new();
    let popover = StoredValue::new_local(None::<Rc<Popover>>);
    let id = row.id.clone();
    let scope = Scope::here();
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let mine = Some(id.clone());
        let closed = move || {
            if sessions.menu.with_untracked(|open| *open == mine) {
                sessions.menu.set(None);
            }
        };
        scope.next_frame(controller, move || {
            popover.set_value(Some(Rc::new(Popover::open(
                element.into(),
                ".session.menu-open .more",
                closed,
            ))));
        });
    });
    // Closing the menu as the user would restores the focus to the button.
    let act = move |act: Box<dyn Fn()>| {
        on_click(move || {
            if let Some(popover) = popover.get_value() {
                popover.close();
            }
            act();
        })
    };
    let keys = on_key(move |event| {
        if let Some(element) = element.get_untracked()
            && step_focus(&element, "button", &event.key())
        {
            event.prevent_default();
        }
    });
    let is_pinned = row.pinned;
    let id = || row.id.clone();
    let (renamed, pinned, picked, exported, deleted) = (id(), id(), id(), id(), id());
    let rename = act(Box::new(move || sessions.renaming.set(Some(renamed.clone()))));
    let pin = act(Box::new(move || controller.pin(pinned.clone(), !is_pinned)));
    let pick = act(Box::new(move || {
        // The focused button disappears in selection mode, so the row gets the focus.
        focus_on(".session.menu-open .item");
        pick(sessions, picked.clone(), false);
    }));
    let export = act(Box::new(move || controller.export_sessions(vec![exported.clone()])));
    let delete = act(Box::new(move || {
        // The row disappears, so the next one gets the focus.
        focus_on(".session.menu-open .item");
        step_focus_of_list("ArrowDown");
        controller.delete_sessions(vec![deleted.clone()]);
    }));
    let pin_label = if is_pinned { t("Unpin") } else { t("Pin") };
    view! {
        <div class="session-menu" role="menu" aria-label=t("Session") popover="auto" tabindex="-1" node_ref=element
            on:keydown=keys>
            <button type="button" role="menuitem" data-testid="rename" on:click=rename>{Icon::Edit.view()}{t("Rename")}</button>
            <button type="button" role="menuitem" data-testid="pin" on:click=pin>{Icon::Pin.view()}{pin_label}</button>
            <button type="button" role="menuitem" data-testid="select" on:click=pick>{Icon::Select.view()}{t("Select")}</button>
            <button type="button" role="menuitem" data-testid="export" on:click=export>{Icon::Export.view()}{t("Export")}</button>
            <hr/>
            <button type="button" role="menuitem" class="no" data-testid="delete" on:click=delete>{Icon::Trash.view()}{t("Delete")}</button>
        </div>
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
