//! The page's clock: `Date.now()` and `setTimeout`.

use abcb_core::base::clock::Clock;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserClock;

impl Clock for BrowserClock {
    fn unix_millis(&self) -> i64 {
        // `Date.now()` returns a float, while the event log stores integers.
        js_sys::Date::now() as i64
    }

    fn sleep(&self, millis: u32) -> LocalBoxFuture<'static, ()> {
        let millis = i32::try_from(millis).unwrap_or(i32::MAX);
        let promise = Promise::new(&mut |resolve, _| {
            let set = web_sys::window()
                .map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis));
            // Without a window there is no timer. Resolving at once is better than never resolving.
            if !matches!(set, Some(Ok(_))) {
                let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
            }
        });
        JsFuture::from(promise).map(|_| ()).boxed_local()
    }
}
