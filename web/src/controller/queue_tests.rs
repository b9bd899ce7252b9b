//! Messages queued in one tab behind a run that another tab ends.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::controller::ApprovalDecision;
use crate::testing::{Gate, Page, call, finish, say, wait};

/// The user's messages in the session, in order.
fn questions(page: &Page) -> Vec<String> {
    let said = page
        .messages()
        .into_iter()
        .filter(|(role, ..)| *role == abcb_core::conversation::message::Role::User);
    said.map(|(.., text)| text).collect()
}

fn allowed() -> ApprovalDecision {
    ApprovalDecision::Once { arguments: json!({ "path": "a.txt", "content": "x" }) }
}

/// A page whose agent has requested to write a file, with "Meanwhile" queued until the decision.
async fn waiting() -> (Page, u64) {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.answers(call("write_file", &json!({ "path": "a.txt", "content": "x" })));
    page.send("Write it down");
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;
    page.send("Meanwhile");
    page.settled().await;
    page.advance(2_000).await;
    assert_eq!(page.queued(), ["Meanwhile"]);
    let call = page.awaiting().expect("a call");
    (page, call)
}

#[wasm_bindgen_test]
async fn what_waits_is_asked_when_the_run_ends_in_another_tab() {
    let (page, call) = waiting().await;
    let other = page.other_tab(page.session().as_deref()).await;
    page.servers.answers([say("Heard."), finish()]);
    other.servers.answers([say("Done."), finish()]);
    other.controller.decide(call, allowed());
    page.until("its answer", |page| page.answer() == "Heard." && !page.is_running()).await;
    assert_eq!(page.queued(), Vec::<String>::new());
    assert_eq!(questions(&page), ["Write it down", "Meanwhile"]);
    assert!(page.servers.last_asked().iter().any(|text| text == "Meanwhile"));
    page.settled().await;
    assert_eq!(page.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn what_waits_is_asked_also_in_a_tab_that_nobody_looks_at_and_off_screen() {
    for is_on_screen in [true, false] {
        let (page, call) = waiting().await;
        let id = page.session();
        let other = page.other_tab(id.as_deref()).await;
        if !is_on_screen {
            page.controller.new_session();
            page.settled().await;
        }
        page.browser.is_visible.set(false);
        page.servers.answers([say("Heard."), finish()]);
        other.servers.answers([say("Done."), finish()]);
        other.controller.decide(call, allowed());
        other.until("its answer", |other| other.answer() == "Heard.").await;
        assert_eq!(questions(&other), ["Write it down", "Meanwhile"]);
    }
}

#[wasm_bindgen_test]
async fn what_is_sent_while_the_other_tab_is_at_work_goes_last() {
    let (page, call) = waiting().await;
    let other = page.other_tab(page.session().as_deref()).await;
    let rest = Gate::closed();
    other.servers.answers([say("Done"), wait(&rest), finish()]);
    other.controller.decide(call, allowed());
    page.until("the step", |page| page.awaiting().is_none()).await;
    page.settled().await;
    page.send("At last");
    page.settled().await;
    assert_eq!(page.queued(), ["Meanwhile", "At last"]);
    rest.open();
    page.until("both", |page| page.queued().is_empty() && questions(page).len() == 3).await;
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!(questions(&page), ["Write it down", "Meanwhile", "At last"]);
}

#[wasm_bindgen_test]
async fn another_tab_does_not_offer_what_waits_as_a_draft() {
    let (page, call) = waiting().await;
    let fakes = || {
        let fakes = page.fakes_of_other_tab();
        fakes.browser.has_drafts.set(true);
        fakes
    };
    let other = fakes().open(page.session().as_deref()).await;
    assert_eq!(other.draft(), "");
    other.servers.answers([say("Done."), finish()]);
    other.controller.decide(call, allowed());
    page.until("its answer", |page| questions(page).len() == 2 && !page.is_running()).await;
    page.advance(2_000).await;
    other.settled().await;
    assert_eq!(other.draft(), "");
}

#[wasm_bindgen_test]
async fn what_waited_in_a_tab_that_is_gone_is_a_draft() {
    let (page, _) = waiting().await;
    let fakes = page.fakes_of_other_tab();
    fakes.browser.has_drafts.set(true);
    let other = fakes.open(page.session().as_deref()).await;
    assert_eq!(other.draft(), "");
    page.tabs.die();
    other.settled().await;
    other.advance(1_000).await;
    other.until("the draft", |other| other.draft() == "Meanwhile").await;
}
