//! One message: the user's words in a bubble, the answer as text, thinking folded, what went wrong said plainly.

use abcb_core::message::Role;
use abcb_core::transcript::MessageStatus;
use leptos::prelude::*;
use leptos::{ev, html};

use super::message_foot::MessageFoot;
use super::words::{PAGE_CLOSED, PAGE_CLOSED_ADVICE, explain_failure};
use crate::controller::{Controller, State};
use crate::state::{Facts, MessageRow};

#[component]
pub fn MessageItem(row: MessageRow) -> impl IntoView {
    let state = expect_context::<State>();
    let role = match row.role {
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::System => "system",
        Role::Tool => "tool",
    };
    let (id, facts) = (row.id, row.facts.clone());
    let is_editing = move || state.conversation.editing.get() == Some(id);
    let body_row = StoredValue::new(row.clone());
    view! {
        <article class=format!("message {role}") data-testid="message" data-role=role data-message-id=id
            data-status=move || facts.with(|facts| facts.status.as_str())>
            <Show when=is_editing fallback=move || body(body_row.get_value())>
                <EditField row=body_row.get_value()/>
            </Show>
            <MessageFoot row/>
        </article>
    }
}

fn body(row: MessageRow) -> impl IntoView {
    match row.role {
        Role::Assistant => view! { <Answer row/> }.into_any(),
        Role::User | Role::System | Role::Tool => {
            let text = row.text;
            view! { <div class="words" data-testid="message-body">{move || text.get()}</div> }.into_any()
        }
    }
}

#[component]
fn Answer(row: MessageRow) -> impl IntoView {
    let (reasoning, blocks, facts, text) = (row.reasoning, row.blocks, row.facts, row.text);
    let has_reasoning = {
        let reasoning = reasoning.clone();
        Memo::new(move |_| !reasoning.with(String::is_empty))
    };
    let waiting = {
        let (facts, text) = (facts.clone(), text);
        move || waiting_words(&facts.get(), text.with(String::is_empty))
    };
    let trouble = {
        let facts = facts.clone();
        Memo::new(move |_| facts.with(|facts| trouble_of(facts)))
    };
    view! {
        <Show when=move || has_reasoning.get()>
            <details class="thinking" data-testid="reasoning">
                <summary>"Thinking"</summary>
                <div class="words">{ let reasoning = reasoning.clone(); move || reasoning.get() }</div>
            </details>
        </Show>
        <div class="answer" data-testid="message-body">
            <For each=move || blocks.get() key=|block| block.index let:block>
                <div class="block" inner_html=move || block.html.get()></div>
            </For>
        </div>
        {move || waiting().map(|words| view! { <p class="waiting" role="status"><i class="dot live"></i>{words}</p> })}
        {move || trouble.get().map(|trouble| view! {
            <div class="trouble" role="alert" data-testid="message-error">
                <p><b>{trouble.what}</b>" "{trouble.advice}</p>
                {trouble.server_words.map(|words| view! { <p class="said">"The server said: "<q>{words}</q></p> })}
            </div>
        })}
    }
}

/// What is said while nothing can be read yet.
fn waiting_words(facts: &Facts, is_empty: bool) -> Option<String> {
    let is_waiting =
        facts.status == MessageStatus::Pending || (facts.status == MessageStatus::Streaming && is_empty);
    is_waiting.then(|| {
        match facts.progress.filter(|progress| progress.total > 0 && progress.processed < progress.total) {
            Some(progress) => {
                format!("Reading the conversation, {} of {} tokens", progress.processed, progress.total)
            }
            None if facts.status == MessageStatus::Streaming => "Thinking".to_owned(),
            None => "Waiting for the first word".to_owned(),
        }
    })
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Trouble {
    what: String,
    advice: String,
    server_words: Option<String>,
}

fn trouble_of(facts: &Facts) -> Option<Trouble> {
    if let Some(error) = &facts.error {
        let explanation = explain_failure(error);
        return Some(Trouble {
            what: explanation.what,
            advice: explanation.advice.into(),
            server_words: error.server_words().map(str::to_owned),
        });
    }
    (facts.status == MessageStatus::Interrupted).then(|| Trouble {
        what: PAGE_CLOSED.into(),
        advice: PAGE_CLOSED_ADVICE.into(),
        server_words: None,
    })
}

#[component]
fn EditField(row: MessageRow) -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let field = NodeRef::<html::Textarea>::new();
    let text = row.text.get_untracked();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let cancel = move || state.conversation.editing.set(None);
    let ask = move || {
        if let Some(field) = field.get_untracked() {
            controller.edit(row.id, field.value());
        }
    };
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => cancel(),
        "Enter" if !event.shift_key() && !event.is_composing() && event.key_code() != 229 => {
            event.prevent_default();
            ask();
        }
        _ => {}
    };
    view! {
        <div class="edit-field">
            <textarea aria-label="Edit the message" node_ref=field prop:value=text on:keydown=keys></textarea>
            <div class="actions">
                <button class="button" type="button" on:click=move |_| cancel()>"Cancel"</button>
                <button class="button go" type="button" on:click=move |_| ask()>"Ask again"</button>
            </div>
        </div>
    }
}
