//! The state of a session as its log tells it: the conversation and the run. Whoever only reads messages takes the
//! [`Transcript`] alone.

use std::ops::Deref;

use super::run::Run;
use crate::log::event::{Event, LoggedEvent};
use crate::log::transcript::{DELETED, Transcript};

/// The fold over the event log: the conversation and, derived together with it, the run. It can be read like its
/// transcript.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SessionState {
    transcript: Transcript,
    run: Run,
}

impl SessionState {
    /// Folds a whole log.
    pub fn from_log(events: &[LoggedEvent]) -> Self {
        let mut state = Self::default();
        for event in events {
            state.apply(event);
        }
        state
    }

    /// Folds one more event. Apply every event of a log, in order.
    pub fn apply(&mut self, logged: &LoggedEvent) {
        self.transcript.apply(logged);
        self.run.apply(logged, &self.transcript);
    }

    /// Returns the messages.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Returns the current run, or the last one.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Marks what nothing works on any more; see [`Transcript::settle`].
    pub fn settle(&mut self, running: Option<u64>) {
        self.transcript.settle(running);
    }

    /// Returns the events that delete message `id`. Steps and tool calls that led only to this answer are deleted
    /// with it. An unfinished run on the deleted part is ended.
    pub fn removal(&self, id: u64) -> Vec<Event> {
        let message = self.first_of_answer(id);
        let is_at_work = self.is_on_branch(message, self.run.tip());
        let mut events = match is_at_work {
            true => self.run.abandon(&self.transcript, DELETED),
            false => Vec::new(),
        };
        events.push(Event::BranchRemoved { message });
        events
    }
}

impl Deref for SessionState {
    type Target = Transcript;

    fn deref(&self) -> &Transcript {
        &self.transcript
    }
}
