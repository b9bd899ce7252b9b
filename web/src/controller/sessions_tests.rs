//! Switching and deleting sessions while answers are streaming.

use abcb_core::conversation::session::session_dir;
use abcb_core::log::event::{Event, Sequence};
use abcb_core::log::transcript::MessageStatus::{Complete, Streaming};
use abcb_core::storage::store::{SessionStore, StoreError};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Gate, Page, finish, say, wait};

/// A page with a finished session and one in which an answer is streaming; returns the id of the first and the gate of
/// the second.
async fn one_runs() -> (Page, String, Gate) {
    let page = Page::open().await;
    page.ask("First").await;
    let first = page.session().expect("a session");
    page.advance(10).await;
    page.controller.new_session();
    let rest = Gate::closed();
    page.servers.answers([say("Half"), wait(&rest), say(" and half"), finish()]);
    page.send("Second");
    page.until("the words", |page| page.answer() == "Half").await;
    (page, first, rest)
}

#[wasm_bindgen_test]
async fn an_answer_goes_on_while_another_session_is_read() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    page.controller.select(&first);
    page.until("the first", |page| page.answer() == "An answer.").await;
    rest.open();
    page.settled().await;
    assert_eq!(page.answer(), "An answer.");
    page.controller.select(&second);
    page.until("the second", |page| page.answer() == "Half and half").await;
    assert_eq!(page.status(), Some(Complete));
}

#[wasm_bindgen_test]
async fn list_and_header_call_a_session_by_the_branch_on_screen() {
    let page = Page::open().await;
    page.ask("Alpha").await;
    let alpha = page.rows()[0].id;
    page.controller.edit(alpha, "Beta".into());
    page.until("the new branch", |page| !page.is_running() && page.listed_titles() == ["Beta"]).await;
    page.controller.turn_to(alpha);
    page.settled().await;
    let header = page.state.conversation.view.with_untracked(|view| view.title.get_untracked());
    assert_eq!((header.as_str(), page.listed_titles()), ("Alpha", vec!["Alpha".to_owned()]));
}

#[wasm_bindgen_test]
async fn the_session_chosen_last_is_shown_however_long_an_earlier_one_takes() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    let gate = page.store.gate(Call::Load);
    gate.close();
    page.controller.select(&first);
    page.settled().await;
    page.controller.select(&second);
    page.until("the second", |page| page.answer() == "Half").await;
    gate.open();
    page.settled().await;
    assert_eq!((page.answer().as_str(), page.status()), ("Half", Some(Streaming)));
    rest.open();
    page.settled().await;
    assert_eq!(page.answer(), "Half and half");
}

#[wasm_bindgen_test]
async fn deleting_a_session_ends_its_answer_and_does_not_bring_it_back() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    page.controller.delete_sessions(vec![second.clone()]);
    page.settled().await;
    assert_eq!((page.session(), page.listed()), (None, vec![first]));
    assert_eq!(page.servers.open.get(), 0);
    rest.open();
    page.advance(60_000).await;
    let dir = session_dir(page.config.config.borrow().memory_dir(), &second);
    assert!(matches!(page.store.kept().load(&dir).await, Err(StoreError::NotFound { .. })));
}

