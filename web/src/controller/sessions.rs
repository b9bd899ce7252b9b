//! Listing, opening and beginning sessions.

use std::path::Path;
use std::rc::Rc;

use abcb_core::agent::SessionState;
use abcb_core::conversation::session::{new_session_id, session_dir};
use abcb_core::log::event::{Event, LogError, LoggedEvent};
use abcb_core::log::transcript::foldable_tail;
use abcb_core::storage::store::{MOST_EVENTS, StoreError, StoreKind};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, te, tf};
use crate::lazy::lazy;
use crate::reasons::BrowserFault;

/// Data of sessions deleted longer ago than this can be purged, since no tab can undo the deletion any more.
const PURGE_MILLIS: u64 = 60_000;
/// For sessions with more events than this, that many events from the end are read and shown first.
const END_EVENTS: u64 = 240;
/// The number of events read per slice, so that the page stays responsive.
const SLICE_EVENTS: usize = 1_000;
/// Messages are rendered in steps of [`FILL_STEP`] with pauses of [`FILL_MILLIS`], until [`FILLED`] are on the page.
const FILL_STEP: usize = 24;
const FILL_MILLIS: u32 = 120;
const FILLED: usize = 200;

// The page shows itself before it reads a session.
lazy!(pub reading in stored_log: ReadSession = read);

/// Reads the session with this id from the store.
type ReadSession = fn(Rc<Inner>, String) -> LocalBoxFuture<'static, Result<Rc<OpenSession>, StoreError>>;

fn read(inner: Rc<Inner>, id: String) -> LocalBoxFuture<'static, Result<Rc<OpenSession>, StoreError>> {
    async move { inner.read(&id).await }.boxed_local()
}

impl Controller {
    /// Shows an empty conversation. The session begins with its first message.
    pub fn new_session(&self) {
        let inner = self.inner();
        inner.run_deferred_ui();
        inner.choose(None);
        inner.show_none();
    }

    pub fn select(&self, id: &str) {
        let (inner, id) = (self.inner(), id.to_owned());
        inner.run_deferred_ui();
        inner.choose(Some(&id));
        spawn_local(async move { inner.open(&id).await });
    }

    /// Follows the URL after the user has navigated back or forward.
    pub fn follow_address(&self, id: Option<String>) {
        let inner = self.inner();
        if inner.state.sessions.current.get_untracked() == id {
            return;
        }
        inner.opening.note_choice();
        spawn_local(async move {
            match id {
                Some(id) => inner.open(&id).await,
                None => inner.show_none(),
            }
        });
    }
}

impl Controller {
    /// Renders earlier messages of the conversation, if there are any.
    pub fn show_earlier(&self) {
        if let Some(session) = self.inner().current() {
            session.show_earlier(FILL_STEP);
        }
    }

    /// Renders all messages that have been read, because printing only includes what is rendered.
    pub fn show_all(&self) {
        if let Some(session) = self.inner().current() {
            session.show_earlier(usize::MAX);
        }
    }
}

impl Inner {
    /// Returns the session on screen once its entire log has been read.
    pub(super) async fn current_whole(&self) -> Option<Rc<OpenSession>> {
        let session = self.current()?;
        session.whole().await.then_some(session)
    }

    pub(super) fn current(&self) -> Option<Rc<OpenSession>> {
        let id = self.state.sessions.current.get_untracked()?;
        self.open.borrow().get(&id).cloned()
    }

    pub(super) fn warn_if_not_durable(&self) {
        let text = match self.ports.store.kind() {
            StoreKind::IndexedDb => return,
            StoreKind::LocalStorage => t("storage-fallback"),
            StoreKind::Memory => t("storage-none"),
        };
        self.state.sessions.banner.set(Some(text.into()));
    }

    pub(super) async fn load_list(&self) {
        let root = self.config.borrow().memory_dir().to_owned();
        let metas = match self.ports.store.list(&root).await {
            Ok(metas) => metas,
            Err(error) => {
                let text = te("sessions-list-unreadable", &error);
                return self.warnings.no_list.borrow_mut().say(self, text);
            }
        };
        self.warnings.no_list.borrow_mut().take_back(self);
        let now = self.now();
        let expired = |deleted_at: u64| deleted_at.saturating_add(PURGE_MILLIS) < now;
        let gone = metas.iter().filter(|meta| meta.deleted_at.is_some_and(expired));
        let gone: Vec<String> = gone.map(|meta| meta.id.clone()).collect();
        // Must happen before the first `await` below, after which these records may be stale.
        self.state.sessions.replace(metas);
        for id in gone.iter().filter(|id| !self.state.toasts.bring_back(id)) {
            // A failed purge is retried on the next start.
            let _ = self.ports.store.purge(&session_dir(&root, id)).await;
        }
    }

