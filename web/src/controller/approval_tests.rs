//! Tool calls that need approval: only the user's decision counts, whatever else happens meanwhile.

use abcb_core::agent::EventSink;
use abcb_core::conversation::message::Role;
use abcb_core::log::event::Event;
use abcb_core::log::transcript::CallStatus;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::controller::ApprovalDecision;
use crate::testing::{Call, Gate, Page, call, finish, full, say, wait};

/// A page whose agent has requested to write a file.
async fn waiting() -> (Page, u64) {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.answers(call("write_file", &json!({ "path": "a.txt", "content": "x" })));
    page.send("Write it down");
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;
    let call = page.awaiting().expect("a call");
    (page, call)
}

async fn denials(page: &Page) -> usize {
    let stored = page.stored(&page.session().expect("a session")).await;
    stored.iter().filter(|logged| matches!(logged.event, Event::ToolDenied { .. })).count()
}

#[wasm_bindgen_test]
async fn a_message_waits_for_the_decision_and_does_not_make_it() {
    let (page, call) = waiting().await;
    page.send("And then tell me more");
    page.settled().await;
    assert_eq!((page.queued(), page.draft()), (vec!["And then tell me more".to_owned()], String::new()));
    assert_eq!((page.awaiting(), denials(&page).await), (Some(call), 0));
    assert_eq!(page.servers.requests.borrow().len(), 1, "nothing is asked of the model");

    page.servers.answers([say("Done, and more."), finish()]);
    page.controller
        .decide(call, ApprovalDecision::Once { arguments: json!({ "path": "a.txt", "content": "x" }) });
    page.until("the answer", |page| page.answer() == "Done, and more." && !page.is_running()).await;
    assert_eq!(page.queued(), Vec::<String>::new());
    assert!(page.servers.last_asked().iter().any(|text| text == "And then tell me more"));
    assert_eq!(denials(&page).await, 0);
}

#[wasm_bindgen_test]
async fn what_waited_is_heard_after_a_denial_too() {
    let (page, call) = waiting().await;
    page.send("Read it to me instead");
    page.settled().await;
    page.servers.answers([say("Here it is."), finish()]);
    page.controller.decide(call, ApprovalDecision::Deny { reason: String::new() });
    page.until("the answer", |page| page.answer() == "Here it is." && !page.is_running()).await;
    assert!(page.servers.last_asked().iter().any(|text| text == "Read it to me instead"));
    assert_eq!(denials(&page).await, 1);
}

#[wasm_bindgen_test]
async fn editing_and_asking_again_ask_for_the_decision_first() {
    let (page, call) = waiting().await;
    let question = page.rows()[0].id;
    page.state.conversation.editing.set(Some(question));
    page.controller.edit(question, "Something else".into());
    page.controller.again(question);
    page.settled().await;
    assert_eq!(page.state.conversation.editing.get_untracked(), Some(question), "what was written stays");
    assert!(
        page.toasts().iter().any(|toast| toast.contains("waiting for your approval")),
        "{:?}",
        page.toasts()
    );
    assert_eq!((page.awaiting(), denials(&page).await), (Some(call), 0));
    assert_eq!(page.servers.requests.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn the_card_is_shown_where_another_branch_was() {
    let (page, call) = waiting().await;
    let question = page.rows()[0].id;
    let session = page.controller.inner().current().expect("a session");
    // Another tab or an older page may have switched to the other branch.
    let mut log = crate::controller::open_session::SessionLog {
        session: session.clone(),
        ports: page.controller.inner().ports.clone(),
    };
    log.append(vec![Event::HeadMoved { head: question }]).await.expect("stored");
    session.show();
    assert_eq!(page.awaiting(), None);
    page.send("More");
    page.until("the card", |page| page.awaiting() == Some(call)).await;
    page.settled().await;
    assert_eq!((page.queued(), denials(&page).await), (vec!["More".to_owned()], 0));
    let tool = session.log.borrow().state.node(call).and_then(|node| node.tool.clone());
    assert_eq!(tool.map(|tool| tool.status), Some(CallStatus::Awaiting));
}

#[wasm_bindgen_test]
async fn a_decision_that_another_tab_was_faster_with_leaves_no_permission_behind() {
    let (page, call) = waiting().await;
    let other = page.other_tab(page.session().as_deref()).await;
    other.servers.answers([say("Then not."), finish()]);
    let arguments = json!({ "path": "a.txt", "content": "x" });
    // Both are decided before either tab hears of the other.
    let gate = page.store.gate(Call::Append);
    gate.close();
    page.controller.decide(call, ApprovalDecision::Always { arguments });
    page.settled().await;
    other.controller.decide(call, ApprovalDecision::Deny { reason: String::new() });
    other.until("its decision", |page| page.answer() == "Then not." && !page.is_running()).await;
    gate.open();
    page.until("a word on it", |page| !page.toasts().is_empty()).await;
    page.settled().await;
    assert_eq!(page.toasts(), ["This call was decided before, here or in another tab."]);
    assert_eq!(page.answer(), "Then not.");
    assert!(page.config.config.borrow().always_allowed().is_empty());
}

#[wasm_bindgen_test]
async fn a_store_that_refuses_from_the_first_word_holds_up_neither_the_text_nor_stop() {
    let page = Page::open().await;
    let (first, rest) = (Gate::closed(), Gate::closed());
    page.servers.answers([wait(&first), say("One "), say("two"), wait(&rest), finish()]);
    page.send("Count");
    page.until("the request", |page| page.servers.open.get() == 1).await;
    page.store.refuse(Call::Append, full());
    let before = page.store.calls(Call::Append);
    first.open();
    page.until("the words", |page| page.answer() == "One two").await;
    page.advance(10_000).await;
    let attempts = page.store.calls(Call::Append) - before;
    assert!((1..=21).contains(&attempts), "{attempts} attempts in ten seconds");
    assert!(page.banner().is_some());
    page.controller.stop();
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!(page.servers.open.get(), 0);
    assert_eq!(
        page.messages().pop().map(|(role, _, text)| (role, text)),
        Some((Role::Assistant, "One two".into()))
    );
}
