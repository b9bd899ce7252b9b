//! The composition root, the only module that knows the adapters. It opens the store, creates the controller, mounts
//! the page and publishes the page's status on the document.

mod attachments;
mod storage;
mod toolbox;
mod warm_up;

use std::rc::Rc;

use futures_util::future::join;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::adapters::browser::DomBrowser;
use crate::adapters::clock::BrowserClock;
use crate::adapters::config_store::BrowserConfigStore;
use crate::adapters::drafts::BrowserDrafts;
use crate::adapters::in_page::PageModels;
use crate::adapters::indexed_db::{IndexedDbStore, Wait};
use crate::adapters::markdown::LazyMarkdown;
use crate::adapters::network::BrowserNetwork;
use crate::adapters::open_store::{Opened, open_store};
use crate::adapters::openai::HttpServers;
use crate::adapters::tabs::OtherTabs;
use crate::adapters::{appearance, document, location, offline, window};
use crate::controller::{Controller, State};
use crate::dom::{incoming_files, keys};
use crate::i18n::{speak, t};
use crate::lazy::lazy;
use crate::localized::load_translation;
use crate::ports::{Network, Ports};
use crate::ui::{Shell, dyn_child, follow_key};

lazy!(network in discovery: Rc<dyn Network> = Rc::new(BrowserNetwork::recording()));

pub fn run() {
    document::say_when_broken();
    spawn_local(async {
        let (store, language) = join(open_store(say_waiting), begin_to_speak()).await;
        let Some(Opened { store, kept, is_newer }) = store else {
            return document::say_broken(t("storage-unavailable"));
        };
        if is_newer {
            document::say_broken(t("storage-newer"));
        }
        let ports = Ports {
            clock: Rc::new(BrowserClock),
            store,
            config: Rc::new(BrowserConfigStore::default()),
            servers: Rc::new(HttpServers::default()),
            browser: Rc::new(DomBrowser),
            tabs: Rc::new(OtherTabs),
            markdown: Rc::new(LazyMarkdown::default()),
            in_page: Rc::new(PageModels::default()),
            backups: {
                let kept = kept.clone();
                Rc::new(move || storage::load_backups(kept.clone()))
            },
            toolbox: Rc::new(move || toolbox::load(kept.clone())),
            drafts: Rc::new(BrowserDrafts),
            network: Rc::new(network),
            attachment_reader: attachments::load_reader,
            storage: storage::load,
            to_html: storage::to_html,
        };
        mount_to_body(move || view! { <App ports language/> });
    });
}

/// Says what the sessions have to wait for. The translations have been loaded by then, or given up.
fn say_waiting(wait: Option<Wait>) {
    document::say_waiting(wait.map(|wait| match wait {
        Wait::OtherTab => t("storage-held"),
        Wait::Upgrade => t("storage-upgrading"),
    }));
}

/// Loads the translations for the user's language and returns its code. Falls back to English if they cannot be loaded.
async fn begin_to_speak() -> String {
    let language = appearance::language();
    match appearance::words(language.clone()).await {
        Some(words) => {
            if language != appearance::ENGLISH {
                load_translation().await;
            }
            speak(&language, &words);
            language
        }
        None => {
            appearance::say_language(appearance::ENGLISH);
            appearance::ENGLISH.to_owned()
        }
    }
}

#[component]
fn App(ports: Ports, language: String) -> impl IntoView {
    let state = State::new(language);
    let controller = Controller::new(ports, state);
    provide_context(state);
    provide_context(controller);

    location::on_address_change(move || controller.follow_address(location::session_in_address()));
    document::on_return(move || controller.refresh());
    keys::on_key(move |press| follow_key(press, state, controller));
    let _ = window::fit_above_keyboard();
    document::on_leave(move || controller.keep_drafts());
    document::on_print(move || controller.show_all());
    incoming_files::on_drop(
        move |is_over| controller.show_drop(is_over),
        move |incoming| controller.attach(incoming),
    );
    tell_the_outside(state);
    spawn_local(async move {
        controller.start(location::session_in_address()).await;
        document::set_body_data("app", "ready");
        controller.prefetch();
        // What the policy refuses is recorded even if no server is looked for.
        let _ = network().await;
        spawn_local(IndexedDbStore::prefetch());
        spawn_local(warm_up::warm_up(state.language.get_untracked()));
        spawn_local(controller.keep_backed_up());
        offline::keep_for_offline(move || state.frame.is_renewed.set(true)).await;
    });
    dyn_child(move || {
        state.language.track();
        untrack(|| view! { <Shell/> }.into_any())
    })
}

/// Keeps `data-run` on the body and the window title in sync with the session on screen.
fn tell_the_outside(state: State) {
    Effect::new(move |_| {
        let run = state.conversation.view.with(|view| match (view.is_running.get(), view.awaiting.get()) {
            _ if state.conversation.is_sending.get() => "running",
            _ if state.runs.is_replaying() => "idle",
            (true, _) => "running",
            (false, Some(_)) => "awaiting",
            (false, None) => "idle",
        });
        document::set_body_data("run", run);
    });
    Effect::new(move |_| {
        let title = state.conversation.view.with(|view| view.title.get());
        document::set_title(&if title.is_empty() { "abcb".to_owned() } else { format!("{title} · abcb") });
    });
}
