//! Changes that other tabs make to the sessions. This tab is notified and re-reads them, unless it is working on the
//! session itself.

use std::rc::Rc;

use abcb_core::log::event::Event;
use abcb_core::storage::store::StoreError;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::relay::{RelayTask, relay};
use super::{Controller, Inner};
use crate::i18n::t;
use crate::ports::TabEvent;

/// How often a change is tried while other tabs write to the session.
const MOST_TRIES: usize = 3;

#[cfg(test)]
mod deleted_tests;

impl Controller {
    /// Listens to other tabs for the lifetime of the page.
    pub(super) fn listen_to_tabs(self) {
        let hear = move |event| {
            let inner = self.inner();
            match event {
                TabEvent::Changed(session) => {
                    inner.heard.borrow_mut().push(session);
                    spawn_local(inner.follow_tabs());
                }
                TabEvent::Relayed(message) => spawn_local(async move {
                    let _ = inner.relay_task(RelayTask::Hear(message)).await;
                }),
                TabEvent::Seized(session) => inner.let_go(&session),
                TabEvent::SettingsChanged => self.follow_settings(),
            }
        };
        self.inner().ports.tabs.listen(Rc::new(hear));
    }
}

impl Inner {
    async fn relay_task(self: &Rc<Self>, task: RelayTask) -> Result<(), StoreError> {
        match relay().await {
            Ok(relay) => relay(self.clone(), task).await,
            // Without this part a tab follows another with a delay and changes nothing in its sessions.
            Err(error) => Err(StoreError::Backend { reason: error.to_string() }),
        }
    }

    /// Stores a change that is not a message: a title, a pin, instructions. If another tab works on the session, it is
    /// that tab which stores it, since a second writer would cut off its answer.
    pub(super) async fn change(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        events: Vec<Event>,
    ) -> Result<(), StoreError> {
        for _ in 0..MOST_TRIES {
            // A tab that waits for its model has nothing open in the log yet.
            let is_elsewhere = session.works_elsewhere() || self.is_worked_on_elsewhere(session).await;
            let stored = match is_elsewhere {
                true => self.relay_task(RelayTask::Change(session.clone(), events.clone())).await,
                false => session.append(&self.ports, events.clone()).await.map(|_| ()),
            };
            match stored {
                // Another tab has written to the session, which does not affect this change.
                Err(StoreError::Conflict { .. }) => self.read_again(session).await,
                stored => return stored,
            }
        }
        session.append(&self.ports, events).await.map(|_| ())
    }

    /// Ends what this tab does in the session, because another tab has taken it over.
    pub(super) fn let_go(&self, session: &str) {
        let session = self.open.borrow().get(session).cloned();
        if let Some(session) = session.filter(|session| session.is_running()) {
            session.stop();
            self.toast(t("session-taken-over"));
        }
    }

    /// Reads the sessions that other tabs reported as changed. Reports that arrive in the meantime are batched for the
    /// next round.
    async fn follow_tabs(self: Rc<Self>) {
        if self.follows_tabs.replace(true) {
            return;
        }
        loop {
            let told = self.heard.take();
            let answers = |id: &String| {
                let open = self.open.borrow();
                open.get(id).is_some_and(|session| session.is_running() || session.has_queue())
            };
            // A hidden page reads when it becomes visible again, unless a session that it is answering may have been
            // deleted, or messages are queued that another tab may have unblocked.
            if told.is_empty() || !(self.ports.browser.is_visible() || told.iter().any(answers)) {
                break;
            }
            self.load_list().await;
            told.iter().for_each(|id| self.follow_deletion(id));
            for session in self.to_follow(&told) {
                self.read_again(&session).await;
            }
        }
        self.follows_tabs.set(false);
    }

