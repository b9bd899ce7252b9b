//! A store that does not answer outside a run: the user is told once, and pending calls complete when the store
//! answers.

use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Fakes, Gate, Page, finish, say, wait};

const SILENT: &str = "The storage has not answered for 5 seconds. What you asked for is done once it answers. If it does not, close other tabs of this page, then reload this one.";

/// How often the page shows that the store does not answer.
fn said(page: &Page) -> usize {
    page.toasts().iter().filter(|toast| *toast == SILENT).count()
}

async fn with_a_session() -> (Page, String) {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    (page, id)
}

/// Performs an action while such calls are unanswered, then lets them be answered.
async fn is_said_and_done(call: Call, act: impl Fn(&Page, String), is_done: impl Fn(&Page) -> bool) {
    let (page, id) = with_a_session().await;
    page.store.gate(call).close();
    act(&page, id);
    page.settled().await;
    page.advance(4_999).await;
    assert_eq!((said(&page), is_done(&page)), (0, false), "{call:?}: too early");
    page.advance(1).await;
    assert_eq!((said(&page), is_done(&page)), (1, false), "{call:?}: {:?}", page.toasts());
    page.advance(60_000).await;
    assert_eq!(said(&page), 1, "{call:?}: it stays while it is so");
    page.store.gate(call).open();
    page.until("what was asked for", &is_done).await;
    assert_eq!(said(&page), 0, "{call:?}: it is so no longer");
}

#[wasm_bindgen_test]
async fn opening_a_session_waits_for_the_store_and_says_so() {
    let open_anew = |page: &Page, id: String| {
        page.controller.new_session();
        page.controller.select(&id);
    };
    is_said_and_done(Call::Load, open_anew, |page| page.rows().len() == 2).await;
}

#[wasm_bindgen_test]
async fn a_title_a_pin_and_a_deletion_wait_for_the_store_and_say_so() {
    let rename = |page: &Page, id| page.controller.rename(id, "Second".into());
    is_said_and_done(Call::Append, rename, |page| page.listed_titles() == ["Second"]).await;
    let pin = |page: &Page, id| page.controller.pin(id, true);
    let is_pinned = |page: &Page| page.state.sessions.list.with_untracked(|list| list[0].pinned);
    is_said_and_done(Call::Append, pin, is_pinned).await;
    let delete = |page: &Page, id| page.controller.delete_sessions(vec![id]);
    is_said_and_done(Call::MarkDeleted, delete, |page| page.listed().is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_fork_a_branch_and_an_export_wait_for_the_store_and_say_so() {
    let fork = |page: &Page, _| page.controller.fork(page.rows()[1].id);
    is_said_and_done(Call::Insert, fork, |page| page.listed().len() == 2).await;
    let remove = |page: &Page, _| page.controller.delete_message(page.rows()[1].id);
    is_said_and_done(Call::Append, remove, |page| page.rows().len() == 1).await;
    let export = |page: &Page, _| page.controller.export_bundle();
    is_said_and_done(Call::Load, export, |page| page.browser.downloads.borrow().len() == 1).await;
}

#[wasm_bindgen_test]
async fn a_list_that_does_not_come_at_the_start_is_said() {
    let (page, id) = with_a_session().await;
    let fakes = Fakes { clock: page.clock.clone(), store: page.store.of_other_tab(), ..Fakes::with_server() };
    let gate = fakes.store.gate(Call::List);
    let other = fakes.open(None).await;
    gate.close();
    other.controller.refresh();
    other.settled().await;
    other.advance(5_000).await;
    assert_eq!(said(&other), 1);
    gate.open();
    other.until("the list", |page| page.listed() == [id.clone()] && said(page) == 0).await;
}

#[wasm_bindgen_test]
async fn however_much_waits_it_is_said_once_until_all_is_answered() {
    let (page, id) = with_a_session().await;
    for call in [Call::List, Call::Append] {
        page.store.gate(call).close();
    }
    page.controller.refresh();
    page.controller.rename(id.clone(), "Second".into());
    page.settled().await;
    page.advance(5_000).await;
    page.controller.pin(id, true);
    page.controller.refresh();
    page.advance(20_000).await;
    assert_eq!(said(&page), 1);
    // The user may dismiss the toast; it is not shown again for calls that are still pending.
    let toast = page.state.toasts.shown.get_untracked().pop().expect("a toast");
    page.state.toasts.dismiss(toast.key);
    page.advance(20_000).await;
    assert_eq!(said(&page), 0);
    for call in [Call::List, Call::Append] {
        page.store.gate(call).open();
    }
    page.until("all of it", |page| page.listed_titles() == ["Second"]).await;
    // A later silence is reported again.
    page.store.gate(Call::List).close();
    page.controller.refresh();
    page.settled().await;
    page.advance(5_000).await;
    assert_eq!(said(&page), 1);
}

#[wasm_bindgen_test]
async fn what_a_run_waits_for_is_said_by_the_run_alone() {
    let page = Page::open().await;
    let rest = Gate::closed();
    page.servers.answers([say("One "), wait(&rest), say("two"), finish()]);
    page.store.gate(Call::Append).close();
    page.send("Count");
    page.settled().await;
    page.advance(10_000).await;
    rest.open();
    page.advance(10_000).await;
    assert!(page.banner().is_some_and(|banner| banner.contains("has not answered for 5 seconds")));
    assert_eq!(said(&page), 0, "{:?}", page.toasts());
}
