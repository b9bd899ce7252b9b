//! Tests of the note under complete answers without text.

use abcb_core::provider::{Delta, FinishReason, ProviderError};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::messages::explain_failure;
use super::transcript::Transcript;
use crate::testing::stage::{all, find};
use crate::testing::{Cue, Page, call, finish, say, think};

#[wasm_bindgen_test]
async fn an_empty_answer_says_so_and_offers_another_try() {
    for (deltas, words) in [
        (vec![finish()], "The model sent an empty answer."),
        (vec![think("hm"), finish()], "The model only thought and gave no answer."),
    ] {
        let page = Page::open().await;
        page.servers.answers(deltas);
        let is_there = page.mount(|| view! { <Transcript/> }.into_any());
        page.send("Hello?");
        page.until("a note", |page| !page.is_running() && all("message-shortfall").len() == 1).await;
        let note = find("message-shortfall").text_content().unwrap_or_default();
        assert!(note.starts_with(words), "{note}");
        assert_eq!(find("regenerate").text_content().as_deref().map(str::trim), Some("Try again"));
        is_there.set(false);
        page.settled().await;
    }
}

#[wasm_bindgen_test]
async fn a_call_in_a_plain_chat_is_shown_and_not_run() {
    let page = Page::open().await;
    page.servers.answers(call("web_search", &serde_json::json!({ "q": "important words 42" })));
    let is_there = page.mount(|| view! { <Transcript/> }.into_any());
    page.send("Hello?");
    page.until("a note", |page| !page.is_running() && all("message-shortfall").len() == 1).await;
    let note = find("message-shortfall").text_content().unwrap_or_default();
    assert!(note.contains("no tool was offered") && note.contains("web_search"), "{note}");
    assert!(note.contains("important words 42"), "{note}");
    assert_eq!(all("tool-call").len(), 0);
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn an_answer_that_the_server_filtered_says_so() {
    let page = Page::open().await;
    page.servers.answers([say("Some"), Cue::Say(Delta::Finish(FinishReason::ContentFilter))]);
    let is_there = page.mount(|| view! { <Transcript/> }.into_any());
    page.send("Hello?");
    page.until("the answer", |page| page.answer() == "Some" && !page.is_running()).await;
    page.settled().await;
    let stats = find("stats").text_content().unwrap_or_default();
    assert!(stats.contains("cut by the server's content filter"), "{stats}");
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
fn nothing_is_kept_where_nothing_had_come() {
    let error = ProviderError::Unfinished;
    assert_eq!(explain_failure(&error, false).advice, "No part of the answer had arrived. Try again.");
    assert!(explain_failure(&error, true).advice.starts_with("The partial answer was kept."));
}
