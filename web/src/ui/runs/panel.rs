//! The runs panel: choice of a run, summary, timeline and all events.

use abcb_core::log::summary::{RunSummary, runs, summarize};
use leptos::prelude::*;

use super::events::events_view;
use super::shown_run::ShownRun;
use super::timeline::timeline;
use crate::controller::{Controller, State};
use crate::i18n::{t, tf, translated};
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
    let shown = move || {
        match run.get() {
        Some(run) => view_of(run),
        None => {
            view! { <p class="hint">{t("No run yet. Every answer is a run; it appears here as it happens.")}</p> }
                .into_any()
        }
    }
    };
    view! {
        <aside class="runs" aria-label=t("Runs")>
            <style>{include_str!("../../../styles/lazy/runs.css")}</style>
            <header>
                <h2>{t("Runs")}</h2>
                {dyn_child(move || chooser(all.with(Vec::len), number().unwrap_or(0), chosen))}
                <button type="button" class="quiet" aria-label=t("Close the runs") on:click=close>{Icon::Close.view()}</button>
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
        let name = tf("Run {n} of {all}", &[("n", &(place + 1).to_string()), ("all", &count.to_string())]);
        view! { <option value=place.to_string() selected=place == number>{name}</option> }.into_any()
    });
    let choose = on_input(move |text| chosen.set(text.parse().ok()));
    Some(
        view! { <select aria-label=t("Which run") on:change=choose>{options.collect::<Vec<_>>()}</select> }
            .into_any(),
    )
}

fn view_of(run: ShownRun) -> AnyView {
    let controller = expect_context::<Controller>();
    let summary = summarize(run.events());
    let start = run.range.start;
    let rows = summary_rows(&summary)
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd dir="auto">{value}</dd></div> }.into_any());
    view! {
        <section class="run-summary" data-testid="run-summary" aria-label=t("Summary")>
            <p class="status" data-status=summary.status_words()>
                <b>{translated(summary.status_words())}</b>" "<bdi>{translated(&summary.reason)}</bdi>
            </p>
            <dl>{rows.collect::<Vec<_>>()}</dl>
            <button type="button" class="button" data-testid="replay" on:click=on_click(move || controller.replay(start))>
                {Icon::Play.view()}" "{t("Replay")}
            </button>
        </section>
        {timeline(run.events())}
        {events_view(&run)}
    }
    .into_any()
}

/// The rows of the summary. Values that are zero or unknown are left out.
fn summary_rows(summary: &RunSummary) -> Vec<(&'static str, String)> {
    let of = summary.max_steps.map(|most| most.to_string());
    let time = |millis: u64| if millis == 0 { String::new() } else { duration(millis) };
    let number = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    let taken = summary.steps.to_string();
    let steps = match &of {
        Some(most) => tf("{n} of {all}", &[("n", &taken), ("all", most)]),
        None => taken,
    };
    let rows = [
        (t("Steps"), steps),
        (t("Tools called"), summary.tools_called.join(", ")),
        (t("Failed"), summary.tools_failed.join(", ")),
        (t("Denied"), summary.tools_denied.join(", ")),
        (t("Corrections"), number(summary.retries)),
        (t("Tokens read"), number(summary.prompt_tokens)),
        (t("Tokens written"), number(summary.completion_tokens)),
        (t("Time"), time(summary.ended_at.saturating_sub(summary.started_at))),
        (t("Model time"), time(summary.model_ms)),
        (t("Tool time"), time(summary.tool_ms)),
        (t("Waiting for you"), time(summary.waited_ms)),
        (t("Server"), summary.endpoint.clone()),
        (
            t("Tool format"),
            summary.protocol.map(crate::ui::messages::protocol_words).unwrap_or_default().to_owned(),
        ),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
