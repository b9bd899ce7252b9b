//! What a reply says that asked for tools, without what is written around it. The code that reads it comes with the agent.

use std::borrow::Cow;
use std::sync::OnceLock;

use abcb_core::event::Protocol;

/// Reads the words out of a step's reply.
pub type StepReader = fn(Option<Protocol>, &str) -> String;

static STEP_READER: OnceLock<StepReader> = OnceLock::new();

/// Takes the reader, which comes with the agent's chunk. Until then a step shows nothing: it is JSON for the most part.
pub fn read_steps_with(reader: StepReader) {
    let _ = STEP_READER.set(reader);
}

pub fn shown_text(protocol: Option<Protocol>, text: &str) -> Cow<'_, str> {
    match (protocol, STEP_READER.get()) {
        (None, _) => Cow::Borrowed(text),
        (Some(_), Some(read)) => Cow::Owned(read(protocol, text)),
        (Some(_), None) => Cow::Borrowed(""),
    }
}
