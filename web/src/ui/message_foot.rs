//! The footer of a message: how it was generated, which branch it is on, and its actions. Actions that are available
//! only while no run is active have the class `at-rest`. The style sheet hides those while a run is active, so that
//! starting or ending a run does not rebuild the buttons of hundreds of messages.

use abcb_core::agent::recorder::REPETITION;
use abcb_core::conversation::message::Role;
use abcb_core::log::transcript::MessageStatus;
use abcb_core::provider::openai::models::display_name;
use abcb_core::provider::{Ending, FinishReason};
use leptos::prelude::*;

use super::icons::Icon;
use super::menu::{is_open, opens};
use super::parts::{condition, dyn_child, on_click, when};
use super::time::{decimal, duration};
use crate::controller::{Controller, State};
use crate::i18n::{args, isolated, t, tf};
use crate::state::{Facts, Menu, MessageRow, Text};

pub fn message_foot(row: MessageRow, is_raw: RwSignal<bool>) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let (id, role, text, facts) = (row.id, row.role, row.text, row.facts);
    let status_facts = facts.clone();
    let status = Memo::new(move |_| status_facts.with(|facts| facts.status));
    let cut_facts = facts.clone();
    let is_cut = condition(move || {
        cut_facts.with(|facts| matches!(ending_of(facts), Some(Ending::AtLimit | Ending::Other(REPETITION))))
    });
    let is_assistant = role == Role::Assistant;
    let step_facts = facts.clone();
    let is_step = condition(move || step_facts.with(Facts::is_step));
    let shown_text = text.clone();
    let has_text = condition(move || !shown_text.with(Text::is_empty));
    let can_continue = condition(move || {
        let was_cut = is_cut.get()
            || matches!(
                status.get(),
                MessageStatus::Interrupted | MessageStatus::Cancelled | MessageStatus::Failed
            );
        is_assistant && was_cut && has_text.get()
    });
    let short_facts = facts.clone();
    let falls_short = condition(move || short_facts.with(|facts| facts.shortfall.is_some()));
    let again_label = move || match status.get() {
        _ if falls_short.get() => t("answer-try-again"),
        MessageStatus::Failed | MessageStatus::Interrupted => t("answer-try-again"),
        MessageStatus::Pending
        | MessageStatus::Streaming
        | MessageStatus::Complete
        | MessageStatus::Cancelled => t("answer-regenerate"),
    };
    let go_on = move || {
        view! {
            <button type="button" class="quiet at-rest" data-testid="continue"
                on:click=on_click(move || controller.continue_answer(id))>{Icon::CONTINUE.view()}{t("answer-continue")}</button>
        }
    };
    let again = move || {
        view! {
            <span class="at-rest">
                <button type="button" class="quiet" data-testid="regenerate" title=t("answer-regenerate-hint")
                    on:click=on_click(move || controller.again(id))>{Icon::AGAIN.view()}{dyn_child(again_label)}</button>
                <button type="button" class="quiet unfold" data-testid="again-with" aria-label=t("answer-regenerate-with")
                    title=t("answer-regenerate-with") aria-haspopup="menu" aria-expanded=is_open(Menu::Models { id })
                    on:click=opens(Menu::Models { id })>{Icon::UNFOLD.view()}</button>
            </span>
        }
    };
    let more = move || {
        view! {
            <button type="button" class="quiet at-rest" data-testid="message-menu" aria-label=t("message-more-title")
                title=t("message-more") aria-haspopup="menu" aria-expanded=is_open(Menu::Message { id })
                on:click=opens(Menu::Message { id })>{Icon::MORE.view()}</button>
        }
    };
    let edit = move || {
        view! {
            <button type="button" class="quiet at-rest" data-testid="edit" aria-label=t("message-edit") title=t("action-edit")
                on:click=on_click(move || state.conversation.editing.set(Some(id)))>{Icon::EDIT.view()}</button>
        }
    };
    let source = move || {
        view! {
            <button type="button" class="quiet" data-testid="raw" aria-label=t("message-source") title=t("message-source")
                aria-pressed=dyn_child(move || is_raw.get().to_string())
                on:click=on_click(move || is_raw.update(|is_raw| *is_raw = !*is_raw))>{Icon::SOURCE.view()}</button>
        }
    };
    let copy = move || {
        let text = text.clone();
        view! {
            <button type="button" class="quiet" data-testid="copy" aria-label=t("message-copy") title=t("action-copy")
                on:click=on_click(move || controller.copy(text.with_untracked(|text| text.content.clone())))>{Icon::COPY.view()}</button>
        }
    };
    let stats_facts = facts.clone();
    let stats = is_assistant.then(|| {
        let words = dyn_child(move || stats_facts.with(stats_words));
        view! { <span class="stats" data-testid="stats">{words}</span> }.into_any()
    });
    view! {
        <footer class="foot" class:open=dyn_child(move || status.get().is_open())>
            {stats}
            {branches(id, facts)}
            <span class="acts">
                {when(move || can_continue.get(), go_on)}
                {when(move || is_assistant && !is_step.get(), again)}
                {(role == Role::User).then(edit)}
                {when(move || is_assistant && has_text.get() && !is_step.get() && !can_continue.get(), source)}
                {when(move || has_text.get(), copy)}
                {more()}
            </span>
        </footer>
    }
    .into_any()
}

