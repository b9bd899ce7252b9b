//! A place in the document for what a test shows, and what a user would do there.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement};

use super::page::off_the_document;

fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

/// An element of its own in the document.
pub fn stage() -> HtmlElement {
    let element = off_the_document().expect("a document");
    document().body().expect("a body").append_child(&element).expect("an element can be added");
    element
}

/// A field for files that is nowhere in the document.
pub fn file_field() -> HtmlInputElement {
    document().create_element("input").expect("a field").unchecked_into()
}

/// The last element with that test id.
pub fn find(testid: &str) -> Element {
    all(testid).pop().unwrap_or_else(|| panic!("nothing is called {testid}"))
}

pub fn all(testid: &str) -> Vec<Element> {
    let found = document().query_selector_all(&format!("[data-testid={testid}]")).expect("a selector");
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

/// What the element says.
pub fn words(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// Has `event` happen in the element, whether it is still in the document or not.
pub fn happen(element: &Element, event: &str) {
    let event = Event::new(event).expect("an event");
    element.dispatch_event(&event).expect("an event can be sent");
}

pub fn click(testid: &str) {
    find(testid).unchecked_into::<HtmlElement>().click();
}

/// Writes into a field, or chooses from a list, as a user does.
pub fn write(element: &Element, text: &str) {
    // Every field has a value, whatever its kind.
    element.unchecked_ref::<HtmlInputElement>().set_value(text);
    happen(element, "input");
    happen(element, "change");
}

/// What stands in a field.
pub fn value(element: &Element) -> String {
    element.unchecked_ref::<HtmlInputElement>().value()
}

pub fn is_disabled(element: &Element) -> bool {
    element.has_attribute("disabled")
}
