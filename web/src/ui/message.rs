//! One message: the user's text in a bubble, the answer as plain text, the thinking collapsed, and errors with an
//! explanation.

use abcb_core::agent::recorder::REPETITION;
use abcb_core::conversation::message::Role;
use abcb_core::log::event::RunStatus;
use abcb_core::log::transcript::MessageStatus;
use abcb_core::provider::{FinishReason, LoadProgress};
use leptos::html;
use leptos::prelude::*;

use super::composer::attached_files;
use super::message_foot::message_foot;
use super::messages::{after_a_cut, explain_failure};
use super::parts::{condition, dyn_child, is_send, lazy_child, on_click, on_input, on_key, when};
use super::shortfall::shortfall_note;
use super::time::loaded_words;
use super::tool_call::tool_message;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::lazy::lazy;
use crate::localized::{Stored, stored};
use crate::ports::DrawnAnswer;
use crate::state::{ContextMarker, Facts, MessageRow, Text};

pub fn message_view(row: MessageRow) -> AnyView {
    let state = expect_context::<State>();
    let role = match row.role {
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::System => "system",
        Role::Tool => "tool",
    };
    let (id, facts) = (row.id, row.facts.clone());
    let is_editing = condition(move || state.conversation.editing.get() == Some(id));
    // Whether the answer is shown as source text.
    let is_raw = RwSignal::new(false);
    let foot = message_foot(row.clone(), is_raw);
    let step_facts = row.facts.clone();
    let is_step = condition(move || step_facts.with(Facts::is_step));
    let body = move || match (is_editing.get(), row.role) {
        (true, _) => edit_field(row.clone()),
        (false, Role::Assistant) => answer(row.clone(), is_raw),
        (false, Role::Tool) => tool_message_once_there(row.clone()),
        (false, Role::User | Role::System) => words(row.clone()),
    };
    let marker = context_marker(id);
    view! {
        <article class=format!("message {role}") class:step=is_step data-testid="message" data-role=role
            data-message-id=id.to_string()
            data-status=dyn_child(move || facts.with(|facts| facts.status.as_str().to_owned()))>
            {marker}
            {dyn_child(body)}
            {foot}
        </article>
    }
    .into_any()
}

/// The marker above the first message that still fits into the model's context.
fn context_marker(id: u64) -> AnyView {
    let view = expect_context::<State>().conversation.view;
    let marker =
        Memo::new(move |_| view.with(|view| view.context_marker.get()).filter(|marker| marker.before == id));
    let line = move || {
        let ContextMarker { left_out, shortened, assumed, .. } = marker.get()?;
        let left_out = (left_out > 0).then(|| tf("context-left-out", args![n = left_out]));
        let shortened = (shortened > 0).then(|| tf("context-shortened", args![n = shortened]));
        let assumed = assumed.map(|tokens| tf("context-assumed", args![n = tokens]));
        let words: Vec<String> = left_out.into_iter().chain(shortened).chain(assumed).collect();
        Some(view! { <p class="context-marker" role="note" data-testid="context-marker">{words.join(" ")}</p> }.into_any())
    };
    view! { {dyn_child(line)} }.into_any()
}

lazy!(tool_view in agent: fn(MessageRow) -> AnyView = tool_message);

/// The body of a tool message. It is rendered by the agent's chunk; until that is loaded, or if loading fails, only the
/// text is shown.
fn tool_message_once_there(row: MessageRow) -> AnyView {
    expect_context::<Controller>().load_toolbox();
    lazy_child(tool_view, row, Some(words))
}

/// The size in bytes from which text is collapsed. Browsers take seconds to lay out a word of a million letters.
const FOLDED_BYTES: usize = 20_000;
/// How many bytes of a collapsed text are shown.
const HEAD_BYTES: usize = 4_000;

