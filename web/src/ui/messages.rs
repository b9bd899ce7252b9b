//! Error messages: what happened and what to do about it. One sentence per variant, in the user's terms, next to the
//! server's own message.

use abcb_core::log::event::Protocol;
use abcb_core::provider::ProviderError;

use crate::i18n::{args, t, tf};
use crate::localized::{Stored, stored};
use crate::state::{ProviderState, ProviderStatus};

/// Returns why a message cannot be sent to the model yet.
pub fn waiting_for_model(status: &ProviderStatus) -> String {
    match (status.state, &status.detail) {
        (ProviderState::Ready, _) => t("messages-asking-server").to_owned(),
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
    if has_words { t("problem-partial-kept") } else { t("problem-no-part-arrived") }
}

/// Explains a failure. `has_words` is whether any part of the answer had arrived.
pub fn explain_failure(error: &ProviderError, has_words: bool) -> Explanation {
    match error {
        ProviderError::Unreachable { url, .. } => {
            explain(tf("problem-unreachable", args![url = url]), t("problem-unreachable-advice"))
        }
        ProviderError::Cut { detail } => explain(
            tf("problem-interrupted", args![detail = stored(Stored::BrowserFault, detail)]),
            after_a_cut(has_words),
        ),
        ProviderError::Unfinished => explain(t("problem-unfinished"), after_a_cut(has_words)),
        ProviderError::Unauthorized { status, .. } => {
            explain(tf("problem-unauthorized", args![status = *status]), t("problem-unauthorized-advice"))
        }
        ProviderError::Loading { .. } => explain(t("problem-loading"), t("problem-loading-advice")),
        ProviderError::ContextOverflow { prompt_tokens, context_tokens, .. } => {
            let what = match (prompt_tokens, context_tokens) {
                (Some(prompt), Some(context)) => {
                    tf("problem-context-sizes", args![n = *prompt, all = *context])
                }
                _ => t("problem-context").to_owned(),
            };
            explain(what, t("problem-context-advice"))
        }
        ProviderError::Http { status, .. } => {
            explain(tf("problem-http", args![status = *status]), t("problem-http-advice"))
        }
        ProviderError::InBand { .. } => explain(t("problem-in-band"), after_a_cut(has_words)),
        ProviderError::UnexpectedBody { content_type, .. } => {
            let kind = if content_type.is_empty() { t("problem-no-type") } else { content_type };
            explain(tf("problem-unexpected-body", args![kind = kind]), t("problem-unexpected-body-advice"))
        }
        ProviderError::Redirected { url } => {
            explain(tf("problem-redirected", args![url = url]), t("problem-redirected-advice"))
        }
        ProviderError::NotUsable { reason } => {
            explain(stored(Stored::Unusable, reason), t("problem-open-settings"))
        }
        ProviderError::NoMoreResponses => explain(t("problem-script-ended"), t("problem-advice-again")),
    }
}

/// Returns the label of a tool call protocol.
pub fn protocol_words(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Native => t("run-format-native"),
        Protocol::Envelope => t("run-format-json"),
        Protocol::Guided => t("run-format-guided"),
    }
}
