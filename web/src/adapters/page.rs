//! Small things of the page itself: the state it tells to the outside, the title, the clipboard, coming back to it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

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

/// An element that is in no document: what is put into it is made, and not seen.
pub fn off_the_document() -> Option<HtmlElement> {
    let element = web_sys::window()?.document()?.create_element("div").ok()?;
    element.dyn_into().ok()
}

/// An element in the document, for what a test shows.
#[cfg(test)]
pub fn stage() -> HtmlElement {
    let element = off_the_document().expect("a document");
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    body.expect("a body").append_child(&element).expect("an element can be added");
    element
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

/// Whether anybody looks at the page.
pub fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Calls `left` whenever the page goes out of sight, be it for good. For the life of the page.
pub fn on_leave(left: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let callback = Closure::<dyn Fn()>::new(move || {
        if !is_visible() {
            left();
        }
    });
    let _ = window.add_event_listener_with_callback("visibilitychange", callback.as_ref().unchecked_ref());
    callback.forget();
}

/// Calls `returned` whenever the page is looked at again, and when the network goes or comes while it is. For the life of the
/// page.
pub fn on_return(returned: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let callback = Closure::<dyn Fn()>::new(move || {
        if is_visible() {
            returned();
        }
    });
    let callback_function = callback.as_ref().unchecked_ref();
    // This one comes to the window from its document.
    for event in ["visibilitychange", "online", "offline"] {
        let _ = window.add_event_listener_with_callback(event, callback_function);
    }
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
