//! What happens while a session is still being read.

use abcb_core::conversation::message::Role::{Assistant, User};
use abcb_core::log::transcript::MessageStatus::Complete;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::state::Undo;
use crate::testing::{Call, Gate, Page};

/// A page with two finished sessions, a question and an answer each: their ids, and the gate of everything that is read.
async fn two_sessions() -> (Page, String, String, Gate) {
    let page = Page::open().await;
    page.ask("Alpha").await;
    let alpha = page.session().expect("a session");
    page.advance(10).await;
    page.controller.new_session();
    page.ask("Beta").await;
    let beta = page.session().expect("another session");
    let gate = page.store.gate(Call::Load);
    (page, alpha, beta, gate)
}

#[wasm_bindgen_test]
async fn what_is_sent_while_a_session_is_being_opened_goes_to_that_session() {
    let (page, alpha, beta, gate) = two_sessions().await;
    gate.close();
    page.controller.select(&alpha);
    page.settled().await;
    page.send("More");
    page.settled().await;
    assert_eq!(
        (page.draft().as_str(), page.servers.requests.borrow().len()),
        ("More", 2),
        "it waits in the composer"
    );
    gate.open();
    page.until("the answer", |page| page.messages().len() == 4 && !page.is_running()).await;
    assert_eq!((page.session(), page.draft().as_str()), (Some(alpha.clone()), ""));
    assert_eq!(page.listed().len(), 2);

    // Whoever goes elsewhere meanwhile finds it where it was written.
    gate.close();
    page.controller.select(&beta);
    page.settled().await;
    page.send("Later");
    page.controller.select(&alpha);
    gate.open();
    page.settled().await;
    assert_eq!((page.servers.requests.borrow().len(), page.draft().as_str()), (3, ""));
    page.controller.select(&beta);
    page.settled().await;
    assert_eq!(page.draft(), "Later");
}

#[wasm_bindgen_test]
async fn a_session_that_opens_slowly_does_not_hold_up_a_new_one() {
    let (page, alpha, _, gate) = two_sessions().await;
    gate.close();
    page.controller.select(&alpha);
    page.settled().await;
    page.controller.new_session();
    page.settled().await;
    page.ask("New").await;
    assert_eq!(page.messages(), [(User, Complete, "New".into()), (Assistant, Complete, "An answer.".into())]);
    assert_eq!(page.listed().len(), 3, "the others stay, though one began in the same millisecond");
    gate.open();
    page.settled().await;
    assert_eq!(page.messages().len(), 2, "the slow one is not shown any more");
}

#[wasm_bindgen_test]
async fn a_session_that_is_chosen_twice_while_it_is_being_opened_is_opened_once() {
    let (page, alpha, _, gate) = two_sessions().await;
    gate.close();
    page.controller.select(&alpha);
    page.settled().await;
    page.controller.select(&alpha);
    page.settled().await;
    page.send("More");
    gate.open();
    page.until("the answer", |page| page.messages().len() == 4 && !page.is_running()).await;
    let last = page.messages().pop();
    assert_eq!(last, Some((Assistant, Complete, "An answer.".into())));
    page.ask("And more").await;
    assert_eq!(page.toasts(), Vec::<String>::new());
    assert_eq!(page.messages().len(), 6);
}

#[wasm_bindgen_test]
async fn what_is_sent_while_the_list_is_read_at_the_start_goes_to_the_session_of_the_address() {
    let (page, alpha, ..) = two_sessions().await;
    let fakes = page.fakes_of_other_tab();
    let gate = fakes.store.gate(Call::List);
    gate.close();
    let other = fakes.begin_to_open(Some(&alpha));
    other.settled().await;
    other.send("More");
    other.settled().await;
    gate.open();
    other.settled().await;
    // It looks at the clock for the model to be found.
    other.advance(1_000).await;
    other.until("the answer", |page| page.messages().len() == 4 && !page.is_running()).await;
    assert_eq!((other.session(), other.listed().len()), (Some(alpha), 2));
}

#[wasm_bindgen_test]
async fn who_begins_a_session_while_the_list_is_read_at_the_start_stays_there() {
    let (page, alpha, ..) = two_sessions().await;
    let fakes = page.fakes_of_other_tab();
    let gate = fakes.store.gate(Call::List);
    gate.close();
    let other = fakes.begin_to_open(Some(&alpha));
    other.settled().await;
    other.controller.new_session();
    gate.open();
    other.settled().await;
    assert_eq!((other.session(), other.messages().len()), (None, 0));
    other.ask("New").await;
    assert_eq!(other.messages().len(), 2);
}

#[wasm_bindgen_test]
async fn a_fork_that_takes_a_while_does_not_take_the_place_of_what_was_chosen_meanwhile() {
    let (page, alpha, beta, _) = two_sessions().await;
    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.controller.fork(page.rows()[1].id);
    page.settled().await;
    page.controller.select(&alpha);
    page.settled().await;
    gate.open();
    page.until("the fork", |page| page.listed().len() == 3).await;
    assert_eq!(page.session(), Some(alpha));
    // Whoever has stayed sees it.
    page.controller.select(&beta);
    page.settled().await;
    page.controller.fork(page.rows()[1].id);
    page.until("another fork", |page| page.listed().len() == 4).await;
    assert_eq!(page.session(), page.listed().first().cloned());
}

#[wasm_bindgen_test]
async fn a_deletion_that_is_undone_slowly_does_not_take_the_place_of_what_was_chosen_meanwhile() {
    let (page, alpha, beta, _) = two_sessions().await;
    page.controller.delete_sessions(vec![beta.clone()]);
    page.settled().await;
    let gate = page.store.gate(Call::MarkDeleted);
    gate.close();
    page.controller.undo(Undo::DeleteSessions { ids: vec![beta.clone()], shown: Some(beta) });
    page.settled().await;
    page.controller.select(&alpha);
    gate.open();
    page.until("both", |page| page.listed().len() == 2).await;
    page.settled().await;
    assert_eq!(page.session(), Some(alpha));
}
