//! An open session: its event log, the state folded from it, and its view. Writes to a session are serialized, so
//! that event numbers never clash within this page. A new session is stored together with its first message. Of a long
//! session the end is available before the beginning.

mod unstored;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use abcb_core::agent::{EventSink, SessionState};
use abcb_core::base::clock::now_millis;
use abcb_core::conversation::attachment::UserInput;
use abcb_core::log::event::{Event, LoggedEvent, Sequence};
use abcb_core::storage::store::{SessionMeta, StoreError, StoredSession, dir_key};
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, LocalBoxFuture};
use futures_util::lock::Mutex;
use leptos::prelude::*;

use crate::ports::Ports;
use crate::state::{Active, ConversationView, Live, SentText};

pub struct OpenSession {
    pub id: String,
    pub created_at: u64,
    pub dir: PathBuf,
    pub view: ConversationView,
    pub log: RefCell<Log>,
    /// The answer that is streaming, if any.
    pub live: RefCell<Option<Live>>,
    /// What other tabs have been sent of it; `None` if none has asked for it.
    pub sent_text: RefCell<Option<SentText>>,
    /// Aborts that answer.
    pub stopper: RefCell<Option<AbortHandle>>,
    /// Whether the entire log has been read. Until then the state is folded from its end only.
    is_whole: Cell<bool>,
    /// Whether this tab is waiting for another tab that works on the session.
    pub is_followed: Cell<bool>,
    /// Whether the next message is about to be sent.
    pub continues_queue: Cell<bool>,
    /// The active model at the time of this session's last request on this page; `None` before the first request.
    pub asked_beside: RefCell<Option<Active>>,
    /// The message that is being stored.
    pub unstored: RefCell<Option<UserInput>>,
    /// How many of the queued messages the agent is taking into its run.
    pub steering_taken: Cell<usize>,
    writing: Mutex<()>,
    /// Serializes approval decisions.
    pub deciding: Mutex<()>,
}

/// What is known of the stored log.
pub struct Log {
    pub meta: SessionMeta,
    pub state: Rc<SessionState>,
    sequence: Sequence,
    /// Events the store does not have yet, written along with the next ones: the start of a new session, or the end of
    /// an answer that the store refused.
    unsaved: Vec<LoggedEvent>,
    is_stored: bool,
}

impl OpenSession {
    /// Begins a new session, with a system prompt event if there is one. It is not stored yet.
    pub fn begin(dir: PathBuf, id: &str, created_at: u64, told: Option<Event>) -> Self {
        let started = Event::SessionStarted { session_id: id.to_owned(), created_at };
        let events = [started].into_iter().chain(told).collect();
        let beginning = Sequence::default().number(created_at, events);
        let session = Self::new(dir, SessionMeta::new(id, created_at), SessionState::from_log(&beginning));
        session.log.borrow_mut().unsaved = beginning;
        session.log.borrow_mut().is_stored = false;
        session
    }

    /// Creates a session whose entire log has been read. An open answer or run may belong to another tab.
    pub fn read(dir: PathBuf, stored: StoredSession) -> Self {
        let session = Self::new(dir, stored.meta, SessionState::from_log(&stored.events));
        session.take_up();
        session
    }

    /// Creates a session of which only the end of the log has been read.
    pub fn ending(dir: PathBuf, meta: SessionMeta, tail: SessionState) -> Self {
        let session = Self::new(dir, meta, tail);
        session.is_whole.set(false);
        session.take_up();
        session
    }

    /// Treats an open answer or run as another tab's work until it is known that no tab is working on it.
    fn take_up(&self) {
        match self.is_open() {
            true => self.view.works_elsewhere.set(true),
            false => self.settle(),
        }
        self.show();
    }

    /// Whether the log ends within an answer or a run.
    pub fn is_open(&self) -> bool {
        let state = self.log.borrow().state.clone();
        state.run().is_open() || state.node(state.head()).is_some_and(|node| node.status.is_open())
    }

    fn new(dir: PathBuf, meta: SessionMeta, state: SessionState) -> Self {
        // A damaged event at the end has used up a number although it could not be read.
        let last = state.last_seq().max(meta.last_seq);
        let session = Self {
            id: meta.id.clone(),
            created_at: meta.created_at,
            dir,
            view: ConversationView::new(meta.id.clone()),
            log: RefCell::new(Log {
                meta,
                state: Rc::new(state),
                sequence: Sequence::after(last),
                unsaved: Vec::new(),
                is_stored: true,
            }),
            live: RefCell::default(),
            sent_text: RefCell::default(),
            stopper: RefCell::new(None),
            is_whole: Cell::new(true),
            is_followed: Cell::new(false),
            continues_queue: Cell::new(false),
            asked_beside: RefCell::new(None),
            unstored: RefCell::default(),
            steering_taken: Cell::new(0),
            writing: Mutex::new(()),
            deciding: Mutex::new(()),
        };
        session.show();
        session
    }

