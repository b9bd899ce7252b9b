//! What core reports, in the user's language: its errors, and the values that it stores as sentences. A server's and
//! the browser's own words stay as they are, and so does a sentence that nobody here has written. Sentences are stored
//! in English, so an English page shows them as they are; what reads them is loaded with another language.

use std::str::FromStr;

use abcb_core::base::store_error::StoreError;
use abcb_core::log::event::LogError;
use abcb_core::log::reasons::{EndReason, Mistake};
use abcb_core::log::transcript::{LAPSED_BY_FORK, LAPSED_BY_IMPORT};
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::EndpointError;
use abcb_core::settings::exchange::SettingsFileError;
use abcb_core::settings::{ConfigError, ConfigFault};
use abcb_core::tool::schema::ArgumentFault;
use abcb_core::tool::workspace::{PathFault, WorkspaceError};
use abcb_core::tool::{ToolError, ToolFailure};

use crate::i18n::{Localize, args, t, te, tf};
use crate::reasons::{BrowserFault, EngineFault, Unusable};

mod files;
mod stored;

pub use stored::{Stored, load_translation, stored};

/// Returns a sentence as which a `T` is written in the user's language; any other text as it is.
fn known<T: FromStr + Localize>(text: &str) -> String {
    text.parse::<T>().map_or_else(|_| text.to_owned(), |value| value.localized())
}

impl Localize for EndReason {
    fn localized(&self) -> String {
        match self {
            Self::OneStep => tf("end-steps", args![n = 1_u64]),
            Self::Steps { limit } => tf("end-steps", args![n = *limit]),
            Self::OneStepAfter { mistake } => {
                tf("end-steps-because", args![n = 1_u64, what = known::<Mistake>(mistake)])
            }
            Self::StepsAfter { limit, mistake } => {
                tf("end-steps-because", args![n = *limit, what = known::<Mistake>(mistake)])
            }
            Self::LastStepCalled => t("end-last-step-called").to_owned(),
            Self::Minutes { limit } => tf("end-minutes", args![minutes = *limit]),
            Self::SameCall { tool, times } => tf("end-same-call", args![tool = tool, n = *times]),
            Self::EndlessThoughts => t("end-looping").to_owned(),
            Self::Mistakes { mistake, times } => {
                tf("end-after-mistakes", args![what = known::<Mistake>(mistake), n = *times])
            }
        }
    }
}

impl Localize for Mistake {
    fn localized(&self) -> String {
        match self {
            Self::UnknownTool { tool } => tf("output-error-unknown-tool", args![tool = tool]),
            Self::Arguments { tool, reason } => {
                tf("output-error-arguments", args![tool = tool, reason = known::<ArgumentFault>(reason)])
            }
            Self::RepeatedCall { tool } => tf("output-error-repeated-call", args![tool = tool]),
            Self::CutCall => t("output-error-cut-off").to_owned(),
            Self::NoAction => t("output-error-no-call").to_owned(),
            Self::CircularThoughts => t("output-error-looping").to_owned(),
        }
    }
}

impl Localize for ArgumentFault {
    fn localized(&self) -> String {
        match self {
            Self::NoObject => t("arguments-not-object").to_owned(),
            Self::Missing { key } => tf("field-missing", args![key = key]),
            Self::Unknown { key } => tf("argument-unknown", args![key = key]),
            Self::NotOneOf { key, words } => tf("field-not-one-of", args![key = key, words = words]),
            Self::NotObject { key } => tf("field-not-object", args![key = key]),
            Self::NotList { key } => tf("field-not-list", args![key = key]),
            Self::NotText { key } => tf("field-not-text", args![key = key]),
            Self::NotNumber { key } => tf("field-not-number", args![key = key]),
            Self::NotWhole { key } => tf("field-not-integer", args![key = key]),
            Self::NotFlag { key } => tf("field-not-boolean", args![key = key]),
            Self::NotOther { .. } => self.to_string(),
        }
    }
}

/// Returns why a call was denied, failed or was not made, as the log stores it.
fn call_detail(detail: &str) -> String {
    match detail {
        LAPSED_BY_FORK => t("denied-by-fork").to_owned(),
        LAPSED_BY_IMPORT => t("denied-by-import").to_owned(),
        other => ToolError::parse(other).localized(),
    }
}

impl Localize for ToolError {
    fn localized(&self) -> String {
        match self {
            Self::InvalidArguments { reason } => {
                tf("tool-error-arguments", args![reason = known::<ArgumentFault>(reason)])
            }
            Self::Unavailable { reason } => {
                tf("tool-error-failed", args![reason = known::<BrowserFault>(reason)])
            }
            Self::Failed { reason } => match reason.parse::<ToolFailure>() {
                Ok(ToolFailure::Gone { tool }) => tf("tool-error-unknown", args![tool = tool]),
                Ok(ToolFailure::TimedOut { seconds }) => tf("tool-error-timeout", args![n = seconds]),
                Err(_) => known::<WorkspaceError>(reason),
            },
        }
    }
}

