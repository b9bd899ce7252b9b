//! The browser's storage of this page, measured by `browser_storage.js`.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::bridge;
use crate::ports::{BrowserStorage, StorageUsage};

#[wasm_bindgen(module = "/src/adapters/browser_storage.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn measure() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    async fn persist() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = isInstalled, catch)]
    fn is_installed() -> Result<bool, JsValue>;
}

/// What `measure` returns. JavaScript's numbers are whole here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Measured {
    used: Option<f64>,
    quota: Option<f64>,
    database: Option<f64>,
    program: Option<f64>,
    files: Option<f64>,
    models: Option<f64>,
    persistent: Option<bool>,
}

#[derive(Clone, Copy, Debug)]
pub struct DomStorage;

impl BrowserStorage for DomStorage {
    fn usage(&self) -> LocalBoxFuture<'static, StorageUsage> {
        async {
            let measured = measure().await.ok().and_then(|measured| bridge::from_js(measured).ok());
            let measured: Measured = measured.unwrap_or_default();
            let whole = |bytes: Option<f64>| bytes.map(|bytes| bytes as u64);
            StorageUsage {
                used: whole(measured.used),
                quota: whole(measured.quota),
                database: whole(measured.database),
                files: whole(measured.files),
                models: whole(measured.models),
                program: whole(measured.program),
                is_persistent: measured.persistent,
                lasts_a_week: lasts_a_week(&user_agent(), is_installed().unwrap_or(false)),
            }
        }
        .boxed_local()
    }

    fn persist(&self) -> LocalBoxFuture<'static, Option<bool>> {
        async { persist().await.ok().and_then(|granted| granted.as_bool()) }.boxed_local()
    }
}

fn user_agent() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Whether a browser deletes what a page has stored seven days after it was last used. WebKit does, in Safari and in
/// every browser of iOS, but not for installed pages. The name of Chromium's user agent contains WebKit's.
fn lasts_a_week(user_agent: &str, is_installed: bool) -> bool {
    let is = |name: &str| user_agent.contains(name);
    !is_installed && is("AppleWebKit/") && !is("Chrome/") && !is("Chromium/")
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::adapters::workspace::BrowserWorkspaces;
    use abcb_core::tool::workspace::{Workspace, WorkspacePath};

    #[wasm_bindgen_test]
    async fn what_is_stored_is_measured_by_kind() {
        let path = WorkspacePath::parse("measured.txt").expect("a path");
        let workspace = BrowserWorkspaces::new(None);
        workspace.write(&path, "").await.expect("write");
        let before = DomStorage.usage().await;
        workspace.write(&path, &"x".repeat(12_345)).await.expect("write");
        let after = DomStorage.usage().await;
        assert_eq!(after.files, before.files.map(|bytes| bytes + 12_345));
        assert!(after.used.is_some_and(|used| used >= 12_345), "{after:?}");
        assert!(after.quota > after.used, "{after:?}");
        assert!(after.database.is_some() && after.models.is_some() && after.is_persistent.is_some());
        assert!(!after.lasts_a_week, "this is Chromium");
    }

    #[wasm_bindgen_test]
    fn only_webkit_forgets_pages_and_only_those_that_are_not_installed() {
        let safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15";
        let chrome_of_ios = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/133.0.6943.33 Mobile/15E148 Safari/604.1";
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0";
        let forgetful = [safari, chrome_of_ios, chrome, firefox].map(|agent| lasts_a_week(agent, false));
        assert_eq!(forgetful, [true, true, false, false]);
        assert!(!lasts_a_week(safari, true));
    }
}
