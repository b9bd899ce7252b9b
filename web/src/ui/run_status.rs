//! Screen reader announcements for the current run: its start, when it waits, its end, and the complete answer. Nothing
//! is announced while text streams in, so following the run then costs nothing.

use abcb_core::conversation::message::Role;
use abcb_core::log::transcript::MessageStatus;
use leptos::prelude::*;

use super::messages::waiting_for_model;
use super::parts::dyn_child;
use super::scope::Scope;
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::MessageRow;

/// The maximum length of an announced answer. A longer one is read in place.
const MOST_CHARS: usize = 4_000;

/// The current session, whether its run is active, whether it awaits approval, and the reason why the message cannot be
/// sent to a model yet.
type Phase = (Option<String>, bool, bool, Option<String>);

#[component]
pub fn RunStatus() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let said = RwSignal::new(String::new());
    let scope = Scope::here();
    let phase = Memo::new(move |_| -> Phase {
        let view = state.conversation.view.get();
        let waits = view.waits.get().then(|| state.model.status.with(waiting_for_model));
        (state.sessions.current.get(), view.is_running.get(), view.awaiting.get().is_some(), waits)
    });
    Effect::new(move |before: Option<Phase>| {
        let now = phase.get();
        let was_running = before.as_ref().is_some_and(|before| before.1 && before.0 == now.0);
        let has_waited = before.as_ref().is_some_and(|before| before.3.is_some());
        match (now.1, now.2) {
            (true, _) if now.3.is_some() => said.set(now.3.clone().unwrap_or_default()),
            (true, _) if !was_running || has_waited => said.set(t("announce-answering").to_owned()),
            (false, true) if was_running => said.set(t("approval-waiting").to_owned()),
            (false, false) if was_running => say_end(state, controller, scope, said),
            // An announcement about another session is outdated.
            _ if before.is_some_and(|before| before.0 != now.0) => said.set(String::new()),
            _ => {}
        }
        now
    });
    view! { <p class="sr-only" role="status" data-testid="run-status">{dyn_child(move || said.get())}</p> }
        .into_any()
}

/// Announces the end of a run. Errors are not announced here, since the message itself is an alert.
fn say_end(state: State, controller: Controller, scope: Scope, said: RwSignal<String>) {
    let last = state.conversation.view.with_untracked(|view| {
        let status_of = |row: &MessageRow| (row.role, row.facts.with_untracked(|facts| facts.status));
        view.rows.with_untracked(|rows| rows.last().map(status_of))
    });
    if last.is_some_and(|(role, _)| role == Role::User) {
        return said.set(t("question-unanswered").to_owned());
    }
    match last.map(|(_, status)| status) {
        Some(MessageStatus::Complete) => controller.read_last_answer(scope.guard(move |text: String| {
            let whole = t("announce-answer-complete");
            let text: String = text.chars().take(MOST_CHARS).collect();
            said.set(format!("{whole} {text}"));
        })),
        Some(MessageStatus::Cancelled) => said.set(t("announce-stopped").to_owned()),
        _ => said.set(String::new()),
    }
}