fn words(row: MessageRow) -> AnyView {
    let files = (!row.attachments.is_empty()).then(|| attached_files(row.attachments));
    let (text, measured) = (row.text.clone(), row.text);
    let is_unfolded = RwSignal::new(false);
    let is_folded =
        condition(move || !is_unfolded.get() && measured.with(|text| text.content.len() > FOLDED_BYTES));
    let kilobytes = text.with_untracked(|text| text.content.len() / 1_000);
    let shown = move || {
        text.with(|text| match is_folded.get() {
            true => {
                let head = text.content.get(..text.content.floor_char_boundary(HEAD_BYTES));
                format!("{}…", head.unwrap_or_default())
            }
            false => text.content.clone(),
        })
    };
    let unfold = move || {
        view! {
            <button type="button" class="button" data-testid="unfold" on:click=on_click(move || is_unfolded.set(true))>
                {tf("message-show-all", args![size = kilobytes])}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="words" dir="auto" data-testid="message-body">{dyn_child(shown)}</div>
        {when(move || is_folded.get(), unfold)}
        {files}
    }
    .into_any()
}

fn answer(row: MessageRow, is_raw: RwSignal<bool>) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let (reasoning, facts, text) = (row.reasoning, row.facts, row.text);
    let (shown_text, source_text, said) = (text.clone(), text.clone(), text.clone());
    let shown_reasoning = reasoning.clone();
    let thinking = move || {
        let reasoning = shown_reasoning.clone();
        view! {
            <details class="thinking" data-testid="reasoning">
                <summary>{t("answer-thinking")}</summary>
                <div class="words" dir="auto">{dyn_child(move || reasoning.with(|text| text.content.clone()))}</div>
            </details>
        }
    };
    let waiting_facts = facts.clone();
    let waiting = move || {
        let facts = waiting_facts.get();
        // Then the transcript says which tab answers.
        let is_elsewhere = state.conversation.view.with(|view| view.works_elsewhere.get());
        let words = waiting_words(&facts, text.with(Text::is_empty)).filter(|_| !is_elsewhere)?;
        let bar = loading_now(&facts).map(|loading| {
            let (max, value) = (loading.total.to_string(), loading.loaded.to_string());
            view! { <progress aria-label=t("answer-loading-model") max=max value=value></progress> }
                .into_any()
        });
        Some(view! { <p class="waiting" role="status"><i class="dot live"></i>{words}{bar}</p> }.into_any())
    };
    let body = NodeRef::<html::Div>::new();
    let status_facts = facts.clone();
    let is_open = condition(move || status_facts.with(|facts| facts.status.is_open()));
    let mut drawn = None::<Box<dyn DrawnAnswer>>;
    Effect::new(move |_| {
        let Some(body) = body.get() else { return };
        state.conversation.markdown_ready.track();
        shown_text.with(|text| {
            if text.is_empty() && drawn.is_none() {
                return;
            }
            if drawn.is_none() {
                drawn = controller.open_answer(&body);
            }
            match &mut drawn {
                Some(drawn) => drawn.show(&text.content, text.epoch),
                None => body.set_text_content(Some(&text.content)),
            }
        });
        if let Some(drawn) = drawn.as_mut().filter(|_| !is_open.get()) {
            shown_text.with(|text| drawn.finish(&text.content));
        }
    });
    let source = move || {
        let text = source_text.clone();
        let text = dyn_child(move || text.with(|text| text.content.clone()));
        view! { <div class="words source" dir="auto" data-testid="source" tabindex="0">{text}</div> }
    };
    let damaged_facts = facts.clone();
    let is_damaged = move || damaged_facts.with(|facts| facts.unreadable > 0);
    let has_words = condition(move || !said.with(Text::is_empty));
    let short_facts = facts.clone();
    let problem = Memo::new(move |_| facts.with(|facts| failure_note(facts, has_words.get())));
    view! {
        {when(move || !reasoning.with(Text::is_empty), thinking)}
        <div class="answer" data-testid="message-body" hidden=dyn_child(move || is_raw.get()) node_ref=body></div>
        {when(move || is_raw.get(), source)}
        {dyn_child(waiting)}
        {when(is_damaged, damage_note)}
        {shortfall_note(short_facts)}
        {dyn_child(move || problem.get().map(failure_view))}
    }
    .into_any()
}

/// Returns the progress of loading the model, until it is loaded.
fn loading_now(facts: &Facts) -> Option<LoadProgress> {
    facts.loading.filter(|loading| loading.loaded < loading.total && facts.progress.is_none())
}

