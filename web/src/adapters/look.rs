//! How the page looks and which language it speaks. The page's own script (`web/scripts/head/appearance.ts`) applies the choice before the
//! first paint; this applies it again when it changes, and fetches the words of the language.

use serde_json::{Map, Value};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::http::{HttpRequest, fetch_all};

/// The page waits so long for its words before it begins in English.
const WAIT_MILLIS: u32 = 3_000;
/// The language that stands in the source.
pub const ENGLISH: &str = "en";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = abcbLook, catch)]
    fn abcb_look(config: &str) -> Result<(), JsValue>;
}

/// Applies what the configuration, as JSON text, says of the look and of the language.
pub fn apply(config: &str) {
    let _ = abcb_look(config);
}

/// The language that the page is to speak, two letters.
pub fn language() -> String {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.and_then(|root| root.get_attribute("lang")).unwrap_or_else(|| ENGLISH.to_owned())
}

/// Says which language the page speaks after all.
pub fn say_language(language: &str) {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("lang", language);
    }
}

/// The words of the language; none for English, whose words stand in the source. `None` where they do not come.
pub async fn words(language: String) -> Option<Map<String, Value>> {
    if language == ENGLISH {
        return Some(Map::new());
    }
    let request = HttpRequest::own_file(format!("lang/{language}.json"));
    let (status, body) = fetch_all(request, WAIT_MILLIS).await.ok()?;
    let text = String::from_utf8(body).ok().filter(|_| status == 200)?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(words)) => Some(words),
        Ok(_) | Err(_) => None,
    }
}
