//! What only this page has of a session, because the store does not take it.

use abcb_core::agent::SessionState;
use abcb_core::conversation::session::Session;
use abcb_core::log::event::{Event, LoggedEvent, Sequence};
use abcb_core::log::transcript::Transcript;
use abcb_core::storage::store::{StoreError, StoredSession};

use super::OpenSession;
use crate::ports::Ports;

impl OpenSession {
    /// Whether the store has refused the end of an answer, which therefore only exists on this page.
    pub fn has_unsaved(&self) -> bool {
        let log = self.log.borrow();
        log.is_stored && !log.unsaved.is_empty()
    }

    /// Adds to the session as it is stored what only this page has: events that the store has refused, and the text of
    /// an answer since its last checkpoint. `now` is in Unix-epoch milliseconds.
    pub fn add_unstored(&self, stored: &mut StoredSession, now: u64) {
        let last = stored.events.last().map_or(0, |event| event.seq).max(stored.meta.last_seq);
        let log = self.log.borrow();
        stored.events.extend(log.unsaved.iter().filter(|event| event.seq > last).cloned());
        let transcript = Transcript::from_log(&stored.events);
        let missing =
            self.live.borrow().as_ref().and_then(|live| live.text_missing_in(transcript.node(live.message)?));
        stored
            .events
            .extend(Sequence::after(transcript.last_seq().max(last)).number(now, Vec::from_iter(missing)));
    }

    /// Returns the conversation as this page has it, for when the store has nothing of it.
    pub fn shown_session(&self, now: u64) -> Session {
        let log = self.log.borrow();
        let mut state = SessionState::clone(&log.state);
        let missing =
            self.live.borrow().as_ref().and_then(|live| live.text_missing_in(state.node(live.message)?));
        for event in log.sequence.number(now, Vec::from_iter(missing)) {
            state.apply(&event);
        }
        state.to_session(&self.id, self.created_at)
    }

    /// Appends the events of an answer. If the store refuses the end of the answer, it is kept in memory and stored
    /// with the next events.
    pub(super) async fn append_or_keep(
        &self,
        ports: &Ports,
        events: Vec<Event>,
    ) -> Result<Vec<LoggedEvent>, StoreError> {
        let ended =
            |event: &Event| matches!(event, Event::ModelResponse { .. } | Event::ResponseStopped { .. });
        let kept = events.iter().any(ended).then(|| events.clone());
        let stored = self.append(ports, events).await;
        if let (Err(StoreError::Full { .. } | StoreError::Backend { .. }), Some(events)) = (&stored, kept)
            && self.is_stored()
        {
            let next = self.next(ports, events);
            self.log.borrow_mut().unsaved.extend(next.events.iter().cloned());
            self.take(next);
        }
        stored
    }
}
