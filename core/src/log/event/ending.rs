//! How replies and runs end, with their names in the log.

use serde::{Deserialize, Deserializer, Serialize};

use crate::base::json::kind;
use crate::provider::ProviderError;

/// Why a reply ended early.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case", try_from = "StopFields")]
pub enum StopCause {
    /// The user stopped it.
    User,
    /// It failed or was cut off.
    Error {
        /// What went wrong, with the server's own words where it had any.
        #[serde(serialize_with = "kind::serialize")]
        error: ProviderError,
    },
}

/// The JSON form of a [`StopCause`].
#[derive(Deserialize)]
struct StopFields {
    by: String,
    #[serde(default, deserialize_with = "some_error")]
    error: Option<ProviderError>,
}

fn some_error<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ProviderError>, D::Error> {
    kind::deserialize(deserializer).map(Some)
}

impl TryFrom<StopFields> for StopCause {
    type Error = String;

    fn try_from(fields: StopFields) -> Result<Self, String> {
        match fields.by.as_str() {
            "user" => Ok(Self::User),
            "error" => Ok(Self::Error { error: fields.error.ok_or("`error` is missing")? }),
            other => Err(format!("unknown cause `{other}`")),
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// The model gave an answer.
    Completed,
    /// The user stopped the run or went on without it.
    Cancelled,
    /// The connection broke during a reply, or the page was closed during the run.
    Interrupted,
    /// A request failed for another reason; the message's error says which.
    Failed,
    /// The model still requested a tool when the maximum number of steps was reached.
    MaxStepsExceeded,
    /// The model kept repeating itself.
    Stuck,
    /// The run exceeded its time limit.
    TimedOut,
}

impl RunStatus {
    /// Returns the name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::MaxStepsExceeded => "max_steps_exceeded",
            Self::Stuck => "stuck",
            Self::TimedOut => "timed_out",
        }
    }
}
