//! An in-memory event log for evaluations and tests.

use std::rc::Rc;

use futures_util::future::{self, FutureExt, LocalBoxFuture};

use super::driver::EventSink;
use super::session_state::SessionState;
use crate::base::clock::{Clock, now_millis};
use crate::base::store_error::StoreError;
use crate::log::event::{Event, LoggedEvent, Sequence};

/// The events of a session and their fold.
pub struct MemoryLog {
    clock: Rc<dyn Clock>,
    sequence: Sequence,
    events: Vec<LoggedEvent>,
    state: SessionState,
}

impl MemoryLog {
    /// Creates an empty log that stamps its events with the time of `clock`.
    pub fn new(clock: Rc<dyn Clock>) -> Self {
        Self { clock, sequence: Sequence::default(), events: Vec::new(), state: SessionState::default() }
    }

    /// Returns all events, oldest first.
    pub fn events(&self) -> &[LoggedEvent] {
        &self.events
    }

    /// Appends events synchronously; unlike a real store, it cannot fail.
    pub fn push(&mut self, events: Vec<Event>) -> Vec<LoggedEvent> {
        let numbered = self.sequence.number(now_millis(&*self.clock), events);
        self.sequence.commit(&numbered);
        numbered.iter().for_each(|event| self.state.apply(event));
        self.events.extend(numbered.iter().cloned());
        numbered
    }
}

impl EventSink for MemoryLog {
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>> {
        future::ready(Ok(self.push(events))).boxed_local()
    }

    fn state(&self) -> SessionState {
        self.state.clone()
    }
}
