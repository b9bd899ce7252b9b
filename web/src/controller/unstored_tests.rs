//! A message that the store does not accept: its text stays on the page, and survives a reload.

use abcb_core::provider::ProviderError;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Page, fail, full, kept_drafts, say};

fn kept(session: &str, text: &str) -> Vec<(String, String)> {
    vec![(session.to_owned(), text.to_owned())]
}

/// The message shown as not saved yet.
fn unstored(page: &Page) -> Option<String> {
    let unstored = page.state.conversation.view.with_untracked(|view| view.unstored.get_untracked());
    unstored.map(|written| written.content)
}

/// The page after a reload: the old page's locks are released, and the store answers again.
async fn reloaded(page: &Page) -> Page {
    page.tabs.die();
    let fakes = page.fakes_of_other_tab();
    fakes.browser.has_drafts.set(true);
    fakes.open(page.session().as_deref()).await
}

#[wasm_bindgen_test]
async fn the_first_question_of_a_session_is_a_draft_until_it_is_stored() {
    let page = Page::open().await;
    page.store.gate(Call::Insert).close();
    page.send("Precious");
    page.settled().await;
    page.advance(10_000).await;
    assert!(page.banner().is_some());
    assert_eq!(unstored(&page), Some("Precious".to_owned()), "it can be read and copied");
    assert_eq!(kept_drafts(), kept("new", "Precious"));
    let again = reloaded(&page).await;
    again.until("the draft", |again| again.draft() == "Precious").await;
}

#[wasm_bindgen_test]
async fn a_later_question_is_a_draft_until_it_is_stored_with_what_is_typed_after_it() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    page.store.gate(Call::Append).close();
    page.send("Precious");
    page.settled().await;
    page.advance(1_000).await;
    page.state.conversation.draft.set("And more".into());
    page.controller.note_draft();
    page.advance(10_000).await;
    assert_eq!(kept_drafts(), kept(&id, "Precious\n\nAnd more"));
    let again = reloaded(&page).await;
    again.until("the draft", |again| again.draft() == "Precious\n\nAnd more").await;
}

#[wasm_bindgen_test]
async fn a_question_that_is_stored_is_a_draft_no_more() {
    let page = Page::open().await;
    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.send("Precious");
    page.settled().await;
    page.advance(2_000).await;
    assert_eq!(kept_drafts(), kept("new", "Precious"));
    gate.open();
    page.until("the answer", |page| page.answer() == "An answer." && !page.is_running()).await;
    page.settled().await;
    assert_eq!(unstored(&page), None);
    page.advance(2_000).await;
    assert_eq!(kept_drafts(), []);
    let again = reloaded(&page).await;
    assert_eq!((again.messages().len(), again.draft()), (2, String::new()));
}

#[wasm_bindgen_test]
async fn what_was_typed_after_a_question_that_was_never_stored_stays_too() {
    let page = Page::open().await;
    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.send("Precious");
    page.settled().await;
    page.advance(1_000).await;
    page.state.conversation.draft.set("And more".into());
    page.controller.note_draft();
    page.controller.new_session();
    page.settled().await;
    page.store.refuse(Call::Insert, full());
    gate.open();
    page.settled().await;
    assert_eq!(page.draft(), "Precious\n\nAnd more");
}

#[wasm_bindgen_test]
async fn the_end_of_an_answer_does_not_count_for_the_question_after_it() {
    let page = Page::open().await;
    page.servers.answers([say("One "), fail(ProviderError::Cut { detail: "reset".into() })]);
    // The server is looked at after a failure.
    page.servers.list_gate.close();
    page.send("First");
    page.until("the failure", |page| page.answer() == "One " && !page.is_running()).await;
    let id = page.session().expect("a session");
    page.store.gate(Call::Append).close();
    page.send("Precious");
    page.settled().await;
    page.advance(1_000).await;
    page.servers.list_gate.open();
    page.settled().await;
    page.advance(1_000).await;
    assert_eq!(unstored(&page), Some("Precious".to_owned()));
    assert_eq!(kept_drafts(), kept(&id, "Precious"));
}
