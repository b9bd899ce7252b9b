//! Tests of the approval cards: which one is shown, which edits it accepts, and that a call is decided only once.

use abcb_core::log::event::Event;
use abcb_core::log::transcript::{CallStatus, ToolUse};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::approval::approval;
use super::transcript::Transcript;
use crate::controller::ApprovalDecision;
use crate::testing::stage::{all, click, find, is_disabled, value, write};
use crate::testing::{Call, Page, call, finish, say};

fn arguments() -> Value {
    json!({ "path": "plan.txt", "content": "milk" })
}

/// Opens a page with a call that awaits approval. Returns the page, the session id and the call.
async fn awaiting() -> (Page, String, u64) {
    let page = Page::open().await;
    page.state.agent.is_on.set(true);
    page.servers.answers(call("write_file", &arguments()));
    page.send("Write it down");
    let waits = |page: &Page| page.state.conversation.view.get_untracked().awaiting.get_untracked();
    page.until("a call that waits", |page| waits(page).is_some() && !page.is_running()).await;
    page.settled().await;
    let session = page.session().expect("a session");
    let call = waits(&page).expect("a call");
    (page, session, call)
}

#[wasm_bindgen_test]
async fn what_another_tab_has_decided_is_asked_no_more() {
    let (page, session, waiting) = awaiting().await;
    let is_there = page.mount(|| view! { <Transcript/> }.into_any());
    page.until("the card", |_| all("approval").len() == 1).await;
    let other = page.other_tab(Some(&session)).await;
    other.servers.answers([say("Then not."), finish()]);
    other.controller.decide(waiting, ApprovalDecision::Deny { reason: String::new() });
    other.until("the answer", |page| page.answer() == "Then not." && !page.is_running()).await;

    page.controller.refresh();
    page.until("the other tab's answer", |page| page.answer() == "Then not.").await;
    page.settled().await;
    assert_eq!(all("approval").len(), 0);
    let status = find("tool-call").get_attribute("data-status");
    assert_eq!(status.as_deref(), Some("denied"));
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn a_call_is_decided_once() {
    let (page, session, waiting) = awaiting().await;
    let gate = page.store.gate(Call::Append);
    gate.close();
    page.controller.decide(waiting, ApprovalDecision::Once { arguments: arguments() });
    page.controller.decide(waiting, ApprovalDecision::Deny { reason: String::new() });
    page.settled().await;
    gate.open();
    page.until("the answer", |page| page.answer() == "An answer." && !page.is_running()).await;
    page.settled().await;
    let is_decision =
        |event: &Event| matches!(event, Event::ApprovalDecided { .. } | Event::ToolDenied { .. });
    let decisions = page.stored(&session).await.into_iter().filter(|logged| is_decision(&logged.event));
    assert_eq!(decisions.count(), 1);
    assert_eq!(page.toasts(), ["This call was decided before, here or in another tab."]);
}

#[wasm_bindgen_test]
async fn what_is_changed_on_a_card_outlives_another_session_and_another_language() {
    let (page, session, waiting) = awaiting().await;
    let show = || page.mount(|| view! { <Transcript/> }.into_any());
    let is_there = show();
    page.until("the card", |_| all("approval").len() == 1).await;
    write(&all("approval-argument")[1], "milk and bread");
    write(&find("deny-reason"), "too ea");
    page.controller.new_session();
    page.until("no card", |_| all("approval").is_empty()).await;
    page.controller.select(&session);
    page.until("the card", |_| all("approval").len() == 1).await;
    page.settled().await;
    let written = || (value(&all("approval-argument")[1]), value(&find("deny-reason")));
    assert_eq!(written(), ("milk and bread".into(), "too ea".into()));

    // A change of language rebuilds the page like this.
    is_there.set(false);
    page.until("no card", |_| all("approval").is_empty()).await;
    let is_there = show();
    page.until("the card", |_| all("approval").len() == 1).await;
    page.settled().await;
    assert_eq!(written(), ("milk and bread".into(), "too ea".into()));
    click("approve-once");
    page.until("the answer", |page| page.answer() == "An answer." && !page.is_running()).await;
    let stored = page.stored(&session).await;
    let decided = stored.iter().find_map(|logged| match &logged.event {
        Event::ApprovalDecided { call, arguments, .. } if *call == waiting => arguments.clone(),
        _ => None,
    });
    assert_eq!(decided, Some(json!({ "path": "plan.txt", "content": "milk and bread" })));
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn a_field_that_does_not_fit_blocks_every_yes() {
    let page = Page::open().await;
    let asked = ToolUse {
        message: 0,
        tool_name: "write_file".into(),
        arguments: json!({ "count": 3, "names": ["a"] }),
        asked_arguments: None,
        call_id: None,
        status: CallStatus::Awaiting,
        detail: String::new(),
        artifact: None,
        started_at: None,
    };
    let is_there = page.mount(move || {
        let asked = asked.clone();
        approval(7, Memo::new(move |_| Some(asked.clone())))
    });
    page.until("the card", |_| all("approval").len() == 1).await;
    let fields = all("approval-argument");
    let blocked = || {
        let all_yes =
            ["approve-once", "approve-session", "approve-always"].map(|yes| is_disabled(&find(yes)));
        assert!(all_yes.windows(2).all(|two| two[0] == two[1]), "{all_yes:?}");
        (all_yes[0], all_yes[1])
    };
    assert_eq!(blocked(), (false, false));
    write(&fields[0], "three");
    page.settled().await;
    assert_eq!(blocked(), (true, true));
    // A valid edit in another field does not fix the invalid one.
    write(&fields[1], "[\"b\"]");
    page.settled().await;
    assert_eq!(blocked(), (true, true));
    write(&fields[0], "4");
    page.settled().await;
    assert_eq!(blocked(), (false, false));

    // The values can be parsed, but the tool accepts neither.
    page.controller.load_toolbox();
    page.settled().await;
    write(&fields[0], "5");
    page.settled().await;
    assert_eq!(blocked(), (true, true));
    assert!(!is_disabled(&find("deny")));
    is_there.set(false);
    page.settled().await;
}
