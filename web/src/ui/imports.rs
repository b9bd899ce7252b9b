//! What was found in picked files, before anything is written.

use abcb_core::archive::{Complaint, Reading};
use leptos::prelude::*;

use super::dialog::Dialog;
use crate::controller::{Controller, State};

#[component]
pub fn ImportReport() -> impl IntoView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let readings = state.imports.readings;
    let count = move || {
        readings
            .with(|readings| readings.iter().flatten().map(|(_, reading)| reading.found.len()).sum::<usize>())
    };
    let summary = move || match count() {
        0 => "There is nothing here that could be added.".to_owned(),
        1 => "1 session will be added. Nothing that is here is changed.".to_owned(),
        count => format!("{count} sessions will be added. Nothing that is here is changed."),
    };
    let confirm_label = move || if count() == 1 { "Add it".to_owned() } else { format!("Add {}", count()) };
    view! {
        <Dialog open=Signal::derive(move || readings.with(Option::is_some)) title="Import"
            on_close=Callback::new(move |()| controller.cancel_import())>
            <div data-testid="import-report">
                <p>{summary}</p>
                {move || readings.get().into_iter().flatten().map(|(name, reading)| file_report(name, &reading)).collect_view()}
            </div>
            <div class="actions">
                <button class="button" type="button" data-testid="import-cancel"
                    on:click=move |_| controller.cancel_import()>
                    {move || if count() == 0 { "Close" } else { "Cancel" }}
                </button>
                <Show when=move || { count() > 0 }>
                    <button class="button go" type="button" data-testid="import-confirm"
                        on:click=move |_| controller.confirm_import()>{confirm_label}</button>
                </Show>
            </div>
        </Dialog>
    }
}

fn file_report(name: String, reading: &Reading) -> impl IntoView + use<> {
    let found = reading.found.iter().map(|found| {
        let title = if found.title.is_empty() { "Untitled".to_owned() } else { found.title.clone() };
        let messages = match found.messages {
            1 => "1 message".to_owned(),
            count => format!("{count} messages"),
        };
        view! { <li><b>{title}</b>" · "{messages}</li> }
    });
    let complaints = reading.complaints.iter().map(|complaint| {
        let Complaint { line, reason } = complaint;
        let text = match line {
            Some(line) => format!("Line {line} is left out: {reason}"),
            None => reason.clone(),
        };
        view! { <li class="bad">{text}</li> }
    });
    view! {
        <section class="file-report">
            <h3>{name}</h3>
            <ul>{found.collect_view()}{complaints.collect_view()}</ul>
        </section>
    }
}
