//! Communication with the other tabs of this page. The implementation is in `tabs.js`.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::dom::listener;
use crate::ports::{AtWork, Tabs};

#[wasm_bindgen(module = "/src/adapters/tabs.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn tell(session: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    fn listen(changed: &Closure<dyn Fn(String)>) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = workOn, catch)]
    pub fn work_on(session: &str) -> Result<Function, JsValue>;

    #[wasm_bindgen(js_name = isAtRest, catch)]
    async fn is_at_rest(session: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = whileAtRest, catch)]
    pub async fn while_at_rest(
        session: &str,
        action: &Closure<dyn FnMut() -> Promise>,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = atRest, catch)]
    async fn at_rest(session: &str) -> Result<(), JsValue>;
}

#[derive(Clone, Copy, Debug)]
pub struct OtherTabs;

/// In a browser without broadcast channels or locks, a tab notices the others' changes when it becomes visible.
impl Tabs for OtherTabs {
    fn tell(&self, session: &str) {
        let _ = tell(session);
    }

    fn listen(&self, changed: Box<dyn Fn(String)>) {
        let changed = Closure::wrap(changed);
        let _ = listen(&changed);
        listener::for_ever(changed);
    }

    fn work_on(&self, session: &str) -> AtWork {
        let end = work_on(session).ok();
        AtWork::until(move || {
            if let Some(end) = end {
                let _ = end.call0(&JsValue::UNDEFINED);
            }
        })
    }

    fn is_at_rest(&self, session: &str) -> LocalBoxFuture<'static, bool> {
        let session = session.to_owned();
        async move { is_at_rest(&session).await.map_or(true, |is_at_rest| is_at_rest.is_truthy()) }
            .boxed_local()
    }

    fn at_rest(&self, session: &str) -> LocalBoxFuture<'static, ()> {
        let session = session.to_owned();
        async move {
            let _ = at_rest(&session).await;
        }
        .boxed_local()
    }
}
