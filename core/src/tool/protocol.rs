//! How tools are offered to a model, and how its calls come back.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// How a run offers tools and reads tool calls, in the order in which the protocols are offered.
#[derive(
    Clone, Copy, Debug, Deserialize, EnumString, Eq, IntoStaticStr, PartialEq, Serialize, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
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
    /// Returns the name used in the log and the configuration.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
