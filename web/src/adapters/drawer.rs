//! The sidebar as a drawer over the conversation, for as long as it is open. What happens stands in `drawer.js`.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/adapters/drawer.js")]
extern "C" {
    #[wasm_bindgen(js_name = openDrawer, catch)]
    fn open(close: &Closure<dyn Fn()>) -> Result<Function, JsValue>;

    /// Whether the sidebar is a drawer at this width.
    #[wasm_bindgen(js_name = isNarrow, catch)]
    pub fn is_narrow() -> Result<bool, JsValue>;
}

/// The focus is inside while this lives, and back where it was after it.
pub struct OpenDrawer {
    end: Option<Function>,
    _close: Closure<dyn Fn()>,
}

impl OpenDrawer {
    /// `close` is called when the user wants the drawer closed by Escape, by a swipe or by going back.
    pub fn over_the_page(close: impl Fn() + 'static) -> Self {
        let close = Closure::new(close);
        Self { end: open(&close).ok(), _close: close }
    }
}

impl Drop for OpenDrawer {
    fn drop(&mut self) {
        if let Some(end) = &self.end {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}
