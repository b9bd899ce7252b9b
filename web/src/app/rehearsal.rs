//! A turn that nobody sees, before the first one: a browser compiles each function of a page when it is first called, and the
//! first question would wait for some eight hundred of them. The real page and the real controller play it, off the document
//! and on ports that keep nothing and ask nobody. In a chunk of its own.

use std::rc::Rc;

use abcb_core::clock::Clock;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::adapters::clock::BrowserClock;
use crate::adapters::page;
use crate::controller::{Controller, State};
use crate::lazy::{Loading, lazy};
use crate::ports::{Ports, Server};
use crate::state::Active;
use crate::ui::Shell;

mod nobody;
use nobody::Nobody;

/// So long after the page is ready nobody has begun to type yet.
const REST_MILLIS: u32 = 300;
/// By then the answer has come and been shown.
const TURN_MILLIS: u32 = 200;

lazy!(turn in rehearsal: fn(String) = play);

/// Rehearses once the page has come to rest.
pub async fn rehearse(language: String) {
    BrowserClock.sleep(REST_MILLIS).await;
    let loaded: Loading<fn(String)> = turn();
    // A chunk that does not come is not missed.
    if let Ok(play) = loaded.await {
        play(language);
    }
}

fn play(language: String) {
    let (Some(stage), Some(server)) = (page::off_the_document(), server()) else { return };
    let owner = Owner::new_root(None);
    let (state, controller) = owner.with(|| {
        let state = State::new(language);
        let controller = Controller::new(ports(), state);
        provide_context(state);
        provide_context(controller);
        state.model.active.set(Active::Server(server));
        (state, controller)
    });
    spawn_local(async move {
        let shown = owner.with(|| mount_to(stage, || view! { <Shell/> }));
        BrowserClock.sleep(0).await;
        state.conversation.draft.set("A question".into());
        BrowserClock.sleep(0).await;
        controller.send();
        BrowserClock.sleep(TURN_MILLIS).await;
        drop(shown);
        // What still sleeps may look at the signals.
        std::mem::forget(owner);
    });
}

fn server() -> Option<Server> {
    let endpoint = Endpoint::parse("http://localhost").ok()?;
    Some(Server {
        endpoint,
        dialect: Dialect::LlamaServer,
        model: String::new(),
        api_key: None,
        context_tokens: None,
    })
}

fn ports() -> Ports {
    let nobody = Rc::new(Nobody);
    Ports {
        clock: Rc::new(BrowserClock),
        store: nobody.clone(),
        config: nobody.clone(),
        servers: nobody.clone(),
        browser: nobody.clone(),
        tabs: nobody.clone(),
        markdown: nobody.clone(),
        in_page: nobody,
        toolbox: Rc::new(|| Box::pin(std::future::pending())),
        desk: || Box::pin(std::future::pending()),
    }
}
