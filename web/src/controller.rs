//! What the user can do. Each intent goes through core to the store and comes back as state; components call these methods
//! and read the state, nothing else.

mod agent;
mod agent_files;
mod agent_pages;
mod answers;
mod appearance;
mod attachments;
mod branches;
mod drafts;
mod evaluation;
mod files;
mod frame;
mod instructions;
mod list_actions;
mod model;
mod observed;
mod open_session;
mod opening;
mod page_model;
mod patience;
mod prompts;
mod queue;
mod recipient;
mod runs;
mod search;
mod selection;
mod sessions;
mod settings_files;
mod spawn;
mod stall;
mod suggestions;
mod tabs;
mod template_failure;
mod trouble;

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use abcb_core::clock::now_millis;
use abcb_core::config::Config;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::selection::Selection;
use futures_util::future::AbortHandle;
use futures_util::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::{t, te};
use crate::lazy::Later;
use crate::ports::{AnswerElement, DrawnAnswer, Ports, Toolbox};
use crate::state::{
    AgentState, Branching, Conversation, Evaluation, Frame, Imports, ModelState, Runs, Sessions,
    SettingsDialogState, Toasts, Undo, Writing,
};
pub use agent::Word;
pub use attachments::Sight;
pub use branches::VersionShown;
use drafts::Drafts;
pub use instructions::Presets;
pub use list_actions::pick;
use open_session::OpenSession;
use patience::Patience;

const TOAST_MILLIS: u32 = 10_000;
/// What takes longer to load is said to be loading.
const QUICK_MILLIS: u32 = 500;
/// A question that is not stored after so long is shown all the same.
const SHOW_MILLIS: u32 = 60;
/// Who has typed this long is about to ask something.
const TYPING_MILLIS: u32 = 300;

/// The signals the controller writes; the page reads the same handles from its context.
#[derive(Clone, Copy)]
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
    /// What the page speaks. The whole page is made anew when it changes; nothing that must last may be kept in a component.
    pub language: RwSignal<String>,
}

impl State {
    pub fn new(language: String) -> Self {
        Self {
            frame: Frame::new(),
            sessions: Sessions::new(),
            conversation: Conversation::new(),
            model: ModelState::new(),
            agent: AgentState::new(),
            branching: Branching::new(),
            runs: Runs::new(),
            evaluation: Evaluation::new(),
            imports: Imports::new(),
            settings: SettingsDialogState::new(),
            toasts: Toasts::new(),
            writing: Writing::new(),
            language: RwSignal::new(language),
        }
    }
}

type Unshown = Box<dyn FnOnce(&Rc<Inner>)>;

struct Inner {
    ports: Ports,
    /// The same for what a run writes, which says by itself that the store does not answer.
    run_ports: Ports,
    patience: Patience,
    state: State,
    warnings: trouble::Warnings,
    config: RefCell<Config>,
    /// What answers, and how that is found out.
    selection: RefCell<Selection>,
    /// Counts the times that the settings have named something else to answer.
    settings_version: Rc<Cell<u64>>,
    /// The servers that have answered on this page.
    answered: RefCell<Vec<Endpoint>>,
    /// The server that was offered and is not wanted.
    declined: RefCell<Option<Endpoint>>,
    /// The last failure of a chat template, until a model answers.
    template_failure: RefCell<Option<template_failure::TemplateFailure>>,
    /// The sessions of which was said that their agent asks for tools in another way.
    told_other_format: RefCell<HashSet<String>>,
    /// Whether a server that is away is being asked again.
    is_asking: Cell<bool>,
    /// Whether what draws answers is on its way.
    fetches_markdown: Cell<bool>,
    /// There once the agent has been used.
    toolbox: RefCell<Option<Rc<Toolbox>>>,
    /// The tools that the user has accepted for the question that is just being sent.
    accepted_tools: RefCell<Vec<String>>,
    replay: RefCell<Option<runs::Shown>>,
    drafts: Drafts,
    /// What the page is about to show, see [`Inner::show_later`].
    unshown: RefCell<Vec<Unshown>>,
    /// What was sent in this page, with the session it went to, oldest first.
    sent: RefCell<Vec<(String, String)>>,
    /// Stops the evaluation that runs.
    evaluation: RefCell<Option<AbortHandle>>,
    /// The sessions that other tabs have told of and that are not read yet.
    heard: RefCell<Vec<String>>,
    /// Whether they are being read.
    follows_tabs: Cell<bool>,
    /// There once something has been searched for.
    search: RefCell<Option<Box<search::Index>>>,
    /// The session on screen and every session in which an answer is coming.
    open: RefCell<HashMap<String, Rc<OpenSession>>>,
    opening: opening::Opening,
    /// Those that were deleted while something happened in them, as long as that can be taken back.
    deleted: RefCell<HashMap<String, Rc<OpenSession>>>,
}

