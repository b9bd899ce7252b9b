//! Offline support, and the switch to a new build of the page. The implementation is in `offline.js`.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::dom::listener;

#[wasm_bindgen(module = "/src/adapters/offline.js")]
extern "C" {
    #[wasm_bindgen(js_name = keepForOffline, catch)]
    async fn keep(renewed: &Closure<dyn Fn()>) -> Result<(), wasm_bindgen::JsValue>;

    /// Reloads the page with the new build.
    #[wasm_bindgen(catch)]
    pub fn renew() -> Result<(), wasm_bindgen::JsValue>;
}

/// Makes the page work offline from the next visit on. `renewed` is called whenever a new build is ready. Stays
/// registered for the lifetime of the page.
pub async fn keep_for_offline(renewed: impl Fn() + 'static) {
    let renewed = Closure::new(renewed);
    // If the host does not serve the worker or the browser stores nothing, the page only works online.
    let _ = keep(&renewed).await;
    listener::for_ever(renewed);
}
