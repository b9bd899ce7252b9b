//! What a log says of the agent: its settings and the loop's feedback.

use std::ops::Not;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::tool::Protocol;

/// The upper limit for the steps of a run, whatever the settings or a log from outside say.
pub const MOST_STEPS: usize = 1_000;

/// The settings of an agent, fixed when its run starts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AgentSettings {
    /// How tools are offered.
    pub protocol: Protocol,
    /// The maximum number of model calls.
    pub max_steps: u64,
    /// The names of the available tools.
    #[serde(deserialize_with = "names")]
    pub tools: Vec<String>,
    /// Whether the model is known to emit reasoning before it answers. Omitted from the log if false.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub thinks: bool,
}

/// Why the agent loop sent feedback to the model.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackCause {
    /// The reply was not a valid action.
    Unreadable,
    /// The tool does not exist, or the arguments do not fit its schema.
    BadCall,
    /// The same call was just made, and its result is available.
    RepeatedCall,
    /// The same call returned the same result several times.
    Circles,
    /// This is the last step, so the model must answer.
    LastStep,
}

impl FeedbackCause {
    /// Returns the name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::BadCall => "bad_call",
            Self::RepeatedCall => "repeated_call",
            Self::Circles => "circles",
            Self::LastStep => "last_step",
        }
    }
}

/// Reads the names of tools. Whatever is no name is left out: the list is only shown.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list = Value::deserialize(deserializer)?;
    Ok(list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}
