//! A server that the page may contact only after a reload.

use abcb_core::provider::ProviderError;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::reasons::Unusable;
use crate::state::{ProviderState, Settings};
use crate::testing::{Fakes, Gate, Page, finish, say, wait};

const ORIGIN: &str = "https://models.test";

fn refusal() -> ProviderError {
    ProviderError::NotUsable { reason: Unusable::NotAllowed { origin: ORIGIN.into() }.to_string() }
}

fn save(page: &Page) {
    page.servers.lists.borrow_mut().insert(format!("{ORIGIN}/v1"), Err(refusal()));
    let kind = Some(ModelKind::Server);
    let settings = Settings { kind, base_url: ORIGIN.into(), ..Settings::default() };
    page.controller.save_settings(settings).expect("a good address");
}

#[wasm_bindgen_test]
async fn a_page_that_may_not_contact_the_saved_server_reloads_by_itself() {
    let page = Page::open().await;
    page.state.conversation.draft.set("half a sentence".into());
    save(&page);
    page.settled().await;
    assert_eq!(*page.network.reloads.borrow(), [ORIGIN]);
    let status = page.state.model.status.get_untracked();
    assert_eq!(status.state, ProviderState::Error);
    assert_eq!(status.detail, Some(Unusable::NotAllowed { origin: ORIGIN.into() }.to_string()));
    assert_eq!(page.draft(), "half a sentence");
}

#[wasm_bindgen_test]
async fn the_reload_waits_for_the_end_of_an_answer() {
    let (page, rest) = (Page::open().await, Gate::closed());
    page.servers.answers([say("Half"), wait(&rest), say(" whole."), finish()]);
    page.send("First");
    page.until("the first words", |page| page.answer() == "Half").await;
    save(&page);
    page.advance(60_000).await;
    assert_eq!(*page.network.reloads.borrow(), Vec::<String>::new());
    rest.open();
    page.advance(1_000).await;
    assert_eq!(
        (page.answer().as_str(), page.network.reloads.borrow().as_slice()),
        ("Half whole.", &[ORIGIN.to_owned()][..])
    );
}

#[wasm_bindgen_test]
async fn the_reload_waits_until_the_settings_are_closed() {
    let page = Page::open().await;
    save(&page);
    page.state.model.settings_open.set(true);
    page.advance(60_000).await;
    assert_eq!(*page.network.reloads.borrow(), Vec::<String>::new());
    page.state.model.settings_open.set(false);
    page.advance(1_000).await;
    assert_eq!(*page.network.reloads.borrow(), [ORIGIN]);
}

#[wasm_bindgen_test]
async fn nothing_reloads_for_a_server_that_is_no_longer_wanted() {
    let page = Page::open().await;
    save(&page);
    page.state.model.settings_open.set(true);
    page.settled().await;
    page.controller.use_demo_mode();
    page.advance(60_000).await;
    assert_eq!(*page.network.reloads.borrow(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn the_page_says_why_it_was_reloaded() {
    let fakes = Fakes::with_server();
    *fakes.network.reloaded_for.borrow_mut() = Some("http://127.0.0.1:8080".into());
    let page = fakes.open(None).await;
    let said = "The page was reloaded so that it may contact http://127.0.0.1:8080. Your draft was kept.";
    assert_eq!(page.toasts(), [said]);
}

#[wasm_bindgen_test]
async fn the_models_of_a_server_are_not_listed_before_its_address_is_saved() {
    let page = Page::open().await;
    page.servers.lists.borrow_mut().insert(format!("{ORIGIN}/v1"), Err(refusal()));
    page.controller.ask_for_models(ORIGIN, "");
    page.settled().await;
    let said = Unusable::NotAllowed { origin: ORIGIN.into() }.to_string();
    assert_eq!(page.state.model.offered.get_untracked(), Some(Err(said)));
    assert_eq!(*page.network.reloads.borrow(), Vec::<String>::new());
}
