//! A tab that writes a session and one that follows it.

use abcb_core::conversation::session::session_dir;
use abcb_core::log::event::Event;
use abcb_core::log::transcript::MessageStatus::{Cancelled, Complete, Streaming};
use abcb_core::storage::store::SessionStore;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::testing::{Call, Fakes, Gate, Page, finish, full, say, wait};

/// A page whose answer has streamed "Half", and another one with the same session. The answer waits for the first gate
/// and goes on with " of", waits for the second and ends with " it.".
async fn answering() -> (Page, Page, [Gate; 2]) {
    let (page, gates) = (Page::open().await, [Gate::closed(), Gate::closed()]);
    let [first, second] = &gates;
    page.servers.answers([say("Half"), wait(first), say(" of"), wait(second), say(" it."), finish()]);
    page.send("Question");
    page.until("the first words", |page| page.answer() == "Half").await;
    let other = page.other_tab(page.session().as_deref()).await;
    (page, other, gates)
}

fn works_elsewhere(page: &Page) -> bool {
    page.state.conversation.view.with_untracked(|view| view.works_elsewhere.get_untracked())
}

fn instructions(page: &Page) -> String {
    page.state.conversation.view.with_untracked(|view| view.instructions.get_untracked())
}

#[wasm_bindgen_test]
async fn a_follower_shows_the_text_as_it_streams() {
    let (page, other, [first, second]) = answering().await;
    other.until("what came before", |other| other.answer() == "Half").await;
    assert_eq!(other.status(), Some(Streaming));
    first.open();
    // No checkpoint is due yet: the log cannot be where it comes from.
    page.advance(100).await;
    other.until("the next words", |other| other.answer() == "Half of").await;
    second.open();
    for tab in [&page, &other] {
        tab.until("the end", |tab| tab.answer() == "Half of it." && tab.status() == Some(Complete)).await;
    }
    assert!(!works_elsewhere(&other));
}

#[wasm_bindgen_test]
async fn a_follower_that_missed_text_asks_for_all_of_it() {
    let (page, other, [first, second]) = answering().await;
    other.until("what came before", |other| other.answer() == "Half").await;
    other.tabs.is_deaf.set(true);
    first.open();
    page.advance(100).await;
    page.until("the next words", |page| page.answer() == "Half of").await;
    other.tabs.is_deaf.set(false);
    page.advance(100).await;
    second.open();
    other.until("the end", |other| other.answer() == "Half of it." && other.status() == Some(Complete)).await;
    assert_eq!(other.toasts(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn what_a_follower_changes_is_stored_by_the_writer_and_cuts_off_nothing() {
    let (page, other, [first, second]) = answering().await;
    let id = page.session().expect("a session");
    other.controller.rename(id.clone(), "Plans".into());
    other.controller.pin(id.clone(), true);
    other.controller.set_instructions("Be brief.".into());
    for tab in [&page, &other] {
        tab.until("the title", |tab| tab.listed_titles() == ["Plans"]).await;
        tab.until("the pin", |tab| tab.state.sessions.list.with_untracked(|list| list[0].pinned)).await;
        tab.until("the instructions", |tab| instructions(tab) == "Be brief.").await;
    }
    assert!(page.is_running());
    first.open();
    second.open();
    page.until("the end", |page| page.status() == Some(Complete)).await;
    other.until("the end", |other| other.status() == Some(Complete)).await;
    for tab in [&page, &other] {
        tab.settled().await;
        assert_eq!((tab.answer().as_str(), tab.toasts()), ("Half of it.", Vec::new()));
    }
    let dir = session_dir(page.config.config.borrow().memory_dir(), &id);
    let events = page.store.kept().load(&dir).await.expect("stored").events;
    let count = |is: fn(&Event) -> bool| events.iter().filter(|logged| is(&logged.event)).count();
    let counts = [
        count(|event| matches!(event, Event::SessionRenamed { .. })),
        count(|event| matches!(event, Event::SessionPinned { .. })),
        count(|event| matches!(event, Event::InstructionsSet { .. })),
    ];
    assert_eq!(counts, [1, 1, 1], "each is stored once");
}

#[wasm_bindgen_test]
async fn a_change_that_the_writer_cannot_store_is_refused_with_the_reason() {
    let (page, other, _gates) = answering().await;
    page.store.refuse(Call::Append, full());
    other.controller.rename(page.session().expect("a session"), "Plans".into());
    other.until("the reason", |other| other.banner().is_some_and(|banner| banner.contains("full"))).await;
    assert_ne!(other.listed_titles(), ["Plans"]);
}

#[wasm_bindgen_test]
async fn a_change_made_by_a_tab_that_is_behind_is_made_all_the_same() {
    let page = Page::open().await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    page.tabs.is_deaf.set(true);
    let other = page.other_tab(Some(&id)).await;
    other.ask("Second").await;
    page.controller.rename(id, "Plans".into());
    page.until("the title", |page| page.listed_titles() == ["Plans"]).await;
    page.settled().await;
    assert_eq!((page.rows().len(), page.toasts()), (4, Vec::new()));
}

#[wasm_bindgen_test]
async fn taking_over_ends_the_answer_and_makes_this_tab_the_writer() {
    let (page, other, _gates) = answering().await;
    other.until("what came before", |other| other.answer() == "Half").await;
    other.controller.take_over();
    page.until("the end", |page| page.status() == Some(Cancelled)).await;
    assert!(page.toasts()[0].contains("taken over"), "{:?}", page.toasts());
    other.until("its turn", |other| other.status() == Some(Cancelled) && !works_elsewhere(other)).await;
    assert_eq!((page.answer().as_str(), other.answer().as_str()), ("Half", "Half"));
    other.ask("Next").await;
    assert_eq!((other.status(), other.toasts()), (Some(Complete), Vec::new()));
}

#[wasm_bindgen_test]
async fn a_writer_that_does_not_respond_loses_the_session() {
    let (page, other, [first, second]) = answering().await;
    page.tabs.is_deaf.set(true);
    other.controller.take_over();
    other.settled().await;
    assert!(works_elsewhere(&other), "the writer has three seconds");
    other.advance(3_000).await;
    other.until("its turn", |other| !works_elsewhere(other)).await;
    // The browser tells the writer once it runs again; what comes too late is not stored over the follower's words.
    other.ask("Next").await;
    first.open();
    second.open();
    page.settled().await;
    assert!(!page.is_running());
    let again = page.other_tab(page.session().as_deref()).await;
    assert_eq!((again.rows().len(), again.status()), (4, Some(Complete)));
}

#[wasm_bindgen_test]
async fn a_change_while_the_writer_waits_for_its_model_cuts_off_nothing() {
    let toolbox_gate = Gate::default();
    let page = Fakes { toolbox_gate: toolbox_gate.clone(), ..Fakes::with_server() }.open(None).await;
    page.ask("First").await;
    let id = page.session().expect("a session");
    let other = page.other_tab(Some(&id)).await;
    toolbox_gate.close();
    page.controller.toggle_agent();
    page.servers.answers([say("Done."), finish()]);
    page.send("Second");
    page.until("the question", |page| page.rows().len() == 3).await;
    other.until("the question", |other| other.rows().len() == 3).await;
    other.controller.rename(id, "Plans".into());
    page.until("the title", |page| page.listed_titles() == ["Plans"]).await;
    toolbox_gate.open();
    for tab in [&page, &other] {
        tab.until("the answer", |tab| tab.answer() == "Done." && tab.status() == Some(Complete)).await;
        assert_eq!((tab.listed_titles(), tab.toasts()), (vec!["Plans".to_owned()], Vec::new()));
    }
}
