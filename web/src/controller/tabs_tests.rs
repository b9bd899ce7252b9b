//! Two tabs on one store.

use abcb_core::transcript::MessageStatus::Complete;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Page, finish, say};

#[wasm_bindgen_test]
async fn a_tab_that_is_behind_reads_again_and_sends_nothing() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
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
    assert_eq!(other.listed(), [two]);
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
