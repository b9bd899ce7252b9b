//! How replies and runs end, with their names in the log.

use serde::{Deserialize, Serialize};

use crate::provider::ProviderError;

/// Why a reply ended early.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StopCause {
    /// The user stopped it.
    User,
    /// It failed or was cut off.
    Error {
        /// What went wrong, with the server's own words where it had any.
        error: ProviderError,
    },
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
    const ALL: [Self; 7] = [
        Self::Completed,
        Self::Cancelled,
        Self::Interrupted,
        Self::Failed,
        Self::MaxStepsExceeded,
        Self::Stuck,
        Self::TimedOut,
    ];

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

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}
