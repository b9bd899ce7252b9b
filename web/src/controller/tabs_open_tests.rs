//! Opening a session while another tab is answering in it.

use abcb_core::log::transcript::MessageStatus::{Complete, Interrupted};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Fakes, Gate, Page, finish, say, wait};

fn works_elsewhere(page: &Page) -> bool {
    page.state.conversation.view.with_untracked(|view| view.works_elsewhere.get_untracked())
}

/// A page whose answer has streamed "Half" and waits for the returned gate.
async fn answering() -> (Page, Gate) {
    let (page, rest) = (Page::open().await, Gate::closed());
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("Question");
    page.until("the first words", |page| page.answer() == "Half").await;
    page.advance(1_000).await;
    (page, rest)
}

#[wasm_bindgen_test]
async fn a_session_that_is_being_answered_opens_as_that_and_follows_to_the_end() {
    let (page, rest) = answering().await;
    let other = page.other_tab(page.session().as_deref()).await;
    assert_ne!(other.status(), Some(Interrupted), "{:?}", other.messages());
    assert!(works_elsewhere(&other));
    rest.open();
    other.until("the answer", |page| page.answer() == "Half whole.").await;
    other.until("its end", |page| page.status() == Some(Complete)).await;
    other.settled().await;
    assert!(!works_elsewhere(&other));
    assert_eq!(other.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_tab_that_hears_nothing_reads_the_answer_when_the_other_rests() {
    let (page, rest) = answering().await;
    let id = page.session();
    let (clock, store, tabs) = (page.clock.clone(), page.store.of_other_tab(), page.tabs.of_other_tab());
    tabs.is_deaf.set(true);
    let other = Fakes { clock, store, tabs, ..Fakes::with_server() }.open(id.as_deref()).await;
    assert!(works_elsewhere(&other));
    rest.open();
    other.until("the answer", |page| page.answer() == "Half whole." && page.status() == Some(Complete)).await;
}

#[wasm_bindgen_test]
async fn what_is_asked_of_a_session_that_is_being_answered_elsewhere_stays_in_the_composer() {
    let (page, rest) = answering().await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    other.send("Meanwhile");
    other.until("a word on it", |page| page.toasts().len() == 1).await;
    other.settled().await;
    assert_eq!((other.draft().as_str(), other.is_running()), ("Meanwhile", false));
    let message = other.rows().last().expect("an answer").id;
    other.controller.continue_answer(message);
    other.controller.again(message);
    other.controller.rename(id, "Plans".into());
    other.settled().await;
    assert_eq!(other.servers.requests.borrow().len(), 0);
    rest.open();
    page.until("the answer", |page| page.answer() == "Half whole." && page.status() == Some(Complete)).await;
    page.settled().await;
    assert_eq!(page.toasts(), Vec::<String>::new());
    other.until("the answer", |page| page.status() == Some(Complete)).await;
    other.controller.send();
    other.until("its own answer", |page| page.rows().len() == 4 && page.status() == Some(Complete)).await;
}

#[wasm_bindgen_test]
async fn an_answer_whose_tab_is_gone_opens_as_interrupted() {
    let (page, _rest) = answering().await;
    page.tabs.die();
    let other = page.other_tab(page.session().as_deref()).await;
    assert_eq!((other.status(), works_elsewhere(&other)), (Some(Interrupted), false));
}
