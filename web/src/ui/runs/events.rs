//! All events of a run, one per row. A row expands to the raw line of the event log.

use abcb_core::log::event::LoggedEvent;
use leptos::prelude::*;
use serde_json::Value;

use super::shown_run::ShownRun;
use crate::i18n::{args, number, t, tf};
use crate::ui::parts::{on_click, when};

/// The maximum number of rows rendered at once. A long stream has hundreds of checkpoints.
const MOST: usize = 400;

pub fn events_view(run: &ShownRun) -> AnyView {
    let began = run.events().first().map_or(0, |event| event.at);
    let count = run.events().len();
    let rows = move |events: &[LoggedEvent]| events.iter().map(|event| row(event, began)).collect::<Vec<_>>();
    let first = rows(run.events().get(..count.min(MOST)).unwrap_or_default());
    let rest = run.clone();
    let is_whole = RwSignal::new(count <= MOST);
    let more = move || {
        view! {
            <button type="button" class="button" on:click=on_click(move || is_whole.set(true))>
                {tf("run-events-more", args![n = count.saturating_sub(MOST)])}
            </button>
        }
    };
    let shows_rest = move || is_whole.get() && count > MOST;
    view! {
        <section class="events" aria-label=t("run-events")>
            <h3>{t("run-events")}</h3>
            <ol>{first}{when(shows_rest, move || rows(rest.events().get(MOST..).unwrap_or_default()))}</ol>
            {when(move || !is_whole.get(), more)}
        </section>
    }
    .into_any()
}

fn row(event: &LoggedEvent, began: u64) -> AnyView {
    let value = event.to_value();
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let after = event.at.saturating_sub(began);
    let when = format!("+{} s", number(after as f64 / 1000.0, 3));
    let name = kind.clone();
    let gist = gist(&value);
    let raw = serde_json::to_string_pretty(&value).unwrap_or_default();
    view! {
        <li data-testid="event-row" data-kind=kind data-seq=event.seq.to_string()>
            <details>
                <summary>
                    <span class="seq">{event.seq.to_string()}</span>
                    <b>{name}</b>
                    <span class="gist" dir="auto">{gist}</span>
                    <span class="time">{when}</span>
                </summary>
                <pre tabindex="0">{raw}</pre>
            </details>
        </li>
    }
    .into_any()
}

/// Returns the most informative field of an event, on one line.
fn gist(value: &Value) -> String {
    const TELLING: [&str; 9] =
        ["content", "tool_name", "output", "status", "decision", "reasoning", "reason", "provider", "title"];
    let word = |key: &&'static str| value.get(*key).and_then(Value::as_str).filter(|word| !word.is_empty());
    let words: Vec<&str> = TELLING.iter().filter_map(word).take(2).collect();
    words.join(" · ").chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
