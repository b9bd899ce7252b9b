//! A session that another tab deletes.

use abcb_core::conversation::session::session_dir;
use abcb_core::log::transcript::MessageStatus::Complete;
use abcb_core::storage::store::SessionStore;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::state::Undo;
use crate::testing::{Gate, Page, finish, say, wait};

const SAID: &str = "This session was deleted in another tab.";

/// A page whose answer has streamed "Half", the gate it waits for, and another page with the same session.
async fn answering() -> (Page, Gate, Page) {
    let (page, rest) = (Page::open().await, Gate::closed());
    page.ask("First").await;
    let other = page.other_tab(page.session().as_deref()).await;
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("Second");
    page.until("the first words", |page| page.answer() == "Half").await;
    page.advance(1_000).await;
    (page, rest, other)
}

fn undo(page: &Page, id: &str) {
    page.controller.undo(Undo::DeleteSessions { ids: vec![id.to_owned()], shown: Some(id.to_owned()) });
}

#[wasm_bindgen_test]
async fn an_answer_in_a_session_that_is_deleted_elsewhere_ends_and_stays_on_screen() {
    let (page, rest, other) = answering().await;
    let id = page.session().expect("a session");
    other.controller.delete_sessions(vec![id.clone()]);
    page.until("the end of the answer", |page| !page.is_running()).await;
    page.settled().await;
    assert_eq!((page.toasts(), page.answer()), (vec![SAID.to_owned()], "Half".to_owned()));
    assert_eq!(page.listed(), Vec::<String>::new());
    assert_eq!(page.servers.open.get(), 0, "nothing is read from the server any more");
    rest.open();

    undo(&other, &id);
    other.until("the session", |page| page.listed() == [id.clone()] && page.answer() == "Half").await;
    page.until("the session", |page| page.listed() == [id.clone()]).await;
    page.settled().await;
    page.ask("Third").await;
    assert_eq!((page.status(), page.toasts().len()), (Some(Complete), 1), "{:?}", page.toasts());
}

#[wasm_bindgen_test]
async fn an_answer_whose_tab_hears_of_no_deletion_does_not_bring_the_session_back() {
    let (page, rest, other) = answering().await;
    let id = page.session().expect("a session");
    page.tabs.is_deaf.set(true);
    other.controller.delete_sessions(vec![id.clone()]);
    other.settled().await;
    rest.open();
    page.until("the end of the answer", |page| !page.is_running()).await;
    page.settled().await;
    assert_eq!((page.toasts(), page.answer()), (vec![SAID.to_owned()], "Half whole.".to_owned()));
    page.controller.refresh();
    page.settled().await;
    assert_eq!(page.listed(), Vec::<String>::new());
    undo(&other, &id);
    other.until("what was stored", |page| page.listed() == [id.clone()] && page.rows().len() == 4).await;
}

#[wasm_bindgen_test]
async fn a_message_to_a_session_that_was_deleted_elsewhere_stays_in_the_composer() {
    for is_deaf in [true, false] {
        let page = Page::open().await;
        page.ask("First").await;
        let id = page.session().expect("a session");
        page.tabs.is_deaf.set(is_deaf);
        let other = page.other_tab(None).await;
        other.controller.delete_sessions(vec![id]);
        other.settled().await;
        page.settled().await;
        page.send("Second");
        page.settled().await;
        assert_eq!((page.draft().as_str(), page.is_running()), ("Second", false), "deaf: {is_deaf}");
        assert_eq!(page.toasts().last().map(String::as_str), Some(SAID), "deaf: {is_deaf}");
        assert_eq!((page.servers.requests.borrow().len(), page.listed()), (1, Vec::new()));
    }
}

#[wasm_bindgen_test]
async fn a_change_to_a_session_whose_deletion_was_undone_unheard_does_not_delete_it() {
    let (page, rest, other) = answering().await;
    let id = page.session().expect("a session");
    other.controller.delete_sessions(vec![id.clone()]);
    page.until("the end of the answer", |page| !page.is_running()).await;
    rest.open();
    page.settled().await;
    page.browser.is_visible.set(false);
    undo(&other, &id);
    other.until("the session", |page| page.listed() == [id.clone()]).await;
    page.settled().await;
    page.browser.is_visible.set(true);
    page.controller.refresh();
    page.until("the session", |page| page.listed() == [id.clone()]).await;
    page.controller.rename(id.clone(), "Plans".into());
    other.until("the title", |page| page.listed_titles() == ["Plans"]).await;
    let dir = session_dir(page.config.config.borrow().memory_dir(), &id);
    let meta = page.store.kept().load(&dir).await.expect("stored").meta;
    assert_eq!((meta.deleted_at, meta.title.as_deref()), (None, Some("Plans")));
}
