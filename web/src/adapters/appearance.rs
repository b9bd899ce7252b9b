//! The theme and the language of the page. The head script (`web/scripts/head/appearance.ts`) applies the settings
//! before the first paint; this module applies them again after a change and loads the translations.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::build_files::address_of;
use crate::i18n::fetch_texts;

/// How long the page waits for the translations before it starts in English, in milliseconds.
const WAIT_MILLIS: u32 = 3_000;
/// The source language.
pub const ENGLISH: &str = "en";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = abcbLook, catch)]
    fn abcb_look(config: &str) -> Result<(), JsValue>;
}

/// Applies the theme and the language of the configuration, given as JSON text.
pub fn apply(config: &str) {
    let _ = abcb_look(config);
}

/// Returns the language to use, as a two-letter code.
pub fn language() -> String {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_else(|| ENGLISH.to_owned())
}

/// Sets the document's language to the one actually used.
pub fn say_language(language: &str) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("lang", language);
    }
}

/// Returns the texts of the language as a Fluent resource. English has none of its own here, since it is in the script
/// that formats texts. `None` if they cannot be loaded.
pub async fn words(language: String) -> Option<String> {
    if language == ENGLISH {
        return Some(String::new());
    }
    fetch_texts(&address_of(&format!("lang/{language}.ftl")), WAIT_MILLIS).await
}
