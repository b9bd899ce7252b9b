//! Unsent drafts: kept in memory per session while the page is open, and saved in the browser whenever the user pauses
//! typing.

mod recall;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use abcb_core::conversation::attachment::{Attachments, UserInput};
use abcb_core::conversation::drafts::{NEW, draft_key, draft_owner};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner};

/// How long the user has to stop typing before the draft is saved.
const PAUSE_MILLIS: u32 = 600;
/// A message that is not stored within this time is shown as unsaved. Working storage is faster.
const SLOW_MILLIS: u32 = 500;

pub(super) struct Drafts {
    /// The session whose draft is on screen.
    owner: RefCell<String>,
    /// The drafts of other sessions.
    away: RefCell<Vec<(String, UserInput)>>,
    /// The sessions with unsaved changes to their drafts.
    changed: RefCell<Vec<String>>,
    /// Counts changes, to detect a pause.
    typed: Cell<u32>,
    is_due: Cell<bool>,
    /// The drafts and queued messages of sessions whose deletion can still be undone.
    deleted: RefCell<HashMap<String, UserInput>>,
    /// The name of this tab; empty until it is known.
    tab: RefCell<String>,
    /// The drafts of other tabs that this one has taken and not changed yet, as session and key.
    taken: RefCell<Vec<(String, String)>>,
}

impl Default for Drafts {
    fn default() -> Self {
        Self {
            owner: RefCell::new(NEW.to_owned()),
            away: RefCell::default(),
            changed: RefCell::default(),
            typed: Cell::default(),
            is_due: Cell::default(),
            deleted: RefCell::default(),
            tab: RefCell::default(),
            taken: RefCell::default(),
        }
    }
}

impl Drafts {
    /// Returns the key under which this tab stores the session's draft.
    fn key(&self, session: &str) -> String {
        draft_key(session, &self.tab.borrow())
    }

    fn note(&self, session: &str) {
        let mut changed = self.changed.borrow_mut();
        if !changed.iter().any(|other| other == session) {
            changed.push(session.to_owned());
        }
    }

    fn take(&self, session: &str) -> Option<UserInput> {
        let mut away = self.away.borrow_mut();
        let place = away.iter().position(|(other, _)| other == session)?;
        Some(away.swap_remove(place).1)
    }
}

impl Controller {
    /// Schedules saving the draft; to be called on every change. Cheap.
    pub fn note_draft(&self) {
        self.inner().note_draft();
    }

    /// Saves every draft immediately, because the page may be about to close.
    pub fn keep_drafts(&self) {
        self.inner().keep_drafts();
    }
}

impl Inner {
    pub(super) fn keep_drafts(self: &Rc<Self>) {
        self.run_deferred_ui();
        self.save_drafts();
    }

    pub(super) fn note_draft(self: &Rc<Self>) {
        let drafts = &self.drafts;
        drafts.typed.set(drafts.typed.get().wrapping_add(1));
        drafts.note(&drafts.owner.borrow());
        if drafts.is_due.replace(true) {
            return;
        }
        let inner = self.clone();
        spawn_local(async move {
            loop {
                let typed = inner.drafts.typed.get();
                inner.ports.clock.sleep(PAUSE_MILLIS).await;
                if inner.drafts.typed.get() == typed {
                    break;
                }
            }
            inner.drafts.is_due.set(false);
            inner.save_drafts();
        });
    }

    /// Notes a change to the draft or queue of `session`, whether or not it is on screen.
    pub(super) fn note_draft_of(self: &Rc<Self>, session: &str) {
        self.drafts.note(session);
        self.note_draft();
    }

    fn save_drafts(&self) {
        let mut kept = Vec::new();
        let mut is_new_changed = false;
        for session in self.drafts.changed.take() {
            let open = self.opened_here(&session);
            let is_stored = open.as_ref().is_none_or(|session| session.is_stored());
            is_new_changed |= session == NEW || !is_stored;
            // Of a deleted session nothing is kept, unless its deletion is undone.
            let is_deleted = open.is_some_and(|session| session.log.borrow().meta.deleted_at.is_some());
            if is_deleted {
                kept.extend(self.keys_of(&session).map(|key| (key, UserInput::default())));
            } else if is_stored && session != NEW {
                let mut parts = self.queue_of(&session);
                parts.insert(0, self.unstored_of(&session));
                parts.push(self.draft_of(&session));
                kept.push((self.drafts.key(&session), joined(parts)));
            }
        }
        if is_new_changed {
            let begun = self.begun();
            if !begun.is_empty() {
                // The new-session draft changes once these sessions are stored.
                self.drafts.note(NEW);
            }
            kept.push((self.drafts.key(NEW), self.new_draft(&begun)));
        }
        let is_saved =
            |(session, _): &mut (String, String)| kept.iter().any(|(key, _)| draft_owner(key).0 == session);
        let taken: Vec<_> = self.drafts.taken.borrow_mut().extract_if(.., is_saved).collect();
        kept.extend(taken.into_iter().map(|(_, key)| (key, UserInput::default())));
        self.ports.drafts.save(kept, self.now());
    }

