//! The controller: every action the user can take. Each action goes through core to the store and comes back as state.
//! Components only call these methods and read the state.

mod agent;
mod agent_files;
mod agent_pages;
mod answers;
mod appearance;
mod archives;
mod asking;
mod attachments;
mod backups;
mod branches;
mod drafts;
mod evaluation;
mod export_html;
mod failures;
mod files;
mod frame;
mod instructions;
mod list_actions;
mod markdown;
mod model;
mod network;
mod observed;
mod open_session;
mod opening;
mod page_model;
mod prompts;
mod queue;
mod recipient;
mod relay;
mod restore;
mod runs;
mod search;
mod selection;
mod sessions;
mod settings_files;
mod slow_store;
mod spawn;
mod stall;
mod storage_usage;
mod suggestions;
mod tabs;
mod template_failure;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use abcb_core::base::clock::now_millis;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::selection::Selection;
use abcb_core::settings::Config;
use abcb_core::settings::list::Setting;
use futures_channel::oneshot;
use futures_util::future::AbortHandle;
use futures_util::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{t, te};
use crate::lazy::LazyPart;
use crate::ports::{Ports, Toolbox};
use crate::state::{
    AgentState, Branching, Conversation, Evaluation, Frame, Imports, ModelState, Runs, Sessions,
    SettingsDialogState, Toasts, Undo, Writing,
};
pub use agent::ApprovalDecision;
pub use attachments::VisionSupport;
pub use backups::BackupAction;
pub use branches::VersionShown;
use drafts::Drafts;
pub use instructions::Presets;
pub use list_actions::pick;
use open_session::OpenSession;
use slow_store::SlowStore;
pub use storage_usage::StorageFacts;

const TOAST_MILLIS: u32 = 10_000;
/// Loads that take longer than this show a "Loading…" toast.
const QUICK_MILLIS: u32 = 500;
/// A sent message that is not stored within this time is shown anyway.
const SHOW_MILLIS: u32 = 60;
/// How long after the first keystroke the Markdown renderer is loaded.
const TYPING_MILLIS: u32 = 300;

/// The signals the controller writes. Components read the same handles from their context.
#[derive(Clone, Copy, Default)]
pub struct State {
    pub frame: Frame,
    pub sessions: Sessions,
    pub conversation: Conversation,
    pub model: ModelState,
    pub agent: AgentState,
    pub branching: Branching,
    pub runs: Runs,
    pub evaluation: Evaluation,
    pub imports: Imports,
    pub settings: SettingsDialogState,
    pub toasts: Toasts,
    pub writing: Writing,
    /// The UI language. The whole page is rebuilt when it changes, so no lasting state may be kept in a component.
    pub language: RwSignal<String>,
}

impl State {
    pub fn new(language: String) -> Self {
        Self { language: RwSignal::new(language), ..Self::default() }
    }
}

type DeferredUi = Box<dyn FnOnce(&Rc<Inner>)>;

struct Inner {
    ports: Ports,
    /// The ports without [`SlowStore`], for runs: a run reports an unresponsive store by itself.
    run_ports: Ports,
    slow_store: SlowStore,
    state: State,
    warnings: failures::Warnings,
    config: RefCell<Config>,
    /// Which model answers, and how it is selected.
    selection: RefCell<Selection>,
    /// Incremented whenever the settings name a different model or server.
    settings_version: Rc<Cell<u64>>,
    /// The servers that have responded since the page was loaded.
    answered: RefCell<Vec<Endpoint>>,
    /// Whether the part of the page that lists models could not be loaded at the last try.
    lacks_discovery: Cell<bool>,
    /// Whether the page waits for the moment to reload, so that it may contact the server in the settings.
    is_to_reload: Cell<bool>,
    /// The server that was offered to the user and declined.
    declined: RefCell<Option<Endpoint>>,
    /// The last chat template failure; cleared when a model answers.
    template_failure: RefCell<Option<template_failure::TemplateFailure>>,
    /// The sessions in which the user has been notified that the agent's tool call format changed.
    told_other_format: RefCell<HashSet<String>>,
    /// Whether an unreachable server is being polled.
    is_asking: Cell<bool>,
    /// Whether the Markdown renderer is being loaded.
    fetches_markdown: Cell<bool>,
    /// Loaded the first time the agent is used.
    toolbox: RefCell<Option<Rc<Toolbox>>>,
    /// The tools the user has accepted for the message that is being sent.
    accepted_tools: RefCell<Vec<String>>,
    replay: RefCell<Option<runs::Shown>>,
    drafts: Drafts,
    /// UI updates that are deferred, see [`Inner::defer_ui`].
    deferred_ui: RefCell<Vec<DeferredUi>>,
    /// The messages sent from this page as `(session id, text)`, oldest first.
    sent: RefCell<Vec<(String, String)>>,
    /// Aborts the evaluation in progress.
    evaluation: RefCell<Option<AbortHandle>>,
    /// The sessions that other tabs reported as changed and that have not been read again yet.
    heard: RefCell<Vec<String>>,
    /// How many changes this tab has asked another one to store.
    relayed_changes: Cell<u64>,
    /// By id: changes that another tab has been asked to store.
    awaited_replies: RefCell<HashMap<String, oneshot::Sender<Option<String>>>>,
    /// Whether those sessions are being read.
    follows_tabs: Cell<bool>,
    /// Built on the first search.
    search: RefCell<Option<Box<search::Index>>>,
    /// The session on screen and every session that is still busy, by id.
    open: RefCell<HashMap<String, Rc<OpenSession>>>,
    opening: opening::Opening,
    /// Sessions that were deleted while busy, kept as long as the deletion can be undone.
    deleted: RefCell<HashMap<String, Rc<OpenSession>>>,
}