impl Localize for WorkspaceError {
    fn localized(&self) -> String {
        match self {
            Self::Refused { path, reason } => {
                tf("workspace-path-bad", args![path = path, reason = known::<PathFault>(reason)])
            }
            Self::NotFound { path } => tf("workspace-not-found", args![path = path]),
            Self::IsDirectory { path } => tf("workspace-is-directory", args![path = path]),
            Self::IsFile { path } => tf("workspace-not-directory", args![path = path]),
            Self::NotText { path } => tf("workspace-not-text", args![path = path]),
            Self::TooLarge { path } => tf("workspace-too-large", args![path = path]),
            Self::Unavailable { reason } => {
                tf("workspace-failed", args![reason = known::<BrowserFault>(reason)])
            }
        }
    }
}

impl Localize for PathFault {
    fn localized(&self) -> String {
        let text = match self {
            Self::Characters => t("workspace-path-bad-name"),
            Self::Absolute => t("workspace-path-absolute"),
            Self::Parent => t("workspace-path-parent"),
            Self::BelowFile => t("workspace-path-in-file"),
        };
        text.to_owned()
    }
}

impl Localize for StoreError {
    fn localized(&self) -> String {
        match self {
            Self::AlreadyExists { .. } => t("store-error-exists").to_owned(),
            Self::NotFound { .. } => t("store-error-not-found").to_owned(),
            Self::Conflict { .. } => t("store-error-conflict").to_owned(),
            Self::Full { reason } => {
                tf("store-error-full", args![reason = stored(Stored::BrowserFault, reason)])
            }
            Self::Damaged { reason, .. } => {
                tf("store-error-damaged", args![reason = stored(Stored::ReadingFault, reason)])
            }
            Self::Silent { seconds } => tf("store-error-silent", args![seconds = *seconds]),
            Self::Backend { reason } => {
                tf("store-error-backend", args![reason = stored(Stored::BrowserFault, reason)])
            }
        }
    }
}

impl Localize for LogError {
    fn localized(&self) -> String {
        tf("log-line", args![line = self.line, reason = stored(Stored::ReadingFault, &self.reason)])
    }
}

impl Localize for ConfigError {
    fn localized(&self) -> String {
        tf("config-unreadable", args![reason = stored(Stored::ConfigReason, &self.reason)])
    }
}

/// Returns why settings could not be read or saved, as a clause.
fn config_reason(reason: &str) -> String {
    match reason.parse::<BrowserFault>() {
        Ok(fault) => fault.localized(),
        Err(_) => known::<ConfigFault>(reason),
    }
}

impl Localize for ConfigFault {
    fn localized(&self) -> String {
        match self {
            Self::NotObject => t("config-not-object").to_owned(),
            Self::NotSection { section } => tf("config-unknown-section", args![section = section]),
            Self::NotWhole { section, key } => tf("config-not-whole", args![section = section, key = key]),
            Self::UnknownModelKind { kind } => tf("config-unknown-model-kind", args![kind = kind]),
            Self::NotText { section, key } => tf("config-not-text", args![section = section, key = key]),
            Self::NotJson { error } => error.clone(),
        }
    }
}

impl Localize for SettingsFileError {
    fn localized(&self) -> String {
        match self {
            Self::NotJson(error) => tf("import-damaged", args![error = error]),
            Self::Sessions => t("settings-file-is-sessions").to_owned(),
            Self::OtherFormat => t("settings-file-unknown-json").to_owned(),
            Self::Newer => t("import-newer-version").to_owned(),
            Self::Unusable(fault) => te("settings-file-unusable", fault),
        }
    }
}

impl Localize for EndpointError {
    fn localized(&self) -> String {
        match self {
            Self::Empty => t("address-empty").to_owned(),
            Self::Scheme { scheme } => tf("address-wrong-scheme", args![scheme = scheme]),
            Self::NoHost => t("address-no-host").to_owned(),
            Self::Host { host } => tf("address-bad-host", args![host = host]),
            Self::Port { port } => tf("address-bad-port", args![port = port]),
            Self::Credentials => t("address-credentials").to_owned(),
            Self::Query => t("address-query").to_owned(),
            Self::Path => t("address-bad-path").to_owned(),
        }
    }
}

impl Localize for Dialect {
    fn localized(&self) -> String {
        match self {
            Self::Generic => t("server-unknown-kind").to_owned(),
            known => known.display_name().to_owned(),
        }
    }
}

/// Returns why nothing can answer: a sentence of the page or a clause of the engine, as the log stores it.
fn unusable(reason: &str) -> String {
    match reason.parse::<Unusable>() {
        Ok(reason) => reason.localized(),
        Err(_) => known::<EngineFault>(reason),
    }
}

