//! What was written and not sent in a session that is deleted comes back with it.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::state::Undo;
use crate::testing::{Gate, Page, finish, kept_drafts, say, wait};

fn kept(session: &str, text: &str) -> Vec<(String, String)> {
    vec![(session.to_owned(), text.to_owned())]
}

fn write(page: &Page, text: &str) {
    page.state.conversation.draft.set(text.to_owned());
    page.controller.note_draft();
}

async fn delete(page: &Page, id: &str) {
    page.controller.delete_sessions(vec![id.to_owned()]);
    page.until("the deletion", |page| page.listed().is_empty()).await;
    page.settled().await;
}

async fn undo(page: &Page, id: &str) {
    page.controller.undo(Undo::DeleteSessions { ids: vec![id.to_owned()], shown: Some(id.to_owned()) });
    page.until("the session", |page| page.listed() == [id] && page.session().as_deref() == Some(id)).await;
    page.settled().await;
}

/// A page with a session in which an answer streams, a message is queued and another is being written.
async fn busy() -> (Page, String, Gate) {
    let (page, rest) = (Page::open().await, Gate::closed());
    page.ask("First").await;
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("Second");
    page.until("the first words", |page| page.answer() == "Half").await;
    page.send("Third");
    write(&page, "Fourth");
    page.settled().await;
    page.advance(1_000).await;
    let id = page.session().expect("a session");
    (page, id, rest)
}

#[wasm_bindgen_test]
async fn the_draft_of_a_session_comes_back_with_it() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    write(&page, "Precious");
    page.advance(1_000).await;
    delete(&page, &id).await;
    assert_eq!(page.draft(), "");
    page.advance(1_000).await;
    assert_eq!(kept_drafts(), [], "nothing of a deleted session is kept");
    undo(&page, &id).await;
    assert_eq!(page.draft(), "Precious");
    page.advance(1_000).await;
    assert_eq!(kept_drafts(), kept(&id, "Precious"));
}

#[wasm_bindgen_test]
async fn what_was_queued_comes_back_as_a_draft() {
    let (page, id, rest) = busy().await;
    delete(&page, &id).await;
    rest.open();
    page.settled().await;
    undo(&page, &id).await;
    assert_eq!((page.draft().as_str(), page.answer().as_str()), ("Third\n\nFourth", "Half"));
    page.advance(1_000).await;
    assert_eq!(kept_drafts(), kept(&id, "Third\n\nFourth"));
}

#[wasm_bindgen_test]
async fn what_another_tab_has_written_outlives_a_deletion_that_is_undone() {
    let (page, id, rest) = busy().await;
    let other = page.other_tab(None).await;
    delete(&other, &id).await;
    page.until("the end of the answer", |page| !page.is_running()).await;
    rest.open();
    page.settled().await;
    assert_eq!(page.draft(), "Third\n\nFourth", "it can still be copied");
    page.advance(1_000).await;
    assert_eq!(kept_drafts(), []);
    undo(&other, &id).await;
    page.until("the session", |page| page.listed() == [id.clone()]).await;
    page.advance(2_000).await;
    assert_eq!(kept_drafts(), kept(&id, "Third\n\nFourth"));
}

#[wasm_bindgen_test]
async fn what_was_just_written_is_kept_when_the_page_goes() {
    let page = Page::open().await;
    write(&page, "Precious");
    page.controller.keep_drafts();
    assert_eq!(kept_drafts(), kept("new", "Precious"));
}
