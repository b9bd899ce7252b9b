//! Sending and stopping, with a store that refuses writes and a slow server.

use abcb_core::conversation::message::Role;
use abcb_core::log::transcript::MessageStatus::{Cancelled, Complete, Interrupted, Streaming};
use abcb_core::provider::ProviderError;
use abcb_core::storage::store::StoreError;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Fakes, Gate, Page, fail, finish, full, say, wait};

#[wasm_bindgen_test]
async fn a_question_is_answered_and_kept() {
    let page = Page::open().await;
    page.servers.answers([say("Hello "), say("there."), finish()]);
    page.ask("Hi").await;
    assert_eq!(
        page.messages(),
        [(Role::User, Complete, "Hi".into()), (Role::Assistant, Complete, "Hello there.".into())]
    );
    assert_eq!(page.draft(), "");
    let id = page.session().expect("a session has begun");
    assert_eq!(page.browser.address.borrow().as_ref(), Some(&id));
    assert_eq!(page.listed(), std::slice::from_ref(&id));
    let again = page.other_tab(Some(&id)).await;
    assert_eq!(again.messages(), page.messages());
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_the_question_is_stored() {
    let page = Page::open().await;
    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.send("Hi");
    page.settled().await;
    assert!(page.is_running());
    assert_eq!(page.servers.requests.borrow().len(), 0);
    gate.open();
    page.until("the answer", |page| page.status() == Some(Complete)).await;
    assert_eq!(page.servers.last_asked(), ["Hi"]);
}

#[wasm_bindgen_test]
async fn stop_keeps_what_came_and_stops_the_model() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([say("One "), wait(&rest), say("two"), finish()]);
    page.send("Count");
    page.until("the first word", |page| page.answer() == "One ").await;
    assert_eq!((page.status(), page.servers.open.get()), (Some(Streaming), 1));
    page.controller.stop();
    page.settled().await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Cancelled), "One "));
    assert_eq!(page.servers.open.get(), 0);
    assert!(!page.is_running());
}

#[wasm_bindgen_test]
async fn a_connection_that_is_cut_keeps_what_came() {
    let page = Page::open().await;
    page.servers.answers([say("One "), fail(ProviderError::Cut { detail: "reset".into() })]);
    page.ask("Count").await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Interrupted), "One "));
}

#[wasm_bindgen_test]
async fn a_question_that_cannot_be_stored_is_a_draft_again() {
    let page = Page::open().await;
    page.store.refuse(Call::Insert, full());
    page.send("Precious");
    page.until("the sentence", |page| page.banner().is_some()).await;
    page.settled().await;
    assert_eq!(page.draft(), "Precious");
    assert_eq!((page.session(), page.listed()), (None, Vec::<String>::new()));
    assert_eq!(page.servers.requests.borrow().len(), 0);

    page.store.mend();
    page.controller.send();
    page.until("the answer", |page| page.status() == Some(Complete)).await;
    assert_eq!(page.servers.last_asked(), ["Precious"]);
}

#[wasm_bindgen_test]
async fn a_second_question_that_cannot_be_stored_leaves_the_session_as_it_is() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session();
    page.store.fail_nth(Call::Append, 1, StoreError::Backend { reason: "lost".into() });
    page.send("Second");
    page.until("the sentence", |page| page.banner().is_some()).await;
    page.settled().await;
    assert_eq!((page.draft().as_str(), page.session()), ("Second", id));
    assert_eq!(page.rows().len(), 2);
    assert_eq!(page.servers.requests.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn a_question_waits_for_a_server_that_is_slow_to_say_what_it_has() {
    let fakes = Fakes::with_server();
    fakes.servers.list_gate.close();
    let page = fakes.open(None).await;
    page.send("Hi");
    page.advance(1_000).await;
    assert!(page.is_running());
    assert_eq!(page.servers.requests.borrow().len(), 0);
    page.servers.list_gate.open();
    page.advance(1_000).await;
    assert_eq!(page.status(), Some(Complete));
    assert_eq!(page.servers.requests.borrow()[0].0, "tiny");
}

#[wasm_bindgen_test]
async fn what_is_written_meanwhile_is_asked_next() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([say("One"), wait(&rest), finish()]);
    page.send("First");
    page.until("the answer", |page| page.answer() == "One").await;
    page.send("Second");
    page.settled().await;
    let queue = page.state.conversation.view.get_untracked().queue;
    assert_eq!(queue.with_untracked(Vec::len), 1);
    rest.open();
    page.until("both answers", |page| page.rows().len() == 4 && !page.is_running()).await;
    assert_eq!(page.servers.last_asked(), ["First", "One", "Second"]);
}
