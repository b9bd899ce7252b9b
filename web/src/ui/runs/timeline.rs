//! The timeline of a run: one bar for each model call, each tool call and each wait for the user.

use abcb_core::log::event::{Event, LoggedEvent};
use leptos::prelude::*;

use crate::i18n::{args, t, tf};
use crate::ui::time::duration;

/// A named period of time.
struct Bar {
    kind: &'static str,
    name: String,
    start: u64,
    end: u64,
}

pub fn timeline(events: &[LoggedEvent]) -> AnyView {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return ().into_any() };
    let whole = last.at.saturating_sub(first.at).max(1);
    let percent = |millis: u64| format!("{}.{:02}%", millis * 100 / whole, millis * 10_000 / whole % 100);
    let bars = bars(events).into_iter().map(|bar| {
        let length = bar.end.saturating_sub(bar.start);
        let style = format!(
            "left:{};width:max(2px,{})",
            percent(bar.start.saturating_sub(first.at)),
            percent(length)
        );
        view! {
            <li>
                <span class="name" dir="auto">{bar.name}</span>
                <span class="track"><i class=bar.kind style=style></i></span>
                <span class="time">{duration(length)}</span>
            </li>
        }
        .into_any()
    });
    view! {
        <section class="timeline" aria-label=t("timeline-title")>
            <h3>{t("timeline-title")}</h3>
            <ol>{bars.collect::<Vec<_>>()}</ol>
        </section>
    }
    .into_any()
}

fn bars(events: &[LoggedEvent]) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    let mut steps = 0_u32;
    for logged in events {
        let at = logged.at;
        let mut begin = |kind, name| bars.push(Bar { kind, name, start: at, end: at });
        match &logged.event {
            Event::StepStarted { tools_disabled, .. } => {
                steps += 1;
                let name = match tools_disabled {
                    true => tf("timeline-step-answer-only", args![n = steps]),
                    false => tf("timeline-step", args![n = steps]),
                };
                begin("model", name);
            }
            Event::ApprovalAsked { .. } => begin("user", t("timeline-decision").to_owned()),
            Event::ToolStarted { call } => begin("tool", tool_name(events, *call)),
            Event::ModelResponse { .. } | Event::ResponseStopped { .. } => end(&mut bars, "model", at),
            Event::ApprovalDecided { .. } | Event::ToolDenied { .. } => end(&mut bars, "user", at),
            Event::ToolResult { .. } | Event::ToolFailed { .. } => end(&mut bars, "tool", at),
            // An unfinished call lasts until its latest event.
            Event::ResponseDelta { .. } => end(&mut bars, "model", at),
            _ => {}
        }
    }
    bars
}

fn end(bars: &mut [Bar], kind: &str, at: u64) {
    if let Some(bar) = bars.iter_mut().rev().find(|bar| bar.kind == kind) {
        bar.end = at;
    }
}

fn tool_name(events: &[LoggedEvent], call: u64) -> String {
    let named = events.iter().find(|logged| logged.seq == call).and_then(|logged| match &logged.event {
        Event::ToolRequested { tool_name, .. } => Some(tool_name.clone()),
        _ => None,
    });
    named.unwrap_or_else(|| t("timeline-tool").to_owned())
}
