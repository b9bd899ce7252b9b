//! A tool call: one line that expands to arguments, result and duration, or a prominent approval card while it awaits a
//! decision. In the agent's chunk, since most conversations have no tool calls.

use abcb_core::log::event::FeedbackCause;
use abcb_core::log::transcript::{CallStatus, Lapse, ToolUse};
use leptos::prelude::*;
use serde_json::Value;

use super::approval::approval;
use super::parts::{DynChild, condition, dyn_child, on_click, when};
use super::time::duration;
use crate::controller::{Controller, State};
use crate::i18n::t;
use crate::localized::{Stored, stored};
use crate::state::{MessageRow, Text};

/// The body of a message with the role `tool`.
pub fn tool_message(row: MessageRow) -> AnyView {
    let facts = row.facts.clone();
    let tool = Memo::new(move |_| facts.with(|facts| facts.tool.clone()));
    let feedback = row.facts.with_untracked(|facts| Some((facts.feedback?, facts.feedback_detail.clone())));
    match feedback {
        _ if tool.with_untracked(Option::is_some) => call(row, tool),
        Some((cause, detail)) => remark(row, cause, &detail),
        None => words(row),
    }
}

fn words(row: MessageRow) -> AnyView {
    let text = row.text;
    view! { <div class="words" dir="auto" data-testid="message-body">{dyn_child(move || text.with(|text| text.content.clone()))}</div> }.into_any()
}

/// What was wrong with the model's reply. The exact feedback sent to the model is available on demand.
fn remark(row: MessageRow, cause: FeedbackCause, detail: &str) -> AnyView {
    let what =
        if detail.is_empty() { cause_words(cause).to_owned() } else { stored(Stored::Mistake, detail) };
    view! {
        <details class="remark" data-testid="feedback" data-cause=cause.as_str()>
            <summary dir="auto">{what}</summary>
            {words(row)}
        </details>
    }
    .into_any()
}

/// Returns why the agent loop sent feedback to the model, for events without a sentence of their own.
fn cause_words(cause: FeedbackCause) -> &'static str {
    match cause {
        FeedbackCause::Unreadable => t("feedback-unreadable"),
        FeedbackCause::BadCall => t("feedback-unusable-call"),
        FeedbackCause::RepeatedCall => t("feedback-repeated-call"),
        FeedbackCause::Circles => t("feedback-repetition"),
        FeedbackCause::LastStep => t("feedback-last-step"),
    }
}

/// A reactive text about the call.
pub fn about(tool: Memo<Option<ToolUse>>, read: fn(&ToolUse) -> String) -> DynChild<String> {
    dyn_child(move || tool.with(|tool| tool.as_ref().map(read).unwrap_or_default()))
}

fn call(row: MessageRow, tool: Memo<Option<ToolUse>>) -> AnyView {
    let state = expect_context::<State>();
    let id = row.id;
    let status = Memo::new(move |_| tool.with(|tool| tool.as_ref().map(|tool| tool.status)));
    let is_asked = move || status.get() == Some(CallStatus::Awaiting) && !state.runs.is_replaying();
    let facts = row.facts.clone();
    let took = move || facts.with(|facts| took_words(facts.tool.as_ref(), facts.ended_at));
    let name = tool.with_untracked(|tool| tool.as_ref().map(|tool| tool.tool_name.clone()));
    let title = name.clone();
    view! {
        <details class="call" data-testid="tool-call" data-tool=title
            data-status=dyn_child(move || status.get().map(|status| status.as_str().to_owned()))>
            <summary>
                <i class="mark" aria-hidden="true"></i>
                <b>{name}</b>
                <code dir="auto">{about(tool, |tool| brief(&tool.arguments))}</code>
                <span class="state">{dyn_child(move || tool.with(|tool| state_words(tool.as_ref())))}{dyn_child(took)}</span>
            </summary>
            {opened(row, tool, status)}
        </details>
        {when(is_asked, move || approval(id, tool))}
        {when(move || state.conversation.view.with(|view| view.left_over.get() == Some(id)), go_on)}
    }
    .into_any()
}

