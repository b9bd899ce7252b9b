//! How tools are offered to a model, and how its calls come back.

use serde::{Deserialize, Serialize};

/// How a run offers tools and reads tool calls.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// The request carries the tool definitions, and the server's chat template presents them in the model's own
    /// format. Tool calls that come back as text are read too.
    Native,
    /// The model answers with one JSON object, constrained by a schema if the provider supports that.
    Envelope,
    /// For models too small to choose a tool themselves: the loop picks the tool that the words of the question point
    /// to, the model fills in the arguments, constrained by a schema, and then answers in plain text.
    Guided,
}

impl Protocol {
    /// All protocols, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Native, Self::Envelope, Self::Guided];

    /// Returns the name used in the log and the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Envelope => "envelope",
            Self::Guided => "guided",
        }
    }

    /// Returns the protocol of this name; `None` for any other word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.as_str() == word)
    }
}
