//! Decodes an imported file as text and parses text as JSON, repairing both where necessary. Every repair is reported.

use serde_json::Value;

use super::faults::ImportFault;
use crate::base::json::halves;
use crate::base::json::strings::mend_strings;
use crate::conversation::attachment::decode::decode;

/// Returns the text of a file, and a remark if the text may not be exactly what the file contained.
pub(super) fn text_of(bytes: &[u8]) -> (String, Option<ImportFault>) {
    let is_marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let lossy = String::from_utf8_lossy(bytes);
    let is_damaged = matches!(lossy, std::borrow::Cow::Owned(_));
    // JSON is UTF-8. If other non-ASCII characters decode as UTF-8, the file is UTF-8 with only some bad bytes.
    let is_meant = |letter: char| !letter.is_ascii() && letter != char::REPLACEMENT_CHARACTER;
    let is_utf8 = !is_marked && lossy.chars().any(is_meant);
    if !is_utf8 && let Some(decoded) = decode(bytes.to_vec()) {
        let guess = |name: &str| ImportFault::Encoding { name: name.to_owned() };
        return (decoded.text, decoded.guessed.map(guess));
    }
    (lossy.into_owned(), is_damaged.then_some(ImportFault::BytesReplaced))
}

/// Parses JSON and returns whether unpaired surrogates were replaced. Everything else is parsed as it is.
pub(super) fn parse(text: &str) -> Result<(Value, bool), serde_json::Error> {
    serde_json::from_str(text).map(|value| (value, false)).or_else(|error| {
        let replaced = |unit| halves::placeholder(unit).map(|_| char::REPLACEMENT_CHARACTER);
        let (mended, has_halves) = mend_strings(text, replaced);
        serde_json::from_str(&mended).map(|value| (value, has_halves)).map_err(|_| error)
    })
}
