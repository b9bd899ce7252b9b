//! Moving the focus: to an element, or among those of a group.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Moves the focus among the elements that `selector` finds in `container`, for an arrow key, Home or End. Returns
/// whether `key` is such a key.
pub fn step_focus(container: &Element, selector: &str, key: &str) -> bool {
    let found = all(container, selector);
    let last = found.len().saturating_sub(1);
    let next = match (key, place_of_focus(&found)) {
        ("ArrowDown", Some(place)) if place < last => place + 1,
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp", Some(place)) if place > 0 => place - 1,
        ("ArrowUp" | "End", _) => last,
        _ => return false,
    };
    if let Some(element) = found.get(next) {
        let _ = element.focus();
    }
    true
}

/// Focuses the next element that `selector` finds in `container` and whose text begins with `text`, which is in lower
/// case. The focused element is the first candidate if it may stay focused, otherwise the last. Returns whether there is
/// such an element.
pub fn focus_text(container: &Element, selector: &str, text: &str, may_stay: bool) -> bool {
    let found = all(container, selector);
    let first = place_of_focus(&found).map_or(0, |place| place + usize::from(!may_stay));
    let begins = |element: &&HtmlElement| {
        let words = element.text_content().unwrap_or_default();
        words.trim_start().to_lowercase().starts_with(text)
    };
    let next = found.iter().cycle().skip(first).take(found.len()).find(begins);
    if let Some(element) = next {
        let _ = element.focus();
    }
    next.is_some()
}

fn all(container: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = container.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

fn place_of_focus(elements: &[HtmlElement]) -> Option<usize> {
    let focused = focused()?;
    elements.iter().position(|element| element.is_same_node(Some(&focused)))
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
    if let Some(element) = find(selector) {
        let _ = element.focus();
    }
}

pub fn focused() -> Option<Element> {
    web_sys::window()?.document()?.active_element()
}

/// Returns the first element that `selector` finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Returns the element that `target` finds in the closest ancestor of `element` that matches `around`.
pub fn beside(element: &Element, around: &str, target: &str) -> Option<HtmlElement> {
    let around = element.closest(around).ok().flatten()?;
    around.query_selector(target).ok().flatten()?.dyn_into().ok()
}