    /// Re-reads the list and the session on screen, because another tab may have changed them.
    pub(super) async fn refresh_sessions(self: &Rc<Self>) {
        self.load_list().await;
        // What other tabs said while the page was hidden was not acted upon.
        let open: Vec<String> = self.open.borrow().keys().cloned().collect();
        open.iter().for_each(|id| self.follow_deletion(id));
        let Some(session) = self.current().filter(|session| !session.is_running()) else { return };
        let known = session.log.borrow().meta.last_seq;
        let stored =
            self.state.sessions.list.with_untracked(|list| {
                list.iter().find(|meta| meta.id == session.id).map(|meta| meta.last_seq)
            });
        if stored.is_some_and(|stored| stored > known) {
            self.read_again(&session).await;
        }
    }

    /// Begins a session and shows it. It is stored with its first message in a single transaction, where
    /// `AlreadyExists` means that another tab created a session in the same millisecond.
    pub(super) fn begin_session(self: &Rc<Self>, created_at: u64, told: Option<Event>) -> Rc<OpenSession> {
        let id = new_session_id(created_at);
        let dir = session_dir(self.config.borrow().memory_dir(), &id);
        let session = Rc::new(OpenSession::begin(dir, &id, created_at, told));
        let begun = session.clone();
        self.defer_ui(move |inner| {
            inner.choose(Some(&begun.id));
            inner.draft_begins(&begun.id);
            inner.show(&begun);
        });
        session
    }

    async fn read(self: &Rc<Self>, id: &str) -> Result<Rc<OpenSession>, StoreError> {
        let dir = session_dir(self.config.borrow().memory_dir(), id);
        let session = match self.read_end(&dir, id).await? {
            Some(session) => session,
            None => {
                let stored = self.ports.store.load(&dir).await?;
                self.tell_damage(&stored.damaged);
                Rc::new(OpenSession::read(dir, stored))
            }
        };
        if session.is_open() {
            self.see_who_works(&session).await;
        }
        Ok(session)
    }

    fn tell_damage(&self, damaged: &[LogError]) {
        if let Some(damage) = damaged.first() {
            self.toast(tf("session-damage", args![n = damaged.len(), damage = damage.localized()]));
        }
    }

    /// Reads the end of a long session and starts reading its beginning. Returns `None` if the session is short, or if
    /// its end cannot be interpreted on its own.
    async fn read_end(self: &Rc<Self>, dir: &Path, id: &str) -> Result<Option<Rc<OpenSession>>, StoreError> {
        let last =
            self.state.sessions.list.with_untracked(|list| {
                list.iter().find(|meta| meta.id == id).map_or(0, |meta| meta.last_seq)
            });
        if last <= END_EVENTS || last > MOST_EVENTS {
            return Ok(None);
        }
        let first = last - END_EVENTS + 1;
        let end = self.ports.store.load_part(dir, first..=u64::MAX).await?;
        let tail = foldable_tail(&end.events).filter(|_| end.damaged.is_empty());
        let Some(tail) = tail.map(SessionState::from_log) else { return Ok(None) };
        let session = Rc::new(OpenSession::ending(dir.to_owned(), end.meta, tail));
        let (inner, reading) = (self.clone(), session.clone());
        spawn_local(async move {
            let read = inner.read_beginning(&reading, first, &end.events);
            if let Err(error) = reading.complete(read).await {
                inner.toast(te("session-unreadable", &error));
            }
        });
        Ok(Some(session))
    }

    /// Folds all events before `first`, in slices between which the page can render, and then `end`. Returns `None` if
    /// the session has been closed meanwhile.
    async fn read_beginning(
        &self,
        session: &Rc<OpenSession>,
        first: u64,
        end: &[LoggedEvent],
    ) -> Result<Option<SessionState>, StoreError> {
        let mut whole = SessionState::default();
        let mut damaged = Vec::new();
        for start in (1..first).step_by(SLICE_EVENTS) {
            if Rc::strong_count(session) == 1 {
                return Ok(None);
            }
            let last = (start + SLICE_EVENTS as u64 - 1).min(first - 1);
            let part = self.ports.store.load_part(&session.dir, start..=last).await?;
            part.events.iter().for_each(|event| whole.apply(event));
            damaged.extend(part.damaged);
            self.ports.clock.sleep(0).await;
        }
        end.iter().for_each(|event| whole.apply(event));
        self.tell_damage(&damaged);
        Ok(Some(whole))
    }

    /// Renders more of a long conversation while the page is idle, so that most conversations are complete on the page.
    fn fill_page(self: &Rc<Self>, session: &Rc<OpenSession>) {
        let (inner, session) = (self.clone(), Rc::downgrade(session));
        spawn_local(async move {
            loop {
                inner.ports.clock.sleep(FILL_MILLIS).await;
                let Some(session) = session.upgrade() else { return };
                let is_shown = inner.current().is_some_and(|current| Rc::ptr_eq(&current, &session));
                let count = session.view.rows.with_untracked(Vec::len);
                if !is_shown || count >= FILLED || !session.show_earlier(FILL_STEP) {
                    return;
                }
            }
        });
    }

