//! What answers a run, as the log records it.

use serde::{Deserialize, Serialize};

/// The provider and model of a run, as recorded in the log.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Backend {
    /// `server`, `mock` or `in-page`.
    pub provider: String,
    /// The base URL of the server; `None` if no server is asked.
    pub base_url: Option<String>,
    /// The model that was asked for; `None` if the server picks one.
    pub model: Option<String>,
}
