//! The message history in the composer: the Up key recalls older messages, Down newer ones, and Escape restores the
//! empty composer.

use leptos::prelude::*;

use crate::controller::{Controller, State};

pub fn recall(controller: Controller, state: State, key: String) {
    let sent = controller.sent_before();
    let at = state.writing.recalled.get_untracked();
    let next = match key.as_str() {
        "ArrowUp" => sent.len().checked_sub(1).map(|last| at.map_or(0, |at| at + 1).min(last)),
        "ArrowDown" => at.and_then(|at| at.checked_sub(1)),
        _ => None,
    };
    let text = next.and_then(|next| sent.into_iter().nth(next)).unwrap_or_default();
    state.writing.recalled.set(next);
    state.conversation.draft.set(text);
    controller.note_draft();
}
