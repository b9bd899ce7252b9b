//! Communication with the other tabs of this page. The implementation is in `tabs.js`.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, StorageEvent};

use super::config_store::CONFIG_KEY;
use crate::dom::listener::{self, Listener};
use crate::ports::{AtWork, TabEvent, Tabs};

#[wasm_bindgen(module = "/src/adapters/tabs.js")]
extern "C" {
    #[wasm_bindgen(js_name = tellChanged, catch)]
    fn tell_changed(session: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    fn relay(message: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    fn listen(
        changed: &Closure<dyn Fn(String)>,
        relayed: &Closure<dyn Fn(String)>,
        seized: &Closure<dyn Fn(String)>,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    async fn seize(session: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = workOn, catch)]
    pub fn work_on(session: &str) -> Result<Function, JsValue>;

    #[wasm_bindgen(js_name = claimName, catch)]
    async fn claim_name() -> Result<JsValue, JsValue>;

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
    fn name(&self) -> LocalBoxFuture<'static, String> {
        async { claim_name().await.ok().and_then(|name| name.as_string()).unwrap_or_default() }.boxed_local()
    }

    fn tell_changed(&self, session: &str) {
        let _ = tell_changed(session);
    }

    fn relay(&self, message: &str) {
        let _ = relay(message);
    }

    fn listen(&self, hear: Rc<dyn Fn(TabEvent)>) {
        let of_kind = |kind: fn(String) -> TabEvent| {
            let hear = hear.clone();
            Closure::<dyn Fn(String)>::new(move |text| hear(kind(text)))
        };
        let closures = [TabEvent::Changed, TabEvent::Relayed, TabEvent::Seized].map(of_kind);
        let [changed, relayed, seized] = &closures;
        let _ = listen(changed, relayed, seized);
        closures.into_iter().for_each(listener::for_ever);
        if let Some(window) = web_sys::window() {
            // The browser tells the other tabs of a page what one of them stores.
            let is_settings = |event: &Event| {
                let event = event.dyn_ref::<StorageEvent>();
                event.and_then(StorageEvent::key).is_some_and(|key| key == CONFIG_KEY)
            };
            let stored = move |event: Event| {
                if is_settings(&event) {
                    hear(TabEvent::SettingsChanged);
                }
            };
            Listener::new(&window, "storage", stored).for_ever();
        }
    }

    fn work_on(&self, session: &str) -> AtWork {
        let end = work_on(session).ok();
        AtWork::until(move || {
            if let Some(end) = end {
                let _ = end.call0(&JsValue::UNDEFINED);
            }
        })
    }

    fn seize(&self, session: &str) -> LocalBoxFuture<'static, ()> {
        let session = session.to_owned();
        async move {
            let _ = seize(&session).await;
        }
        .boxed_local()
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
