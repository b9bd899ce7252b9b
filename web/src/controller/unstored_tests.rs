//! A message that the store does not accept: its text stays on the page, and survives a reload.

use abcb_core::conversation::session::session_dir;
use abcb_core::log::transcript::Transcript;
use abcb_core::provider::ProviderError;
use abcb_core::storage::archive::read_file;
use abcb_core::storage::store::SessionStore;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Fakes, Gate, Page, fail, finish, full, kept_drafts, say, wait};

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

/// The text of the answer in the session that was exported last.
fn exported_answer(page: &Page) -> String {
    let (_, content) = page.browser.downloads.borrow().last().cloned().expect("a download");
    let found = read_file(content.as_bytes()).found;
    let transcript = Transcript::from_log(&found[0].events);
    transcript.node(transcript.head()).expect("an answer").content.clone()
}

/// A page with a session whose second answer has streamed "Half" and goes on when the gate is opened.
async fn half_answered() -> (Page, String, Gate) {
    let (page, rest) = (Page::open().await, Gate::closed());
    page.ask("First").await;
    let id = page.session().expect("a session");
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("Second");
    page.until("the first words", |page| page.answer() == "Half").await;
    (page, id, rest)
}

#[wasm_bindgen_test]
async fn an_export_has_the_words_that_the_store_does_not_take() {
    let (page, id, rest) = half_answered().await;
    page.store.refuse(Call::Append, full());
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    page.settled().await;
    let unstored = page.state.sessions.unstored;
    assert_eq!(unstored.get_untracked().as_ref(), Some(&id), "it can be saved as a file");
    page.controller.export_sessions(vec![id]);
    page.until("the file", |page| page.browser.downloads.borrow().len() == 1).await;
    assert_eq!(exported_answer(&page), "Half whole.");

    page.store.mend();
    page.advance(2_000).await;
    page.until("no banner", |page| page.banner().is_none() && unstored.get_untracked().is_none()).await;
    page.controller.export_bundle();
    page.until("the file", |page| page.browser.downloads.borrow().len() == 2).await;
    assert_eq!(exported_answer(&page), "Half whole.", "once");
}

#[wasm_bindgen_test]
async fn an_export_during_an_answer_has_the_words_since_the_last_checkpoint() {
    let (page, first, rest) = (Page::open().await, Gate::closed(), Gate::closed());
    page.servers.answers([say("Half"), wait(&first), say(" of it"), wait(&rest), finish()]);
    page.send("Question");
    page.until("the first words", |page| page.answer() == "Half").await;
    page.advance(1_000).await;
    first.open();
    page.until("the next words", |page| page.answer() == "Half of it").await;
    page.controller.export_bundle();
    page.until("the file", |page| page.browser.downloads.borrow().len() == 1).await;
    assert_eq!(exported_answer(&page), "Half of it");
}

#[wasm_bindgen_test]
async fn each_tab_has_a_draft_of_its_own() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session();
    let other = page.other_tab(id.as_deref()).await;
    for (tab, text) in [(&page, "Here"), (&other, "There")] {
        tab.state.conversation.draft.set(text.into());
        tab.controller.note_draft();
        tab.advance(1_000).await;
    }
    let fakes = page.fakes_of_other_tab();
    fakes.browser.has_drafts.set(true);
    let third = fakes.open(id.as_deref()).await;
    assert_eq!(third.draft(), "", "the drafts belong to the tabs that are open");
    for tab in [&page, &other] {
        let fakes = Fakes { tabs: tab.tabs.clone(), ..tab.fakes_of_other_tab() };
        fakes.browser.has_drafts.set(true);
        let again = fakes.open(id.as_deref()).await;
        assert_eq!(again.draft(), tab.draft(), "after a reload");
    }
    page.tabs.die();
    third.settled().await;
    third.advance(1_000).await;
    third.until("the draft of the closed tab", |third| third.draft() == "Here").await;
    // The browser may restore a tab that it had closed.
    let fakes = Fakes { tabs: page.tabs.clone(), ..page.fakes_of_other_tab() };
    fakes.browser.has_drafts.set(true);
    assert_eq!(fakes.open(id.as_deref()).await.draft(), "Here");
    assert_eq!(other.draft(), "There");
}

#[wasm_bindgen_test]
async fn a_session_whose_data_was_cleared_during_an_answer_can_be_saved_as_a_file() {
    let (page, id, rest) = half_answered().await;
    let dir = session_dir(page.config.config.borrow().memory_dir(), &id);
    page.store.kept().mark_deleted(&dir, Some(1)).await.expect("marked");
    page.store.kept().purge(&dir).await.expect("purged");
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    page.settled().await;
    assert!(page.banner().is_some_and(|banner| banner.contains("no longer in the browser's storage")));
    assert_eq!(page.answer(), "Half whole.");
    page.controller.export_sessions(vec![id]);
    page.until("the file", |page| page.browser.downloads.borrow().len() == 1).await;
    let (_, content) = page.browser.downloads.borrow()[0].clone();
    let reading = read_file(content.as_bytes());
    let transcript = Transcript::from_log(&reading.found[0].events);
    let texts: Vec<&str> = transcript.path().iter().map(|node| node.content.as_str()).collect();
    assert_eq!(texts, ["First", "An answer.", "Second", "Half whole."], "{:?}", reading.complaints);
}
