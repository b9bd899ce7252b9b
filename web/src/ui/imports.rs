//! The import preview: what the picked files contain, before anything is written.

use abcb_core::base::shortened::shortened;
use abcb_core::storage::archive::{Arrival, ImportExtras, Reading};
use leptos::prelude::*;

use super::dialog::Dialog;
use super::parts::{dyn_child, on_click, when};
use crate::controller::{Controller, State};
use crate::i18n::{Localize, args, isolated, t, tf};
use crate::lazy::{LazyView, lazy};

/// The maximum length of a system prompt's preview, in characters.
const SHOWN_CHARS: usize = 200;

#[component]
pub fn ImportReport() -> impl IntoView {
    let readings = expect_context::<State>().imports.readings;
    let controller = expect_context::<Controller>();
    view! {
        <Dialog open=Signal::derive(move || readings.with(Option::is_some)) title=t("import-title")
            on_close=Callback::new(move |()| controller.cancel_import()) content=shown/>
    }
}

lazy!(shown in dialogs: LazyView = report);

fn report() -> AnyView {
    let controller = expect_context::<Controller>();
    let readings = expect_context::<State>().imports.readings;
    let sum = move |count: fn(&Reading) -> usize| {
        readings.with(|readings| readings.iter().flatten().map(|(_, reading)| count(reading)).sum::<usize>())
    };
    let sessions = move || sum(|reading| reading.found.len());
    let count = move || sessions() + sum(|reading| reading.notes.len());
    let summary = move || match (count(), sessions()) {
        (0, _) => t("import-nothing").to_owned(),
        // Each file says how many notes it brings.
        (_, 0) => String::new(),
        (_, sessions) => tf("import-count", args![n = sessions]),
    };
    let confirm_label = move || tf("import-confirm", args![n = count()]);
    let close_label = move || if count() == 0 { t("action-close") } else { t("action-cancel") };
    let files = move || {
        readings.with(|readings| readings.iter().flatten().map(file_report).collect::<Vec<AnyView>>())
    };
    view! {
        <div data-testid="import-report">
            <p>{dyn_child(summary)}</p>
            {dyn_child(files)}
        </div>
        <div class="actions">
            <button class="button" type="button" data-testid="import-cancel"
                on:click=on_click(move || controller.cancel_import())>{dyn_child(close_label)}</button>
            {when(move || { count() > 0 }, move || view! {
                <button class="button go" type="button" data-testid="import-confirm"
                    on:click=on_click(move || controller.confirm_import())>{dyn_child(confirm_label)}</button>
            })}
        </div>
    }
    .into_any()
}

/// Imported content that is not visible in the conversation but affects the model. It is listed because the file may
/// come from someone who intends that.
fn brought(brought: &ImportExtras) -> AnyView {
    let calls = (brought.tool_calls > 0).then(|| tf("import-calls", args![n = brought.tool_calls]));
    let open = (brought.open_calls > 0).then(|| tf("import-open-calls", args![n = brought.open_calls]));
    let prompt = brought.system_prompt.as_ref().map(|prompt| {
        let shown = first_words(prompt);
        tf("import-system-prompt", args![prompt = &shown])
    });
    let within = (!brought.system_messages.is_empty()).then(|| {
        let shown = first_words(&brought.system_messages.join(" · "));
        tf("import-system-messages", args![prompt = &shown])
    });
    let lapses = (brought.tool_calls + brought.open_calls > 0).then(|| t("import-grants-lapse").to_owned());
    let lines = calls.into_iter().chain(open).chain(prompt).chain(within).chain(lapses);
    let lines: Vec<AnyView> = lines.map(|line| view! { <p class="brought">{line}</p> }.into_any()).collect();
    lines.into_any()
}

/// Returns the beginning of a text on one line.
fn first_words(text: &str) -> String {
    shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "), SHOWN_CHARS)
}

fn file_report((name, reading): &(String, Reading)) -> AnyView {
    let found = reading.found.iter().map(|found| {
        let title = if found.title.is_empty() { t("session-untitled") } else { found.title.as_str() };
        let messages = tf("message-count", args![n = found.messages]);
        let arrival = match found.arrival {
            Arrival::New => None,
            Arrival::Continues { events } => Some(tf("import-continues", args![n = events])),
            Arrival::Diverged => Some(t("import-diverged").to_owned()),
        };
        let arrival = arrival.map(|text| view! { <p class="brought">{text}</p> }.into_any());
        view! { <li>{format!("{} · {messages}", isolated(title))}{arrival}{brought(&found.brought)}</li> }
            .into_any()
    });
    let notes = (!reading.notes.is_empty()).then(|| {
        let text = tf("import-notes", args![n = reading.notes.len()]);
        view! { <li>{text}</li> }.into_any()
    });
    let complaints = reading
        .complaints
        .iter()
        .map(|complaint| view! { <li class="bad">{complaint.localized()}</li> }.into_any());
    view! {
        <section class="file-report">
            <h3 dir="auto">{name.clone()}</h3>
            <ul>{found.chain(notes).chain(complaints).collect::<Vec<AnyView>>()}</ul>
        </section>
    }
    .into_any()
}
