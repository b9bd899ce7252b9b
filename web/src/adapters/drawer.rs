//! The sidebar as a drawer over the conversation, for as long as it is open. What happens stands in `drawer.js`.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/adapters/drawer.js")]
extern "C" {
    #[wasm_bindgen(js_name = openDrawer)]
    fn open(close: &Closure<dyn Fn()>) -> Function;

    /// Whether the sidebar is a drawer at this width.
    #[wasm_bindgen(js_name = isNarrow)]
    pub fn is_narrow() -> bool;
}

/// The focus is inside while this lives, and back where it was after it.
pub struct OpenDrawer {
    end: Function,
    _close: Closure<dyn Fn()>,
}

impl OpenDrawer {
    /// `close` is called when the user wants the drawer closed by Escape, by a swipe or by going back.
    pub fn over_the_page(close: impl Fn() + 'static) -> Self {
        let close = Closure::new(close);
        Self { end: open(&close), _close: close }
    }
}

impl Drop for OpenDrawer {
    fn drop(&mut self) {
        let _ = self.end.call0(&JsValue::UNDEFINED);
    }
}