/// Handle to the controller. Copying shares it; it lives as long as the page.
#[derive(Clone, Copy)]
pub struct Controller {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

impl Controller {
    pub fn new(ports: Ports, state: State) -> Self {
        let config = ports.config.load().unwrap_or_else(|error| Config::unreadable(&error));
        let warnings = trouble::Warnings::default();
        if let Some(complaint) = config.complaints().first() {
            let text = te(
                "The stored settings could not be read ({error}). Save the settings again to fix this.",
                complaint,
            );
            state.sessions.banner.set(Some(text.clone()));
            *warnings.no_settings.borrow_mut() = trouble::Warning::said(text);
        }
        state.agent.is_on.set(config.agent_is_on());
        let told = config.default_instructions().unwrap_or_default();
        state.conversation.view.with_untracked(|view| view.show_instructions(told));
        let patience = Patience::new(ports.clock.clone(), state.toasts);
        let inner = Inner {
            ports: patience.around(&ports),
            run_ports: ports,
            patience,
            state,
            warnings,
            config: RefCell::new(config),
            selection: RefCell::default(),
            settings_version: Rc::default(),
            answered: RefCell::default(),
            declined: RefCell::default(),
            template_failure: RefCell::default(),
            told_other_format: RefCell::default(),
            is_asking: Cell::default(),
            fetches_markdown: Cell::default(),
            toolbox: RefCell::default(),
            accepted_tools: RefCell::default(),
            replay: RefCell::default(),
            drafts: Drafts::default(),
            unshown: RefCell::default(),
            sent: RefCell::default(),
            opening: opening::Opening::default(),
            evaluation: RefCell::default(),
            heard: RefCell::default(),
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

    /// Reads the list, opens the session that the address names, and finds out what answers.
    pub async fn start(self, session: Option<String>) {
        let inner = self.inner();
        self.listen_to_tabs();
        inner.warn_if_not_durable();
        inner.load_list().await;
        if let Some(id) = session {
            // What is typed while it is read is meant for it.
            inner.draft_begins(&id);
            inner.open(&id).await;
        }
        spawn_local(inner.clone().recall_drafts());
        spawn_local(async move { inner.find_model().await });
        self.load_markdown_while_typing();
        self.watch_server();
    }

    /// Fetches what answers are drawn with when the user begins to write, but not in the moment in which a question is sent:
    /// a question that is sent at once has its first words drawn without it.
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

    /// Looks again at what may have changed while the page was in the background.
    pub fn refresh(&self) {
        let inner = self.inner();
        spawn_local(async move {
            inner.refresh_sessions().await;
            inner.refresh_model().await;
        });
    }

    /// Now, and how far local time is behind UTC, both in milliseconds.
    pub fn local_time(&self) -> (u64, i64) {
        let inner = self.inner();
        (inner.now(), inner.ports.browser.behind_utc())
    }

    /// Calls `draw` before the next frame is painted.
    pub fn next_frame(&self, draw: Box<dyn FnOnce()>) {
        self.inner().ports.browser.next_frame(draw);
    }

    /// Begins to show an answer in the element. None until Markdown is loaded, which is seen to.
    pub fn open_answer(&self, element: &AnswerElement) -> Option<DrawnAnswer> {
        let inner = self.inner();
        let opened = inner.ports.markdown.open(element);
        if opened.is_none() {
            inner.load_markdown();
        }
        opened
    }

    /// Gives `take` the part once it is there, or nothing when it does not come; then the user has been told.
    pub fn fetch<T: 'static>(&self, part: Later<T>, take: impl FnOnce(Option<T>) + 'static) {
        let inner = self.inner();
        let take: Box<dyn FnOnce(Option<T>)> = Box::new(take);
        spawn_local(async move {
            let quickly = inner.ports.clock.sleep(QUICK_MILLIS);
            let part = match select(part(), quickly).await {
                Either::Left((part, _)) => part,
                Either::Right(((), loading)) => {
                    let said = inner.state.toasts.show(t("Loading…"), None);
                    let part = loading.await;
                    inner.state.toasts.dismiss(said);
                    part
                }
            };
            if part.is_err() {
                inner.toast(t("This part of the page could not be loaded. Without a network, try again when there is one; if the page has been renewed since it was opened, reload it."));
            }
            take(part.ok());
        });
    }

    /// Takes back what a toast offers to take back.
    pub fn undo(&self, undo: Undo) {
        match undo {
            Undo::DeleteSessions { ids, shown } => self.restore_sessions(ids, shown),
            Undo::ImportSettings { before } => self.go_back_to_settings(before),
            Undo::DeleteMessage { session, message, head } => self.restore_message(session, message, head),
        }
    }
}

impl Inner {
    /// Shows something once what is being stored is stored, or after a moment if that takes longer: the page would be drawn in
    /// the very time in which the database is at work, and the question would wait for both. That something runs is said now.
    fn show_later(self: &Rc<Self>, show: impl FnOnce(&Rc<Self>) + 'static) {
        self.unshown.borrow_mut().push(Box::new(show));
        if self.state.conversation.is_sending.get_untracked() {
            return;
        }
        self.state.conversation.is_sending.set(true);
        let inner = self.clone();
        spawn_local(async move {
            inner.ports.clock.sleep(SHOW_MILLIS).await;
            inner.show_now();
        });
    }

