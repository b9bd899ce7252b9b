//! A stalled model: the page says so, and stops saying so once something arrives.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Gate, Page, finish, say, wait};

fn is_stalled(page: &Page) -> bool {
    page.rows().last().is_some_and(|row| row.facts.with_untracked(|facts| facts.is_stalled))
}

#[wasm_bindgen_test]
async fn an_answer_that_stands_still_for_a_minute_says_so_until_it_goes_on() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([say("One "), wait(&rest), say("two."), finish()]);
    page.send("Count");
    page.until("the word", |page| page.answer() == "One ").await;
    page.advance(59_000).await;
    assert!(!is_stalled(&page));
    page.advance(1_000).await;
    assert!(is_stalled(&page));
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    assert!(!is_stalled(&page));
    assert_eq!(page.answer(), "One two.");
}

#[wasm_bindgen_test]
async fn a_model_that_never_begins_says_so_and_can_be_stopped() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([wait(&rest), finish()]);
    page.send("Count");
    page.settled().await;
    page.advance(60_000).await;
    assert!(is_stalled(&page));
    page.controller.stop();
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!(page.servers.open.get(), 0);
}

#[wasm_bindgen_test]
async fn words_that_come_slowly_are_no_stall() {
    let page = Page::open().await;
    let (second, third) = (Gate::closed(), Gate::closed());
    page.servers.answers([say("One "), wait(&second), say("two "), wait(&third), say("three."), finish()]);
    page.send("Count");
    page.until("the word", |page| page.answer() == "One ").await;
    page.advance(40_000).await;
    second.open();
    page.until("the word", |page| page.answer() == "One two ").await;
    page.advance(40_000).await;
    assert!(!is_stalled(&page));
    page.advance(20_000).await;
    assert!(is_stalled(&page));
    third.open();
    page.until("the end", |page| !page.is_running()).await;
}
