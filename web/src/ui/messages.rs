//! Error messages: what happened and what to do about it. One sentence per variant, in the user's terms, next to the
//! server's own message.

use abcb_core::log::event::Protocol;
use abcb_core::provider::ProviderError;

use crate::i18n::{t, tf, translated};
use crate::state::{ProviderState, ProviderStatus};

/// Returns why a message cannot be sent to the model yet.
pub fn waiting_for_model(status: &ProviderStatus) -> String {
    match (status.state, &status.detail) {
        (ProviderState::Ready, _) => t("Finding out what the model can do…").to_owned(),
        (_, Some(detail)) => detail.clone(),
        (_, None) => format!("{}…", status.name),
    }
}

pub struct Explanation {
    pub what: String,
    pub advice: &'static str,
}

fn explain(what: impl Into<String>, advice: &'static str) -> Explanation {
    Explanation { what: what.into(), advice }
}

/// What to do about an answer that was cut off. If it has no text yet, there is nothing to continue.
pub fn after_a_cut(has_words: bool) -> &'static str {
    if has_words {
        t("The partial answer was kept. Continue from here or try again.")
    } else {
        t("No part of the answer had arrived. Try again.")
    }
}

/// Explains a failure. `has_words` is whether any part of the answer had arrived.
pub fn explain_failure(error: &ProviderError, has_words: bool) -> Explanation {
    match error {
        ProviderError::Unreachable { url, .. } => explain(
            tf("No answer from {url}.", &[("url", url)]),
            t(
                "Either no server is running there, or it does not allow requests from this page (CORS). Start the server, or check the address in the settings.",
            ),
        ),
        ProviderError::Cut { detail } => explain(
            tf("The connection broke before the answer was complete ({detail}).", &[("detail", detail)]),
            after_a_cut(has_words),
        ),
        ProviderError::Unfinished => explain(
            t("The stream ended before the server said the answer was complete."),
            after_a_cut(has_words),
        ),
        ProviderError::Unauthorized { status, .. } => explain(
            tf("The server requires a valid API key (HTTP {status}).", &[("status", &status.to_string())]),
            t("Enter the server's API key in the settings and try again."),
        ),
        ProviderError::Loading { .. } => {
            explain(t("The server is still loading its model."), t("Try again in a moment."))
        }
        ProviderError::ContextOverflow { prompt_tokens, context_tokens, .. } => {
            let what = match (prompt_tokens, context_tokens) {
                (Some(prompt), Some(context)) => tf(
                    "The conversation is longer than the model can read ({n} of {all} tokens).",
                    &[("n", &prompt.to_string()), ("all", &context.to_string())],
                ),
                _ => t("The conversation is longer than the model can read.").to_owned(),
            };
            explain(what, t("Start a new session, or start the server with a larger context."))
        }
        ProviderError::Http { status, .. } => explain(
            tf("The server answered with an error (HTTP {status}).", &[("status", &status.to_string())]),
            t("Try again. If this continues, check the server log."),
        ),
        ProviderError::InBand { .. } => {
            explain(t("The server reported an error while it was answering."), after_a_cut(has_words))
        }
        ProviderError::UnexpectedBody { content_type, .. } => {
            let kind = if content_type.is_empty() { t("no type") } else { content_type };
            explain(
                tf("This address returned {kind}, not a chat completion.", &[("kind", kind)]),
                t(
                    "The address in the settings may belong to another program. It should be an OpenAI-compatible server.",
                ),
            )
        }
        ProviderError::Redirected { url } => explain(
            tf("The server at {url} redirects to another address.", &[("url", url)]),
            t(
                "Nothing was sent there, because your messages and your API key belong to the address in the settings. If you trust the new address, enter it there.",
            ),
        ),
        ProviderError::NotUsable { reason } => explain(translated(reason), t("Open the settings to fix it.")),
        ProviderError::NoMoreResponses => explain(t("The script has no more replies."), t("Try again.")),
    }
}

/// Returns the label of a tool call protocol.
pub fn protocol_words(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Native => t("Native (the model's own format)"),
        Protocol::Envelope => t("JSON schema"),
        Protocol::Guided => t("chosen by the words of the question"),
    }
}
