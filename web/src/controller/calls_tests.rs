//! Several tool calls in one reply, as shown in the tab that runs them and in another tab.

use abcb_core::log::transcript::CallStatus;
use abcb_core::log::transcript::CallStatus::{Awaiting, Done, Requested};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use abcb_core::provider::{Delta, FinishReason, ToolCallDelta};

use crate::controller::ApprovalDecision;
use crate::testing::{Cue, Page, finish, say};

/// The statuses of the tool calls on the page.
fn calls(page: &Page) -> Vec<CallStatus> {
    let status = |facts: &crate::state::Facts| facts.tool.as_ref().map(|tool| tool.status);
    page.rows().iter().filter_map(|row| row.facts.with_untracked(status)).collect()
}

fn arguments(path: &str) -> Value {
    json!({ "path": path, "content": "x" })
}

fn two_calls() -> Vec<Cue> {
    let call = |index: usize, path: &str| {
        Cue::Say(Delta::ToolCall(ToolCallDelta {
            index,
            id: Some(format!("call-{index}")),
            name: Some("write_file".into()),
            arguments: arguments(path).to_string(),
        }))
    };
    vec![call(0, "a.txt"), call(1, "b.txt"), Cue::Say(Delta::Finish(FinishReason::ToolCalls))]
}

#[wasm_bindgen_test]
async fn two_tabs_show_the_same_of_two_calls_in_one_reply() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.answers(two_calls());
    page.send("Write both");
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;
    let first = page.awaiting().expect("a call");
    let other = page.other_tab(page.session().as_deref()).await;
    assert_eq!((calls(&page), calls(&other)), (vec![Awaiting, Requested], vec![Awaiting, Requested]));
    assert_eq!(other.awaiting(), Some(first));

    // The second call needs approval once the first is decided, in either tab.
    other.controller.decide(first, ApprovalDecision::Once { arguments: arguments("a.txt") });
    page.until("the second", |page| calls(page) == [Done, Awaiting]).await;
    other.until("the second", |other| calls(other) == [Done, Awaiting] && !other.is_running()).await;
    page.settled().await;
    let second = page.awaiting().expect("a call");
    page.servers.answers([say("Both."), finish()]);
    page.controller.decide(second, ApprovalDecision::Once { arguments: arguments("b.txt") });
    other.until("the answer", |other| other.answer() == "Both.").await;
    assert_eq!((calls(&page), calls(&other)), (vec![Done, Done], vec![Done, Done]));
}
