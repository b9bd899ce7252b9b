//! Which tool call protocol is used: native wherever the server's template supports tools, however small the model.

use abcb_core::log::event::Event;
use abcb_core::log::event::Protocol::{self, Envelope, Guided, Native};
use abcb_core::provider::ChatRequest;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::ports::ModelFacts;
use crate::testing::{Fakes, Page};

/// Qwen2.5-Coder 0.5B: 72 % correct with the native protocol on BFCL's simple category, 30 % with the guided one.
const SMALL: u64 = 494_032_768;
const LARGE: u64 = 7_615_616_512;

/// The request of a run's first step, and the protocol in the log.
async fn first_step(knows_tools: Option<bool>, parameters: Option<u64>) -> (ChatRequest, Protocol) {
    let page = Page::open().await;
    page.servers.facts.set(ModelFacts { knows_tools, parameters, ..ModelFacts::default() });
    page.controller.toggle_agent();
    page.ask("How much is 12 plus 30?").await;
    let (_, request) = page.servers.requests.borrow()[0].clone();
    let stored = page.stored(&page.session().expect("a session")).await;
    let said = stored.iter().find_map(|logged| match &logged.event {
        Event::RunStarted { agent, .. } => agent.as_ref().map(|agent| agent.protocol),
        _ => None,
    });
    (request, said.expect("a run with tools"))
}

#[wasm_bindgen_test]
async fn a_model_whose_template_shows_tools_is_asked_natively_whatever_its_size() {
    for parameters in [Some(SMALL), Some(LARGE), None] {
        let (request, protocol) = first_step(Some(true), parameters).await;
        assert_eq!(protocol, Native, "{parameters:?}");
        let names: Vec<&str> = request.tools.iter().map(|tool| tool.name.as_str()).collect();
        assert!(names.contains(&"add_numbers"), "{parameters:?}: {names:?}");
        assert_eq!(request.schema, None, "{parameters:?}");
    }
}

#[wasm_bindgen_test]
async fn a_model_whose_template_shows_none_is_guided_if_it_is_small_and_else_held_to_a_schema() {
    for (parameters, expected) in [(Some(SMALL), Guided), (Some(LARGE), Envelope), (None, Envelope)] {
        let (request, protocol) = first_step(Some(false), parameters).await;
        assert_eq!(protocol, expected, "{parameters:?}");
        assert!(request.tools.is_empty(), "{parameters:?}");
        assert_eq!(request.schema.is_some(), expected == Envelope, "{parameters:?}");
    }
}

#[wasm_bindgen_test]
async fn a_server_that_says_nothing_of_templates_is_asked_natively_unless_its_model_is_small() {
    for (parameters, expected) in [(None, Native), (Some(LARGE), Native), (Some(SMALL), Guided)] {
        assert_eq!(first_step(None, parameters).await.1, expected, "{parameters:?}");
    }
}

#[wasm_bindgen_test]
async fn an_example_that_is_chosen_before_a_model_is_known_is_sent_with_its_tool() {
    let fakes = Fakes::with_server();
    fakes.servers.list_gate.close();
    let facts = ModelFacts { knows_tools: Some(false), parameters: Some(SMALL), ..ModelFacts::default() };
    fakes.servers.facts.set(facts);
    let page = fakes.open(None).await;
    page.controller.toggle_agent();
    page.controller.try_example("How much is 12 plus 30?");
    page.advance(1_000).await;
    page.servers.list_gate.open();
    page.advance(1_000).await;
    let stored = page.stored(&page.session().expect("a session")).await;
    let tools = stored.iter().find_map(|logged| match &logged.event {
        Event::RunStarted { agent, .. } => agent.as_ref().map(|agent| agent.tools.clone()),
        _ => None,
    });
    assert_eq!(tools, Some(vec!["add_numbers".to_owned()]));
}
