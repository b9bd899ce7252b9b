//! What of a conversation was not sent, as the log says it. How it is decided is `agent::fit`'s.

use super::Event;
use crate::json::{Fields, Object};

/// What became of a conversation that is longer than the model's context.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextFit {
    /// The message from which on the model sees the conversation; none where it sees the beginning.
    pub first: Option<u64>,
    /// How many messages were left out.
    pub left_out: u64,
    /// How many tool results were shortened.
    pub shortened: u64,
    /// About how many tokens were sent, and how many prompt and answer may have together.
    pub used: u64,
    pub size: u64,
    /// Whether the server had not said that size, so that its usual one was taken.
    pub is_assumed: bool,
}

impl ContextFit {
    /// Writes the event of answer `message`; what is nothing is left out.
    pub(super) fn write<'a>(&self, message: u64, object: &'a mut Object) -> &'a mut Object {
        let some = |count: u64| Some(count).filter(|count| *count > 0);
        object
            .kind("context_fitted")
            .number("message", message)
            .optional_number("first", self.first)
            .optional_number("left_out", some(self.left_out))
            .optional_number("shortened", some(self.shortened))
            .number("used", self.used)
            .number("size", self.size)
            .optional("assumed", self.is_assumed.then_some(true.into()))
    }

    pub(super) fn read_event(fields: Fields<'_>) -> Result<Event, String> {
        let fit = Self {
            first: fields.optional_number("first")?,
            left_out: fields.number_or_zero("left_out")?,
            shortened: fields.number_or_zero("shortened")?,
            used: fields.number_or_zero("used")?,
            size: fields.number_or_zero("size")?,
            is_assumed: fields.flag_or_false("assumed")?,
        };
        Ok(Event::ContextFitted { message: fields.number("message")?, fit })
    }
}
