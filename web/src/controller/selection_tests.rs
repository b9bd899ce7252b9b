//! Model selection with servers that are slow, unreachable, started later, or no longer the configured ones.

use abcb_core::log::transcript::MessageStatus::{Complete, Failed};
use abcb_core::provider::ProviderError;
use abcb_core::settings::{Config, ModelKind};
use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ports::PageModel;
use crate::reasons::Unusable;
use crate::state::{Active, ProviderState, Settings};
use crate::testing::{FakeServers, Fakes, Page, call};

const LOCAL: &str = "http://127.0.0.1:8080/v1";

/// No settings and no server; these in-tab models are available.
fn bare(page_models: &[&str]) -> Fakes {
    let fakes = Fakes { servers: FakeServers::none(), ..Fakes::default() };
    let models = page_models.iter().map(|name| PageModel { name: (*name).to_owned(), size: 1 });
    fakes.in_page.offered.borrow_mut().extend(models);
    fakes
}

fn server(base_url: &str) -> Settings {
    Settings { kind: Some(ModelKind::Server), base_url: base_url.into(), ..Settings::default() }
}

fn active(page: &Page) -> Active {
    page.state.model.active.get_untracked()
}

fn state_of(page: &Page) -> ProviderState {
    page.state.model.status.with_untracked(|status| status.state)
}

#[wasm_bindgen_test]
async fn a_question_asked_while_a_configured_server_is_slow_waits_however_long_and_no_mock_answers() {
    let fakes = Fakes::with_server();
    fakes.servers.list_gate.close();
    let page = fakes.open(None).await;
    page.send("Hi");
    page.advance(20_000).await;
    assert!(page.is_running());
    assert!(page.messages().iter().all(|(_, _, text)| !text.contains("mock run")));
    page.servers.list_gate.open();
    page.advance(1_000).await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "An answer."));
}

#[wasm_bindgen_test]
async fn one_bad_setting_does_not_hide_the_configured_server() {
    let fakes = Fakes::with_server();
    let address = fakes.config.config.borrow().base_url().expect("a server").to_owned();
    let text = json!({"model": {"base_url": address}, "agent": {"max_steps": -1}}).to_string();
    *fakes.config.config.borrow_mut() = Config::parse(&text).expect("an object");
    let page = fakes.open(None).await;
    assert!(page.state.sessions.banner.get_untracked().is_some());
    page.send("Hi");
    page.advance(1_000).await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "An answer."));
}

#[wasm_bindgen_test]
async fn where_it_cannot_be_read_what_was_chosen_nothing_answers_in_its_place() {
    let unreadable = Config::parse("{").map_err(|error| Config::unreadable(&error)).expect_err("no JSON");
    let of_no_kind = Config::parse(r#"{"model":{"kind":"oracle"}}"#).expect("an object");
    for config in [unreadable, of_no_kind] {
        let fakes = bare(&["tiny"]);
        *fakes.config.config.borrow_mut() = config;
        let page = fakes.open(None).await;
        page.send("Hi");
        page.advance(1_000).await;
        assert!(matches!(active(&page), Active::Unusable(_)));
        assert_eq!(page.answer(), "");
        assert_eq!(page.servers.requests.borrow().len(), 0);
        page.controller.save_settings(Settings::default()).expect("saved");
        page.advance(1_000).await;
        assert_eq!(active(&page), Active::InPage("tiny".into()));
    }
}

#[wasm_bindgen_test]
async fn with_neither_server_nor_model_a_question_waits_for_the_user_or_for_a_server() {
    let page = bare(&[]).open(None).await;
    page.send("Hi");
    page.advance(9_000).await;
    assert!(page.is_running());
    assert_eq!(active(&page), Active::Unknown);
    page.servers.says(LOCAL, Some(&["late"]));
    page.advance(60_000).await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "An answer."));
    assert_eq!(page.servers.requests.borrow()[0].0, "late");
}

#[wasm_bindgen_test]
async fn the_demo_answers_once_the_user_has_chosen_it() {
    let page = bare(&[]).open(None).await;
    page.send("Hi");
    page.advance(1_000).await;
    page.controller.use_demo_mode();
    page.advance(1_000).await;
    assert_eq!(page.answer(), "mock run: you said Hi");
}

#[wasm_bindgen_test]
async fn a_question_that_waits_can_be_stopped_and_is_not_lost() {
    let page = bare(&[]).open(None).await;
    page.send("Precious");
    page.advance(1_000).await;
    page.controller.stop();
    page.settled().await;
    assert!(!page.is_running());
    assert!(page.draft() == "Precious" || page.messages().iter().any(|(_, _, text)| text == "Precious"));
}

#[wasm_bindgen_test]
async fn after_save_nothing_goes_to_the_old_server() {
    let page = Page::open().await;
    page.ask("First").await;
    // The new server is slow to list its models; a message sent meanwhile waits for it.
    page.servers.list_gate.close();
    page.controller.save_settings(server("http://127.0.0.1:9999")).expect("an address");
    page.send("Second");
    page.advance(1_000).await;
    assert_eq!(page.servers.sent_to.borrow().len(), 1);
    page.servers.list_gate.open();
    page.advance(1_000).await;
    let sent: Vec<String> =
        page.servers.sent_to.borrow().iter().map(|server| server.endpoint.base_url()).collect();
    assert_eq!(sent, [LOCAL, "http://127.0.0.1:9999/v1"]);
}