impl Localize for Unusable {
    fn localized(&self) -> String {
        match self {
            Self::NotFoundYet => t("no-provider-yet").to_owned(),
            Self::NotAllowed { origin } => tf("no-provider-not-allowed", args![origin = origin]),
            Self::SettingsChanged => t("no-provider-settings-changed").to_owned(),
            Self::Settings { error } => tf("no-provider-config", args![error = known::<ConfigFault>(error)]),
            Self::Address { error } => {
                tf("no-provider-address", args![error = known::<EndpointError>(error)])
            }
            Self::NoPageModel => t("page-model-none").to_owned(),
            Self::PartMissing => t("model-part-missing").to_owned(),
            Self::RunnerMissing => t("page-model-runner-missing").to_owned(),
            Self::WorkerStopped => t("page-model-worker-stopped").to_owned(),
            Self::WorkerBroken => t("page-model-worker-broken").to_owned(),
            Self::WorkerSilent => t("page-model-worker-silent").to_owned(),
            Self::NoWorker { reason } => tf("page-model-no-worker", args![reason = reason]),
            Self::Nowhere { name } => tf("page-model-nowhere", args![name = name]),
            Self::NotFetched { url, status } => tf("page-model-http", args![url = url, status = *status]),
            Self::Offline => t("page-model-offline").to_owned(),
            Self::PartUnreadable => t("page-model-part-unreadable").to_owned(),
            Self::Incomplete { loaded, total } => {
                tf("page-model-incomplete", args![loaded = *loaded, total = *total])
            }
            Self::OverLimit { size } => tf("page-model-over-limit", args![size = size]),
            Self::NoMemory { needed, memory } => {
                tf("page-model-memory", args![needed = needed, memory = memory])
            }
        }
    }
}

impl Localize for EngineFault {
    fn localized(&self) -> String {
        match self {
            Self::NotGguf => t("gguf-not-gguf").to_owned(),
            Self::GgufVersion { version } => tf("gguf-version", args![version = *version]),
            Self::Unreadable { error } => tf("gguf-unreadable", args![error = known::<Self>(error)]),
            Self::Tokenizer { error } => tf("gguf-tokenizer", args![error = error]),
            Self::TryServer { reason } => tf("gguf-try-server", args![reason = known::<Self>(reason)]),
            Self::Template { reason } => tf("provider-error-template", args![reason = reason]),
        }
    }
}

impl Localize for BrowserFault {
    fn localized(&self) -> String {
        match self {
            Self::WriteLost => t("storage-write-lost").to_owned(),
            Self::DatabaseClosed => t("storage-closed").to_owned(),
            Self::PartMissing => t("storage-part-missing").to_owned(),
            Self::NoStorage => t("config-no-storage").to_owned(),
            Self::SettingsUnreadable => t("config-unreadable-choose").to_owned(),
            Self::NoAnswer { seconds } => tf("network-timeout", args![n = *seconds]),
            Self::SandboxMissing => t("tool-sandbox-missing").to_owned(),
            Self::PermissionLapsed { name } => tf("workspace-permission-lapsed", args![name = name]),
            Self::NoFileWriting => t("workspace-no-writing").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::i18n::speak;

    fn in_german(says: impl FnOnce() -> String) -> String {
        speak("de", include_str!("../lang/de.ftl"));
        let said = stored::with_translation(says);
        speak("en", "");
        said
    }

    #[wasm_bindgen_test]
    fn what_a_log_keeps_is_english_as_it_is_written() {
        let mistake =
            Mistake::Arguments { tool: "echo".into(), reason: "`text` is missing".into() }.to_string();
        for reason in [
            EndReason::steps(1),
            EndReason::steps(5),
            EndReason::steps_after(1, &mistake),
            EndReason::steps_after(5, &mistake),
            EndReason::LastStepCalled,
            EndReason::Minutes { limit: 30 },
            EndReason::SameCall { tool: "echo".into(), times: 5 },
            EndReason::EndlessThoughts,
            EndReason::Mistakes { mistake, times: 3 },
        ] {
            assert_eq!(known::<EndReason>(&reason.to_string()), reason.to_string());
        }
    }

    #[wasm_bindgen_test]
    fn a_sentence_within_a_sentence_is_said_in_the_users_language_too() {
        let stored = "The run met its limit of 5 steps. The model called `echo`, but `text` is missing.";
        assert_eq!(
            in_german(|| known::<EndReason>(stored)),
            "Der Lauf hat seine Grenze von 5 Schritten erreicht. Das Modell hat „echo“ falsch aufgerufen: „text“ fehlt."
        );
        let stored = "The server address in the settings cannot be used: \"a b\" is no host name.";
        assert_eq!(
            in_german(|| unusable(stored)),
            "Die Serveradresse in den Einstellungen ist nicht brauchbar: \"a b\" ist kein Hostname."
        );
        let detail = "the arguments do not fit: there is no argument `b`";
        assert_eq!(
            in_german(|| call_detail(detail)),
            "die Argumente passen nicht: ein Argument „b“ gibt es nicht"
        );
    }

    #[wasm_bindgen_test]
    fn the_words_of_others_stay_as_they_are() {
        for words in ["", "The run met its limit of patience.", "Der Server antwortet nicht."] {
            let said = in_german(|| format!("{}{}", known::<EndReason>(words), unusable(words)));
            assert_eq!(said, format!("{words}{words}"));
            assert_eq!(in_german(|| call_detail(words)), words);
        }
    }
}
