//! The note under an answer that is complete but lacks something: it has no text, it calls tools that were not offered,
//! or the call that the server announced is missing. Core detects these cases.

use abcb_core::log::transcript::{Shortfall, UnofferedCall};
use leptos::prelude::*;

use super::parts::dyn_child;
use crate::i18n::t;
use crate::state::Facts;

pub fn shortfall_note(facts: ArcRwSignal<Facts>) -> AnyView {
    let lacks = Memo::new(move |_| {
        facts.with(|facts| facts.shortfall.map(|lacks| (lacks, facts.unoffered_calls.clone())))
    });
    view! { {dyn_child(move || lacks.get().map(|(lacks, calls)| note(lacks, &calls)))} }.into_any()
}

fn note(lacks: Shortfall, calls: &[UnofferedCall]) -> AnyView {
    let calls: Vec<AnyView> = calls
        .iter()
        .map(|call| {
            let text = format!("{} {}", call.name, call.arguments);
            view! { <pre dir="auto" tabindex="0">{text}</pre> }.into_any()
        })
        .collect();
    view! {
        <div class="waiting" role="note" data-testid="message-shortfall"><p>{words(lacks)}</p>{calls}</div>
    }
    .into_any()
}

fn words(lacks: Shortfall) -> &'static str {
    match lacks {
        Shortfall::Empty => t("shortfall-empty"),
        Shortfall::OnlyThought => t("shortfall-only-thoughts"),
        Shortfall::UnofferedCalls => t("shortfall-unoffered-call"),
        Shortfall::MissingCall => t("shortfall-announced-call"),
    }
}