#[wasm_bindgen_test]
async fn a_run_with_tools_asks_the_old_server_nothing_more_after_save() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    let arguments = json!({"text": "hello"});
    let rest = crate::testing::Gate::closed();
    let [asks, ends] = call("echo", &arguments);
    page.servers.answers([crate::testing::wait(&rest), asks, ends]);
    page.send("Echo hello");
    page.until("the request", |page| page.servers.requests.borrow().len() == 1).await;
    page.controller.save_settings(server("http://127.0.0.1:9999")).expect("an address");
    page.advance(1_000).await;
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!(page.servers.requests.borrow().len(), 1);
    assert_eq!(page.status(), Some(Failed));
}

#[wasm_bindgen_test]
async fn what_an_old_server_says_after_save_changes_nothing() {
    let fakes = Fakes::with_server();
    fakes.servers.says(LOCAL, Some(&["old"]));
    fakes.servers.says("http://127.0.0.1:9999/v1", None);
    fakes.servers.list_gate.close();
    let page = fakes.open(None).await;
    page.controller.save_settings(server("http://127.0.0.1:9999")).expect("an address");
    page.settled().await;
    page.servers.list_gate.open();
    page.settled().await;
    let Active::Server(used) = active(&page) else { panic!("a server is configured") };
    assert_eq!(used.endpoint.base_url(), "http://127.0.0.1:9999/v1");
    assert_eq!(state_of(&page), ProviderState::Offline);
}

#[wasm_bindgen_test]
async fn a_found_server_that_stops_is_lost_not_replaced_and_found_again() {
    let fakes = bare(&["page.gguf"]);
    fakes.servers.says(LOCAL, Some(&["a"]));
    let page = fakes.open(None).await;
    page.ask("Hi").await;
    page.servers.says(LOCAL, None);
    page.controller.refresh();
    page.settled().await;
    assert!(matches!(active(&page), Active::Server(_)));
    assert_eq!(state_of(&page), ProviderState::Offline);
    page.servers.says(LOCAL, Some(&["a"]));
    page.advance(10_000).await;
    assert_eq!(state_of(&page), ProviderState::Ready);
}

#[wasm_bindgen_test]
async fn a_server_that_is_started_later_is_offered_and_answers_if_the_user_says_so() {
    let page = bare(&["page.gguf"]).open(None).await;
    page.ask("Hi").await;
    assert_eq!(active(&page), Active::InPage("page.gguf".into()));
    page.servers.says(LOCAL, Some(&["late"]));
    page.advance(60_000).await;
    assert_eq!(active(&page), Active::InPage("page.gguf".into()));
    assert!(page.state.model.offer.with_untracked(Option::is_some));
    page.controller.use_offer();
    assert!(matches!(active(&page), Active::Server(_)));
    assert!(page.state.model.offer.with_untracked(Option::is_none));
}

#[wasm_bindgen_test]
async fn the_context_is_asked_of_the_server_that_answers_and_no_question_waits_for_it() {
    let fakes = bare(&[]);
    fakes.servers.says(LOCAL, Some(&["used"]));
    fakes.servers.says("http://127.0.0.1:11434/v1", Some(&["found"]));
    let page = fakes.open(None).await;
    page.settled().await;
    let used = (LOCAL.to_owned(), "used".to_owned());
    assert!(page.servers.learned.borrow().iter().eq([&used]), "once, and no other server");
    // The server never reports it, and the message is answered anyway.
    page.ask("Hi").await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "An answer."));
    // A model that was loaded for this answer has a context size by now.
    assert!(page.servers.learned.borrow().iter().eq([&used, &used]));
}

#[wasm_bindgen_test]
async fn a_server_whose_list_tells_the_context_is_not_asked_for_it_again() {
    let fakes = bare(&[]);
    fakes.servers.says(LOCAL, Some(&["used"]));
    if let Some(Ok(list)) = fakes.servers.lists.borrow_mut().get_mut(LOCAL) {
        list.models[0].context_tokens = Some(4_096);
    }
    let page = fakes.open(None).await;
    page.ask("Hi").await;
    assert_eq!(page.servers.sent_to.borrow()[0].context_tokens, Some(4_096));
    assert_eq!(page.servers.learned.borrow().len(), 0);
}

#[wasm_bindgen_test]
async fn with_a_model_in_the_page_the_usual_ports_are_looked_at_ever_less_often_and_at_once_on_return() {
    let page = bare(&["page.gguf"]).open(None).await;
    let times_looked = || page.servers.looked_at.borrow().iter().filter(|url| *url == LOCAL).count();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let before = times_looked();
        page.advance(3_600_000).await;
        seen.push(times_looked() - before);
    }
    // Intervals of 15, 30, 60 … seconds, then ten minutes.
    assert_eq!(seen, [10, 6, 6]);
    page.servers.says(LOCAL, Some(&["late"]));
    page.controller.refresh();
    page.settled().await;
    assert!(matches!(active(&page), Active::Server(_)));
}

#[wasm_bindgen_test]
async fn a_configured_server_is_the_only_one_that_is_asked() {
    let page = Page::open().await;
    page.ask("Hi").await;
    page.controller.refresh();
    page.advance(60_000).await;
    assert!(page.servers.looked_at.borrow().iter().all(|url| url == LOCAL));
}

/// A part of the page that does not come says nothing about the server.
#[wasm_bindgen_test]
async fn a_server_is_not_said_to_be_away_because_the_page_is_incomplete() {
    let fakes = Fakes::with_server();
    let missing = ProviderError::NotUsable { reason: Unusable::PartMissing.to_string() };
    let there = fakes.servers.models.replace(Err(missing));
    let page = fakes.open(None).await;
    let detail = page.state.model.status.get_untracked().detail.unwrap_or_default();
    assert!(detail.starts_with("The part of this page that finds models could not be loaded"), "{detail}");
    *page.servers.models.borrow_mut() = there;
    page.advance(60_000).await;
    assert_eq!(state_of(&page), ProviderState::Ready);
}
