//! A page on fake ports: its controller, its state, and helpers for tests. `testing.rs` explains how to write a test.

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::conversation::message::Role;
use abcb_core::conversation::session::session_dir;
use abcb_core::log::event::LoggedEvent;
use abcb_core::log::transcript::MessageStatus;
use abcb_core::settings::ModelKind;
use abcb_core::storage::store::SessionStore;
use futures_util::FutureExt;
use futures_util::future::ready;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::backups::FakeBackups;
use super::browser::FakeBrowser;
use super::clock::ManualClock;
use super::gate::{Gate, turn};
use super::nothing::{FakeConfig, FakeMarkdown, FakeNetwork, FakePageModels};
use super::servers::FakeServers;
use super::storage::FakeStorage;
use super::store::FaultyStore;
use super::tabs::FakeTabs;
use super::tools;
use crate::adapters::stage::stage;
use crate::controller::{Controller, State};
use crate::ports::{Backups, Network, Ports};
use crate::state::MessageRow;
use crate::state::sessions::Listed;
use crate::ui::dyn_child;

/// More turns than any expected event takes.
const MANY_TURNS: usize = 5_000;
/// After this many turns without a frame, nothing is left to do.
const QUIET_TURNS: usize = 100;

/// All fake ports. Clones share the same state.
#[derive(Clone, Default)]
pub struct Fakes {
    pub clock: ManualClock,
    pub store: FaultyStore,
    pub config: FakeConfig,
    pub servers: FakeServers,
    pub browser: FakeBrowser,
    pub tabs: FakeTabs,
    pub markdown: FakeMarkdown,
    pub network: FakeNetwork,
    pub in_page: FakePageModels,
    pub backups: FakeBackups,
    /// While closed, the agent's chunk is still loading.
    pub toolbox_gate: Gate,
}

impl Fakes {
    /// Creates fakes whose settings name a server.
    pub fn with_server() -> Self {
        let fakes = Self::default();
        fakes.config.config.borrow_mut().set_model(Some(ModelKind::Server), "http://127.0.0.1:8080", "");
        fakes
    }

    /// Opens a page on these fakes, with that session.
    pub async fn open(self, session: Option<&str>) -> Page {
        let page = self.begin_to_open(session);
        page.settled().await;
        page
    }

    /// Like [`Fakes::open`], but returns before anything has been read.
    pub fn begin_to_open(self, session: Option<&str>) -> Page {
        watch_panics();
        // Mounting anything starts the effect runtime.
        drop(mount_to(stage(), || ()));
        // The signals of earlier tests' pages are leaked, because tasks may still read them.
        let owner: &'static Owner = Box::leak(Box::new(Owner::new_root(None)));
        let page = owner.with(|| {
            let state = State::new("en".into());
            let controller = Controller::new(self.ports(), state);
            provide_context(state);
            provide_context(controller);
            Page { fakes: self, state, controller, owner }
        });
        spawn_local(page.controller.start(session.map(str::to_owned)));
        page
    }

    fn ports(&self) -> Ports {
        let clock: Rc<dyn Clock> = Rc::new(self.clock.clone());
        let backups: Rc<dyn Backups> = Rc::new(self.backups.clone());
        let (gate, tool_clock) = (self.toolbox_gate.clone(), clock.clone());
        Ports {
            clock,
            store: Rc::new(self.store.clone()),
            config: Rc::new(self.config.clone()),
            servers: Rc::new(self.servers.clone()),
            browser: Rc::new(self.browser.clone()),
            tabs: Rc::new(self.tabs.clone()),
            markdown: Rc::new(self.markdown.clone()),
            in_page: Rc::new(self.in_page.clone()),
            toolbox: Rc::new(move || {
                let (gate, clock) = (gate.clone(), tool_clock.clone());
                async move {
                    gate.pass().await;
                    Ok(tools::toolbox(&clock))
                }
                .boxed_local()
            }),
            drafts: Rc::new(tools::MemoryDrafts),
            network: {
                let network: Rc<dyn Network> = Rc::new(self.network.clone());
                Rc::new(move || ready(Ok(network.clone())).boxed_local())
            },
            attachment_reader: tools::attachment_reader,
            storage: FakeStorage::load,
            to_html: tools::to_html,
            backups: Rc::new(move || std::future::ready(Ok(backups.clone())).boxed_local()),
        }
    }
}

pub struct Page {
    fakes: Fakes,
    pub state: State,
    pub controller: Controller,
    owner: &'static Owner,
}

impl Deref for Page {
    type Target = Fakes;

    fn deref(&self) -> &Fakes {
        &self.fakes
    }
}

impl Page {
    /// Opens a page without a session, with a configured server.
    pub async fn open() -> Self {
        tools::forget_drafts();
        Fakes::with_server().open(None).await
    }

    /// Opens another tab on the same store and clock, with that session. It has its own servers.
    pub async fn other_tab(&self, session: Option<&str>) -> Self {
        self.fakes_of_other_tab().open(session).await
    }

    /// Fakes with the same store and clock, for another tab with its own servers.
    pub fn fakes_of_other_tab(&self) -> Fakes {
        let (clock, store, tabs) = (self.clock.clone(), self.store.of_other_tab(), self.tabs.of_other_tab());
        Fakes { clock, store, tabs, ..Fakes::with_server() }
    }