    /// Returns the keys of the session's drafts in all tabs.
    fn keys_of(&self, session: &str) -> impl Iterator<Item = String> + use<> {
        let session = session.to_owned();
        let keys = self.ports.drafts.load().into_iter().map(|(key, _)| key);
        keys.filter(move |key| draft_owner(key).0 == session)
    }

    fn opened_here(&self, session: &str) -> Option<Rc<OpenSession>> {
        self.open.borrow().get(session).cloned()
    }

    /// Returns the message of the session that is being stored.
    fn unstored_of(&self, session: &str) -> UserInput {
        self.opened_here(session).and_then(|session| session.unstored.borrow().clone()).unwrap_or_default()
    }

    /// Returns the sessions that are not in the store yet, the oldest first.
    fn begun(&self) -> Vec<String> {
        let open = self.open.borrow();
        let begun = open.values().filter(|session| !session.is_stored());
        let mut begun: Vec<String> = begun.map(|session| session.id.clone()).collect();
        begun.sort_unstable();
        begun
    }

    /// Returns the draft of the new session as it is saved. It includes everything written in sessions that are not
    /// stored yet, since they could not be opened after a reload.
    fn new_draft(&self, begun: &[String]) -> UserInput {
        let mut parts = Vec::new();
        for session in begun {
            parts.push(self.unstored_of(session));
            parts.extend(self.queue_of(session));
            parts.push(self.draft_of(session));
        }
        parts.push(self.draft_of(NEW));
        joined(parts)
    }

    /// Marks `written` as being stored. Until it is stored it is part of the draft, and if that takes long it is shown
    /// on the page.
    pub(super) fn begin_to_store(self: &Rc<Self>, session: &Rc<OpenSession>, written: &UserInput) {
        *session.unstored.borrow_mut() = Some(written.clone());
        let (inner, session, written) = (self.clone(), session.clone(), written.clone());
        spawn_local(async move {
            inner.ports.clock.sleep(SLOW_MILLIS).await;
            let unstored = session.unstored.borrow().clone();
            // It may be a later message by now, which has a time of its own.
            if unstored.as_ref() == Some(&written) {
                session.view.unstored.set(unstored);
            }
        });
    }

    /// Marks the message as no longer being stored: it was stored, or returned to the draft.
    pub(super) fn end_to_store(self: &Rc<Self>, session: &OpenSession) {
        if session.unstored.take().is_some() {
            if session.view.unstored.with_untracked(Option::is_some) {
                session.view.unstored.set(None);
            }
            self.note_draft_of(&session.id);
        }
    }

    pub(super) fn draft_of(&self, session: &str) -> UserInput {
        if *self.drafts.owner.borrow() == session {
            return self.input();
        }
        let away = self.drafts.away.borrow();
        let found = away.iter().find(|(other, _)| other == session);
        found.map(|(_, written)| written.clone()).unwrap_or_default()
    }

    /// Returns the contents of the composer.
    pub(super) fn input(&self) -> UserInput {
        UserInput {
            content: self.state.conversation.draft.get_untracked(),
            attachments: self.state.writing.attachments.get_untracked(),
        }
    }

    /// Removes a sent message from the composer; text typed since then stays.
    pub(super) fn take_sent(self: &Rc<Self>, sent: &UserInput) {
        let mut left = self.input();
        if let Some(more) = left.content.strip_prefix(&sent.content) {
            left.content = more.to_owned();
        }
        if left.attachments == sent.attachments {
            left.attachments = Attachments::default();
        }
        self.set_input(left);
        self.note_draft();
    }

    fn set_input(&self, written: UserInput) {
        let writing = &self.state.writing;
        writing.recalled.set(None);
        self.state.conversation.draft.set(written.content);
        let is_same = writing.attachments.with_untracked(|old| *old == written.attachments);
        if !is_same {
            writing.attachments.set(written.attachments);
        }
    }

