//! Events with their number and time, as they are in the log: one flat JSON object, `seq`, `at` and `kind`, then the
//! fields of the event. Fields that are empty are omitted. Independent of lines and files.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Event, UnknownEvent};
use crate::base::json::{ReadError, kind, read};

/// An event with its number and time, as stored in the log. Events are numbered from 1 without gaps; `at` is in
/// Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoggedEvent {
    /// The number, starting at 1.
    pub seq: u64,
    /// When it happened; 0 if the log does not say.
    pub at: u64,
    /// What happened.
    pub event: Event,
    /// Fields of the event that a newer version wrote and this one does not know. They are kept but have no effect.
    pub unknown_fields: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Place {
    seq: u64,
    at: u64,
}

impl LoggedEvent {
    /// Creates an event of this version.
    pub fn new(seq: u64, at: u64, event: Event) -> Self {
        Self { seq, at, event, unknown_fields: Map::new() }
    }

    /// Returns the JSON object of the log: `seq`, `at` and `kind`, then the fields of the event.
    pub fn to_value(&self) -> Value {
        let mut object = Map::new();
        object.insert("seq".to_owned(), self.seq.into());
        object.insert("at".to_owned(), self.at.into());
        object.extend(match &self.event {
            Event::Unknown(unknown) => unknown.fields().clone(),
            event => kind::fields_of(event),
        });
        object.extend(self.unknown_fields.clone());
        Value::Object(object)
    }

    /// Reads an event strictly. The error is a sentence. `seq` and `at` may be missing, as in logs of the tutorial
    /// series, and are then 0.
    ///
    /// # Errors
    /// A sentence that names the field that is missing or has the wrong type.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let Place { seq, at } = read(value, "an event")?;
        let fields = value.as_object().ok_or("an event should be an object")?;
        let mut unknown_fields = Map::new();
        let event = match kind::read(fields, &["seq", "at"], &mut unknown_fields) {
            Ok(event) => event,
            Err(ReadError::UnknownWord(_)) => Event::Unknown(UnknownEvent::of(fields)),
            Err(complaint) => return Err(complaint.to_string()),
        };
        Ok(Self { seq, at, event, unknown_fields })
    }
}

/// Assigns sequence numbers and timestamps to events. The only source of `seq`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sequence {
    last: u64,
}

impl Sequence {
    /// Creates a sequence that continues after event number `last`.
    pub fn after(last: u64) -> Self {
        Self { last }
    }

    /// Returns the number of the next event.
    pub fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Numbers and stamps `events` without consuming the numbers. Call [`Sequence::commit`] once the events are
    /// stored.
    pub fn number(&self, at: u64, events: Vec<Event>) -> Vec<LoggedEvent> {
        (self.next()..).zip(events).map(|(seq, event)| LoggedEvent::new(seq, at, event)).collect()
    }

    /// Consumes the numbers of `events`, which have been stored.
    pub fn commit(&mut self, events: &[LoggedEvent]) {
        if let Some(event) = events.last() {
            self.last = event.seq;
        }
    }
}
