//! Replays a log event by event, without a model: the state of the session as it was after each event.

use crate::agent::SessionState;
use crate::log::event::LoggedEvent;

/// A log and a position in it.
///
/// ```
/// use abcb_core::{Replay, read_log};
///
/// let log = r#"{"seq":1,"at":0,"kind":"user_message","content":"Hello."}
/// {"seq":2,"at":0,"kind":"user_message","content":"Is anyone there?"}"#;
/// let mut replay = Replay::new(read_log(log)?);
/// replay.seek(2);
/// assert_eq!(replay.state().len(), 2);
/// replay.seek(1);
/// assert_eq!(replay.state().path()[0].content, "Hello.");
/// # Ok::<(), abcb_core::LogError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Replay {
    events: Vec<LoggedEvent>,
    /// The number of events folded so far.
    position: usize,
    state: SessionState,
}

impl Replay {
    /// Creates a replay positioned before the first event.
    pub fn new(events: Vec<LoggedEvent>) -> Self {
        Self { events, ..Self::default() }
    }

    /// Returns the whole log, whatever the position.
    pub fn events(&self) -> &[LoggedEvent] {
        &self.events
    }

    /// Returns the current position: the number of events applied so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the conversation and the run at the current position.
    pub fn state(&self) -> &SessionState {
        &self.state
    }

    /// Moves to the position after `place` events, at most the end of the log. Moving backwards folds again from the
    /// start.
    pub fn seek(&mut self, place: usize) {
        let place = place.min(self.events.len());
        if place < self.position {
            self.position = 0;
            self.state = SessionState::default();
        }
        for event in self.events.get(self.position..place).unwrap_or_default() {
            self.state.apply(event);
        }
        self.position = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::message::Role;
    use crate::log::event::{Event, Sequence};

    #[test]
    fn every_place_is_the_fold_of_what_came_before() {
        let said = |content: &str| Event::imported(Role::User, content, None);
        let events = Sequence::default().number(7, vec![said("a"), said("b"), said("c")]);
        let mut replay = Replay::new(events.clone());
        for place in [0, 2, 3, 1, 9, 0] {
            replay.seek(place);
            let place = place.min(3);
            assert_eq!(replay.position(), place);
            assert_eq!(*replay.state(), SessionState::from_log(&events[..place]));
        }
    }
}
