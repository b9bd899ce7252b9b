//! Unicode normalization by the browser. Bundled tables would add ten kilobytes.

use js_sys::JsString;

/// Decomposes a character (NFKD): a letter into base and accents, a ligature into its letters.
pub fn decompose(character: char) -> String {
    JsString::from(character.to_string()).normalize("NFKD").into()
}
