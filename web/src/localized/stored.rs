//! Sentences that are stored, or handed on as text, in the user's language. What reads them is not in the first load: they
//! are English, so an English page shows them as they are.

use std::cell::Cell;

use abcb_core::log::reasons::{EndReason, Mistake};

use super::files::reading_fault;
use super::{call_detail, config_reason, known, unusable};
use crate::lazy::lazy;
use crate::reasons::BrowserFault;

thread_local! {
    /// What reads stored sentences; there once a language other than English has been chosen.
    static TRANSLATE: Cell<Option<Translate>> = const { Cell::new(None) };
}

type Translate = fn(Stored, &str) -> String;

lazy!(translation in language: Translate = translate);

/// The kinds of sentences that are stored, or handed on as text.
#[derive(Clone, Copy)]
pub enum Stored {
    /// Why a run ended.
    EndReason,
    /// What was wrong with a model's reply.
    Mistake,
    /// Why a call was denied, failed or was not made.
    CallDetail,
    /// Why nothing can answer.
    Unusable,
    /// What the browser did not do.
    BrowserFault,
    /// What is wrong with a line of a log or with a record.
    ReadingFault,
    /// Why settings could not be read or saved.
    ConfigReason,
}

/// Returns a stored sentence in the user's language; as it is if nobody here has written it.
pub fn stored(kind: Stored, text: &str) -> String {
    TRANSLATE.get().map_or_else(|| text.to_owned(), |translate| translate(kind, text))
}

/// Loads what reads stored sentences. If that fails, they are shown in English.
pub async fn load_translation() {
    if let Ok(translate) = translation().await {
        TRANSLATE.set(Some(translate));
    }
}

fn translate(kind: Stored, text: &str) -> String {
    match kind {
        Stored::EndReason => known::<EndReason>(text),
        Stored::Mistake => known::<Mistake>(text),
        Stored::CallDetail => call_detail(text),
        Stored::Unusable => unusable(text),
        Stored::BrowserFault => known::<BrowserFault>(text),
        Stored::ReadingFault => reading_fault(text),
        Stored::ConfigReason => config_reason(text),
    }
}

/// Calls `says` as on a page in another language than English.
#[cfg(test)]
pub fn with_translation<T>(says: impl FnOnce() -> T) -> T {
    TRANSLATE.set(Some(translate));
    let said = says();
    TRANSLATE.set(None);
    said
}
