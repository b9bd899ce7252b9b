//! What a screen reader is told of the run on screen: that it began, that it waits, how it ended, and the answer once it is
//! whole. Nothing is said while text streams in, so following costs nothing then.

use abcb_core::message::Role;
use abcb_core::transcript::MessageStatus;
use leptos::prelude::*;

use super::parts::live;
use super::scope::Scope;
use super::words::waiting_for_model;
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::state::MessageRow;

/// A longer answer is read where it stands.
const MOST_CHARS: usize = 4_000;

/// Which session is on screen, what its run is doing, and what it waits for before it can ask.
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
            (true, _) if !was_running || has_waited => said.set(t("Answering…").to_owned()),
            (false, true) if was_running => said.set(t("Waiting for your approval").to_owned()),
            (false, false) if was_running => say_end(state, controller, scope, said),
            // What was said of another session is no longer true.
            _ if before.is_some_and(|before| before.0 != now.0) => said.set(String::new()),
            _ => {}
        }
        now
    });
    view! { <p class="sr-only" role="status" data-testid="run-status">{live(move || said.get())}</p> }
        .into_any()
}

/// What went wrong is said by the message itself, as an alert.
fn say_end(state: State, controller: Controller, scope: Scope, said: RwSignal<String>) {
    let last = state.conversation.view.with_untracked(|view| {
        let status_of = |row: &MessageRow| (row.role, row.facts.with_untracked(|facts| facts.status));
        view.rows.with_untracked(|rows| rows.last().map(status_of))
    });
    if last.is_some_and(|(role, _)| role == Role::User) {
        return said.set(t("This question has no answer yet.").to_owned());
    }
    match last.map(|(_, status)| status) {
        Some(MessageStatus::Complete) => controller.read_last_answer(scope.guard(move |text: String| {
            let whole = t("Answer complete.");
            let text: String = text.chars().take(MOST_CHARS).collect();
            said.set(format!("{whole} {text}"));
        })),
        Some(MessageStatus::Cancelled) => said.set(t("Stopped.").to_owned()),
        _ => said.set(String::new()),
    }
}
