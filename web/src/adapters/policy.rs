//! The policy of this page, which limits the servers it may contact. The head script `web/scripts/head/policy.ts` applies
//! it before the program is loaded.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = abcbMayContact, catch)]
    fn abcb_may_contact(address: &str) -> Result<bool, JsValue>;
}

/// Whether the policy allows requests to `address`. True on a page without one, such as a test's.
pub fn may_contact(address: &str) -> bool {
    abcb_may_contact(address).unwrap_or(true)
}
