//! What other tabs do to the same sessions: this one hears of it and reads it, where it does not work on the session itself.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner};
use crate::i18n::t;

#[cfg(test)]
mod deleted_tests;

impl Controller {
    /// Follows from now on what other tabs do. For the life of the page.
    pub(super) fn listen_to_tabs(self) {
        let heard = move |session| {
            let inner = self.inner();
            inner.heard.borrow_mut().push(session);
            spawn_local(inner.follow_tabs());
        };
        self.inner().ports.tabs.listen(Box::new(heard));
    }
}

impl Inner {
    /// Reads what other tabs have told of. What they tell meanwhile is read next, however often they tell it.
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
            // A page that nobody looks at reads when it is looked at again, unless what it answers may be deleted, or
            // messages wait for what another tab may have ended.
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

    /// Of the sessions that another tab has told of: the one on screen, and those in which messages wait.
    fn to_follow(&self, told: &[String]) -> Vec<Rc<OpenSession>> {
        let current = self.state.sessions.current.get_untracked();
        let open = self.open.borrow();
        let told = open.values().filter(|session| told.contains(&session.id));
        told.filter(|session| session.has_queue() || current.as_ref() == Some(&session.id)).cloned().collect()
    }

    /// What another tab has deleted is answered no further, and what it brings back can be gone on with.
    fn follow_deletion(self: &Rc<Self>, id: &str) {
        let Some(session) = self.open.borrow().get(id).cloned() else { return };
        let is_listed = self.state.sessions.list.with_untracked(|list| list.iter().any(|row| row.id == id));
        let deleted_at = session.log.borrow().meta.deleted_at;
        match deleted_at {
            None if !is_listed && session.is_stored() => self.deleted_elsewhere(&session),
            Some(_) if is_listed => session.log.borrow_mut().meta.deleted_at = None,
            None | Some(_) => {}
        }
    }

    /// Takes the session off the list. On screen it stays, with what is being written there, to be copied.
    pub(super) fn deleted_elsewhere(self: &Rc<Self>, session: &Rc<OpenSession>) {
        self.toast(t("This session was deleted in another tab."));
        // The last write of an answer that is stopped must not take the mark away.
        session.log.borrow_mut().meta.deleted_at = Some(self.now());
        session.stop();
        match self.state.sessions.current.get_untracked().as_deref() == Some(&session.id) {
            true => self.state.sessions.remove(std::slice::from_ref(&session.id)),
            false => self.forget(&session.id),
        }
    }

    /// Takes over what another tab has written to the session on screen.
    pub(super) async fn read_again(self: &Rc<Self>, session: &Rc<OpenSession>) {
        // What cannot be read now is read when the page is looked at again.
        if session.is_running() || !matches!(session.read_again(&self.ports).await, Ok(true)) {
            return;
        }
        self.see_who_works(session).await;
        session.show();
        self.state.runs.note_change();
    }

    /// Finds out whether another tab is at work on what is open in the log, and follows it to its end.
    pub(super) async fn see_who_works(self: &Rc<Self>, session: &Rc<OpenSession>) {
        if session.is_open() && !self.ports.tabs.is_at_rest(&session.id).await {
            session.view.works_elsewhere.set(true);
            if !session.is_followed.replace(true) {
                spawn_local(self.clone().follow_to_its_end(session.clone()));
            }
            return;
        }
        // What is open may have been read just before the other tab came to its end.
        if session.is_open() && session.whole().await {
            let _ = session.read_again(&self.ports).await;
        }
        self.nobody_works(session);
    }

    /// Nobody is at work on what is open any more once the other tab has ended, or is gone.
    async fn follow_to_its_end(self: Rc<Self>, session: Rc<OpenSession>) {
        loop {
            self.ports.tabs.at_rest(&session.id).await;
            // Where it cannot be read, what is known of it stays.
            let is_more = session.whole().await && matches!(session.read_again(&self.ports).await, Ok(true));
            if !is_more || !session.is_open() || self.ports.tabs.is_at_rest(&session.id).await {
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
            session.settle();
            session.show();
        }
        self.take_up_queue_at_rest(session);
    }
}
