//! The approval card of a tool call. It shows everything the call would do, and the arguments can be edited. Without a
//! decision the call does not run.

use std::collections::BTreeMap;

use abcb_core::log::transcript::ToolUse;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Map, Value};

use super::parts::{dyn_child, on_click, on_input, on_key, when};
use crate::controller::{ApprovalDecision, Controller, State};
use crate::i18n::{args, t, tf};
use crate::state::cards::Card;

pub fn approval(call: u64, tool: Memo<Option<ToolUse>>) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let Some(asked) = tool.get_untracked() else { return ().into_any() };
    let kept = CardKey { session: StoredValue::new(state.sessions.current.get_untracked()), call };
    let begun = kept.card(state);
    let arguments = RwSignal::new(asked.arguments.clone());
    let reason = RwSignal::new(begun.reason);
    let unreadable = RwSignal::new(BTreeMap::<String, String>::new());
    let tool_name = asked.tool_name.clone();
    let wrong = Memo::new(move |_| {
        unreadable.with(|fields| fields.values().next().cloned()).or_else(|| {
            let reason = arguments.with(|arguments| controller.misfit(&tool_name, arguments))?;
            Some(tf("approval-cannot-call", args![reason = &reason]))
        })
    });
    let card = NodeRef::<html::Section>::new();
    // Do not take the focus from a user who is writing. Otherwise the next key press goes to the card.
    Effect::new(move |_| {
        let is_writing = state.conversation.draft.with_untracked(|draft| !draft.is_empty());
        if let Some(card) = card.get().filter(|_| !is_writing) {
            let _ = card.focus();
        }
    });
    let allow = move |word: fn(Value) -> ApprovalDecision| {
        if wrong.with_untracked(Option::is_none) {
            kept.forget(state);
            controller.decide(call, word(arguments.get_untracked()));
        }
    };
    let deny = move || {
        kept.forget(state);
        controller.decide(call, ApprovalDecision::Deny { reason: reason.get_untracked().trim().to_owned() });
    };
    let give_reason = on_input(move |text| {
        kept.change(state, |card| card.reason.clone_from(&text));
        reason.set(text);
    });
    let keys = on_key(move |event| {
        if event.key() == "Escape" && !event.is_composing() {
            event.stop_propagation();
            deny();
        }
    });
    let again = asked.started_at.is_some();
    let question = match again {
        true => tf("approval-unclear", args![tool = &asked.tool_name]),
        false => tf("approval-question-edit", args![tool = &asked.tool_name]),
    };
    let label = tf("approval-question", args![tool = &asked.tool_name]);
    let fields = asked.arguments.as_object().cloned().unwrap_or_default();
    let fields = fields.into_iter().map(|(name, value)| {
        let typed_before = begun.arguments.get(&name).cloned();
        let keep = Box::new({
            let name = name.clone();
            move |text: &str| {
                kept.change(state, |card| drop(card.arguments.insert(name.clone(), text.to_owned())))
            }
        });
        argument(Argument { name, value, typed_before, keep }, arguments, unreadable)
    });
    view! {
        <section class="approval" data-testid="approval" role="group" aria-label=label tabindex="-1" node_ref=card
            on:keydown=keys>
            <p class="ask" role="alert">{question}</p>
            {fields.collect::<Vec<_>>()}
            {when(move || wrong.with(Option::is_some), move || view! {
                <p class="bad" role="alert">{dyn_child(move || wrong.get())}</p>
            })}
            <label class="reason">
                <span>{t("approval-reason")}</span>
                <input type="text" dir="auto" data-testid="deny-reason" prop:value=reason on:input=give_reason/>
            </label>
            <div class="actions">
                <button type="button" class="button" data-testid="deny" on:click=on_click(deny)>{t("approval-deny")}</button>
                {(!again).then(|| view! {
                    <button type="button" class="button" data-testid="approve-session"
                        disabled=dyn_child(move || wrong.with(Option::is_some))
                        title=t("approval-allow-session-hint")
                        on:click=on_click(move || allow(|arguments| ApprovalDecision::Session { arguments }))>{t("approval-allow-session")}</button>
                })}
                {(!again).then(|| view! {
                    <button type="button" class="button" data-testid="approve-always"
                        disabled=dyn_child(move || wrong.with(Option::is_some))
                        title=t("approval-allow-always-hint")
                        on:click=on_click(move || allow(|arguments| ApprovalDecision::Always { arguments }))>{t("approval-allow-always")}</button>
                })}
                <button type="button" class="button go" data-testid="approve-once"
                    disabled=dyn_child(move || wrong.with(Option::is_some))
                    on:click=on_click(move || allow(|arguments| ApprovalDecision::Once { arguments }))>
                    {if again { t("approval-run-again") } else { t("approval-allow-once") }}
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// Identifies where the edits made on the card are kept.
#[derive(Clone, Copy)]
struct CardKey {
    session: StoredValue<Option<String>>,
    call: u64,
}

impl CardKey {
    fn card(self, state: State) -> Card {
        state.conversation.cards.of(&self.session(), self.call)
    }

    fn change(self, state: State, change: impl FnOnce(&mut Card)) {
        state.conversation.cards.change(&self.session(), self.call, change);
    }

    fn forget(self, state: State) {
        state.conversation.cards.forget(&self.session(), self.call);
    }

    fn session(self) -> String {
        self.session.get_value().unwrap_or_default()
    }
}

struct Argument {
    name: String,
    value: Value,
    /// The edit of this argument from an earlier showing of the card.
    typed_before: Option<String>,
    keep: Box<dyn Fn(&str)>,
}

/// One argument to review and edit. Strings are edited as plain text, other values as JSON.
fn argument(
    argument: Argument,
    arguments: RwSignal<Value>,
    unreadable: RwSignal<BTreeMap<String, String>>,
) -> AnyView {
    let Argument { name, value, typed_before, keep } = argument;
    let is_text = value.is_string();
    let key = name.clone();
    let read = move |text: String| {
        let read = if is_text { Ok(Value::String(text)) } else { serde_json::from_str(&text) };
        match read {
            Ok(value) => {
                unreadable.update(|fields| drop(fields.remove(&key)));
                arguments.update(|all| set(all, &key, value));
            }
            Err(_) => {
                let words = tf("approval-unreadable", args![argument = &key]);
                unreadable.update(|fields| drop(fields.insert(key.clone(), words)));
            }
        }
    };
    if let Some(text) = typed_before.clone() {
        read(text);
    }
    let written =
        typed_before.unwrap_or_else(|| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let take = on_input(move |text| {
        keep(&text);
        read(text);
    });
    let lines = written.lines().count().clamp(1, 14).to_string();
    view! {
        <label class="argument">
            <span dir="auto">{name}</span>
            <textarea dir="auto" rows=lines spellcheck="false" data-testid="approval-argument" prop:value=written on:input=take></textarea>
        </label>
    }
    .into_any()
}

fn set(all: &mut Value, key: &str, value: Value) {
    match all {
        Value::Object(fields) => {
            fields.insert(key.to_owned(), value);
        }
        other => *other = Value::Object(Map::from_iter([(key.to_owned(), value)])),
    }
}
