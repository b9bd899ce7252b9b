//! Tests that the settings may be closed while something is still loading for them.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::model::model_form;
use crate::testing::Page;
use crate::testing::stage::{find, happen, write};

#[wasm_bindgen_test]
async fn the_settings_are_closed_while_a_model_file_loads() {
    let page = Page::open().await;
    page.in_page.open_gate.close();
    *page.in_page.opens.borrow_mut() = Some(Ok("mine.gguf".into()));
    let is_there = page.mount(model_form);
    write(&find("provider-kind"), "in-page");
    page.settled().await;
    happen(&find("model-file"), "change");
    page.until("it loads", |page| page.state.model.opening.get_untracked().is_some()).await;
    is_there.set(false);
    page.settled().await;
    page.in_page.open_gate.open();
    page.until("it is loaded", |page| page.state.model.opening.get_untracked().is_none()).await;
    page.settled().await;
}