    /// Returns the reported sessions to re-read: the one on screen, and those with queued messages.
    fn to_follow(&self, told: &[String]) -> Vec<Rc<OpenSession>> {
        let current = self.state.sessions.current.get_untracked();
        let open = self.open.borrow();
        let told = open.values().filter(|session| told.contains(&session.id));
        told.filter(|session| session.has_queue() || current.as_ref() == Some(&session.id)).cloned().collect()
    }

    /// Stops answering a session that another tab has deleted, and allows continuing one whose deletion was undone.
    pub(super) fn follow_deletion(self: &Rc<Self>, id: &str) {
        let Some(session) = self.open.borrow().get(id).cloned() else { return };
        let is_listed = self.state.sessions.list.with_untracked(|list| list.iter().any(|row| row.id == id));
        let deleted_at = session.log.borrow().meta.deleted_at;
        match deleted_at {
            None if !is_listed && session.is_stored() => self.deleted_elsewhere(&session),
            Some(_) if is_listed => {
                session.log.borrow_mut().meta.deleted_at = None;
                self.note_draft_of(id);
            }
            None | Some(_) => {}
        }
    }

    /// Removes the session from the list. If it is on screen it stays there with its draft, so that the user can copy
    /// it.
    pub(super) fn deleted_elsewhere(self: &Rc<Self>, session: &Rc<OpenSession>) {
        self.toast(t("session-deleted-elsewhere"));
        // The last write of a stopped answer must not clear the deletion mark.
        session.log.borrow_mut().meta.deleted_at = Some(self.now());
        session.stop();
        match self.state.sessions.current.get_untracked().as_deref() == Some(&session.id) {
            true => self.state.sessions.remove(std::slice::from_ref(&session.id)),
            false => self.forget(&session.id),
        }
    }

    /// Re-reads the session on screen after another tab has written to it.
    pub(super) async fn read_again(self: &Rc<Self>, session: &Rc<OpenSession>) {
        // A failed read is repeated when the page becomes visible again.
        if session.is_running() || !matches!(session.read_again(&self.ports).await, Ok(true)) {
            return;
        }
        self.see_who_works(session).await;
        session.show();
        session.show_live();
        self.state.runs.note_change();
    }

    /// Whether another tab is working on the session. What this tab holds does not count.
    async fn is_worked_on_elsewhere(&self, session: &OpenSession) -> bool {
        let is_at_rest = self.ports.tabs.is_at_rest(&session.id).await;
        !is_at_rest && !session.is_worked_on_here()
    }

    /// Determines whether another tab is working on the session, and follows it to its end.
    pub(super) async fn see_who_works(self: &Rc<Self>, session: &Rc<OpenSession>) {
        if session.is_worked_on_here() {
            return;
        }
        if self.is_worked_on_elsewhere(session).await {
            session.view.works_elsewhere.set(true);
            let _ = self.relay_task(RelayTask::Follow(session.clone())).await;
            if !session.is_followed.replace(true) {
                spawn_local(self.clone().follow_to_its_end(session.clone()));
            }
            return;
        }
        // The log may have been read just before the other tab finished.
        if session.is_open() && session.whole().await {
            let _ = session.read_again(&self.ports).await;
        }
        self.nobody_works(session);
    }

    /// Waits until no tab works on the session, because the other tab has finished or was closed, and then settles it.
    async fn follow_to_its_end(self: Rc<Self>, session: Rc<OpenSession>) {
        loop {
            self.ports.tabs.at_rest(&session.id).await;
            if session.whole().await {
                // If it cannot be read, the known state is kept.
                let _ = session.read_again(&self.ports).await;
            }
            // The other tab may have begun the next answer.
            if self.ports.tabs.is_at_rest(&session.id).await {
                break;
            }
        }
        session.is_followed.set(false);
        self.nobody_works(&session);
        self.state.runs.note_change();
    }

    fn nobody_works(self: &Rc<Self>, session: &Rc<OpenSession>) {
        session.view.works_elsewhere.set(false);
        if !session.is_running() {
            session.live.take();
            session.settle();
            session.show();
        }
        self.take_up_queue_at_rest(session);
    }
}