/// Handle to the controller. Copies share the same state; it lives as long as the page.
#[derive(Clone, Copy)]
pub struct Controller {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

impl Controller {
    pub fn new(ports: Ports, state: State) -> Self {
        let config = ports.config.load().unwrap_or_else(|error| Config::unreadable(&error));
        let warnings = failures::Warnings::default();
        if let Some(complaint) = config.complaints().first() {
            let text = te("settings-unreadable", complaint);
            state.sessions.banner.set(Some(text.clone()));
            *warnings.no_settings.borrow_mut() = failures::Warning::said(text);
        }
        state.agent.is_on.set(config.is_on(Setting::AgentOn));
        let told = config.default_instructions().unwrap_or_default();
        state.conversation.view.with_untracked(|view| view.show_instructions(told));
        let slow_store = SlowStore::new(ports.clock.clone(), state.toasts);
        let inner = Inner {
            ports: slow_store.around(&ports),
            run_ports: ports,
            slow_store,
            state,
            warnings,
            config: RefCell::new(config),
            selection: RefCell::default(),
            settings_version: Rc::default(),
            answered: RefCell::default(),
            lacks_discovery: Cell::default(),
            is_to_reload: Cell::default(),
            declined: RefCell::default(),
            template_failure: RefCell::default(),
            told_other_format: RefCell::default(),
            is_asking: Cell::default(),
            fetches_markdown: Cell::default(),
            toolbox: RefCell::default(),
            accepted_tools: RefCell::default(),
            replay: RefCell::default(),
            drafts: Drafts::default(),
            deferred_ui: RefCell::default(),
            sent: RefCell::default(),
            opening: opening::Opening::default(),
            evaluation: RefCell::default(),
            heard: RefCell::default(),
            relayed_changes: Cell::default(),
            awaited_replies: RefCell::default(),
            follows_tabs: Cell::default(),
            search: RefCell::default(),
            open: RefCell::default(),
            deleted: RefCell::default(),
        };
        Self { inner: StoredValue::new_local(Rc::new(inner)) }
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// Loads the session list, opens the session named in the URL, and selects a model.
    pub async fn start(self, session: Option<String>) {
        let inner = self.inner();
        self.listen_to_tabs();
        inner.warn_if_not_durable();
        if let Some(id) = &session {
            // What is typed and sent while the session is loading belongs to that session.
            inner.draft_begins(id);
            inner.state.sessions.current.set(Some(id.clone()));
            inner.opening.begin(id);
            spawn_local(async { drop(sessions::reading().await) });
        }
        inner.load_list().await;
        if let Some(id) = session {
            // The user may have gone elsewhere while the list was being read.
            if inner.state.sessions.current.get_untracked().as_ref() == Some(&id) {
                inner.open(&id).await;
            } else {
                inner.opening.end(&id);
            }
        }
        spawn_local(inner.clone().recall_drafts());
        spawn_local(async move { inner.find_model().await });
        self.load_markdown_while_typing();
        self.watch_server();
    }

    /// Loads the Markdown renderer when the user begins to type, but not at the moment a message is sent: a message
    /// that is sent immediately has the start of its answer rendered as plain text.
    fn load_markdown_while_typing(self) {
        let draft = self.inner().state.conversation.draft;
        Effect::new(move |was_begun: Option<bool>| {
            let is_begun = draft.with(|draft| !draft.is_empty());
            if is_begun && was_begun == Some(false) {
                let inner = self.inner();
                spawn_local(async move {
                    inner.ports.clock.sleep(TYPING_MILLIS).await;
                    inner.load_markdown();
                });
            }
            is_begun
        });
    }

    /// Re-reads whatever may have changed while the page was in the background.
    pub fn refresh(&self) {
        let inner = self.inner();
        spawn_local(async move {
            inner.refresh_sessions().await;
            inner.refresh_model().await;
        });
    }

    /// Returns the current time and how far local time is behind UTC, both in milliseconds.
    pub fn local_time(&self) -> (u64, i64) {
        let inner = self.inner();
        (inner.now(), inner.ports.browser.behind_utc())
    }

    /// Calls `draw` before the next frame is painted.
    pub fn next_frame(&self, draw: Box<dyn FnOnce()>) {
        self.inner().ports.browser.next_frame(draw);
    }

    /// Loads `part` and passes it to `take`. If it cannot be loaded, notifies the user and passes `None`.
    pub fn fetch<T: 'static>(&self, part: LazyPart<T>, take: impl FnOnce(Option<T>) + 'static) {
        let inner = self.inner();
        let take: Box<dyn FnOnce(Option<T>)> = Box::new(take);
        spawn_local(async move {
            let quickly = inner.ports.clock.sleep(QUICK_MILLIS);
            let part = match select(part(), quickly).await {
                Either::Left((part, _)) => part,
                Either::Right(((), loading)) => {
                    let said = inner.state.toasts.show(t("loading"), None);
                    let part = loading.await;
                    inner.state.toasts.dismiss(said);
                    part
                }
            };
            if part.is_err() {
                inner.toast(t("part-missing"));
            }
            take(part.ok());
        });
    }

