//! Text that cannot be stored or sent: it is kept, and stored or sent as soon as possible.

use abcb_core::log::transcript::MessageStatus::{Complete, Streaming};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Gate, Page, finish, full, say, wait};

/// A page whose store refuses writes from the middle of the answer on; the complete answer is on screen.
async fn answered_into_a_full_store() -> Page {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([say("One "), wait(&rest), say("two three."), finish()]);
    page.send("Count");
    page.until("the first word", |page| page.answer() == "One ").await;
    page.store.refuse(Call::Append, full());
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "One two three."));
    assert!(page.banner().expect("a warning").contains("not saved yet"));
    page
}

#[wasm_bindgen_test]
async fn the_end_of_an_answer_is_stored_once_the_store_takes_it() {
    let page = answered_into_a_full_store().await;
    page.advance(10_000).await;
    assert!(page.banner().is_some());
    page.store.mend();
    page.advance(2_000).await;
    assert_eq!(page.banner(), None);
    let again = page.other_tab(page.session().as_deref()).await;
    assert_eq!(again.messages(), page.messages());
}

#[wasm_bindgen_test]
async fn another_tab_waits_for_the_end_that_is_not_stored_yet() {
    let page = answered_into_a_full_store().await;
    let other = page.other_tab(page.session().as_deref()).await;
    assert_eq!(other.status(), Some(Streaming));
    page.store.mend();
    page.advance(2_000).await;
    other.until("the end", |other| other.status() == Some(Complete)).await;
    assert_eq!(other.messages(), page.messages());
}

#[wasm_bindgen_test]
async fn the_next_question_takes_along_what_was_not_stored() {
    let page = answered_into_a_full_store().await;
    page.store.mend();
    page.ask("And then?").await;
    assert_eq!(page.servers.last_asked(), ["Count", "One two three.", "And then?"]);
    let again = page.other_tab(page.session().as_deref()).await;
    assert_eq!(again.messages(), page.messages());
    assert_eq!(again.messages().len(), 4);
}

#[wasm_bindgen_test]
async fn an_edit_that_cannot_be_asked_stays_in_its_field() {
    let page = Page::open().await;
    page.ask("First").await;
    let first = page.rows()[0].id;
    page.state.conversation.editing.set(Some(first));
    let rest = Gate::closed();
    page.servers.answers([say("Second"), wait(&rest), finish()]);
    page.send("Second");
    page.until("the answer", |page| page.answer() == "Second").await;
    page.controller.edit(first, "Precious".into());
    page.settled().await;
    assert_eq!(page.state.conversation.editing.get_untracked(), Some(first));
    assert!(page.toasts().iter().any(|toast| toast.contains("An answer is coming")), "{:?}", page.toasts());
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    page.controller.edit(first, "Precious".into());
    page.until("the edit", |page| page.servers.last_asked() == ["Precious"]).await;
    assert_eq!(page.state.conversation.editing.get_untracked(), None);
}
