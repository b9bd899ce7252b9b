//! The sidebar as a modal drawer on narrow screens. The implementation, including the focus trap, is in `drawer.js`.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/dom/drawer.js")]
extern "C" {
    #[wasm_bindgen(js_name = openDrawer, catch)]
    fn open(close: &Closure<dyn Fn()>) -> Result<Function, JsValue>;

    /// Whether the sidebar is shown as a drawer at the current window width.
    #[wasm_bindgen(js_name = isNarrow, catch)]
    pub fn is_narrow() -> Result<bool, JsValue>;
}

/// An open drawer. Traps the focus while it lives and restores it when dropped.
pub struct OpenDrawer {
    end: Option<Function>,
    _close: Closure<dyn Fn()>,
}

impl OpenDrawer {
    /// Opens the drawer. `close` is called when the user closes it with Escape, a swipe or the Back button.
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