#[wasm_bindgen_test]
async fn a_session_leaves_the_list_once_its_deletion_is_stored() {
    let page = Page::open().await;
    page.ask("Delete me").await;
    let id = page.session().expect("a session");
    let gate = page.store.gate(Call::MarkDeleted);
    gate.close();
    page.controller.delete_sessions(vec![id.clone()]);
    page.settled().await;
    assert_eq!(page.listed(), [id]);
    gate.open();
    page.settled().await;
    assert_eq!(page.listed(), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_session_that_cannot_be_deleted_stays_in_the_list() {
    let page = Page::open().await;
    page.ask("Keep me").await;
    let id = page.session().expect("a session");
    page.store.refuse(Call::MarkDeleted, StoreError::Backend { reason: "read only".into() });
    page.controller.delete_sessions(vec![id.clone()]);
    page.settled().await;
    assert_eq!(page.listed(), std::slice::from_ref(&id));
    assert_eq!(page.session(), Some(id));
    assert_eq!(page.toasts().len(), 1, "{:?}", page.toasts());
}

#[wasm_bindgen_test]
async fn sessions_come_back_to_the_list_when_the_store_refuses_everything() {
    let page = Page::open().await;
    page.ask("One").await;
    page.advance(10).await;
    page.controller.new_session();
    page.ask("Two").await;
    let before = page.listed();
    for call in [Call::List, Call::MarkDeleted] {
        page.store.refuse(call, StoreError::Backend { reason: "the disk is gone".into() });
    }
    page.controller.delete_sessions(before.clone());
    page.settled().await;
    assert_eq!((page.listed(), page.session()), (before.clone(), Some(before[0].clone())));
    assert_eq!(page.toasts().len(), 1, "{:?}", page.toasts());
    assert!(page.toasts()[0].starts_with("Not every session could be deleted"), "{:?}", page.toasts());
    // A session that was not deleted continues as usual.
    page.store.mend();
    page.ask("Still there").await;
    assert_eq!(page.answer(), "An answer.");
}

#[wasm_bindgen_test]
async fn a_session_that_cannot_be_read_is_said_to_be() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    page.controller.new_session();
    page.store.fail_nth(Call::Load, 1, StoreError::Backend { reason: "lost".into() });
    page.controller.select(&id);
    page.settled().await;
    assert_eq!((page.session(), page.rows().len(), page.toasts().len()), (None, 0, 1));
    page.controller.select(&id);
    page.until("the session", |page| page.rows().len() == 2).await;
}

#[wasm_bindgen_test]
async fn a_number_without_measure_in_a_stored_log_does_not_keep_the_session_from_being_read() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let dir = session_dir(page.config.config.borrow().memory_dir(), &id);
    let mut meta = page.store.kept().load(&dir).await.expect("stored").meta;
    meta.last_seq = (1 << 53) - 2;
    let event =
        Event::UserMessage { content: "Far away".into(), parent: None, attachments: Default::default() };
    let far = Sequence::after(meta.last_seq - 1).number(1, vec![event]);
    page.store.kept().append(&dir, &far, &meta).await.expect("stored");
    let other = page.other_tab(Some(&id)).await;
    other.until("the session", |page| page.answer() == "Far away").await;
    other.ask("More").await;
    assert_eq!(other.servers.last_asked(), ["First", "An answer.", "Far away\n\nMore"]);
}

#[wasm_bindgen_test]
async fn a_deletion_that_the_store_does_not_take_back_keeps_its_way_back_and_its_data() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    page.controller.delete_sessions(vec![id.clone()]);
    page.settled().await;
    let offered =
        |page: &Page| page.state.toasts.shown.get_untracked().into_iter().find_map(|toast| toast.undo);
    page.store.refuse(Call::MarkDeleted, StoreError::Backend { reason: "read only".into() });
    // What the toast's button does.
    let toast = page.state.toasts.shown.get_untracked().pop().expect("a toast");
    page.state.toasts.dismiss(toast.key);
    page.controller.undo(toast.undo.expect("a way back"));
    page.until("a word on it", |page| {
        page.toasts().iter().any(|text| text.contains("could be brought back"))
    })
    .await;
    assert!(offered(&page).is_some(), "{:?}", page.toasts());
    page.advance(120_000).await;
    page.controller.refresh();
    page.settled().await;
    let again = offered(&page).expect("still offered");
    page.store.mend();
    page.controller.undo(again);
    page.until("the session", |page| page.listed() == [id.clone()] && page.answer() == "An answer.").await;
}

const NOT_HERE: &str = "This session is not here: it was deleted, or it is kept in another browser. Choose another from the list, or import its file.";

#[wasm_bindgen_test]
async fn the_address_of_a_session_that_is_not_here_says_so_in_plain_words() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    // A session that never existed, then one that is marked as deleted, then one that has been purged.
    let other = page.other_tab(Some("sess-1")).await;
    assert_eq!((other.session(), other.toasts()), (None, vec![NOT_HERE.to_owned()]));
    page.controller.delete_sessions(vec![id.clone()]);
    page.settled().await;
    let other = page.other_tab(Some(&id)).await;
    assert_eq!((other.session(), other.toasts()), (None, vec![NOT_HERE.to_owned()]));
    page.advance(60_000).await;
    let other = page.other_tab(Some(&id)).await;
    assert_eq!((other.session(), other.toasts()), (None, vec![NOT_HERE.to_owned()]));
}