/// The status text while the answer has nothing to read yet, or has stalled.
fn waiting_words(facts: &Facts, is_empty: bool) -> Option<String> {
    if !facts.status.is_open() {
        return None;
    }
    if facts.is_queued {
        return Some(t("answer-waiting-turn").to_owned());
    }
    if facts.is_stalled {
        return Some(t("answer-stalled").to_owned());
    }
    let is_silent = facts.status == MessageStatus::Streaming;
    if is_silent && !is_empty {
        return None;
    }
    let reading = facts.progress.filter(|progress| progress.processed < progress.total);
    if let Some(loading) = loading_now(facts) {
        return Some(tf("answer-loading-progress", args![progress = &loaded_words(loading)]));
    }
    Some(match reading {
        Some(progress) => tf("answer-reading", args![done = progress.processed, all = progress.total]),
        None if is_silent => t("answer-thinking").to_owned(),
        None => t("answer-waiting").to_owned(),
    })
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct FailureNote {
    what: String,
    advice: String,
    server_words: Option<String>,
}

fn failure_note(facts: &Facts, has_words: bool) -> Option<FailureNote> {
    if let Some(error) = &facts.error {
        let explanation = explain_failure(error, has_words);
        return Some(FailureNote {
            what: explanation.what,
            advice: explanation.advice.into(),
            server_words: error.server_words().map(str::to_owned),
        });
    }
    if let Some(end) = &facts.run_end {
        let advice = match end.status {
            // Running more steps would not help.
            RunStatus::Stuck => t("problem-advice-rephrase"),
            _ => t("problem-advice-more-steps"),
        };
        return Some(FailureNote {
            what: stored(Stored::EndReason, &end.reason),
            advice: advice.into(),
            server_words: None,
        });
    }
    let is_cut = matches!(&facts.finish_reason, Some(FinishReason::Other(reason)) if reason == REPETITION);
    if is_cut && !facts.is_step() {
        return Some(FailureNote {
            what: t("problem-repetition").into(),
            advice: after_a_cut(has_words).into(),
            server_words: None,
        });
    }
    (facts.status == MessageStatus::Interrupted).then(|| FailureNote {
        what: t("answer-page-closed").into(),
        advice: after_a_cut(has_words).into(),
        server_words: None,
    })
}

/// The note under an answer that was only partly readable. The log has the original data.
fn damage_note() -> AnyView {
    let words = t("problem-part-unreadable");
    view! { <p class="waiting" role="note" data-testid="message-damage">{words}</p> }.into_any()
}

fn failure_view(problem: FailureNote) -> AnyView {
    let said = problem.server_words.map(|words| {
        view! { <p class="said">{t("problem-server-said")}" "<q dir="auto">{words}</q></p> }.into_any()
    });
    view! {
        <div class="problem" role="alert" data-testid="message-error">
            <p><b>{problem.what}</b>" "{problem.advice}</p>
            {said}
        </div>
    }
    .into_any()
}

fn edit_field(row: MessageRow) -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let field = NodeRef::<html::Textarea>::new();
    let edits = state.conversation.edits;
    let session = move || state.sessions.current.get_untracked().unwrap_or_default();
    let text = edits
        .text_of(&session(), row.id)
        .unwrap_or_else(|| row.text.with_untracked(|text| text.content.clone()));
    let keep = on_input(move |text| edits.keep(&session(), row.id, text));
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let cancel = move || {
        edits.forget(&session());
        state.conversation.editing.set(None);
    };
    let ask = move || {
        if let Some(field) = field.get_untracked() {
            controller.edit(row.id, field.value());
        }
    };
    let keys = on_key(move |event| {
        if is_send(&event) {
            event.prevent_default();
            ask();
        } else if event.key() == "Escape" {
            cancel();
        }
    });
    view! {
        <div class="edit-field">
            <textarea dir="auto" aria-label=t("edit-title") node_ref=field prop:value=text on:input=keep on:keydown=keys></textarea>
            <div class="actions">
                <button class="button" type="button" on:click=on_click(cancel)>{t("action-cancel")}</button>
                <button class="button go" type="button" aria-label=t("edit-send") on:click=on_click(ask)>{t("composer-send")}</button>
            </div>
        </div>
    }
    .into_any()
}
