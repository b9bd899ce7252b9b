//! Tests of the evaluation: it continues while its page is closed, can be watched and stopped from outside it, and
//! leaves nothing running.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::banner::Banner;
use crate::state::AgentPage;
use crate::testing::stage::{all, click, find, words};
use crate::testing::{Gate, Page, finish, say, wait};

/// Opens a page whose evaluation has sent its first request. The gate holds back the response.
async fn measuring() -> (Page, Gate) {
    let page = Page::open().await;
    let gate = Gate::closed();
    page.servers.answers([say("An "), wait(&gate), say("answer."), finish()]);
    page.state.agent.page.set(Some(AgentPage::Evaluation));
    page.controller.evaluate(1);
    page.until("the first request", |page| page.servers.open.get() == 1).await;
    (page, gate)
}

fn is_running(page: &Page) -> bool {
    page.state.evaluation.is_running.get_untracked()
}

fn done(page: &Page) -> Option<usize> {
    page.state.evaluation.score.with_untracked(|score| score.as_ref().map(|score| score.done))
}

#[wasm_bindgen_test]
async fn an_evaluation_whose_page_is_closed_is_seen_and_can_be_stopped() {
    let (page, _gate) = measuring().await;
    let is_there = page.mount(|| view! { <Banner/> }.into_any());
    page.settled().await;
    assert_eq!(all("eval-status").len(), 0, "its own page says it");
    page.state.agent.page.set(None);
    page.until("the bar", |_| all("eval-status").len() == 1).await;
    let of = page.state.evaluation.score.with_untracked(|score| score.as_ref().map(|score| score.of));
    let expected = format!("Evaluation: 0 of {}", of.expect("a score"));
    assert!(words(&find("eval-status")).starts_with(&expected), "{}", words(&find("eval-status")));

    click("open-eval");
    page.until("no bar", |_| all("eval-status").is_empty()).await;
    assert_eq!(page.state.agent.page.get_untracked(), Some(AgentPage::Evaluation));
    page.state.agent.page.set(None);
    page.until("the bar", |_| all("eval-status").len() == 1).await;

    click("stop-eval");
    page.until("no bar", |_| all("eval-status").is_empty()).await;
    page.settled().await;
    assert_eq!((is_running(&page), page.servers.open.get(), done(&page)), (false, 0, Some(0)));
    assert_eq!(page.toasts(), Vec::<String>::new(), "whoever stops it knows");
    is_there.set(false);
    page.settled().await;
}

#[wasm_bindgen_test]
async fn a_question_beside_an_evaluation_is_answered_and_each_is_stopped_alone() {
    let (page, gate) = measuring().await;
    let rest = Gate::closed();
    page.servers.answers([say("Words"), wait(&rest), finish()]);
    page.send("A question");
    page.until("the words", |page| page.answer() == "Words").await;
    assert_eq!(page.servers.open.get(), 2);
    page.controller.stop();
    page.until("the end", |page| !page.is_running()).await;
    assert!(is_running(&page));
    assert_eq!(page.servers.open.get(), 1);
    gate.open();
    page.until("the next trial", |page| done(page).is_some_and(|done| done > 0)).await;
    page.controller.stop_evaluation();
    page.settled().await;
    assert_eq!((is_running(&page), page.servers.open.get()), (false, 0));
}

#[wasm_bindgen_test]
async fn an_evaluation_that_waits_for_the_server_can_be_stopped_and_begun_again() {
    let page = Page::open().await;
    page.servers.facts_gate.close();
    page.controller.evaluate(1);
    page.settled().await;
    assert_eq!((is_running(&page), done(&page)), (true, None));
    page.controller.stop_evaluation();
    page.settled().await;
    assert!(!is_running(&page));

    page.controller.evaluate(1);
    page.settled().await;
    let gate = Gate::closed();
    page.servers.answers([wait(&gate), finish()]);
    page.servers.facts_gate.open();
    page.until("the first request", |page| page.servers.open.get() == 1).await;
    page.settled().await;
    // The first evaluation has neither sent anything nor ended the second one.
    assert_eq!((is_running(&page), page.servers.requests.borrow().len()), (true, 1));
    page.controller.stop_evaluation();
    page.settled().await;
    assert_eq!((is_running(&page), page.servers.open.get()), (false, 0));
}

#[wasm_bindgen_test]
async fn an_evaluation_that_ends_unseen_says_so() {
    let (page, gate) = measuring().await;
    page.state.agent.page.set(None);
    gate.open();
    page.until("the end", |page| !is_running(page)).await;
    page.settled().await;
    let toasts = page.toasts();
    assert!(toasts.iter().any(|toast| toast.starts_with("The evaluation has ended: ")), "{toasts:?}");
    let all_done = page
        .state
        .evaluation
        .score
        .with_untracked(|score| score.as_ref().is_some_and(|score| score.done == score.of));
    assert!(all_done);
}