#[wasm_bindgen_test]
async fn no_sentence_about_a_session_names_a_place_in_the_store() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let (root, answer) = (page.config.config.borrow().memory_dir().to_owned(), page.rows()[1].id);
    let dir = session_dir(&root, &id);
    page.store.kept().mark_deleted(&dir, Some(1)).await.expect("marked");
    page.store.kept().purge(&dir).await.expect("purged");
    page.controller.fork(answer);
    page.controller.export_sessions(vec!["sess-1".into()]);
    page.controller.rename("sess-1".into(), "A title".into());
    page.settled().await;
    assert_eq!(page.toasts().len(), 3, "{:?}", page.toasts());
    let names_it = |toast: &String| toast.contains("sess-") || toast.contains(&*root.to_string_lossy());
    assert!(!page.toasts().iter().any(names_it), "{:?}", page.toasts());
}

/// Undoes the last deletion, as the button of its toast does.
fn take_back(page: &Page) {
    let toast = page.state.toasts.shown.get_untracked().pop().expect("a toast");
    page.state.toasts.dismiss(toast.key);
    page.controller.undo(toast.undo.expect("a way back"));
}

/// The number of the session's last event according to its record, and according to its log.
async fn last_seqs(page: &Page, id: &str) -> (u64, Option<u64>) {
    let dir = session_dir(page.config.config.borrow().memory_dir(), id);
    let stored = page.store.kept().load(&dir).await.expect("stored");
    assert_eq!(stored.meta.deleted_at, None);
    (stored.meta.last_seq, stored.events.last().map(|event| event.seq))
}

#[wasm_bindgen_test]
async fn a_deletion_that_is_taken_back_at_once_stays_taken_back_when_the_answer_it_stopped_ends() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    let gate = page.store.gate(Call::Append);
    gate.close();
    page.controller.delete_sessions(vec![second.clone()]);
    page.until("the deletion", |page| page.listed() == [first.clone()]).await;
    take_back(&page);
    page.settled().await;
    // Not until now does the last write of the stopped answer reach the store.
    gate.open();
    rest.open();
    page.settled().await;
    page.controller.refresh();
    page.settled().await;
    assert_eq!((page.listed(), page.session()), (vec![second.clone(), first], Some(second.clone())));
    assert_eq!((page.answer().as_str(), page.is_running()), ("Half", false));
    assert_eq!(page.toasts(), Vec::<String>::new());
    let (meta, log) = last_seqs(&page, &second).await;
    assert_eq!(Some(meta), log);
    page.ask("More").await;
    assert_eq!(page.status(), Some(Complete));
    // Another tab reads the same.
    let other = page.other_tab(Some(&second)).await;
    assert_eq!(other.messages(), page.messages());
}

#[wasm_bindgen_test]
async fn the_answer_that_a_failed_deletion_stopped_does_not_delete_its_session() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    page.store.refuse(Call::MarkDeleted, StoreError::Backend { reason: "read only".into() });
    page.controller.delete_sessions(vec![second.clone()]);
    rest.open();
    page.settled().await;
    page.controller.refresh();
    page.settled().await;
    assert_eq!((page.listed(), page.session()), (vec![second.clone(), first], Some(second)));
}

#[wasm_bindgen_test]
async fn the_last_words_of_an_answer_may_come_between_a_deletion_and_its_way_back() {
    let (page, first, rest) = one_runs().await;
    let second = page.session().expect("a session");
    page.controller.delete_sessions(vec![second.clone()]);
    page.until("the deletion", |page| page.listed() == [first.clone()]).await;
    let gate = page.store.gate(Call::MarkDeleted);
    gate.close();
    take_back(&page);
    page.settled().await;
    gate.open();
    rest.open();
    page.until("the session", |page| page.session() == Some(second.clone())).await;
    page.settled().await;
    let (meta, log) = last_seqs(&page, &second).await;
    assert_eq!(Some(meta), log);
    assert_eq!(page.answer(), "Half");
}

#[wasm_bindgen_test]
async fn a_list_read_before_a_deletion_does_not_bring_the_session_back() {
    let page = Page::open().await;
    page.ask("First").await;
    let first = page.session().expect("a session");
    page.advance(10).await;
    page.controller.new_session();
    page.ask("Second").await;
    let second = page.session().expect("a session");
    // Another tab has left behind a session it deleted.
    let root = page.config.config.borrow().memory_dir().to_owned();
    page.store.kept().mark_deleted(&session_dir(&root, &first), Some(1)).await.expect("marked");
    let gate = page.store.gate(Call::Purge);
    gate.close();
    page.controller.refresh();
    page.settled().await;
    page.controller.delete_sessions(vec![second]);
    page.settled().await;
    gate.open();
    page.settled().await;
    assert_eq!(page.listed(), [""; 0]);
}
