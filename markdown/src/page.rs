//! The JavaScript bindings. They exist only in the wasm build; on other targets this crate is plain Rust.

use wasm_bindgen::prelude::wasm_bindgen;

/// See [`crate::Stream`].
#[wasm_bindgen]
#[derive(Default)]
pub struct Stream(crate::Stream);

/// Sets the translation of an English label: `Copy`, `Copy code`, `Table`, `done` or `to do`.
#[wasm_bindgen]
pub fn speak(english: &str, word: &str) {
    crate::labels::speak(english, word);
}

/// See [`crate::render_blocks`].
#[wasm_bindgen]
pub fn render(text: &str) -> Vec<String> {
    crate::render_blocks(text)
}

/// See [`crate::Patch`].
#[wasm_bindgen]
pub struct Patch(crate::Patch);

#[wasm_bindgen]
impl Stream {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&mut self, delta: &str) -> Patch {
        Patch(self.0.push(delta))
    }

    pub fn finish(&mut self) -> Patch {
        Patch(self.0.finish())
    }

    pub fn leave(&mut self) {
        self.0.leave();
    }
}

#[wasm_bindgen]
impl Patch {
    #[wasm_bindgen(getter)]
    pub fn append(&self) -> String {
        self.0.append.clone()
    }

    #[wasm_bindgen(getter)]
    pub fn from(&self) -> Option<u32> {
        self.0.from.and_then(|block| u32::try_from(block).ok())
    }

    #[wasm_bindgen(getter)]
    pub fn blocks(&self) -> Vec<String> {
        self.0.blocks.clone()
    }

    /// The numbers of the blocks whose HTML is in `again`, in the same order.
    #[wasm_bindgen(getter, js_name = againAt)]
    pub fn again_at(&self) -> Vec<u32> {
        self.0.again.iter().filter_map(|change| u32::try_from(change.block).ok()).collect()
    }

    #[wasm_bindgen(getter)]
    pub fn again(&self) -> Vec<String> {
        self.0.again.iter().map(|change| change.html.clone()).collect()
    }

    #[wasm_bindgen(getter)]
    pub fn settled(&self) -> u32 {
        u32::try_from(self.0.settled).unwrap_or(u32::MAX)
    }

    #[wasm_bindgen(getter, js_name = isWhole)]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole
    }
}
