//! The items of the menu of a session in the list.

use leptos::prelude::*;

use super::list::Item;
use crate::controller::{Controller, State, pick};
use crate::dom::focus::{focus_on, step_focus_of_list};
use crate::i18n::t;
use crate::state::Menu;
use crate::ui::icons::Icon;

/// The row of the session, which has the focus in place of a button that disappears.
const ROW: &str = ".session.menu-open .item";

pub fn session_items(id: &str) -> Vec<Item> {
    let controller = expect_context::<Controller>();
    let State { sessions, frame, .. } = expect_context::<State>();
    let this = Menu::Session { id: id.to_owned() };
    let own_id = id.to_owned();
    // Another tab may delete the session.
    Effect::new(move |_| {
        let is_gone = sessions.list.with(|list| list.iter().all(|row| row.id != own_id));
        if is_gone && frame.menu.with_untracked(|menu| menu.as_ref() == Some(&this)) {
            frame.menu.set(None);
        }
    });
    let is_pinned = sessions.list.with_untracked(|list| list.iter().any(|row| row.id == id && row.pinned));
    let id = || id.to_owned();
    let (renamed, pinned, picked, exported, written, drawn, deleted) =
        (id(), id(), id(), id(), id(), id(), id());
    let rename = move || sessions.renaming.set(Some(renamed.clone()));
    let pin = move || controller.pin(pinned.clone(), !is_pinned);
    let select = move || {
        focus_on(ROW);
        pick(sessions, picked.clone(), false);
    };
    let export = move || controller.export_sessions(vec![exported.clone()]);
    let write = move || controller.export_markdown(written.clone());
    let draw = move || controller.export_html(drawn.clone());
    let delete = move || {
        // The row disappears too, so the next one gets the focus.
        focus_on(ROW);
        step_focus_of_list("ArrowDown");
        controller.delete_sessions(vec![deleted.clone()]);
    };
    let pin_label = if is_pinned { t("session-unpin") } else { t("session-pin") };
    vec![
        Item::new("rename", Icon::EDIT, t("session-rename"), rename),
        Item::new("pin", Icon::PIN, pin_label, pin),
        Item::new("select", Icon::SELECT, t("session-select"), select),
        Item::new("export", Icon::EXPORT, t("action-export"), export),
        Item::new("export-markdown", Icon::SOURCE, t("export-markdown"), write),
        Item::new("export-html", Icon::EXPORT, t("export-html"), draw),
        Item { is_harmful: true, ..Item::new("delete", Icon::TRASH, t("action-delete"), delete) },
    ]
}
