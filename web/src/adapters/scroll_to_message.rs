//! Scrolls to a message of the conversation and highlights it briefly.

use abcb_core::base::clock::Clock;
use futures_util::future::join;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::clock::BrowserClock;

/// How long the message is highlighted, in milliseconds.
const POINTED_OUT_MILLIS: u32 = 2_400;
/// For how many frames the scroll position is corrected. Rows above a message get their real height only once they are
/// near the viewport.
const FRAMES: usize = 6;

/// Scrolls to the message `id` if it is on the page. The style sheet defines the highlight for `data-found`.
pub async fn reveal_message(id: u64) {
    next_frame().await;
    let selector = format!("[role=log] [data-message-id=\"{id}\"]");
    let document = web_sys::window().and_then(|window| window.document());
    let message = document.and_then(|document| document.query_selector(&selector).ok().flatten());
    let Some(message) = message.and_then(|message| message.dyn_into::<HtmlElement>().ok()) else { return };
    let _ = message.set_attribute("data-found", "");
    let _ = message.set_attribute("tabindex", "-1");
    let _ = message.focus();
    let follow = async {
        for _ in 0..FRAMES {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            message.scroll_into_view_with_scroll_into_view_options(&options);
            next_frame().await;
        }
    };
    join(follow, BrowserClock.sleep(POINTED_OUT_MILLIS)).await;
    let _ = message.remove_attribute("data-found");
}

async fn next_frame() {
    let frame = js_sys::Promise::new(&mut |resolve, _| {
        let asked = web_sys::window().map(|window| window.request_animation_frame(&resolve));
        if !matches!(asked, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(frame).await;
}
