//! The stores of this page against the one suite that says what a store is, in a real browser.

use abcb_core::testing::store_conformance;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::indexed_db::IndexedDbStore;
use super::local_storage::LocalStorageStore;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn indexed_db_store_conforms() {
    let name = format!("abcb-test-{}", js_sys::Date::now());
    let store = IndexedDbStore::open(&name).await.expect("IndexedDB should open");
    store_conformance::all(&store).await;
}

#[wasm_bindgen_test]
async fn an_indexed_db_opened_again_holds_what_was_stored() {
    use abcb_core::store::{SessionMeta, SessionStore};
    let name = format!("abcb-test-again-{}", js_sys::Date::now());
    let dir = std::path::Path::new("root/a");
    let meta = SessionMeta::new("a", 7);
    IndexedDbStore::open(&name).await.expect("first open").insert_for_test(dir, &meta).await;
    let again = IndexedDbStore::open(&name).await.expect("second open");
    assert_eq!(SessionStore::load(&again, dir).await.expect("load").meta, meta);
}

impl IndexedDbStore {
    async fn insert_for_test(&self, dir: &std::path::Path, meta: &abcb_core::store::SessionMeta) {
        abcb_core::store::SessionStore::insert(self, dir, meta).await.expect("insert");
    }
}

#[wasm_bindgen_test]
async fn local_storage_store_conforms() {
    let store = LocalStorageStore::open().expect("localStorage should be there");
    store_conformance::all(&store).await;
}
