//! The page as it stands on the screen: what is read from it and where the focus goes. Stands in `screen.js`.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/adapters/screen.js")]
extern "C" {
    /// Keeps the composer above a keyboard that lies over the page. For the life of the page.
    #[wasm_bindgen(js_name = fitAboveKeyboard, catch)]
    pub fn fit_above_keyboard() -> Result<(), JsValue>;

    /// What the last answer says, as it is drawn.
    #[wasm_bindgen(js_name = lastAnswer, catch)]
    pub fn last_answer() -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = focusComposer, catch)]
    pub fn focus_composer() -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = pickImports, catch)]
    pub fn pick_imports() -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = scrollTo, catch)]
    pub fn scroll_to(id: &str) -> Result<(), JsValue>;
}
