//! Document-level functions: status attributes, title, clipboard, visibility, and the message shown after a panic.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlDialogElement, HtmlElement};

use crate::dom::listener::{Listener, ListenerKind};
use crate::i18n::t;

#[wasm_bindgen]
extern "C" {
    /// The browser's `Location`, whose method is needed as a function.
    type Reloading;

    #[wasm_bindgen(method, getter, catch)]
    fn reload(this: &Reloading) -> Result<Function, JsValue>;
}

/// The bar above the page that says why it cannot be used.
const BAR: &str = "body > .broken";

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

/// Returns a detached element. Content mounted in it is created but not visible.
pub fn off_the_document() -> Option<HtmlElement> {
    let element = web_sys::window()?.document()?.create_element("div").ok()?;
    element.dyn_into().ok()
}

/// Copies the text to the clipboard. Returns whether it succeeded.
pub async fn copy_to_clipboard(text: &str) -> bool {
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Asks the browser not to evict the sessions when the disk is nearly full. A refusal is ignored.
pub async fn ask_to_persist() {
    let Some(window) = web_sys::window().filter(|window| window.is_secure_context()) else { return };
    if let Ok(promise) = window.navigator().storage().persist() {
        let _ = JsFuture::from(promise).await;
    }
}

/// Whether the page is visible.
pub fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Calls `left` whenever the page is hidden or closed. Stays registered for the lifetime of the page.
pub fn on_leave(left: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let hidden = move |_| {
        if !is_visible() {
            left();
        }
    };
    Listener::new(&window, "visibilitychange", hidden).for_ever();
}

/// Calls `print` right before the page is printed. Stays registered for the lifetime of the page.
pub fn on_print(print: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    Listener::new(&window, "beforeprint", move |_| print()).for_ever();
}

/// Calls `returned` whenever the page becomes visible or focused, and when the network goes down or comes back
/// meanwhile. Stays registered for the lifetime of the page.
pub fn on_return(returned: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let back = move |_| {
        if is_visible() {
            returned();
        }
    };
    // `visibilitychange` bubbles to the window from its document.
    let kinds = ["visibilitychange", "focus", "online", "offline"];
    Listener::to_all(&window, kinds, ListenerKind::Bubbling, back).for_ever();
}

/// Sets a panic hook. Nothing works after a panic, so the hook shows a message to the user; the console has the details
/// for a bug report.
pub fn say_when_broken() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
        say_broken(t("page-broken"));
    }));
}

/// Shows above the page why it cannot be used, with a button that reloads it.
pub fn say_broken(text: &str) {
    web_sys::console::error_1(&text.into());
    // If this fails too, there is nothing left to do.
    let _ = show_bar(text).and_then(|bar| bar.append_with_node_1(&*reload_button()?));
}

/// Shows above the page what has to happen before it can be used; `None` when it has happened. Reloading the page would
/// only begin the wait again.
pub fn say_waiting(text: Option<&str>) {
    match text {
        Some(text) => drop(show_bar(text)),
        None => {
            let document = web_sys::window().and_then(|window| window.document());
            if let Some(bar) = document.and_then(|document| document.query_selector(BAR).ok().flatten()) {
                bar.remove();
            }
        }
    }
}

/// Shows the bar in place of one that is there, and returns it.
fn show_bar(text: &str) -> Result<Element, JsValue> {
    let document = document()?;
    let body = document.body().ok_or("no body")?;
    if let Some(bar) = document.query_selector(BAR)? {
        bar.remove();
    }
    // A modal dialog can no longer be closed and would make the button unreachable.
    let dialogs = document.query_selector_all("dialog[open]")?;
    for dialog in (0..dialogs.length()).filter_map(|place| dialogs.item(place)) {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
    let bar = document.create_element("div")?;
    bar.set_class_name("broken");
    bar.set_attribute("role", "alert")?;
    let words = document.create_element("p")?;
    words.set_text_content(Some(text));
    bar.append_child(&words)?;
    body.prepend_with_node_1(&bar)?;
    Ok(bar)
}

fn reload_button() -> Result<Element, JsValue> {
    let reload = document()?.create_element("button")?;
    reload.set_class_name("button go");
    reload.set_text_content(Some(t("action-reload")));
    // Uses the browser's own function, so that a click runs no code of this program.
    let location = web_sys::window().ok_or("no window")?.location();
    let function = location.unchecked_ref::<Reloading>().reload()?;
    reload.add_event_listener_with_callback("click", &function.bind0(&location))?;
    Ok(reload)
}

fn document() -> Result<Document, JsValue> {
    Ok(web_sys::window().and_then(|window| window.document()).ok_or("no document")?)
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_page_that_is_broken_says_so_once_with_a_way_out() {
        say_broken("Something went wrong.");
        say_broken("Something went wrong.");
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let bars = document.query_selector_all(".broken").expect("a selector");
        assert_eq!(bars.length(), 1);
        let bar: HtmlElement = bars.item(0).expect("a bar").unchecked_into();
        assert_eq!(bar.text_content().as_deref(), Some("Something went wrong.Reload"));
        assert!(bar.query_selector("button").expect("a selector").is_some());
        bar.remove();
    }

    #[wasm_bindgen_test]
    fn what_the_page_waits_for_is_said_until_it_has_happened() {
        say_waiting(Some("Close the other tab."));
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        let bar = document.query_selector(BAR).expect("a selector").expect("a bar");
        assert_eq!(bar.text_content().as_deref(), Some("Close the other tab."));
        say_waiting(None);
        assert!(document.query_selector(BAR).expect("a selector").is_none());
    }
}