    /// Shows another session's draft, or the new session's if there is none.
    pub(super) fn turn_draft(&self, session: Option<&str>) {
        let session = session.unwrap_or(NEW);
        let owner = self.drafts.owner.replace(session.to_owned());
        if owner == session {
            return;
        }
        let left = self.input();
        self.drafts.take(&owner);
        self.drafts.away.borrow_mut().push((owner, left));
        self.set_input(self.drafts.take(session).unwrap_or_default());
    }

    /// Assigns the current draft to `session`, because the new session has begun or is the first to be opened.
    pub(super) fn draft_begins(&self, session: &str) {
        self.drafts.owner.replace(session.to_owned());
    }

    /// Handles a session that could not begin: its draft becomes the new session's draft, even if another session was
    /// opened meanwhile.
    pub(super) fn draft_is_new_again(self: &Rc<Self>, session: &str) {
        if *self.drafts.owner.borrow() == session {
            self.drafts.owner.replace(NEW.to_owned());
        } else if let Some(left) = self.drafts.take(session).filter(|left| !left.is_empty()) {
            self.add_to_draft(None, left);
        }
    }

    /// Sets aside what was written and not sent in a session that is being deleted, in this tab or, if there is nothing
    /// here, in another one, so that it can be brought back with the session. Its queue is empty afterwards.
    pub(super) fn set_aside_draft(&self, session: &str) {
        let open = self.open.borrow().get(session).cloned();
        let queue = open.as_ref().map(|open| open.view.queue.get_untracked()).unwrap_or_default();
        let mut parts = queue;
        parts.insert(0, self.unstored_of(session));
        parts.push(self.draft_of(session));
        let mut written = joined(parts);
        if written.is_empty() {
            let kept = self.ports.drafts.load().into_iter();
            let of_session = kept.filter(|(key, _)| draft_owner(key).0 == session);
            written = joined(of_session.map(|(_, written)| written).collect());
        }
        if let Some(open) = open.filter(|open| open.has_queue()) {
            open.view.queue.set(Vec::new());
        }
        self.drafts.deleted.borrow_mut().insert(session.to_owned(), written);
    }

    /// Makes what was set aside the session's draft again.
    pub(super) fn bring_back_draft(self: &Rc<Self>, session: &str) {
        let set_aside = self.drafts.deleted.borrow_mut().remove(session);
        if let Some(written) = set_aside.filter(|written| !written.is_empty()) {
            self.put_back(Some(session), vec![written]);
        }
    }

    /// Forgets what was set aside, because the deletion can no longer be undone.
    pub(super) fn drop_deleted_drafts(&self, sessions: &[String]) {
        self.drafts.deleted.borrow_mut().retain(|session, _| !sessions.contains(session));
    }

    /// Discards the draft of a deleted session.
    pub(super) fn forget_draft(self: &Rc<Self>, session: &str) {
        self.drafts.take(session);
        self.note_draft_of(session);
    }

    /// Puts messages back into a session's draft, before the text typed since then.
    pub(super) fn put_back(self: &Rc<Self>, session: Option<&str>, mut parts: Vec<UserInput>) {
        let session = session.unwrap_or(NEW);
        parts.push(self.draft_of(session));
        self.set_draft_of(session, joined(parts));
    }

    /// Appends to a session's draft.
    pub(super) fn add_to_draft(self: &Rc<Self>, session: Option<&str>, more: UserInput) {
        let session = session.unwrap_or(NEW);
        self.set_draft_of(session, joined(vec![self.draft_of(session), more]));
    }

    fn set_draft_of(self: &Rc<Self>, session: &str, written: UserInput) {
        if *self.drafts.owner.borrow() == session {
            self.set_input(written);
        } else {
            self.drafts.take(session);
            self.drafts.away.borrow_mut().push((session.to_owned(), written));
        }
        self.note_draft_of(session);
    }

    /// Focuses the composer after the next frame, when overlays are gone.
    pub(super) fn go_on_writing(&self) {
        let browser = self.ports.browser.clone();
        self.ports.browser.next_frame(Box::new(move || browser.focus_composer()));
    }
}

/// Joins several messages into one.
fn joined(parts: Vec<UserInput>) -> UserInput {
    let mut content = String::new();
    let mut attachments = Vec::new();
    for part in parts {
        if !content.is_empty() && !part.content.is_empty() {
            content.push_str("\n\n");
        }
        content.push_str(&part.content);
        attachments.extend(part.attachments.iter().cloned());
    }
    UserInput { content, attachments: Attachments::from(attachments) }
}