/// The expanded part of the line.
fn opened(row: MessageRow, tool: Memo<Option<ToolUse>>, status: Memo<Option<CallStatus>>) -> AnyView {
    let text = row.text;
    let seen = text.clone();
    let has_result = condition(move || !seen.with(Text::is_empty));
    let result = move || {
        let text = text.clone();
        view! {
            <h3>{dyn_child(move || result_heading(status.get()))}</h3>
            <pre dir="auto" tabindex="0" data-testid="message-body">{dyn_child(move || text.with(|text| text.content.clone()))}</pre>
        }
    };
    let detail = move || tool.with(|tool| tool.as_ref().is_some_and(|tool| !tool.detail.is_empty()));
    let asked = move || tool.with(|tool| tool.as_ref().is_some_and(|tool| tool.asked_arguments.is_some()));
    let artifact = move || tool.with(|tool| tool.as_ref().is_some_and(|tool| tool.artifact.is_some()));
    view! {
        <div class="call-body">
            <h3>{t("compare-call-arguments")}</h3>
            <pre dir="auto" tabindex="0">{about(tool, |tool| pretty(&tool.arguments))}</pre>
            {when(asked, move || view! {
                <h3>{t("call-request")}</h3>
                <pre dir="auto" tabindex="0">{about(tool, |tool| tool.asked_arguments.as_ref().map(pretty).unwrap_or_default())}</pre>
            })}
            {when(move || has_result.get(), result)}
            {when(detail, move || view! {
                <h3>{t("call-why")}</h3>
                <p dir="auto">{about(tool, |tool| stored(Stored::CallDetail, &tool.detail))}</p>
            })}
            {when(artifact, move || whole_output(tool))}
        </div>
    }
    .into_any()
}

/// The full output of a call that was too long for the model.
fn whole_output(tool: Memo<Option<ToolUse>>) -> AnyView {
    let controller = expect_context::<Controller>();
    let copy = move || {
        let artifact = tool.with_untracked(|tool| tool.as_ref().and_then(|tool| tool.artifact.clone()));
        controller.copy(artifact.unwrap_or_default());
    };
    view! {
        <p>
            <button type="button" class="button" on:click=on_click(copy)>{t("call-copy-output")}</button>
        </p>
    }
    .into_any()
}

/// The button to continue a run that was interrupted between this call and the next step, because the page was closed.
fn go_on() -> AnyView {
    let controller = expect_context::<Controller>();
    view! {
        <p class="left-over">
            {t("call-page-closed")}" "
            <button type="button" class="button" data-testid="continue" on:click=on_click(move || controller.go_on())>
                {t("call-resume")}
            </button>
        </p>
    }
    .into_any()
}

pub fn state_words(tool: Option<&ToolUse>) -> &'static str {
    match tool.map(|tool| (tool.status, tool.lapse())) {
        Some((_, Some(Lapse::NotRun))) => t("call-status-skipped"),
        Some((_, Some(Lapse::MayHaveRun))) => t("call-status-unclear"),
        Some((CallStatus::Awaiting, _)) => t("call-status-approval"),
        Some((CallStatus::Requested, _)) => t("call-status-waiting"),
        Some((CallStatus::Approved | CallStatus::Started, _)) => t("call-status-running"),
        Some((CallStatus::Done, _)) => t("call-status-done"),
        Some((CallStatus::Failed, _)) => t("call-status-failed"),
        Some((CallStatus::Denied, _)) => t("call-status-denied"),
        None => "",
    }
}

fn result_heading(status: Option<CallStatus>) -> &'static str {
    match status {
        Some(CallStatus::Done) => t("call-result"),
        _ => t("call-told"),
    }
}

/// Returns how long the call ran. Unknown for a call that did not run to its end.
fn took_words(tool: Option<&ToolUse>, ended_at: Option<u64>) -> String {
    let tool = tool.filter(|tool| matches!(tool.status, CallStatus::Done | CallStatus::Failed));
    let millis = tool.and_then(|tool| ended_at?.checked_sub(tool.started_at?));
    millis.map(|millis| format!(" · {}", duration(millis))).unwrap_or_default()
}

/// Returns the arguments on one line. CSS truncates it if it is too long.
pub fn brief(arguments: &Value) -> String {
    let Some(fields) = arguments.as_object() else { return arguments.to_string() };
    let one = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = fields.values().map(one).collect::<Vec<_>>().join(", ");
    line.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Returns every argument with its name. Strings are shown as they are, with their line breaks.
pub fn pretty(arguments: &Value) -> String {
    let Some(fields) = arguments.as_object() else { return arguments.to_string() };
    let one = |(name, value): (&String, &Value)| match value.as_str() {
        Some(text) if text.contains('\n') => format!("{name}:\n{text}"),
        Some(text) => format!("{name}: {text}"),
        None => format!("{name}: {value}"),
    };
    fields.iter().map(one).collect::<Vec<_>>().join("\n")
}
