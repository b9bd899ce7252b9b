//! The one function that the page calls. Only in the wasm build: everywhere else this crate is plain Rust.

use wasm_bindgen::prelude::wasm_bindgen;

/// See [`crate::render_blocks`].
#[wasm_bindgen(js_name = renderBlocks)]
pub fn render_blocks(text: &str) -> Vec<String> {
    crate::render_blocks(text)
}
