//! The items of the menus.

use leptos::prelude::*;

use super::list::{Item, Shown, list, note};
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::ModelChoice;
use crate::ui::icons::Icon;
use crate::ui::parts::dyn_child;

pub fn message_items(id: u64) -> Vec<Item> {
    let controller = expect_context::<Controller>();
    let has_versions = controller.has_versions(id);
    let mut items = Vec::new();
    if has_versions {
        items.push(Item::new("compare", Icon::COMPARE, t("compare-title"), move || controller.compare(id)));
    }
    let fork = move || controller.fork(id);
    items.push(Item::new("fork", Icon::FORK, t("message-fork"), fork));
    let delete = if has_versions { t("message-delete-version") } else { t("message-delete") };
    items.push(Item {
        is_harmful: true,
        ..Item::new("delete-message", Icon::TRASH, delete, move || controller.delete_message(id))
    });
    items
}

pub fn top_items() -> Vec<Item> {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let open = move || state.branching.instructions_open.set(true);
    let mut items = vec![Item::new("open-instructions", Icon::PROMPT, t("instructions-title"), open)];
    if state.sessions.current.with_untracked(Option::is_some) {
        let export = move || controller.export_bundle();
        items.push(Item {
            hint: Some(t("export-history-hint").to_owned()),
            ..Item::new("export-bundle", Icon::EXPORT, t("export-history"), export)
        });
    }
    items
}

/// The models that could answer, listed as they become known.
pub fn models(id: u64, menu: Shown) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    controller.list_models();
    let choices = state.branching.choices;
    let item = move |choice: ModelChoice| {
        let place = match choice.is_usual {
            true => format!("{} · {}", choice.place, t("menu-current-model")),
            false => choice.place,
        };
        let answers = choice.answers;
        Item {
            testid: "model-choice",
            icon: None,
            name: choice.name,
            hint: Some(place),
            is_harmful: false,
            act: Box::new(move || controller.again_with(id, answers.clone())),
        }
    };
    let shown = move || match choices.get() {
        None => note(t("menu-looking-for-models")),
        Some(choices) if choices.is_empty() => note(t("menu-no-models")),
        Some(choices) => list(choices.into_iter().map(item).collect(), menu),
    };
    view! { {dyn_child(shown)} }.into_any()
}
