//! Which server or model a message is sent to, and that it is kept until it has been answered.

use abcb_core::conversation::message::Role;
use abcb_core::log::event::{Event, LoggedEvent};
use abcb_core::log::transcript::MessageStatus::{Complete, Failed};
use abcb_core::provider::ProviderError;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::controller::ApprovalDecision;
use crate::ports::PageModel;
use crate::state::{Active, Settings};
use crate::testing::{Call, FakeServers, Fakes, Page, call, fail, finish, forget_drafts, say};

const LOCAL: &str = "http://127.0.0.1:8080/v1";
const OTHER: &str = "http://127.0.0.1:9999/v1";
const AFAR: &str = "https://models.example/v1";

fn server(base_url: &str) -> Settings {
    Settings { kind: Some(ModelKind::Server), base_url: base_url.into(), ..Settings::default() }
}

fn automatic() -> Settings {
    Settings::default()
}

fn broken() -> ProviderError {
    ProviderError::Http { status: 500, message: "out of memory".into() }
}

/// A page whose configured server has not returned its model list yet.
async fn asleep() -> Page {
    forget_drafts();
    let fakes = Fakes::with_server();
    fakes.servers.list_gate.close();
    fakes.open(None).await
}

/// The base URLs that chat requests were sent to.
fn asked(page: &Page) -> Vec<String> {
    page.servers.sent_to.borrow().iter().map(|server| server.endpoint.base_url()).collect()
}

fn questions(events: &[LoggedEvent]) -> Vec<String> {
    let text = |event: &LoggedEvent| match &event.event {
        Event::UserMessage { content, .. } => Some(content.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

async fn stored(page: &Page) -> Vec<LoggedEvent> {
    page.stored(&page.session().expect("a session")).await
}

fn unanswered(page: &Page) -> Option<u64> {
    page.state.conversation.view.with_untracked(|view| view.unanswered.get_untracked())
}

#[wasm_bindgen_test]
async fn a_question_is_kept_while_its_server_is_asleep_and_can_be_answered_later() {
    let page = asleep().await;
    page.send("Precious");
    page.advance(1_000).await;
    assert_eq!(page.messages(), [(Role::User, Complete, "Precious".into())]);
    assert_eq!(questions(&stored(&page).await), ["Precious"]);
    assert!(page.is_running());
    assert!(page.state.conversation.view.with_untracked(|view| view.waits.get_untracked()));
    let waited_for = page.state.model.status.with_untracked(|status| status.name.clone());
    assert_eq!(waited_for, "Waiting for http://127.0.0.1:8080");

    // The page is closed meanwhile.
    let later = page.other_tab(page.session().as_deref()).await;
    assert_eq!(later.messages(), page.messages());
    let question = unanswered(&later).expect("a question without an answer");
    later.controller.answer_question(question);
    later.until("the answer", |page| page.status() == Some(Complete) && page.rows().len() == 2).await;
    assert_eq!(later.servers.last_asked(), ["Precious"]);
    assert_eq!((questions(&stored(&later).await), unanswered(&later)), (vec!["Precious".to_owned()], None));
}

#[wasm_bindgen_test]
async fn a_question_to_the_agent_is_kept_before_the_server_is_asked_what_its_model_can_do() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.facts_gate.close();
    page.send("Precious");
    page.advance(1_000).await;
    assert_eq!(questions(&stored(&page).await), ["Precious"]);
    assert_eq!(page.messages(), [(Role::User, Complete, "Precious".into())]);
    page.servers.facts_gate.open();
    page.until("the answer", |page| page.answer() == "An answer." && !page.is_running()).await;
    assert_eq!(questions(&stored(&page).await), ["Precious"]);
}

#[wasm_bindgen_test]
async fn stopping_while_nothing_answers_leaves_the_question_in_the_conversation() {
    let page = asleep().await;
    page.send("Precious");
    page.advance(1_000).await;
    page.send("And this");
    page.settled().await;
    page.controller.stop();
    page.settled().await;
    assert!(!page.is_running());
    assert_eq!(page.messages(), [(Role::User, Complete, "Precious".into())]);
    assert!(unanswered(&page).is_some());
    // The queued message is back in the composer, and is not sent in place of the stopped one.
    assert_eq!(page.draft(), "And this");
    page.servers.list_gate.open();
    page.advance(10_000).await;
    assert_eq!(page.servers.requests.borrow().len(), 0);
}

#[wasm_bindgen_test]
async fn a_question_that_cannot_be_stored_while_nothing_answers_is_a_draft_again() {
    let page = asleep().await;
    page.store.fail_nth(Call::Insert, 1, crate::testing::full());
    page.send("Precious");
    page.until("the sentence", |page| page.banner().is_some()).await;
    page.settled().await;
    assert!(!page.is_running());
    assert_eq!((page.draft().as_str(), page.session()), ("Precious", None));
}

#[wasm_bindgen_test]
async fn a_question_that_the_storage_does_not_take_can_be_taken_back_while_nothing_answers() {
    let page = asleep().await;
    page.store.gate(Call::Insert).close();
    page.send("Precious");
    page.advance(5_000).await;
    assert!(page.banner().is_some_and(|banner| banner.starts_with("Nothing is being saved")));
    page.controller.stop();
    page.until("the end", |page| !page.is_running()).await;
    page.settled().await;
    assert_eq!((page.draft().as_str(), page.session()), ("Precious", None));
}

/// The question is stored before it waits, so "not sent" would make the user ask twice.
#[wasm_bindgen_test]
async fn a_question_that_waits_while_another_tab_goes_on_is_said_to_be_kept() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    other.servers.list_gate.close();
    other.controller.save_settings(server(OTHER)).expect("an address");
    other.send("Waits");
    other.settled().await;
    // As in a browser without locks, the page does not know that the other tab waits.
    other.tabs.die();
    page.until("no other tab", |page| {
        !page.state.conversation.view.with_untracked(|view| view.works_elsewhere.get_untracked())
    })
    .await;
    page.ask("Meanwhile").await;
    other.servers.list_gate.open();
    other.advance(1_000).await;
    let said = "Your message is in it but has no answer.";
    assert!(other.toasts().iter().any(|toast| toast.ends_with(said)), "{:?}", other.toasts());
    assert_eq!(questions(&stored(&page).await), ["First", "Waits", "Meanwhile"]);
}

#[wasm_bindgen_test]
async fn two_tabs_that_wait_since_the_same_millisecond_keep_both_questions() {
    let page = asleep().await;
    let other = page.other_tab(None).await;
    other.servers.list_gate.close();
    other.controller.save_settings(server(OTHER)).expect("an address");
    page.send("One");
    other.send("Two");
    page.settled().await;
    other.settled().await;
    assert_ne!(page.session(), other.session());
    assert_eq!(questions(&stored(&page).await), ["One"]);
    assert_eq!(questions(&stored(&other).await), ["Two"]);
}

#[wasm_bindgen_test]
async fn a_server_named_while_the_old_one_says_what_its_model_can_do_is_the_one_that_is_asked() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.facts_gate.close();
    page.send("Hi");
    page.advance(1_000).await;
    page.controller.save_settings(server(OTHER)).expect("an address");
    page.servers.facts_gate.open();
    page.until("the answer", |page| page.answer() == "An answer." && !page.is_running()).await;
    assert_eq!(asked(&page), [OTHER]);
}

