//! A store that never answers: the text is shown, Stop works, and the page says that nothing is being saved.

use abcb_core::log::transcript::MessageStatus::{Complete, Interrupted, Streaming};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Gate, Page, finish, say, wait};

const UNSAVED: &str = "The answer is not being saved: the storage has not answered for 5 seconds.";

#[wasm_bindgen_test]
async fn words_are_shown_while_a_checkpoint_is_not_answered_for() {
    let page = Page::open().await;
    let rest = Gate::closed();
    let store = page.store.gate(Call::Append);
    store.close();
    page.servers.answers([say("One "), say("two "), wait(&rest), say("three."), finish()]);
    page.send("Count");
    page.until("the words", |page| page.answer() == "One two ").await;
    assert_eq!((page.status(), page.banner()), (Some(Streaming), None));
    page.advance(5_000).await;
    assert_eq!(page.banner().as_deref(), Some(UNSAVED));

    // The delayed text is stored, and the warning is gone.
    store.open();
    page.settled().await;
    assert_eq!(page.banner(), None);
    rest.open();
    page.until("the end", |page| !page.is_running()).await;
    assert_eq!((page.status(), page.answer().as_str()), (Some(Complete), "One two three."));
    let again = page.other_tab(page.session().as_deref()).await;
    assert_eq!(again.messages(), page.messages());
}

#[wasm_bindgen_test]
async fn stop_ends_an_answer_that_cannot_be_kept() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.store.gate(Call::Append).close();
    page.servers.answers([say("One "), wait(&rest), finish()]);
    page.send("Count");
    page.until("the word", |page| page.answer() == "One ").await;
    page.controller.stop();
    page.settled().await;
    assert_eq!(page.servers.open.get(), 0, "the model stops at once");
    page.advance(5_000).await;
    assert!(!page.is_running());
    assert_eq!((page.status(), page.answer().as_str()), (Some(Interrupted), "One "));
    let banner = page.banner().expect("a sentence");
    assert!(banner.contains("not known whether the last words were saved"), "{banner}");
    page.controller.stop();
    page.store.gate(Call::Append).open();
    page.ask("Again").await;
    assert_eq!(page.status(), Some(Complete));
}

#[wasm_bindgen_test]
async fn a_question_that_is_not_answered_for_is_said_and_can_be_taken_back() {
    let page = Page::open().await;
    page.store.gate(Call::Insert).close();
    page.send("Precious");
    page.advance(5_000).await;
    let banner = page.banner().expect("a sentence");
    assert!(banner.starts_with("Nothing is being saved: the storage has not answered"), "{banner}");
    assert!(page.is_running());
    page.controller.stop();
    page.until("the end", |page| !page.is_running()).await;
    page.settled().await;
    assert_eq!((page.draft().as_str(), page.session()), ("Precious", None));
    assert_eq!(page.servers.requests.borrow().len(), 0);
}
