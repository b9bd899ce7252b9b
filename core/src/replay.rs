//! A log seen again, event by event, without a model: the transcript as it stood after each.

use crate::event::LoggedEvent;
use crate::transcript::Transcript;

/// A log and a place in it.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    events: Vec<LoggedEvent>,
    /// How many events have been folded.
    place: usize,
    transcript: Transcript,
}

impl Replay {
    /// Begins before the first event.
    pub fn new(events: Vec<LoggedEvent>) -> Self {
        Self { events, ..Self::default() }
    }

    pub fn events(&self) -> &[LoggedEvent] {
        &self.events
    }

    /// How many events have happened at the place shown.
    pub fn place(&self) -> usize {
        self.place
    }

    /// The conversation as it stood there.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Goes to where `place` events have happened; at most all of them. Backwards means folding anew.
    pub fn seek(&mut self, place: usize) {
        let place = place.min(self.events.len());
        if place < self.place {
            self.place = 0;
            self.transcript = Transcript::default();
        }
        for event in self.events.get(self.place..place).unwrap_or_default() {
            self.transcript.apply(event);
        }
        self.place = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Sequence};
    use crate::message::Role;

    #[test]
    fn every_place_is_the_fold_of_what_came_before() {
        let said = |content: &str| Event::MessageImported {
            role: Role::User,
            content: content.into(),
            parent: None,
        };
        let events = Sequence::default().number(7, vec![said("a"), said("b"), said("c")]);
        let mut replay = Replay::new(events.clone());
        for place in [0, 2, 3, 1, 9, 0] {
            replay.seek(place);
            let place = place.min(3);
            assert_eq!(replay.place(), place);
            assert_eq!(*replay.transcript(), Transcript::from_log(&events[..place]));
        }
    }
}