#[wasm_bindgen_test]
async fn try_again_asks_the_one_that_failed_whatever_answers_now() {
    forget_drafts();
    let fakes = Fakes { servers: FakeServers::none(), ..Fakes::default() };
    fakes.in_page.offered.borrow_mut().push(PageModel { name: "page.gguf".into(), size: 1 });
    fakes.servers.says(LOCAL, Some(&["a"]));
    let page = fakes.open(None).await;
    page.ask("Hi").await;
    page.in_page.script.answers([fail(broken())]);
    page.controller.again_with(page.rows()[1].id, Active::InPage("page.gguf".into()));
    page.until("the failure", |page| page.status() == Some(Failed) && !page.is_running()).await;
    page.controller.again(page.rows()[1].id);
    page.until("the answer", |page| page.status() == Some(Complete) && !page.is_running()).await;
    assert_eq!(page.in_page.script.requests.borrow().len(), 2);
    assert_eq!(asked(&page), [LOCAL]);
    assert_eq!(page.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn try_again_asks_the_server_in_the_settings_if_the_one_that_failed_is_not_there_any_more() {
    let page = Page::open().await;
    page.servers.answers([fail(broken())]);
    page.ask("Hi").await;
    assert_eq!(page.status(), Some(Failed));
    page.controller.save_settings(server(OTHER)).expect("an address");
    page.settled().await;
    page.controller.again(page.rows()[1].id);
    page.until("the answer", |page| page.status() == Some(Complete) && !page.is_running()).await;
    assert_eq!(asked(&page), [LOCAL, OTHER]);
    assert!(page.toasts().iter().any(|toast| toast.contains("tiny answers")), "{:?}", page.toasts());
}

#[wasm_bindgen_test]
async fn an_address_in_a_log_is_no_reason_to_ask_a_server_and_no_key_goes_there() {
    forget_drafts();
    let fakes = Fakes::with_server();
    fakes.config.config.borrow_mut().set_model(Some(ModelKind::Server), AFAR, "");
    fakes.config.keys.borrow_mut().insert(AFAR.into(), "secret".into());
    let page = fakes.open(None).await;
    page.servers.answers([fail(broken())]);
    page.ask("Hi").await;
    page.controller.save_settings(automatic()).expect("settings");
    page.settled().await;
    page.controller.again(page.rows()[1].id);
    page.until("the answer", |page| page.status() == Some(Complete) && !page.is_running()).await;
    assert_eq!(asked(&page), [AFAR, LOCAL]);
    assert_eq!(page.servers.sent_to.borrow()[1].api_key, None);
}

#[wasm_bindgen_test]
async fn try_again_takes_the_model_that_the_settings_name_by_now() {
    let page = Page::open().await;
    page.controller.save_settings(Settings { model: "typo".into(), ..server(LOCAL) }).expect("an address");
    page.settled().await;
    page.servers.answers([fail(broken())]);
    page.ask("Hi").await;
    page.controller.save_settings(Settings { model: "tiny".into(), ..server(LOCAL) }).expect("an address");
    page.settled().await;
    page.controller.again(page.rows()[1].id);
    page.until("the answer", |page| page.status() == Some(Complete) && !page.is_running()).await;
    let models: Vec<String> = page.servers.requests.borrow().iter().map(|(model, _)| model.clone()).collect();
    assert_eq!(models, ["typo", "tiny"]);
}

/// An agent run that waits for the user's approval.
async fn run_that_waits() -> (Page, u64) {
    let page = Page::open().await;
    page.controller.toggle_agent();
    page.servers.answers(call("write_file", &json!({ "path": "a.txt", "content": "x" })));
    page.send("Write it down");
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;
    let call = page.awaiting().expect("a call");
    (page, call)
}

fn yes() -> ApprovalDecision {
    ApprovalDecision::Once { arguments: json!({ "path": "a.txt", "content": "x" }) }
}

#[wasm_bindgen_test]
async fn a_run_goes_on_where_it_began() {
    let (page, call) = run_that_waits().await;
    page.servers.answers([say("Done."), finish()]);
    page.controller.decide(call, yes());
    page.until("the end", |page| page.answer() == "Done." && !page.is_running()).await;
    assert_eq!(asked(&page), [LOCAL, LOCAL]);
    assert_eq!(page.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_run_goes_on_with_the_model_it_began_with_in_the_next_page_too() {
    let page = Page::open().await;
    page.servers.says(LOCAL, Some(&["tiny", "large"]));
    page.controller.save_settings(Settings { model: "tiny".into(), ..server(LOCAL) }).expect("an address");
    page.settled().await;
    page.ask("Hi").await;
    page.controller.toggle_agent();
    let Active::Server(used) = page.state.model.active.get_untracked() else {
        panic!("a server is configured")
    };
    page.servers.answers(call("write_file", &json!({ "path": "a.txt", "content": "x" })));
    page.controller.again_with(
        page.rows()[1].id,
        Active::Server(crate::ports::Server { model: "large".into(), ..used }),
    );
    page.until("the card", |page| page.awaiting().is_some() && !page.is_running()).await;

    let later = page.other_tab(page.session().as_deref()).await;
    later.servers.says(LOCAL, Some(&["tiny", "large"]));
    later.controller.save_settings(Settings { model: "tiny".into(), ..server(LOCAL) }).expect("an address");
    later.settled().await;
    later.controller.decide(later.awaiting().expect("a call"), yes());
    later.until("the end", |page| page.answer() == "An answer." && !page.is_running()).await;
    assert_eq!(later.servers.requests.borrow()[0].0, "large");
}

#[wasm_bindgen_test]
async fn after_save_a_run_goes_on_with_the_new_server() {
    for settings in [server(OTHER), automatic()] {
        let (page, call) = run_that_waits().await;
        page.servers.says(LOCAL, (settings.kind.is_some()).then_some(&["tiny"]));
        page.controller.save_settings(settings).expect("settings");
        page.settled().await;
        page.servers.answers([say("Done."), finish()]);
        page.controller.decide(call, yes());
        page.until("the end", |page| page.answer() == "Done." && !page.is_running()).await;
        assert_eq!(asked(&page).len(), 2);
        assert_ne!(asked(&page)[1], LOCAL);
        assert!(page.toasts().iter().any(|toast| toast.contains("goes on with it")), "{:?}", page.toasts());
    }
}