    /// Sends a message as the composer does.
    pub fn send(&self, question: &str) {
        self.state.conversation.draft.set(question.to_owned());
        self.controller.send();
    }

    /// Sends a message and waits for the end of the answer.
    pub async fn ask(&self, question: &str) {
        let before = self.rows().len();
        self.send(question);
        self.until("an answer", |page| page.rows().len() > before && !page.is_running()).await;
    }

    /// Runs all tasks until `is_so` returns true.
    pub async fn until(&self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        for _ in 0..MANY_TURNS {
            if is_so(self) {
                return;
            }
            self.go_on().await;
        }
        panic!("never: {what}. On the page: {:?} {:?} {:?}", self.messages(), self.toasts(), self.banner());
    }

    /// Runs all tasks until they are finished or waiting for a gate or the clock.
    pub async fn settled(&self) {
        let mut quiet = 0;
        while quiet < QUIET_TURNS {
            quiet = if self.go_on().await { 0 } else { quiet + 1 };
        }
    }

    /// Advances the clock by `millis` and runs everything that happens in that time.
    pub async fn advance(&self, millis: u32) {
        let until = self.clock.unix_millis() + i64::from(millis);
        while self.clock.step(until) {
            self.settled().await;
        }
        self.settled().await;
    }

    /// Runs one turn and returns whether a frame was rendered.
    async fn go_on(&self) -> bool {
        turn().await;
        assert_eq!(PANICS.get(), 0, "a task panicked, see the console");
        self.browser.draw_frames()
    }

    /// The rows on the page.
    pub fn rows(&self) -> Vec<MessageRow> {
        self.state.conversation.view.with_untracked(|view| view.rows.get_untracked())
    }

    /// The messages on the page: role, status and text.
    pub fn messages(&self) -> Vec<(Role, MessageStatus, String)> {
        let shown = |row: &MessageRow| {
            let status = row.facts.with_untracked(|facts| facts.status);
            (row.role, status, row.text.with_untracked(|text| text.content.clone()))
        };
        self.rows().iter().map(shown).collect()
    }

    /// The text of the last message.
    pub fn answer(&self) -> String {
        self.messages().pop().map(|(_, _, text)| text).unwrap_or_default()
    }

    /// The status of the last message.
    pub fn status(&self) -> Option<MessageStatus> {
        self.messages().pop().map(|(_, status, _)| status)
    }

    pub fn is_running(&self) -> bool {
        let is_running = self.state.conversation.view.with_untracked(|view| view.is_running.get_untracked());
        is_running || self.state.conversation.is_sending.get_untracked()
    }

    pub fn draft(&self) -> String {
        self.state.conversation.draft.get_untracked()
    }

    pub fn session(&self) -> Option<String> {
        self.state.sessions.current.get_untracked()
    }

    /// The tool call that waits for approval.
    pub fn awaiting(&self) -> Option<u64> {
        self.state.conversation.view.with_untracked(|view| view.awaiting.get_untracked())
    }

    /// The texts of the queued messages.
    pub fn queued(&self) -> Vec<String> {
        let queue = self.state.conversation.view.with_untracked(|view| view.queue.get_untracked());
        queue.into_iter().map(|written| written.content).collect()
    }

    /// The ids in the session list.
    pub fn listed(&self) -> Vec<String> {
        self.state.sessions.list.with_untracked(|list| list.iter().map(|row| row.id.clone()).collect())
    }

    /// The titles in the session list.
    pub fn listed_titles(&self) -> Vec<String> {
        let titles = |list: &Vec<Listed>| list.iter().map(|row| row.title.get_untracked()).collect();
        self.state.sessions.list.with_untracked(titles)
    }

    pub fn toasts(&self) -> Vec<String> {
        let shown = self.state.toasts.shown.get_untracked();
        shown.into_iter().map(|toast| toast.text).collect()
    }

    pub fn banner(&self) -> Option<String> {
        self.state.sessions.banner.get_untracked()
    }

    /// The events of the session in the underlying store.
    pub async fn stored(&self, session: &str) -> Vec<LoggedEvent> {
        let dir = session_dir(self.config.config.borrow().memory_dir(), session);
        self.store.kept().load(&dir).await.map(|stored| stored.events).unwrap_or_default()
    }

    /// Mounts a view in the document, with the page's context, until the returned signal is set to false.
    pub fn mount(&self, view: impl Fn() -> AnyView + Send + 'static) -> RwSignal<bool> {
        self.owner.with(|| {
            let is_there = RwSignal::new(true);
            mount_to(stage(), move || view! { {dyn_child(move || is_there.get().then(&view))} }).forget();
            is_there
        })
    }
}

thread_local! {
    static PANICS: Cell<usize> = const { Cell::new(0) };
    static IS_WATCHED: Cell<bool> = const { Cell::new(false) };
}

/// A panic in a task only ends that task, and without this the test would go on as if nothing had happened.
fn watch_panics() {
    PANICS.set(0);
    if IS_WATCHED.replace(true) {
        return;
    }
    let said = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        PANICS.set(PANICS.get() + 1);
        said(info);
    }));
}
