//! What the page shows when a model cannot handle a request.

use abcb_core::log::event::Protocol;
use abcb_core::log::transcript::MessageStatus::{Complete, Failed};
use abcb_core::provider::ProviderError;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ports::PageModel;
use crate::state::ProviderState;
use crate::testing::{Call, Cue, FakeServers, Fakes, Page, fail, finish, full, say};

fn status(page: &Page) -> (ProviderState, String) {
    page.state.model.status.with_untracked(|status| (status.state, status.detail.clone().unwrap_or_default()))
}

#[wasm_bindgen_test]
async fn a_servers_chat_template_that_fails_is_said_in_the_status_until_an_answer_comes() {
    let page = Page::open().await;
    let message = "\n------------\nWhile executing CallExpression at line 1, column 40 in source:\n...\nError: Jinja Exception: System role not supported";
    page.servers.answers([fail(ProviderError::Http { status: 500, message: message.into() })]);
    page.ask("Hi").await;
    page.settled().await;
    assert_eq!(page.status(), Some(Failed));
    let (state, detail) = status(&page);
    assert_eq!(state, ProviderState::Error, "{detail}");
    assert!(detail.contains("chat template") && detail.contains("System role not supported."), "{detail}");
    // A successful model listing does not prove that the template works.
    page.controller.refresh();
    page.settled().await;
    assert_eq!(status(&page).0, ProviderState::Error);
    page.ask("Again").await;
    page.settled().await;
    assert_eq!((page.status(), status(&page)), (Some(Complete), (ProviderState::Ready, String::new())));
}

#[wasm_bindgen_test]
async fn the_chat_template_of_the_model_in_the_page_that_fails_is_said_in_the_status() {
    let page = with_model_in_page().open(None).await;
    let message = "the model's chat template fails: roles must take turns".to_owned();
    page.in_page.script.answers([fail(ProviderError::InBand { message })]);
    page.ask("Hi").await;
    page.settled().await;
    let (state, detail) = status(&page);
    assert_eq!(state, ProviderState::Error, "{detail}");
    assert!(detail.contains("roles must take turns"), "{detail}");
    page.ask("Again").await;
    page.settled().await;
    assert_eq!(status(&page), (ProviderState::Ready, String::new()));
}

fn with_model_in_page() -> Fakes {
    let fakes = Fakes { servers: FakeServers::none(), ..Fakes::default() };
    fakes.in_page.offered.borrow_mut().push(PageModel { name: "tiny.gguf".into(), size: 1 });
    fakes
}

/// An agent's answer in JSON.
fn envelope() -> [Cue; 2] {
    [say(r#"{"kind":"final","content":"Done."}"#), finish()]
}

fn told(page: &Page) -> usize {
    page.toasts().iter().filter(|text| text.contains("does not accept tools in a request")).count()
}

#[wasm_bindgen_test]
async fn that_the_agent_asks_a_model_that_takes_no_tools_in_json_is_said_once_a_session() {
    let fakes = with_model_in_page();
    fakes.in_page.script.drops_tools.set(true);
    fakes.config.config.borrow_mut().set_agent(8, Some(Protocol::Native));
    let page = fakes.open(None).await;
    page.controller.toggle_agent();
    for question in ["One", "Two"] {
        page.in_page.script.answers(envelope());
        page.ask(question).await;
        page.settled().await;
        assert_eq!((page.answer().as_str(), told(&page)), ("Done.", 1), "{question}");
    }
    assert!(page.toasts()[0].starts_with("tiny"), "{:?}", page.toasts());
    page.controller.new_session();
    page.in_page.script.answers(envelope());
    page.ask("Three").await;
    page.settled().await;
    assert_eq!(told(&page), 2);
}

#[wasm_bindgen_test]
async fn that_a_server_refuses_tools_is_said() {
    let page = Page::open().await;
    page.controller.toggle_agent();
    let message = "tools param requires --jinja flag".to_owned();
    page.servers.answers([fail(ProviderError::Http { status: 500, message })]);
    page.servers.answers(envelope());
    page.ask("Hi").await;
    page.settled().await;
    assert_eq!((page.answer().as_str(), told(&page)), ("Done.", 1));
    // Rejected tools are not a template failure.
    assert_eq!(status(&page).0, ProviderState::Ready);
}

#[wasm_bindgen_test]
async fn another_error_of_a_server_leaves_it_ready() {
    let page = Page::open().await;
    page.servers.answers([fail(ProviderError::Http { status: 500, message: "out of order".into() })]);
    page.ask("Hi").await;
    page.settled().await;
    assert_eq!(status(&page), (ProviderState::Ready, String::new()));
}

#[wasm_bindgen_test]
async fn that_something_was_not_saved_is_said_until_something_is_and_anew_each_time() {
    let page = Page::open().await;
    page.ask("First").await;
    for _ in 0..2 {
        page.store.fail_nth(Call::Append, 1, full());
        page.send("Second");
        page.until("the refusal", |page| page.banner().is_some() && page.draft() == "Second").await;
        page.settled().await;
        assert_eq!(page.toasts(), Vec::<String>::new());
        // An identical banner would not reveal a new failure.
        page.store.fail_nth(Call::Append, 1, full());
        page.controller.send();
        page.until("a word on it", |page| page.toasts().len() == 1).await;
        page.settled().await;
        assert_eq!(page.draft(), "Second");
        page.advance(60_000).await;
        page.ask("Third").await;
        assert_eq!(page.banner(), None);
    }
}

#[wasm_bindgen_test]
async fn a_list_of_sessions_that_can_be_read_again_is_said_to_be_missing_no_more() {
    let page = Page::open().await;
    page.ask("First").await;
    page.store.fail_nth(Call::List, 1, full());
    page.controller.refresh();
    page.until("a word on it", |page| page.banner().is_some()).await;
    page.controller.refresh();
    page.until("the list", |page| page.banner().is_none()).await;
}

#[wasm_bindgen_test]
async fn a_server_that_answers_is_ready_whatever_comes_of_its_list_of_models() {
    let away = ProviderError::Unreachable { url: "the server".into(), detail: "no answer in 8 s".into() };
    let missing = ProviderError::Http { status: 404, message: "not found".into() };
    let key = ProviderError::Unauthorized { status: 401, message: "no key".into() };
    for error in [missing, key.clone(), away] {
        let fakes = Fakes::with_server();
        *fakes.servers.models.borrow_mut() = Err(error.clone());
        let page = fakes.open(None).await;
        assert_ne!(status(&page).0, ProviderState::Ready, "{error:?}");
        // An error response does not count as an answer.
        page.servers.answers([fail(key.clone())]);
        page.ask("Hi").await;
        page.settled().await;
        assert_ne!(status(&page).0, ProviderState::Ready, "{error:?}");
        page.ask("Again").await;
        page.settled().await;
        assert_eq!((page.status(), status(&page)), (Some(Complete), (ProviderState::Ready, String::new())));
        page.controller.refresh();
        page.settled().await;
        assert_eq!(status(&page).0, ProviderState::Ready, "{error:?}");
    }
}
