//! Moving the focus: to an element, or among those of a group.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Moves the focus among the elements that `selector` finds in `container`, for an arrow key, Home or End. Returns
/// whether `key` is such a key.
pub fn step_focus(container: &Element, selector: &str, key: &str) -> bool {
    let Ok(found) = container.query_selector_all(selector) else { return false };
    let count = found.length();
    let active = focused();
    let place = (0..count).find(|index| {
        let node = found.item(*index);
        active.as_ref().is_some_and(|active| node.is_some_and(|node| node.is_same_node(Some(active))))
    });
    let last = count.saturating_sub(1);
    let next = match (key, place) {
        ("ArrowDown", Some(place)) if place < last => place + 1,
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp", Some(place)) if place > 0 => place - 1,
        ("ArrowUp" | "End", _) => last,
        _ => return false,
    };
    if let Some(element) = found.item(next).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
    true
}

/// Like `step_focus`, for the rows of the session list. From outside the list, the focus moves to the first row.
pub fn step_focus_of_list(key: &str) {
    if let Some(list) = find(".side .list") {
        step_focus(&list, ".item, .hit", key);
    }
}

/// Returns the id of the session whose row has the focus.
pub fn focused_session() -> Option<String> {
    focused()?.get_attribute("data-session-id")
}

/// Focuses the first element that `selector` finds.
pub fn focus_on(selector: &str) {
    if let Some(element) = find(selector).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

fn focused() -> Option<Element> {
    web_sys::window()?.document()?.active_element()
}

/// Returns the first element that `selector` finds.
pub fn find(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()
}

/// Returns the element that `target` finds in the closest ancestor of `element` that matches `around`.
pub fn beside(element: &Element, around: &str, target: &str) -> Option<HtmlElement> {
    let around = element.closest(around).ok().flatten()?;
    around.query_selector(target).ok().flatten()?.dyn_into().ok()
}
