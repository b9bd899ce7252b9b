//! Two tabs on the same store.

use abcb_core::log::transcript::CallStatus;
use abcb_core::log::transcript::MessageStatus::{Complete, Interrupted};
use abcb_core::settings::ModelKind;
use abcb_core::settings::presets::SystemPreset;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::controller::ApprovalDecision;
use crate::state::Active;
use crate::testing::{Gate, Page, call, finish, say, wait};

/// The statuses of the tool calls on the page.
fn calls(page: &Page) -> Vec<CallStatus> {
    let status = |facts: &crate::state::Facts| facts.tool.as_ref().map(|tool| tool.status);
    page.rows().iter().filter_map(|row| row.facts.with_untracked(status)).collect()
}

fn left_over(page: &Page) -> Option<u64> {
    page.state.conversation.view.with_untracked(|view| view.left_over.get_untracked())
}

#[wasm_bindgen_test]
async fn a_tab_that_is_behind_reads_again_and_sends_nothing() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    // This browser has no channel between tabs.
    page.tabs.is_deaf.set(true);
    let other = page.other_tab(Some(&id)).await;
    other.servers.answers([say("Elsewhere."), finish()]);
    other.ask("From the other tab").await;

    page.send("From here");
    page.until("the words of the other tab", |page| page.answer() == "Elsewhere.").await;
    page.settled().await;
    assert_eq!(page.draft(), "From here");
    assert_eq!(page.toasts().len(), 1, "{:?}", page.toasts());
    assert_eq!(page.servers.requests.borrow().len(), 1);

    page.controller.send();
    page.until("the answer", |page| page.rows().len() == 6 && page.status() == Some(Complete)).await;
}

#[wasm_bindgen_test]
async fn two_tabs_that_begin_in_the_same_millisecond_have_a_session_each() {
    let page = Page::open().await;
    let other = page.other_tab(None).await;
    page.send("One");
    other.send("Two");
    page.until("the answer", |page| page.status() == Some(Complete)).await;
    other.until("the answer", |page| page.status() == Some(Complete)).await;
    page.settled().await;
    other.settled().await;
    let (one, two) = (page.session().expect("a session"), other.session().expect("a session"));
    assert_ne!(one, two);
    assert_eq!((page.messages()[0].2.as_str(), other.messages()[0].2.as_str()), ("One", "Two"));
    assert_eq!(other.listed(), [two, one]);
}

#[wasm_bindgen_test]
async fn coming_back_shows_what_another_tab_has_done() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    other.ask("Second").await;
    page.controller.refresh();
    page.until("the other tab's question", |page| page.rows().len() == 4).await;
    other.controller.delete_sessions(vec![id]);
    other.settled().await;
    page.controller.refresh();
    page.settled().await;
    assert_eq!(page.listed(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn what_is_decided_in_one_tab_is_decided_in_the_other_at_once() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    let arguments = json!({ "path": "a.txt", "content": "x" });
    page.servers.answers(call("write_file", &arguments));
    page.send("Write it down");
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;
    let asked = page.awaiting().expect("a call");
    let other = page.other_tab(page.session().as_deref()).await;
    other.until("the card", |page| page.awaiting() == Some(asked)).await;

    let rest = Gate::closed();
    page.servers.answers([say("Do"), wait(&rest), say("ne."), finish()]);
    page.controller.decide(asked, ApprovalDecision::Once { arguments });
    page.until("the next step", |page| page.rows().len() == 4 && page.servers.open.get() == 1).await;
    // The other tab knows that the run is active: it neither asks for approval nor offers to resume.
    other.until("no card", |page| page.awaiting().is_none()).await;
    other.settled().await;
    assert_eq!((calls(&other), left_over(&other)), (vec![CallStatus::Done], None));
    assert_ne!(other.status(), Some(Interrupted));

    rest.open();
    other.until("the answer", |page| page.answer() == "Done." && page.status() == Some(Complete)).await;
    other.settled().await;
    assert_eq!(other.toasts(), Vec::<String>::new());
    // It is no longer out of date.
    other.ask("And now?").await;
    assert_eq!(other.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_tab_that_dies_at_work_leaves_an_interrupted_answer_in_the_other() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    let (first, rest) = (Gate::closed(), Gate::closed());
    page.servers.answers([wait(&first), say("Half"), wait(&rest), finish()]);
    page.send("Second");
    other.until("the question", |page| page.rows().len() == 4).await;
    other.settled().await;
    assert_ne!(other.status(), Some(Interrupted), "it is being answered");
    // The browser releases the locks of a closed tab.
    page.tabs.die();
    other.until("the end", |page| page.status() == Some(Interrupted)).await;
}

#[wasm_bindgen_test]
async fn what_another_tab_does_to_the_list_is_seen_at_once() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    page.controller.rename(id.clone(), "Plans".into());
    let title = |page: &Page| page.state.conversation.view.with_untracked(|view| view.title.get_untracked());
    other.until("the title", |page| title(page) == "Plans").await;
    // The draft is kept.
    other.state.conversation.draft.set("Half a".into());
    page.controller.delete_sessions(vec![id]);
    other.until("no session", |page| page.listed().is_empty()).await;
    assert_eq!(other.draft(), "Half a");
}

#[wasm_bindgen_test]
async fn what_is_forked_in_one_tab_is_in_the_list_of_the_other() {
    let page = Page::open().await;
    page.ask("First").await;
    let other = page.other_tab(None).await;
    page.controller.fork(page.rows()[1].id);
    page.settled().await;
    other.settled().await;
    assert_eq!(other.state.sessions.list.with_untracked(Vec::len), 2);
}

#[wasm_bindgen_test]
async fn the_settings_that_one_tab_stores_hold_in_the_other() {
    let page = Page::open().await;
    let other = page.other_tab(None).await;
    let mut config = other.config.config.borrow().clone();
    config.set_model(Some(ModelKind::Server), "http://127.0.0.1:9090", "another-model");
    config.keep_system_preset(&SystemPreset { name: "Brief".into(), content: "Be brief.".into() });
    *other.config.config.borrow_mut() = config;
    page.tabs.tell_of_settings();
    let answers = |other: &Page| match other.state.model.active.get_untracked() {
        Active::Server(server) => server.endpoint.base_url(),
        _ => String::new(),
    };
    other.until("the server", |other| answers(other).contains("9090")).await;
    assert_eq!(other.controller.presets().list.len(), 1);
}
