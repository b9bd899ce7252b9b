//! What the browser knows of letters, in whatever script. Tables of our own would be ten kilobytes.

use js_sys::JsString;

/// The parts of a character: a letter and its accents, the letters of a ligature.
pub fn decompose(character: char) -> String {
    JsString::from(character.to_string()).normalize("NFKD").into()
}