    /// Completes the log with the result of `read`, which loads the beginning, and shows it. Everything that needs the
    /// entire log waits for this.
    pub async fn complete<E>(
        &self,
        read: impl Future<Output = Result<Option<SessionState>, E>>,
    ) -> Result<(), E> {
        let _turn = self.writing.lock().await;
        let Some(whole) = read.await? else { return Ok(()) };
        self.log.borrow_mut().state = Rc::new(whole);
        self.is_whole.set(true);
        if !self.works_elsewhere() {
            self.settle();
        }
        self.show();
        Ok(())
    }

    /// Waits while the log is being read, and returns whether all of it is available.
    pub async fn whole(&self) -> bool {
        if !self.is_whole.get() {
            drop(self.writing.lock().await);
        }
        self.is_whole.get()
    }

    /// Whether the session is in the store.
    pub fn is_stored(&self) -> bool {
        self.log.borrow().is_stored
    }

    pub fn is_running(&self) -> bool {
        self.stopper.borrow().is_some()
    }

    /// Whether this tab holds the session as one that it works on.
    pub fn is_worked_on_here(&self) -> bool {
        self.is_running() || self.has_unsaved() || self.deciding.try_lock().is_none()
    }

    /// Whether another tab is working on the session, as far as this one knows.
    pub fn works_elsewhere(&self) -> bool {
        self.view.works_elsewhere.get_untracked()
    }

    /// Returns the tool call of the open run that needs the user's approval.
    pub fn waiting_call(&self) -> Option<u64> {
        let state = self.log.borrow().state.clone();
        state.run().waiting_call(&state)
    }

    /// Whether something is still running or pending in the session.
    pub fn is_busy(&self) -> bool {
        self.is_running() || self.continues_queue.get() || self.has_unsaved() || self.has_queue()
    }

    /// Whether messages are queued.
    pub fn has_queue(&self) -> bool {
        !self.view.queue.with_untracked(Vec::is_empty)
    }

    /// Shows no longer that the last message waits for a model.
    pub fn end_waiting(&self) {
        if self.view.waits.get_untracked() {
            self.view.waits.set(false);
        }
    }

    /// Stops the streaming answer, if any. The text received so far is kept.
    pub fn stop(&self) {
        if let Some(stopper) = self.stopper.borrow().as_ref() {
            stopper.abort();
        }
    }

    /// Updates the view from the log.
    pub fn show(&self) {
        let (state, title) = {
            let log = self.log.borrow();
            (log.state.clone(), crate::state::sessions::title_of(&log.meta))
        };
        let live = self.live.borrow().as_ref().map(|live| live.message);
        self.view.show(&state, live);
        self.view.show_title(title);
    }

    /// Updates the answer that is streaming, here or in another tab.
    pub fn show_live(&self) {
        if let Some(live) = self.live.borrow().as_ref() {
            self.view.show_live(live);
        }
    }

    /// Renders up to `more` earlier messages, and returns whether there were any.
    pub fn show_earlier(&self, more: usize) -> bool {
        let has_more = self.view.hidden.get_untracked() > 0 || !self.is_whole.get();
        if self.view.hidden.get_untracked() > 0 {
            let state = self.log.borrow().state.clone();
            self.view.begin_earlier(&state, more);
            self.show();
        }
        has_more
    }

    /// Numbers, timestamps and stores `events`, all or none.
    pub async fn append(&self, ports: &Ports, events: Vec<Event>) -> Result<Vec<LoggedEvent>, StoreError> {
        let _turn = self.writing.lock().await;
        if !self.is_whole.get() {
            return Err(StoreError::Backend { reason: "its beginning could not be read".into() });
        }
        // Only the last words of an answer may be written to a session that was deleted; they carry its mark.
        match self.is_running() || self.has_unsaved() {
            true => self.refuse_elsewhere()?,
            false => self.refuse_run()?,
        }
        let next = self.next(ports, events);
        let (unsaved, is_stored) = {
            let log = self.log.borrow();
            (log.unsaved.clone(), log.is_stored)
        };
        let written = [unsaved, next.events.clone()].concat();
        match is_stored {
            true => ports.store.append(&self.dir, &written, &next.meta).await?,
            false => ports.store.insert(&self.dir, &written, &next.meta).await?,
        }
        let numbered = next.events.clone();
        self.take(next);
        let mut log = self.log.borrow_mut();
        log.unsaved.clear();
        log.is_stored = true;
        drop(log);
        // Other tabs are not notified of checkpoints: streamed text is not worth re-reading the log for.
        if !written.iter().all(|logged| logged.event.is_checkpoint()) {
            ports.tabs.tell_changed(&self.id);
        }
        Ok(numbered)
    }

