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
    if has_words { t("trouble-partial-kept") } else { t("trouble-no-part-arrived") }
}

/// Explains a failure. `has_words` is whether any part of the answer had arrived.
pub fn explain_failure(error: &ProviderError, has_words: bool) -> Explanation {
    match error {
        ProviderError::Unreachable { url, .. } => {
            explain(tf("trouble-unreachable", args![url = url]), t("trouble-unreachable-advice"))
        }
        ProviderError::Cut { detail } => explain(
            tf("trouble-interrupted", args![detail = stored(Stored::BrowserFault, detail)]),
            after_a_cut(has_words),
        ),
        ProviderError::Unfinished => explain(t("trouble-unfinished"), after_a_cut(has_words)),
        ProviderError::Unauthorized { status, .. } => {
            explain(tf("trouble-unauthorized", args![status = *status]), t("trouble-unauthorized-advice"))
        }
        ProviderError::Loading { .. } => explain(t("trouble-loading"), t("trouble-loading-advice")),
        ProviderError::ContextOverflow { prompt_tokens, context_tokens, .. } => {
            let what = match (prompt_tokens, context_tokens) {
                (Some(prompt), Some(context)) => {
                    tf("trouble-context-sizes", args![n = *prompt, all = *context])
                }
                _ => t("trouble-context").to_owned(),
            };
            explain(what, t("trouble-context-advice"))
        }
        ProviderError::Http { status, .. } => {
            explain(tf("trouble-http", args![status = *status]), t("trouble-http-advice"))
        }
        ProviderError::InBand { .. } => explain(t("trouble-in-band"), after_a_cut(has_words)),
        ProviderError::UnexpectedBody { content_type, .. } => {
            let kind = if content_type.is_empty() { t("trouble-no-type") } else { content_type };
            explain(tf("trouble-unexpected-body", args![kind = kind]), t("trouble-unexpected-body-advice"))
        }
        ProviderError::Redirected { url } => {
            explain(tf("trouble-redirected", args![url = url]), t("trouble-redirected-advice"))
        }
        ProviderError::NotUsable { reason } => {
            explain(stored(Stored::Unusable, reason), t("trouble-open-settings"))
        }
        ProviderError::NoMoreResponses => explain(t("trouble-script-ended"), t("trouble-advice-again")),
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
