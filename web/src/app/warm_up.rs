//! Warm-up: an invisible turn that runs before the user's first one. A browser compiles each WebAssembly function on
//! its first call, and without this the first message would wait for about eight hundred of them. The real page and
//! controller run on an element outside the document, with ports that store nothing and send nothing. In a chunk of its
//! own.

use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::adapters::clock::BrowserClock;
use crate::adapters::document;
use crate::controller::{Controller, State};
use crate::lazy::{Loading, lazy};
use crate::ports::{Ports, Server};
use crate::state::Active;
use crate::ui::Shell;

mod null_ports;
use null_ports::NullPorts;

/// How long after the page is ready the warm-up starts. Users rarely start typing this early.
const REST_MILLIS: u32 = 300;
/// How long the warm-up turn gets. Its answer has arrived and been rendered by then.
const TURN_MILLIS: u32 = 200;

lazy!(turn in warm_up: fn(String) = play);

/// Runs the warm-up once the page has been idle for a moment.
pub async fn warm_up(language: String) {
    BrowserClock.sleep(REST_MILLIS).await;
    let loaded: Loading<fn(String)> = turn();
    // The warm-up is optional, so a chunk that fails to load is ignored.
    if let Ok(play) = loaded.await {
        play(language);
    }
}

fn play(language: String) {
    let (Some(stage), Some(server)) = (document::off_the_document(), server()) else { return };
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
        // Tasks that are still sleeping may read the signals, so the owner is leaked instead of dropped.
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
    let ports = Rc::new(NullPorts);
    Ports {
        clock: Rc::new(BrowserClock),
        store: ports.clone(),
        config: ports.clone(),
        servers: ports.clone(),
        browser: ports.clone(),
        tabs: ports.clone(),
        markdown: ports.clone(),
        in_page: ports.clone(),
        toolbox: Rc::new(|| Box::pin(std::future::pending())),
        drafts: ports,
        network: Rc::new(|| Box::pin(std::future::pending())),
        attachment_reader: || Box::pin(std::future::pending()),
        storage: || Box::pin(std::future::pending()),
        to_html: || Box::pin(std::future::pending()),
        backups: Rc::new(|| Box::pin(std::future::pending())),
    }
}
