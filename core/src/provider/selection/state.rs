//! What the selection is told and what it says: the model that is wanted, the target of requests, and what is wrong with it.

use crate::provider::ProviderError;
use crate::provider::dialect::Dialect;
use crate::provider::openai::endpoint::Endpoint;
use crate::provider::openai::models::ModelList;

/// The model the settings ask for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Preference {
    /// The settings have not been read yet.
    #[default]
    Nothing,
    /// A server on this machine if there is one, otherwise a model in the page. `candidates` is empty if the page must
    /// not search for servers.
    Automatic {
        /// The servers to look for, the preferred one first.
        candidates: Vec<Endpoint>,
    },
    /// The server of the settings, and no other.
    Server {
        /// Its address.
        endpoint: Endpoint,
        /// The name of a model; `None` for the first chat model of the server.
        model: Option<String>,
    },
    /// A model in the page.
    InPage {
        /// The name of a model; `None` for the first that is there.
        model: Option<String>,
    },
    /// Canned replies.
    Mock,
    /// The settings name a server by an invalid address; `reason` is a sentence.
    Unusable {
        /// What is wrong with the address.
        reason: String,
    },
}

/// The target of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    /// A server.
    Server {
        /// Its address.
        endpoint: Endpoint,
        /// Its kind, as far as it is known.
        dialect: Dialect,
        /// The model's name; empty for whatever the server has loaded.
        model: String,
        /// The model's context size, if the server reports it.
        context_tokens: Option<u32>,
    },
    /// A model in the page.
    InPage {
        /// The name of the model.
        model: String,
    },
    /// Canned replies.
    Mock,
}

/// Why a chosen server does not work as expected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The server is up but has no chat model; `has_others` tells whether it has other models.
    NoModel {
        /// Whether the server has models that do not chat.
        has_others: bool,
    },
    /// The server did not list its models, or a request failed.
    Failed(ProviderError),
}

impl Problem {
    /// Returns whether the problem may resolve itself without a change to the settings.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoModel { .. } => true,
            Self::Failed(error) => {
                matches!(
                    error,
                    ProviderError::Unreachable { .. }
                        | ProviderError::Loading { .. }
                        | ProviderError::NotUsable { .. }
                )
            }
        }
    }
}

/// The state of the selection.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum State {
    /// No requests have been sent yet.
    #[default]
    Unknown,
    /// Some requests are still pending.
    Asking,
    /// Requests go to this target.
    Chosen(Target),
    /// The chosen server has a problem. It is retried and never replaced.
    Lost {
        /// The target, which still gets requests.
        target: Target,
        /// What is wrong with it.
        problem: Problem,
    },
    /// There is neither a server nor a model: the user has to choose one or start one.
    NoModel,
    /// The settings have to be changed before any model can answer.
    Unusable {
        /// What is wrong, as a sentence.
        reason: String,
    },
}

/// A model list to request. The result is passed back with the same `round`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Command {
    /// Ask a server for its models.
    ListModels {
        /// The number to pass back.
        round: u64,
        /// The server.
        endpoint: Endpoint,
    },
    /// Ask which models the page has.
    ListPageModels {
        /// The number to pass back.
        round: u64,
    },
}

/// A server that responded to a search.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// Its address.
    pub endpoint: Endpoint,
    /// Its models.
    pub list: ModelList,
}
