//! What is wrong with a log or a file that was read, in the user's language.

use abcb_core::log::event::{FieldFault, LogFault};
use abcb_core::storage::archive::{ImportFault, ImportProblem};

use super::known;
use crate::i18n::{Localize, args, t, tf};

/// Returns what is wrong with a line of a log or with a record, as core writes it.
pub(super) fn reading_fault(reason: &str) -> String {
    match reason.parse::<LogFault>() {
        Ok(fault) => fault.localized(),
        Err(_) => known::<FieldFault>(reason),
    }
}

impl Localize for LogFault {
    fn localized(&self) -> String {
        match self {
            Self::WrongNumber { seq, next } => tf("log-wrong-number", args![seq = *seq, next = *next]),
            Self::Missing { n } => tf("log-event-missing", args![n = *n]),
            Self::MissingRow { first, last } => tf("log-events-missing", args![first = *first, last = *last]),
            Self::NumberTaken { n } => tf("log-number-taken", args![n = *n]),
            Self::NoParent { n } => tf("log-parent-missing", args![n = *n]),
        }
    }
}

impl Localize for FieldFault {
    fn localized(&self) -> String {
        match self {
            Self::Missing { key } => tf("field-missing", args![key = key]),
            Self::NotText { key } => tf("field-not-text", args![key = key]),
            Self::NotList { key } => tf("field-not-list", args![key = key]),
            Self::NotFlag { key } => tf("field-not-boolean", args![key = key]),
            Self::NotCount { key } => tf("field-not-count", args![key = key]),
            Self::TooLarge { key } => tf("field-too-large", args![key = key]),
            Self::NotObject { key } => tf("field-not-object", args![key = key]),
            Self::NoMessage => t("message-not-object").to_owned(),
            Self::NoEvent => t("event-not-object").to_owned(),
            Self::UnknownRole { word } => tf("message-unknown-role", args![word = word]),
            Self::UnknownKind { word } => tf("log-unknown-kind", args![word = word]),
            Self::UnknownStatus { word } => tf("log-unknown-status", args![word = word]),
        }
    }
}

impl Localize for ImportProblem {
    fn localized(&self) -> String {
        match self.line {
            Some(line) => {
                let reason = match self.reason.parse::<ImportFault>() {
                    Ok(fault) => fault.localized(),
                    Err(_) => reading_fault(&self.reason),
                };
                tf("import-line-left-out", args![line = line, reason = reason])
            }
            None => known::<ImportFault>(&self.reason),
        }
    }
}

impl Localize for ImportFault {
    fn localized(&self) -> String {
        match self {
            Self::Empty => t("import-empty").to_owned(),
            Self::OtherJson => t("import-unknown-json").to_owned(),
            Self::NotJson { error } => tf("import-damaged", args![error = error]),
            Self::Damaged { error } => tf("import-damaged-partly", args![error = error]),
            Self::NoNote => t("import-no-note").to_owned(),
            Self::NotZip { error } => tf("import-archive-damaged", args![error = error]),
            Self::ArchiveTooLarge => t("import-archive-too-large").to_owned(),
            Self::FileInArchive { path, error } => {
                tf("import-archive-file", args![path = path, error = error])
            }
            Self::MissingInArchive { path } => tf("import-archive-missing", args![path = path]),
            Self::ChangedInArchive { path } => tf("import-archive-changed", args![path = path]),
            Self::Settings => t("import-is-settings").to_owned(),
            Self::OtherFormat => t("import-unknown-format").to_owned(),
            Self::Newer => t("import-newer-version").to_owned(),
            Self::SessionsNoList => self.to_string(),
            Self::NoSession => t("import-no-session").to_owned(),
            Self::MessagesNoList => t("import-messages-not-list").to_owned(),
            Self::EventsNoList => t("import-events-not-list").to_owned(),
            Self::Message { number, error } => {
                tf("import-message-left-out", args![number = *number, error = known::<FieldFault>(error)])
            }
            Self::Conversation { number } => tf("import-conversation-left-out", args![number = *number]),
            Self::AttachmentsMissing { n, title } => {
                tf("import-attachments-missing", args![n = *n, title = title])
            }
            Self::MessagesLeftOut { n, title } => {
                tf("import-messages-left-out", args![n = *n, title = title])
            }
            Self::AllHidden => t("import-nothing-shown").to_owned(),
            Self::UnknownKind { line, kind } => tf("import-unknown-kind", args![line = *line, kind = kind]),
            Self::Encoding { name } => tf("import-encoding-guessed", args![name = name]),
            Self::BytesReplaced => t("import-bytes-replaced").to_owned(),
            Self::HalvesReplaced => t("import-halves-replaced").to_owned(),
        }
    }
}
