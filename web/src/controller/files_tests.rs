//! Importing files: the notice shown while a large one is read and added.

use abcb_core::conversation::message::Role;
use abcb_core::log::event::{Event, Sequence, write_log};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::stage::file_field;
use crate::testing::{Call, Page};

const SAID: &str = "Importing talk.jsonl…";

/// A log with `count` messages.
fn log(count: usize) -> Vec<u8> {
    let said = |_| Event::imported(Role::User, "word ".repeat(100), None);
    write_log(&Sequence::default().number(1, (0..count).map(said).collect())).expect("a log").into_bytes()
}

fn pick(page: &Page, file: Vec<u8>) {
    page.browser.picked.borrow_mut().push(("talk.jsonl".into(), file));
    page.controller.read_imports(file_field());
}

fn is_read(page: &Page) -> bool {
    page.state.imports.readings.with_untracked(Option::is_some)
}

#[wasm_bindgen_test]
async fn what_is_imported_in_one_tab_is_in_the_list_of_the_other() {
    let page = Page::open().await;
    let other = page.other_tab(None).await;
    pick(&page, log(1));
    page.until("the report", is_read).await;
    page.controller.confirm_import();
    page.settled().await;
    other.settled().await;
    assert_eq!(other.state.sessions.list.with_untracked(Vec::len), 1);
}

#[wasm_bindgen_test]
async fn that_a_large_file_is_imported_is_on_the_screen_before_the_work_begins() {
    let page = Page::open().await;
    page.browser.frames_are_held.set(true);
    pick(&page, log(2_100));
    page.settled().await;
    assert_eq!((page.toasts(), is_read(&page)), (vec![SAID.to_owned()], false));
    page.browser.frames_are_held.set(false);
    page.until("the report", is_read).await;
    assert_eq!(page.toasts(), [""; 0]);

    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.controller.confirm_import();
    page.settled().await;
    // Storing this much takes a while, which is not reported as an unresponsive store.
    page.advance(20_000).await;
    assert_eq!(page.toasts(), [SAID]);
    gate.open();
    page.until("the session", |page| page.session().is_some() && page.toasts() == ["1 session imported"])
        .await;
}

#[wasm_bindgen_test]
async fn a_page_out_of_sight_imports_without_a_frame() {
    let page = Page::open().await;
    page.browser.frames_are_held.set(true);
    pick(&page, log(2_100));
    page.settled().await;
    page.advance(100).await;
    assert!(is_read(&page));
}

#[wasm_bindgen_test]
async fn a_small_file_is_imported_without_a_word() {
    let page = Page::open().await;
    page.browser.frames_are_held.set(true);
    pick(&page, log(3));
    page.until("the report", is_read).await;
    assert_eq!(page.toasts(), [""; 0]);
}

#[wasm_bindgen_test]
async fn who_has_begun_a_new_session_during_an_import_stays_there() {
    let page = Page::open().await;
    pick(&page, log(3));
    page.until("the report", is_read).await;
    let gate = page.store.gate(Call::Insert);
    gate.close();
    page.controller.confirm_import();
    page.settled().await;
    page.controller.new_session();
    gate.open();
    page.until("the end", |page| page.toasts() == ["1 session imported"]).await;
    assert!(page.session().is_none());
}
