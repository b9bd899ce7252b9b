//! A session that is open: its log, the fold of it, and what the page shows of it. Writes to one session wait for each
//! other, so that the numbers of its events never clash within this page.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use abcb_core::agent::EventSink;
use abcb_core::clock::now_millis;
use abcb_core::event::{Event, LoggedEvent, Sequence};
use abcb_core::store::{SessionMeta, StoreError, StoredSession};
use abcb_core::transcript::Transcript;
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, LocalBoxFuture};
use futures_util::lock::Mutex;

use crate::ports::Ports;
use crate::state::{ConversationView, Live};

pub struct OpenSession {
    pub id: String,
    pub created_at: u64,
    pub dir: PathBuf,
    pub view: ConversationView,
    pub log: RefCell<Log>,
    /// The answer that is coming, if one is.
    pub live: RefCell<Option<Live>>,
    /// Stops that answer.
    pub stopper: RefCell<Option<AbortHandle>>,
    writing: Mutex<()>,
}

/// What is known of the stored log.
pub struct Log {
    pub meta: SessionMeta,
    pub transcript: Rc<Transcript>,
    sequence: Sequence,
}

impl OpenSession {
    pub fn new(dir: PathBuf, stored: StoredSession) -> Self {
        let mut transcript = Transcript::from_log(&stored.events);
        transcript.settle(None);
        // A damaged event at the end leaves a number that is taken but was not read.
        let last = transcript.last_seq().max(stored.meta.last_seq);
        let session = Self {
            id: stored.meta.id.clone(),
            created_at: stored.meta.created_at,
            dir,
            view: ConversationView::new(stored.meta.id.clone()),
            log: RefCell::new(Log {
                meta: stored.meta,
                transcript: Rc::new(transcript),
                sequence: Sequence::after(last),
            }),
            live: RefCell::new(None),
            stopper: RefCell::new(None),
            writing: Mutex::new(()),
        };
        session.show();
        session
    }

    pub fn is_running(&self) -> bool {
        self.stopper.borrow().is_some()
    }

    /// Stops the answer that is coming, if one is; what has come stays.
    pub fn stop(&self) {
        if let Some(stopper) = self.stopper.borrow().as_ref() {
            stopper.abort();
        }
    }

    /// Brings the page in line with the log.
    pub fn show(&self) {
        let (transcript, title) = {
            let log = self.log.borrow();
            (log.transcript.clone(), crate::state::sessions::title_of(&log.meta))
        };
        let live = self.live.borrow().as_ref().map(|live| live.message);
        self.view.show(&transcript, live);
        self.view.show_title(title);
    }

    /// Numbers, stamps and stores `events`, all or none.
    pub async fn append(&self, ports: &Ports, events: Vec<Event>) -> Result<Vec<LoggedEvent>, StoreError> {
        let _turn = self.writing.lock().await;
        let only_text = events.iter().all(|event| matches!(event, Event::ResponseDelta { .. }));
        let (numbered, transcript, meta) = {
            let log = self.log.borrow();
            let numbered = log.sequence.number(now_millis(ports.clock.as_ref()), events);
            let mut transcript = Transcript::clone(&log.transcript);
            for event in &numbered {
                transcript.apply(event);
            }
            let mut meta = log.meta.clone();
            if only_text {
                meta.last_seq = transcript.last_seq();
            } else {
                meta.describe(&transcript);
            }
            (numbered, transcript, meta)
        };
        ports.store.append(&self.dir, &numbered, &meta).await?;
        let mut log = self.log.borrow_mut();
        log.sequence.commit(&numbered);
        log.transcript = Rc::new(transcript);
        log.meta = meta;
        Ok(numbered)
    }
}

/// The log of an open session, as the driver of an answer writes to it.
pub struct SessionLog {
    pub session: Rc<OpenSession>,
    pub ports: Ports,
}

impl EventSink for SessionLog {
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>> {
        async move { self.session.append(&self.ports, events).await }.boxed_local()
    }

    fn transcript(&self) -> Transcript {
        Transcript::clone(&self.session.log.borrow().transcript)
    }
}
