//! The page as it stands on the screen: what is read from it and where the focus goes. Stands in `screen.js`.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/adapters/screen.js")]
extern "C" {
    /// Keeps the composer above a keyboard that lies over the page. For the life of the page.
    #[wasm_bindgen(js_name = fitAboveKeyboard)]
    pub fn fit_above_keyboard();

    /// What the last answer says, as it is drawn.
    #[wasm_bindgen(js_name = lastAnswer)]
    pub fn last_answer() -> String;

    #[wasm_bindgen(js_name = focusComposer)]
    pub fn focus_composer();

    #[wasm_bindgen(js_name = pickImports)]
    pub fn pick_imports();

    #[wasm_bindgen(js_name = scrollTo)]
    pub fn scroll_to(id: &str);
}
