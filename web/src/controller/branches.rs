//! The conversation as a tree: regenerating with another model, forks, comparing versions, deletions that can be
//! undone.

use std::rc::Rc;

use abcb_core::agent::RunKind;
use abcb_core::agent::fork::{fork, fork_title};
use abcb_core::conversation::session::{Session, new_session_id, session_dir};
use abcb_core::log::compare::{Figures, figures, version};
use abcb_core::log::event::Event;
use abcb_core::log::transcript::{ForkedFrom, Node, Transcript};
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::{ModelInfo, display_name};
use abcb_core::storage::store::{SessionMeta, StoreError};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::recipient::Recipient;
use super::{Controller, Inner, TOAST_MILLIS};
use crate::i18n::{Localize, args, as_written, t, te, tf};
use crate::lazy::lazy;
use crate::ports::Server;
use crate::state::sessions::title_of;
use crate::state::{Active, Menu, ModelChoice, Undo};

lazy!(restorer in dialogs: fn(Rc<Inner>, String, u64, u64) -> LocalBoxFuture<'static, ()> = restore);

/// Timeout for listing models; an available server responds quickly.
const LIST_MILLIS: u32 = 3_000;

/// One version of a part of the conversation, as shown in the comparison.
#[derive(Clone, PartialEq)]
pub struct VersionShown {
    pub id: u64,
    pub messages: Vec<Node>,
    pub figures: Figures,
    /// How many messages follow on this branch.
    pub more: usize,
}

impl Controller {
    /// Regenerates the answer `message` with `choice`. Later answers come from the configured model.
    pub fn again_with(&self, message: u64, choice: Active) {
        self.ask_about(message, Recipient::Chosen(choice), |_, parent| RunKind::Regenerate { parent });
    }

    /// Lists the models that could answer instead.
    pub fn list_models(&self) {
        let inner = self.inner();
        inner.state.branching.choices.set(None);
        spawn_local(async move { inner.list_models().await });
    }

    /// Forks the conversation at `message` into a new session.
    pub fn fork(&self, message: u64) {
        let inner = self.inner();
        spawn_local(async move {
            if let Some(session) = inner.current_whole().await {
                inner.fork(&session, message).await;
            }
        });
    }

    /// Deletes `message` and everything after it. Can be undone.
    pub fn delete_message(&self, message: u64) {
        let inner = self.inner();
        spawn_local(async move {
            if let Some(session) = inner.current_whole().await.filter(|session| !session.is_running()) {
                inner.delete_message(&session, message).await;
            }
        });
    }

    /// Undoes the deletion of a message.
    pub(super) fn restore_message(&self, session: String, message: u64, head: u64) {
        let inner = self.inner();
        self.with_part(restorer, move |restore| spawn_local(restore(inner, session, message, head)));
    }

    /// Shows the versions of `message` side by side.
    pub fn compare(&self, message: u64) {
        let inner = self.inner();
        spawn_local(async move {
            if inner.current_whole().await.is_some() {
                inner.state.branching.compared.set(Some(message));
            }
        });
    }

    /// Returns every version of `message`, oldest first.
    pub fn versions(&self, message: u64) -> Vec<VersionShown> {
        let Some(session) = self.inner().current() else { return Vec::new() };
        let transcript = session.log.borrow().state.clone();
        let shown = |id: u64| {
            let found = version(&transcript, id);
            let figures = figures(&found.messages);
            let messages = found.messages.into_iter().cloned().collect();
            VersionShown { id, messages, figures, more: found.more }
        };
        transcript.siblings(message).into_iter().map(shown).collect()
    }

    /// Whether `message` has other versions.
    pub fn has_versions(&self, message: u64) -> bool {
        let session = self.inner().current();
        session.is_some_and(|session| session.log.borrow().state.siblings(message).len() > 1)
    }
}

impl Inner {
    async fn list_models(&self) {
        let state = self.state.model;
        let active = state.active.get_untracked();
        let mut choices = Vec::new();
        if let Active::Server(server) = &active {
            let listed =
                self.ports.servers.list_models(server.endpoint.clone(), server.api_key.clone(), LIST_MILLIS);
            let models = listed.await.map(|list| list.models).unwrap_or_default();
            if !models.iter().any(|one| one.id == server.model) && !server.model.is_empty() {
                choices.push(on_server(server.clone()));
            }
            choices.extend(models.into_iter().map(|one| {
                let ModelInfo { id: model, context_tokens, .. } = one;
                on_server(Server { model, context_tokens, ..server.clone() })
            }));
        }
        let is_other =
            |endpoint: &Endpoint| !matches!(&active, Active::Server(used) if used.endpoint == *endpoint);
        for found in state.found.get_untracked().into_iter().filter(|found| is_other(&found.endpoint)) {
            let api_key = self.ports.config.api_key(&found.endpoint.base_url());
            let of = |model: &ModelInfo| Server {
                endpoint: found.endpoint.clone(),
                dialect: found.dialect,
                model: model.id.clone(),
                api_key: api_key.clone(),
                context_tokens: model.context_tokens,
            };
            choices.extend(found.models.iter().map(|model| on_server(of(model))));
        }
        self.read_page_models().await;
        let in_page = state.page_models.with_untracked(|models| models.all());
        choices.extend(in_page.into_iter().map(|model| ModelChoice {
            name: display_name(&model.name),
            place: t("fork-in-page").to_owned(),
            is_usual: false,
            answers: Active::InPage(model.name),
        }));
        for choice in &mut choices {
            choice.is_usual = choice.answers == active;
        }
        // Filling the list of a menu that has been closed would make the next menu jump.
        if self.state.frame.menu.with_untracked(|menu| matches!(menu, Some(Menu::Models { .. }))) {
            self.state.branching.choices.set(Some(choices));
        }
    }

    async fn fork(self: &Rc<Self>, session: &OpenSession, message: u64) {
        let choices = self.opening.choices();
        match self.write_fork(session, message).await {
            Ok(Some(id)) => {
                self.open_unless_gone(&id, choices).await;
                self.toast(t("fork-done"));
            }
            Ok(None) => {}
            Err(error) => self.toast(te("fork-failed", &error)),
        }
    }

    /// Stores the fork and returns its id.
    async fn write_fork(&self, session: &OpenSession, message: u64) -> Result<Option<String>, StoreError> {
        let store = self.ports.store.as_ref();
        let stored = store.load(&session.dir).await?;
        let title = title_of(&stored.meta);
        let taken = self
            .state
            .sessions
            .list
            .with_untracked(|list| list.iter().map(|one| title_of(one)).collect::<Vec<_>>());
        // The title is stored, so no marks of direction are put around it.
        let title = fork_title(&taken, |number| match number {
            1 => as_written("fork-title", args![title = &title]),
            number => as_written("fork-title-numbered", args![title = &title, n = number]),
        });
        let from = ForkedFrom { session_id: session.id.clone(), message };
        let root = self.config.borrow().memory_dir().to_owned();
        let mut created_at = self.now();
        loop {
            let new = Session::new(new_session_id(created_at), created_at);
            let Some(events) = fork(&stored.events, &from, &new, &title) else { return Ok(None) };
            let mut meta = SessionMeta::new(&new.id, new.created_at);
            meta.describe(&Transcript::from_log(&events));
            match store.insert(&session_dir(&root, &new.id), &events, &meta).await {
                Ok(()) => {
                    self.ports.tabs.tell_changed(&new.id);
                    return Ok(Some(new.id));
                }
                // Another session was created in the same millisecond: use the next one.
                Err(StoreError::AlreadyExists { .. }) => created_at = created_at.saturating_add(1),
                Err(error) => return Err(error),
            }
        }
    }

    async fn delete_message(self: &Rc<Self>, session: &Rc<OpenSession>, message: u64) {
        let folded = session.log.borrow().state.clone();
        let events = folded.removal(message);
        let Some(Event::BranchRemoved { message }) = events.last().cloned() else { return };
        if let Err(error) = session.append(&self.ports, events).await {
            return self.change_not_stored(session, &error).await;
        }
        self.show_changed(session);
        let undo = Undo::DeleteMessage { session: session.id.clone(), message, head: folded.head() };
        let key = self.state.toasts.show(t("message-deleted"), Some(undo));
        self.ports.clock.sleep(TOAST_MILLIS).await;
        self.state.toasts.dismiss(key);
    }

    fn show_changed(&self, session: &OpenSession) {
        session.show();
        self.state.sessions.put(session.log.borrow().meta.clone());
        self.state.runs.note_change();
    }
}

/// Undoes the deletion of `message` and shows the previous branch again.
fn restore(inner: Rc<Inner>, session: String, message: u64, head: u64) -> LocalBoxFuture<'static, ()> {
    async move {
        let Some(session) = inner.opened(&session).await else { return };
        if !session.whole().await {
            return;
        }
        let mut events = vec![Event::BranchRestored { message }];
        if !session.is_running() {
            events.push(Event::HeadMoved { head });
        }
        match session.append(&inner.ports, events).await {
            Ok(_) => inner.show_changed(&session),
            Err(error) => inner.change_not_stored(&session, &error).await,
        }
        inner.close_unless_current(&session);
    }
    .boxed_local()
}

fn on_server(server: Server) -> ModelChoice {
    let address = server.endpoint.base_url();
    let address = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    let host = address.split('/').next().unwrap_or_default();
    ModelChoice {
        name: display_name(&server.model),
        place: tf("fork-server", args![server = server.dialect.localized(), address = host]),
        is_usual: false,
        answers: Active::Server(server),
    }
}
