//! The runs panel: choice of a run, summary, timeline and all events.

use abcb_core::log::event::RunStatus;
use abcb_core::log::summary::{RunSummary, runs, summarize};
use leptos::prelude::*;

use super::events::events_view;
use super::shown_run::ShownRun;
use super::timeline::timeline;
use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::localized::{Stored, stored};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input};
use crate::ui::time::duration;

pub fn panel() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    Effect::new(move |_| {
        state.runs.changes.track();
        controller.read_events();
    });
    let all = Memo::new(move |_| state.runs.events.with(|events| runs(events)));
    // The newest run is selected until the user selects another, and again when a new run appears.
    let chosen = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        all.with(Vec::len);
        chosen.set(None);
    });
    let number = move || all.with(|all| chosen.get().filter(|n| *n < all.len()).or(all.len().checked_sub(1)));
    let run = Memo::new(move |_| {
        let range = all.with(|all| all.get(number()?).cloned())?;
        Some(ShownRun { events: state.runs.events.get(), range })
    });
    let close = on_click(move || controller.toggle_runs());
    let shown = move || match run.get() {
        Some(run) => view_of(run),
        None => view! { <p class="hint">{t("runs-empty")}</p> }.into_any(),
    };
    view! {
        <aside class="runs" aria-label=t("runs-title")>
            <style>{include_str!("../../../styles/lazy/runs.css")}</style>
            <header>
                <h2>{t("runs-title")}</h2>
                {dyn_child(move || chooser(all.with(Vec::len), number().unwrap_or(0), chosen))}
                <button type="button" class="quiet" aria-label=t("runs-close") on:click=close>{Icon::CLOSE.view()}</button>
            </header>
            {dyn_child(shown)}
        </aside>
    }
    .into_any()
}

fn chooser(count: usize, number: usize, chosen: RwSignal<Option<usize>>) -> Option<AnyView> {
    if count < 2 {
        return None;
    }
    let options = (0..count).rev().map(|place| {
        let name = tf("runs-place", args![n = place + 1, all = count]);
        view! { <option value=place.to_string() selected=place == number>{name}</option> }.into_any()
    });
    let choose = on_input(move |text| chosen.set(text.parse().ok()));
    Some(
        view! { <select aria-label=t("runs-choose") on:change=choose>{options.collect::<Vec<_>>()}</select> }
            .into_any(),
    )
}

fn view_of(run: ShownRun) -> AnyView {
    let controller = expect_context::<Controller>();
    let summary = summarize(run.events());
    let start = run.range.start;
    let range = run.range.clone();
    let rows = summary_rows(&summary)
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd dir="auto">{value}</dd></div> }.into_any());
    view! {
        <section class="run-summary" data-testid="run-summary" aria-label=t("run-summary")>
            <p class="status" data-status=summary.status_words()>
                <b>{status_words(summary.status)}</b>" "<bdi>{stored(Stored::EndReason, &summary.reason)}</bdi>
            </p>
            <dl>{rows.collect::<Vec<_>>()}</dl>
            <button type="button" class="button" data-testid="replay" on:click=on_click(move || controller.replay(start))>
                {Icon::PLAY.view()}" "{t("replay-title")}
            </button>
            <button type="button" class="button" data-testid="export-trace" title=t("run-trace-hint")
                on:click=on_click(move || controller.export_trace(range.clone()))>
                {Icon::EXPORT.view()}" "{t("run-trace")}
            </button>
        </section>
        {timeline(run.events())}
        {events_view(&run)}
    }
    .into_any()
}

/// Returns how a run ended; `None` is a run that has not ended.
fn status_words(status: Option<RunStatus>) -> &'static str {
    match status {
        None => t("run-status-open"),
        Some(RunStatus::Completed) => t("run-status-completed"),
        Some(RunStatus::Cancelled) => t("run-status-cancelled"),
        Some(RunStatus::Interrupted) => t("run-status-interrupted"),
        Some(RunStatus::Failed) => t("run-status-failed"),
        Some(RunStatus::Stuck) => t("run-status-stuck"),
        Some(RunStatus::MaxStepsExceeded) => t("run-status-max-steps"),
        Some(RunStatus::TimedOut) => t("run-status-timed-out"),
    }
}

/// Returns the rows of the summary. Values that are zero or unknown are left out.
fn summary_rows(summary: &RunSummary) -> Vec<(&'static str, String)> {
    let time = |millis: u64| if millis == 0 { String::new() } else { duration(millis) };
    let number = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    let steps = match summary.max_steps {
        Some(most) => tf("count-of", args![n = summary.steps, all = most]),
        None => summary.steps.to_string(),
    };
    let rows = [
        (t("run-steps"), steps),
        (t("run-tools-called"), summary.tools_called.join(", ")),
        (t("run-failed"), summary.tools_failed.join(", ")),
        (t("run-denied"), summary.tools_denied.join(", ")),
        (t("run-corrections"), number(summary.retries)),
        (t("run-tokens-read"), number(summary.prompt_tokens)),
        (t("run-tokens-written"), number(summary.completion_tokens)),
        (t("run-time"), time(summary.ended_at.saturating_sub(summary.started_at))),
        (t("run-model-time"), time(summary.model_ms)),
        (t("run-tool-time"), time(summary.tool_ms)),
        (t("run-waiting-time"), time(summary.waited_ms)),
        (t("run-server"), summary.endpoint.clone()),
        (
            t("run-tool-format"),
            summary.protocol.map(crate::ui::messages::protocol_words).unwrap_or_default().to_owned(),
        ),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
