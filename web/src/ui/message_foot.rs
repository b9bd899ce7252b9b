//! Under each message, quiet: how it was made, which branch this is, what can be done with it.

use abcb_core::message::Role;
use abcb_core::provider::FinishReason;
use abcb_core::provider::openai::models::display_name;
use abcb_core::transcript::MessageStatus;
use leptos::prelude::*;

use super::icons::Icon;
use super::time::duration;
use crate::controller::{Controller, State};
use crate::state::{Facts, MessageRow};

#[component]
pub fn MessageFoot(row: MessageRow) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let (id, role, text, facts) = (row.id, row.role, row.text, row.facts);
    let status = {
        let facts = facts.clone();
        Memo::new(move |_| facts.with(|facts| facts.status))
    };
    let is_idle = move || !state.conversation.view.with(|view| view.is_running.get());
    let is_assistant = role == Role::Assistant;
    let has_text = {
        let text = text.clone();
        Memo::new(move |_| !text.with(String::is_empty))
    };
    let can_continue = move || {
        let was_cut = matches!(
            status.get(),
            MessageStatus::Interrupted | MessageStatus::Cancelled | MessageStatus::Failed
        );
        is_assistant && was_cut && has_text.get() && is_idle()
    };
    let again_label = move || match status.get() {
        MessageStatus::Failed | MessageStatus::Interrupted => "Try again",
        MessageStatus::Pending
        | MessageStatus::Streaming
        | MessageStatus::Complete
        | MessageStatus::Cancelled => "Again",
    };
    let stats = {
        let facts = facts.clone();
        move || facts.with(stats_words)
    };
    view! {
        <footer class="foot" class:open=move || status.get().is_open()>
            {is_assistant.then(|| view! { <span class="stats" data-testid="stats">{stats}</span> })}
            <Branches id facts=facts.clone()/>
            <span class="acts">
                <Show when=can_continue>
                    <button type="button" class="quiet named" data-testid="continue"
                        on:click=move |_| controller.continue_answer(id)>{Icon::Continue.view()}"Continue"</button>
                </Show>
                <Show when=move || is_assistant && is_idle()>
                    <button type="button" class="quiet named" data-testid="regenerate" title="Another answer to the same question"
                        on:click=move |_| controller.again(id)>{Icon::Again.view()}{again_label}</button>
                </Show>
                <Show when=move || role == Role::User && is_idle()>
                    <button type="button" class="quiet" data-testid="edit" aria-label="Edit this message" title="Edit"
                        on:click=move |_| state.conversation.editing.set(Some(id))>{Icon::Edit.view()}</button>
                </Show>
                <Show when=move || has_text.get()>
                    <button type="button" class="quiet" data-testid="copy" aria-label="Copy this message" title="Copy"
                        on:click={ let text = text.clone(); move |_| controller.copy(text.get_untracked()) }>
                        {Icon::Copy.view()}</button>
                </Show>
            </span>
        </footer>
    }
}

/// Arrows to the alternatives at this place, where there are any.
#[component]
fn Branches(id: u64, facts: ArcRwSignal<Facts>) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let siblings = Memo::new(move |_| facts.with(|facts| facts.siblings.clone()));
    let place = move || siblings.with(|ids| ids.iter().position(|other| *other == id).unwrap_or(0));
    let neighbour = move |step: isize| {
        siblings.with(|ids| place().checked_add_signed(step).and_then(|place| ids.get(place).copied()))
    };
    let is_busy = move || state.conversation.view.with(|view| view.is_running.get());
    let turn = move |step: isize| {
        if let Some(other) = neighbour(step) {
            controller.turn_to(other);
        }
    };
    view! {
        <Show when=move || { siblings.with(Vec::len) > 1 }>
            <span class="branch">
                <button type="button" class="quiet" data-testid="branch-prev" aria-label="Earlier version"
                    disabled=move || is_busy() || neighbour(-1).is_none()
                    on:click=move |_| turn(-1)>{Icon::Previous.view()}</button>
                <span data-testid="branch-count">{move || format!("{} of {}", place() + 1, siblings.with(Vec::len))}</span>
                <button type="button" class="quiet" data-testid="branch-next" aria-label="Later version"
                    disabled=move || is_busy() || neighbour(1).is_none()
                    on:click=move |_| turn(1)>{Icon::Next.view()}</button>
            </span>
        </Show>
    }
}

/// Model, tokens, speed, time; what is not known is left out.
fn stats_words(facts: &Facts) -> String {
    let mut words = Vec::new();
    if let Some(model) = facts.model.as_deref().filter(|model| !model.is_empty()) {
        words.push(display_name(model));
    }
    let tokens = facts.usage.completion_tokens;
    if let Some(tokens) = tokens {
        words.push(if tokens == 1 { "1 token".into() } else { format!("{tokens} tokens") });
    }
    let writing = facts.usage.completion_ms.or_else(|| facts.ended_at?.checked_sub(facts.first_token_at?));
    if let (Some(tokens), Some(millis @ 1..)) = (tokens, writing) {
        words.push(format!("{:.1} tokens/s", f64::from(tokens) * 1000.0 / millis as f64));
    }
    if let Some(ended_at) = facts.ended_at.filter(|ended_at| *ended_at > facts.started_at) {
        words.push(duration(ended_at - facts.started_at));
    }
    match (facts.status, &facts.finish_reason) {
        (MessageStatus::Cancelled, _) => words.push("stopped".into()),
        (_, Some(FinishReason::Length)) => words.push("cut at the token limit".into()),
        _ => {}
    }
    words.join(" · ")
}