    /// Loads `part` and passes it to `take`. If it cannot be loaded, notifies the user.
    fn with_part<T: 'static>(&self, part: LazyPart<T>, take: impl FnOnce(T) + 'static) {
        self.fetch(part, |part| {
            if let Some(part) = part {
                take(part);
            }
        });
    }

    /// Fetches what the first question and its answer need. A failure has no consequence here: both try again.
    pub fn prefetch(&self) {
        let inner = self.inner();
        spawn_local(async move {
            let _ = asking::asking().await;
            if inner.ports.markdown.load().await {
                inner.load_markdown();
            }
        });
    }

    /// Reverts the action a toast offers to undo.
    pub fn undo(&self, undo: Undo) {
        match undo {
            Undo::DeleteSessions { ids, shown } => self.restore_sessions(ids, shown),
            Undo::ImportSettings { before } => self.go_back_to_settings(before),
            Undo::DeleteMessage { session, message, head } => self.restore_message(session, message, head),
        }
    }
}

impl Inner {
    /// Defers a UI update until the pending write is stored, or for [`SHOW_MILLIS`] if that takes longer. Rendering
    /// while the database is busy would delay both the page and the message. `is_sending` is set immediately.
    fn defer_ui(self: &Rc<Self>, show: impl FnOnce(&Rc<Self>) + 'static) {
        self.deferred_ui.borrow_mut().push(Box::new(show));
        if self.state.conversation.is_sending.get_untracked() {
            return;
        }
        self.state.conversation.is_sending.set(true);
        let inner = self.clone();
        spawn_local(async move {
            inner.ports.clock.sleep(SHOW_MILLIS).await;
            inner.run_deferred_ui();
        });
    }

    /// Applies the deferred UI updates. Everything that switches the page to another view calls this first.
    fn run_deferred_ui(self: &Rc<Self>) {
        for show in self.deferred_ui.take() {
            show(self);
        }
        let is_sending = self.state.conversation.is_sending;
        if is_sending.get_untracked() {
            is_sending.set(false);
        }
    }

    fn now(&self) -> u64 {
        now_millis(self.ports.clock.as_ref())
    }

    /// Shows a toast for [`TOAST_MILLIS`].
    fn toast(&self, text: impl Into<String>) {
        let key = self.state.toasts.show(text, None);
        let (clock, toasts) = (self.ports.clock.clone(), self.state.toasts);
        spawn_local(async move {
            clock.sleep(TOAST_MILLIS).await;
            toasts.dismiss(key);
        });
    }
}