    /// Returns the open session `id`, or reads it from the store.
    pub(super) async fn opened(self: &Rc<Self>, id: &str) -> Option<Rc<OpenSession>> {
        let open = self.open.borrow().get(id).cloned();
        if open.is_some() {
            return open;
        }
        let (inner, session) = (self.clone(), id.to_owned());
        let read = async move {
            match reading().await {
                Ok(read) => read(inner, session).await,
                Err(_) => Err(StoreError::Backend { reason: BrowserFault::PartMissing.to_string() }),
            }
        };
        let read = self.opening.reading(id, || read.boxed_local()).await;
        match read {
            // It may have been opened and closed again since it was read.
            Ok(session) => Some(self.open.borrow().get(id).cloned().unwrap_or(session)),
            Err(StoreError::NotFound { .. }) => {
                self.tell_not_here();
                None
            }
            Err(error) => {
                self.toast(te("session-unreadable", &error));
                None
            }
        }
    }

    fn tell_not_here(&self) {
        self.toast(t("session-not-here"));
    }

    pub(super) async fn open(self: &Rc<Self>, id: &str) {
        self.opening.begin(id);
        self.read_and_show(id).await;
        self.opening.end(id);
    }

    async fn read_and_show(self: &Rc<Self>, id: &str) {
        self.run_deferred_ui();
        // The latest request wins, however long an earlier one takes to load.
        self.state.sessions.current.set(Some(id.to_owned()));
        self.turn_draft(Some(id));
        let opened = self.opened(id).await;
        if self.state.sessions.current.get_untracked().as_deref() != Some(id) {
            return;
        }
        let is_deleted = |session: &Rc<OpenSession>| session.log.borrow().meta.deleted_at.is_some();
        if opened.as_ref().is_some_and(is_deleted) {
            self.tell_not_here();
        }
        match opened.filter(|session| !is_deleted(session)) {
            Some(session) => self.show(&session),
            None => {
                self.ports.browser.show_session(None, true);
                self.show_none();
            }
        }
    }

    fn show(self: &Rc<Self>, session: &Rc<OpenSession>) {
        self.close_idle();
        self.open.borrow_mut().insert(session.id.clone(), session.clone());
        self.state.sessions.current.set(Some(session.id.clone()));
        self.turn_draft(Some(&session.id));
        if session.is_stored() {
            self.state.sessions.put(session.log.borrow().meta.clone());
        }
        self.leave_replay();
        let conversation = self.state.conversation;
        conversation.editing.set(conversation.edits.message_in(&session.id));
        conversation.view.set(session.view.clone());
        self.state.conversation.jump_to_end();
        self.state.runs.note_change();
        self.fill_page(session);
    }

    pub(super) fn show_none(self: &Rc<Self>) {
        self.run_deferred_ui();
        self.state.sessions.current.set(None);
        self.turn_draft(None);
        self.state.conversation.editing.set(None);
        self.leave_replay();
        self.state.conversation.view.set(self.blank_view());
        self.state.runs.note_change();
        self.close_idle();
    }

    /// Keeps only busy sessions open, for example those with a streaming answer.
    fn close_idle(&self) {
        self.open.borrow_mut().retain(|_, session| session.is_busy());
    }

    pub(super) fn close_unless_current(&self, session: &OpenSession) {
        if self.state.sessions.current.get_untracked().as_deref() != Some(&session.id) && !session.is_busy() {
            self.open.borrow_mut().remove(&session.id);
        }
    }

    /// Re-reads the session from the store.
    pub(super) async fn reopen(self: &Rc<Self>, session: &OpenSession) {
        let queue = session.view.queue.get_untracked();
        if !queue.is_empty() {
            session.view.queue.set(Vec::new());
            self.put_back(Some(&session.id), queue);
        }
        self.open.borrow_mut().remove(&session.id);
        if self.state.sessions.current.get_untracked().as_deref() == Some(&session.id) {
            self.open(&session.id).await;
        }
    }

    /// Removes the session from the list and from the page.
    pub(super) fn forget(self: &Rc<Self>, id: &str) {
        self.state.sessions.remove(&[id.to_owned()]);
        self.leave(id);
    }

    /// Closes the session. The list is left alone: of a session that could not begin it knows nothing, and what it calls
    /// by that id is another tab's.
    pub(super) fn leave(self: &Rc<Self>, id: &str) {
        self.open.borrow_mut().remove(id);
        if self.state.sessions.current.get_untracked().as_deref() == Some(id) {
            self.ports.browser.show_session(None, true);
            self.show_none();
        }
        self.forget_draft(id);
    }
}
