//! Menus on top of the browser's native popover, which is above everything else, closes on an outside click or Escape
//! and restores the focus. Also functions that move the focus within a group of elements.

use abcb_core::base::clock::Clock;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

use super::clock::BrowserClock;
use super::listener::{Hearing, Listener};

/// The gap between a menu and its anchor, and between a menu and the edge of the window, in pixels.
const GAP: i32 = 4;
/// The property that links a button to its popover.
const TARGET: &str = "popoverTargetElement";

/// An open menu. Closed when dropped together with its element.
pub struct Popover {
    element: HtmlElement,
    anchor: Option<Element>,
    _toggled: Listener,
    _scrolled: Option<Listener>,
}

impl Popover {
    /// Opens `element` next to the anchor that the selector `anchor` finds (above it if there is no room below) and
    /// focuses its first button. `closed` is called when the user closes the menu.
    pub fn open(element: HtmlElement, anchor: &str, closed: impl Fn() + 'static) -> Self {
        let watched = element.clone();
        let toggled = move |_| {
            if !watched.matches(":popover-open").unwrap_or(false) {
                closed();
            }
        };
        // The anchor has scrolled away.
        let watched = element.clone();
        let scrolled = move |_| {
            let _ = watched.hide_popover();
        };
        let _ = element.show_popover();
        let anchor = find(anchor);
        if let Some(anchor) = &anchor {
            place(&element, anchor);
            let (element, anchor) = (element.clone(), anchor.clone());
            spawn_local(async move {
                // The click that opened the menu has not finished yet.
                BrowserClock.sleep(0).await;
                if element.is_connected() {
                    // With this link the browser treats a click on the button as one that closes the popover, not as an
                    // outside click.
                    let _ = Reflect::set(&anchor, &TARGET.into(), &element);
                }
            });
        }
        let toggled = Listener::new(&element, "toggle", toggled);
        let scrolled = web_sys::window()
            .map(|window| Listener::to_all(&window, ["scroll"], Hearing::Capturing, scrolled));
        step_focus(&element, "button", "Home");
        Self { element, anchor, _toggled: toggled, _scrolled: scrolled }
    }

    /// Closes the menu as the user would.
    pub fn close(&self) {
        let _ = self.element.hide_popover();
    }
}

impl Drop for Popover {
    fn drop(&mut self) {
        if let Some(anchor) = &self.anchor {
            let _ = Reflect::set(anchor, &TARGET.into(), &JsValue::NULL);
        }
    }
}

fn place(element: &HtmlElement, anchor: &Element) {
    let window_size = |size: fn(&web_sys::Window) -> Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        let size = web_sys::window().and_then(|window| size(&window).ok());
        size.and_then(|size| size.as_f64()).unwrap_or_default() as i32
    };
    let (width, height) =
        (window_size(web_sys::Window::inner_width), window_size(web_sys::Window::inner_height));
    let rect = anchor.get_bounding_client_rect();
    let below = rect.bottom() as i32 + GAP;
    let above = rect.top() as i32 - GAP - element.offset_height();
    let has_room = below + element.offset_height() + GAP <= height || above < GAP;
    let top = if has_room { below } else { above };
    let left = (rect.left() as i32).min(width - element.offset_width() - GAP).max(GAP);
    let _ = element.set_attribute("style", &format!("top:{top}px;left:{left}px"));
}

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

fn find(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()
}

/// Returns the element that `target` finds in the closest ancestor of `element` that matches `around`.
pub fn beside(element: &Element, around: &str, target: &str) -> Option<HtmlElement> {
    let around = element.closest(around).ok().flatten()?;
    around.query_selector(target).ok().flatten()?.dyn_into().ok()
}
