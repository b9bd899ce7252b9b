//! Functions that read the rendered page or move the focus, implemented in `window.js`.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/adapters/window.js")]
extern "C" {
    /// Keeps the composer above an on-screen keyboard that covers the page. Stays registered for the lifetime of the
    /// page.
    #[wasm_bindgen(js_name = fitAboveKeyboard, catch)]
    pub fn fit_above_keyboard() -> Result<(), JsValue>;

    /// Returns the last answer's text as rendered.
    #[wasm_bindgen(js_name = lastAnswer, catch)]
    pub fn last_answer() -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = focusComposer, catch)]
    pub fn focus_composer() -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = pickImports, catch)]
    pub fn pick_imports() -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = scrollTo, catch)]
    pub fn scroll_to(id: &str) -> Result<(), JsValue>;
}

/// Returns the tab's storage, or `None` where the browser blocks it.
pub fn session_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
