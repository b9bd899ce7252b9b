//! The log's record of how a conversation was trimmed to fit the context. The trimming itself is in `agent::fit`.

use super::Event;
use crate::base::json::{Fields, Object};

/// What was left out or shortened because the conversation exceeds the model's context.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextFit {
    /// The first message that was sent, or `None` if the beginning was sent.
    pub first: Option<u64>,
    /// The number of messages that were left out.
    pub left_out: u64,
    /// The number of tool results that were shortened.
    pub shortened: u64,
    /// The estimated number of tokens sent; `size` is the number available to prompt and answer together.
    pub used: u64,
    /// The number of tokens available to prompt and answer together.
    pub size: u64,
    /// Whether `size` is a default, because the server did not report it.
    pub is_assumed: bool,
}

impl ContextFit {
    /// Writes the event for the answer `message`. Zero and false values are omitted.
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
