//! A test fixture in the document: elements to mount views in, and functions that act like a user.

use abcb_core::base::clock::Clock;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

use super::clock::BrowserClock;
use super::document::off_the_document;

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

/// Returns a new element in the document.
pub fn stage() -> HtmlElement {
    let element = off_the_document().expect("a document");
    document().body().expect("a body").append_child(&element).expect("an element can be added");
    element
}

/// Returns a file input that is not in the document.
pub fn file_field() -> HtmlInputElement {
    document().create_element("input").expect("a field").unchecked_into()
}

/// Returns the last element with the given test id.
pub fn find(testid: &str) -> Element {
    all(testid).pop().unwrap_or_else(|| panic!("nothing is called {testid}"))
}

pub fn all(testid: &str) -> Vec<Element> {
    let found = document().query_selector_all(&format!("[data-testid={testid}]")).expect("a selector");
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

/// Returns the test ids of the elements in `container` that `selector` finds, in order.
pub fn ids(container: &Element, selector: &str) -> Vec<String> {
    let found = container.query_selector_all(selector).expect("a selector");
    let id = |place| found.item(place)?.unchecked_into::<Element>().get_attribute("data-testid");
    (0..found.length()).filter_map(id).collect()
}

/// Returns the element's text.
pub fn words(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// Dispatches `event` on the element, whether or not it is still in the document.
pub fn happen(element: &Element, event: &str) {
    let event = Event::new(event).expect("an event");
    element.dispatch_event(&event).expect("an event can be sent");
}

/// Presses a key where the focus is. Returns whether the page has used it.
pub fn press(key: &str) -> bool {
    let options = KeyboardEventInit::new();
    options.set_key(key);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    let target = document().active_element().expect("an element with the focus");
    !target.dispatch_event(&event).expect("an event can be sent")
}

/// Returns the test id of the element that has the focus.
pub fn focused() -> Option<String> {
    document().active_element()?.get_attribute("data-testid")
}

/// Scrolls an element to a distance from its top, in pixels.
pub fn scroll(element: &Element, top: i32) {
    element.set_scroll_top(top);
}

/// Waits for what the browser does by itself: it dispatches the events for scrolling and popovers a little later.
pub async fn pause(millis: u32) {
    BrowserClock.sleep(millis).await;
}

pub fn click(testid: &str) {
    find(testid).unchecked_into::<HtmlElement>().click();
}

/// Sets the value of a field or a select, as a user would.
pub fn write(element: &Element, text: &str) {
    // All form controls have a `value`, so the cast does not matter.
    element.unchecked_ref::<HtmlInputElement>().set_value(text);
    happen(element, "input");
    happen(element, "change");
}

/// Returns the value of a field.
pub fn value(element: &Element) -> String {
    element.unchecked_ref::<HtmlInputElement>().value()
}

pub fn is_disabled(element: &Element) -> bool {
    element.has_attribute("disabled")
}
