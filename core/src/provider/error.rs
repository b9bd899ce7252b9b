//! The ways in which a request to a provider can fail.

use serde::{Deserialize, Serialize};

/// The ways a request can fail. Errors are stored in the log, so their names are part of the file format. A new variant
/// deliberately breaks the exhaustive match that produces the error messages in the UI.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ProviderError {
    /// No response at all. A browser cannot distinguish a server that is down from a CORS failure. The user can fix it.
    #[error("no response from {url}: {detail}")]
    Unreachable {
        /// The address that was asked.
        url: String,
        /// The message of the browser, or of what else sent the request.
        detail: String,
    },
    /// The connection broke after the response began. Can be retried.
    #[error("connection cut: {detail}")]
    Cut {
        /// The message of the browser, or of what else sent the request.
        detail: String,
    },
    /// The stream ended cleanly but without a finish reason. Can be retried.
    #[error("the stream ended without a finish reason")]
    Unfinished,
    /// The server rejected the API key or requires one (401, 403). The user can fix it.
    #[error("key refused (HTTP {status}): {message}")]
    Unauthorized {
        /// The HTTP status.
        status: u16,
        /// The server's own message; may be empty.
        message: String,
    },
    /// The server is up but still loading its model (503). Can be retried shortly.
    #[error("model is loading: {message}")]
    Loading {
        /// The server's own message.
        message: String,
    },
    /// The conversation exceeds the model's context. A shorter conversation or a larger context fixes it.
    #[error("context exceeded: {message}")]
    ContextOverflow {
        /// The server's own message.
        message: String,
        /// The tokens of the prompt, if the message says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        prompt_tokens: Option<u32>,
        /// The tokens that the context holds, if the message says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        context_tokens: Option<u32>,
    },
    /// Any other HTTP error; `message` is the server's own error message.
    #[error("HTTP {status}: {message}")]
    Http {
        /// The HTTP status.
        status: u16,
        /// The server's own message; may be empty.
        message: String,
    },
    /// The server reported an error inside the stream, after HTTP 200.
    #[error("error in the stream: {message}")]
    InBand {
        /// The server's own message.
        message: String,
    },
    /// HTTP 200 with a body that is not a chat completion. Usually the address is not an OpenAI-compatible server.
    #[error("not a chat completion ({content_type}): {excerpt}")]
    UnexpectedBody {
        /// The `Content-Type` of the response; empty if it has none.
        content_type: String,
        /// The beginning of the body.
        excerpt: String,
    },
    /// The server redirects to another address. Neither the message nor the API key is sent there without the user's
    /// consent. The user can fix it.
    #[error("{url} redirects to another address")]
    Redirected {
        /// The address that was asked, not the other one.
        url: String,
    },
    /// The settings do not define a usable provider. The user can fix it.
    #[error("not usable: {reason}")]
    NotUsable {
        /// What is wrong with the settings, as a sentence for the user.
        reason: String,
    },
    /// A scripted provider has no replies left.
    #[error("no more scripted responses")]
    NoMoreResponses,
}

impl ProviderError {
    /// Returns the error with `secret` blotted out of the server's words: some servers repeat the API key that they refuse,
    /// and errors are stored and exported.
    #[must_use]
    pub fn without_secret(mut self, secret: &str) -> Self {
        match &mut self {
            Self::Unauthorized { message, .. }
            | Self::Loading { message }
            | Self::ContextOverflow { message, .. }
            | Self::Http { message, .. }
            | Self::InBand { message }
            | Self::UnexpectedBody { excerpt: message, .. }
                if !secret.is_empty() =>
            {
                *message = message.replace(secret, "[API key]");
            }
            _ => {}
        }
        self
    }

    /// Returns the server's own error message, if there is one.
    pub fn server_words(&self) -> Option<&str> {
        match self {
            Self::Unauthorized { message, .. }
            | Self::Loading { message }
            | Self::ContextOverflow { message, .. }
            | Self::Http { message, .. }
            | Self::InBand { message } => Some(message.as_str()),
            Self::UnexpectedBody { excerpt, .. } => Some(excerpt.as_str()),
            Self::Unreachable { .. }
            | Self::Cut { .. }
            | Self::Unfinished
            | Self::Redirected { .. }
            | Self::NotUsable { .. }
            | Self::NoMoreResponses => None,
        }
        .filter(|words| !words.is_empty())
    }

    /// Returns whether the answer had begun and was cut off, as opposed to being refused or failing.
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Cut { .. } | Self::Unfinished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_the_server_repeats_is_blotted_out() {
        let message = "invalid key: sk-1 (sk-1)".to_owned();
        let error = ProviderError::Unauthorized { status: 401, message: message.clone() };
        let expected =
            ProviderError::Unauthorized { status: 401, message: "invalid key: [API key] ([API key])".into() };
        assert_eq!(error.clone().without_secret("sk-1"), expected);
        assert_eq!(error.clone().without_secret(""), error, "no key was sent");
    }
}
