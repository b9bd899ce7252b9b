//! Small things of the page itself: the state it tells to the outside, the title, the clipboard, coming back to it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

use crate::i18n::te;

/// Sets `document.body.dataset[name]`.
pub fn set_body_data(name: &str, value: &str) {
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    if let Some(body) = body {
        let _ = body.dataset().set(name, value);
    }
}

pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Whether the text reached the clipboard.
pub async fn copy_to_clipboard(text: &str) -> bool {
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Asks the browser not to throw the sessions away when the disk runs low. It may refuse; there is nothing to do then.
pub async fn ask_to_persist() {
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else { return };
    if let Ok(promise) = window.navigator().storage().persist() {
        let _ = JsFuture::from(promise).await;
    }
}

/// Calls `returned` whenever the page is looked at again. For the life of the page.
pub fn on_return(returned: impl Fn() + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let watched = document.clone();
    let callback = Closure::<dyn Fn()>::new(move || {
        if watched.visibility_state() == web_sys::VisibilityState::Visible {
            returned();
        }
    });
    let _ = document.add_event_listener_with_callback("visibilitychange", callback.as_ref().unchecked_ref());
    callback.forget();
}

/// Calls `pressed` with every key that is pressed together with Alt, by its physical name (`KeyN`). For the life of the page.
pub fn on_alt_key(pressed: impl Fn(&str) -> bool + 'static) {
    let Some(window) = web_sys::window() else { return };
    let callback = Closure::<dyn Fn(web_sys::KeyboardEvent)>::new(move |event: web_sys::KeyboardEvent| {
        if event.alt_key() && !event.ctrl_key() && !event.meta_key() && pressed(&event.code()) {
            event.prevent_default();
        }
    });
    let _ = window.add_event_listener_with_callback("keydown", callback.as_ref().unchecked_ref());
    callback.forget();
}

/// After a panic nothing works any more: says so, where the user can see it, with what a report of it needs.
pub fn say_when_broken() {
    std::panic::set_hook(Box::new(|panic| {
        let text = te(
            "abcb has met an error of its own and stopped. What was saved is safe; reload the page. ({error})",
            panic,
        );
        say_broken(&text);
    }));
}

/// Says in place of the page why it cannot be used.
pub fn say_broken(text: &str) {
    web_sys::console::error_1(&text.into());
    let document = web_sys::window().and_then(|window| window.document());
    let Some((body, note)) =
        document.and_then(|document| Some((document.body()?, document.create_element("p").ok()?)))
    else {
        return;
    };
    note.set_class_name("broken");
    let _ = note.set_attribute("role", "alert");
    note.set_text_content(Some(text));
    let _ = body.append_child(&note);
}

/// Lets the page work without a network from the next visit on. A browser that has no such thing, or a page that is not
/// secure, just stays online.
pub async fn keep_for_offline() {
    const SCRIPT: &str = "sw.js";
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else { return };
    let container = window.navigator().service_worker();
    if container.is_undefined() {
        return;
    }
    let _ = JsFuture::from(container.register(SCRIPT)).await;
}