/// Arrows to the alternative versions of this message, if there are any.
fn branches(id: u64, facts: ArcRwSignal<Facts>) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let siblings = Memo::new(move |_| facts.with(|facts| facts.siblings.clone()));
    let place = move || siblings.with(|ids| ids.iter().position(|other| *other == id).unwrap_or(0));
    let neighbour = move |step: isize| {
        siblings.with(|ids| place().checked_add_signed(step).and_then(|place| ids.get(place).copied()))
    };
    let is_shut = move |step: isize| {
        let is_busy = state.conversation.view.with(|view| view.is_running.get()) || state.runs.is_replaying();
        is_busy || neighbour(step).is_none()
    };
    let turn = move |step: isize| {
        if let Some(other) = neighbour(step) {
            controller.turn_to(other);
        }
    };
    let count = move || tf("count-of", args![n = place() + 1, all = siblings.with(Vec::len)]);
    let arrows = move || {
        view! {
            <span class="branch">
                <button type="button" class="quiet" data-testid="branch-prev" aria-label=t("message-earlier-version")
                    disabled=dyn_child(move || is_shut(-1)) on:click=on_click(move || turn(-1))>{Icon::PREVIOUS.view()}</button>
                <span data-testid="branch-count">{dyn_child(count)}</span>
                <button type="button" class="quiet" data-testid="branch-next" aria-label=t("message-later-version")
                    disabled=dyn_child(move || is_shut(1)) on:click=on_click(move || turn(1))>{Icon::NEXT.view()}</button>
            </span>
        }
    };
    when(move || siblings.with(Vec::len) > 1, arrows)
}

/// The maximum number of characters shown of the server's own finish reason.
const MAX_REASON_CHARS: usize = 40;

fn ending_of(facts: &Facts) -> Option<Ending<'_>> {
    facts.finish_reason.as_ref().map(FinishReason::ending)
}

/// Model, tokens, speed and duration. Unknown values are left out.
fn stats_words(facts: &Facts) -> String {
    let mut words = Vec::new();
    if let Some(model) = facts.model.as_deref().filter(|model| !model.is_empty()) {
        words.push(display_name(model));
    }
    let tokens = facts.usage.completion_tokens;
    if let Some(tokens) = tokens {
        words.push(tf("answer-tokens", args![n = tokens]));
    }
    let writing = facts.usage.completion_ms.or_else(|| facts.ended_at?.checked_sub(facts.first_token_at?));
    if let (Some(tokens), Some(millis @ 1..)) = (tokens, writing) {
        // Tenths in integer arithmetic, because the code that formats floats is large.
        let tenths = u64::from(tokens) * 10_000 / millis;
        words.push(tf("answer-speed", args![n = decimal(tenths)]));
    }
    if let Some(ended_at) = facts.ended_at.filter(|ended_at| *ended_at > facts.started_at) {
        words.push(duration(ended_at - facts.started_at));
    }
    match (facts.status, ending_of(facts)) {
        (MessageStatus::Cancelled, _) if facts.first_token_at.is_none() => {
            words.push(t("answer-stopped-early").into());
        }
        (MessageStatus::Cancelled, _) => words.push(t("answer-stopped").into()),
        (_, Some(Ending::AtLimit)) => words.push(t("answer-cut-length").into()),
        (_, Some(Ending::Filtered)) => words.push(t("answer-cut-filter").into()),
        (_, Some(Ending::Other(REPETITION))) => words.push(t("answer-cut-repetition").into()),
        (_, Some(Ending::Other(reason))) => {
            let shown = |character: &char| !character.is_control();
            let reason: String = reason.chars().filter(shown).take(MAX_REASON_CHARS).collect();
            words.push(tf("answer-ended-by-server", args![reason = isolated(&reason).into_owned()]));
        }
        (_, Some(Ending::Whole) | None) => {}
    }
    words.join(" · ")
}
