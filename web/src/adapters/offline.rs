//! The page without a network, and going over to a new build of it. What happens stands in `offline.js`.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use super::listener;

#[wasm_bindgen(module = "/src/adapters/offline.js")]
extern "C" {
    #[wasm_bindgen(js_name = keepForOffline, catch)]
    async fn keep(renewed: &Closure<dyn Fn()>) -> Result<(), wasm_bindgen::JsValue>;

    /// Loads the page anew, as the build that is ready.
    #[wasm_bindgen(catch)]
    pub fn renew() -> Result<(), wasm_bindgen::JsValue>;
}

/// Lets the page work without a network from the next visit on. `renewed` is called whenever another build of the page is
/// ready. For the life of the page.
pub async fn keep_for_offline(renewed: impl Fn() + 'static) {
    let renewed = Closure::new(renewed);
    // A host that does not give the worker away, or a browser that keeps nothing: the page just stays online.
    let _ = keep(&renewed).await;
    listener::for_ever(renewed);
}