    /// Shows what waits to be shown. Whatever turns the page to something else does this first.
    fn show_now(self: &Rc<Self>) {
        for show in self.unshown.take() {
            show(self);
        }
        let is_sending = self.state.conversation.is_sending;
        if is_sending.get_untracked() {
            is_sending.set(false);
        }
    }

    /// Asked for by every answer that is shown, and by every question sent: loaded once, before it is needed if it can be.
    fn load_markdown(self: &Rc<Self>) {
        let ready = self.state.conversation.markdown_ready;
        if ready.get_untracked() || self.fetches_markdown.replace(true) {
            return;
        }
        let (inner, loading) = (self.clone(), self.ports.markdown.load());
        spawn_local(async move {
            let has_come = loading.await;
            inner.fetches_markdown.set(false);
            if !has_come {
                return inner.toast(t(
                    "What formats answers could not be loaded, so they are shown as plain text. The next answer tries again.",
                ));
            }
            let (is_on, keeper) = (inner.config.borrow().wraps_code(), inner.clone());
            inner.ports.markdown.wrap_code(is_on, Box::new(move |wraps| keeper.keep_wrapped_code(wraps)));
            let teller = inner.clone();
            inner.ports.markdown.tell(Box::new(move |text| teller.toast(text)));
            ready.set(true);
        });
    }

    fn now(&self) -> u64 {
        now_millis(self.ports.clock.as_ref())
    }

    /// Shows a toast for some seconds.
    fn toast(&self, text: impl Into<String>) {
        let key = self.state.toasts.show(text, None);
        let (clock, toasts) = (self.ports.clock.clone(), self.state.toasts);
        spawn_local(async move {
            clock.sleep(TOAST_MILLIS).await;
            toasts.dismiss(key);
        });
    }
}
