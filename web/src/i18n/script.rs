//! The script that formats the page's texts (`web/scripts/i18n`): Project Fluent in JavaScript, which is much smaller
//! than in Rust and has the browser's plural rules and number formats. It is no adapter, since everything has texts,
//! adapters too. Knows neither keys nor languages.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Arg;

mod imports {
    use super::{Array, Function, JsValue, Object, wasm_bindgen};

    // Not a snippet, since it is bundled: scripts/lib/page-scripts.mjs writes it beside the glue.
    #[wasm_bindgen(raw_module = "./built/i18n.js")]
    extern "C" {
        #[wasm_bindgen(catch)]
        pub fn speak(language: &str, text: &str) -> Result<(), JsValue>;
        #[wasm_bindgen(js_name = fetchTexts, catch)]
        pub async fn fetch_texts(address: &str, millis: u32) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch)]
        pub fn format(key: &str, values: &Object) -> Result<String, JsValue>;
        #[wasm_bindgen(catch)]
        pub fn number(value: f64, digits: u32) -> Result<String, JsValue>;
        #[wasm_bindgen(catch)]
        pub fn list(items: &Array) -> Result<String, JsValue>;
        #[wasm_bindgen(catch)]
        pub fn formatter() -> Result<Function, JsValue>;
    }
}

pub fn speak(language: &str, text: &str) {
    let _ = imports::speak(language, text);
}

/// Returns the texts of a language as a Fluent resource; `None` if they cannot be fetched within `millis` milliseconds.
pub async fn fetch_texts(address: &str, millis: u32) -> Option<String> {
    imports::fetch_texts(address, millis).await.ok()?.as_string()
}

/// Returns the text of the key; the key itself if it cannot be formatted.
pub fn format(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let values = Object::new();
    for (name, arg) in args {
        let value = match arg {
            Arg::Text(text) => JsValue::from_str(text),
            Arg::Number(number) => JsValue::from_f64(*number),
        };
        let _ = Reflect::set(&values, &JsValue::from_str(name), &value);
    }
    imports::format(key, &values).unwrap_or_else(|_| key.to_owned())
}

/// Returns the number as the language writes it; nothing if it cannot be formatted, since Rust's own formatting of
/// floating-point numbers would add 15 KB to the first load.
pub fn number(value: f64, digits: u32) -> String {
    imports::number(value, digits).unwrap_or_default()
}

pub fn list(items: &[impl AsRef<str>]) -> String {
    let array: Array = items.iter().map(|item| JsValue::from_str(item.as_ref())).collect();
    imports::list(&array).unwrap_or_default()
}

/// Returns the function that formats texts, for other scripts; `None` if there is none.
pub fn formatter() -> Option<Function> {
    imports::formatter().ok()
}
