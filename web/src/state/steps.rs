//! The prose in replies that contain tool calls. The code that extracts it is loaded with the agent.

use std::borrow::Cow;
use std::sync::OnceLock;

use abcb_core::log::event::Protocol;

/// Extracts the prose from the reply of an agent step.
pub type StepReader = fn(Option<Protocol>, &str) -> String;

static STEP_READER: OnceLock<StepReader> = OnceLock::new();

/// Sets the reader, which is part of the agent's chunk. Until then the text of a step is empty, since it is mostly
/// JSON.
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