    /// Computes the state of the log after `events`.
    fn next(&self, ports: &Ports, events: Vec<Event>) -> Next {
        let only_text = events.iter().all(Event::is_checkpoint);
        let log = self.log.borrow();
        let events = log.sequence.number(now_millis(ports.clock.as_ref()), events);
        let mut state = SessionState::clone(&log.state);
        for event in &events {
            state.apply(event);
        }
        let mut meta = log.meta.clone();
        if only_text {
            meta.last_seq = state.last_seq();
        } else {
            meta.describe(&state);
        }
        Next { events, state, meta }
    }

    fn take(&self, next: Next) {
        let mut log = self.log.borrow_mut();
        log.sequence.commit(&next.events);
        log.state = Rc::new(next.state);
        log.meta = next.meta;
    }

    /// Returns an error if no run may start or continue here.
    pub fn refuse_run(&self) -> Result<(), StoreError> {
        match self.log.borrow().meta.deleted_at {
            Some(_) => Err(StoreError::NotFound { dir: dir_key(&self.dir) }),
            None => self.refuse_elsewhere(),
        }
    }

    /// Writing while another tab works on the session would use up the number of that tab's next event and cut off its
    /// answer.
    fn refuse_elsewhere(&self) -> Result<(), StoreError> {
        match self.works_elsewhere() {
            true => {
                Err(StoreError::Conflict { dir: dir_key(&self.dir), seq: self.log.borrow().meta.last_seq })
            }
            false => Ok(()),
        }
    }

    /// Reads what another tab has written, without settling open messages, since that tab may still be working on them.
    /// Returns whether there was anything new.
    pub async fn read_again(&self, ports: &Ports) -> Result<bool, StoreError> {
        let _turn = self.writing.lock().await;
        if !self.is_whole.get() || !self.is_stored() {
            return Ok(false);
        }
        let StoredSession { meta, events, .. } = ports.store.load(&self.dir).await?;
        let state = SessionState::from_log(&events);
        let mut log = self.log.borrow_mut();
        let last = state.last_seq().max(meta.last_seq);
        if last <= log.meta.last_seq {
            return Ok(false);
        }
        let is_open = |live: &mut Live| state.node(live.message).is_some_and(|node| node.status.is_open());
        if !self.is_running() {
            // The log has the whole text of an answer that another tab has completed.
            self.live.borrow_mut().take_if(|live| !is_open(live));
        }
        log.sequence = Sequence::after(last);
        log.state = Rc::new(state);
        log.meta = meta;
        Ok(true)
    }

    /// Sets or clears the session's deletion mark. Writes of a streaming answer happen either before or after this and
    /// carry the mark as it is at that time.
    pub async fn mark_deleted(&self, ports: &Ports, deleted_at: Option<u64>) -> Result<(), StoreError> {
        // A session that is still being read has no pending writes to wait for.
        let _turn = if self.is_whole.get() { Some(self.writing.lock().await) } else { None };
        ports.store.mark_deleted(&self.dir, deleted_at).await?;
        self.log.borrow_mut().meta.deleted_at = deleted_at;
        Ok(())
    }

    /// Marks open answers as interrupted, because no tab is working on them any more.
    pub fn settle(&self) {
        let mut log = self.log.borrow_mut();
        let mut state = SessionState::clone(&log.state);
        state.settle(None);
        log.state = Rc::new(state);
    }
}

/// A log including the next events.
struct Next {
    events: Vec<LoggedEvent>,
    state: SessionState,
    meta: SessionMeta,
}

/// The log of an open session as the sink that the agent's driver writes to.
pub struct SessionLog {
    pub session: Rc<OpenSession>,
    pub ports: Ports,
}

impl EventSink for SessionLog {
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>> {
        async move { self.session.append_or_keep(&self.ports, events).await }.boxed_local()
    }

    fn state(&self) -> SessionState {
        SessionState::clone(&self.session.log.borrow().state)
    }
}
