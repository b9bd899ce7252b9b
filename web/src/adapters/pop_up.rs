//! Menus over the page, on the browser's own popover: it lies over everything, and a press elsewhere or Escape closes it and
//! gives the focus back. And the focus among what belongs together.

use abcb_core::clock::Clock;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

use super::clock::BrowserClock;
use super::listener::{Hearing, Listener};

/// Between the menu and what it belongs to, and between it and the edge of the window, in pixels.
const GAP: i32 = 4;
/// What names a button's popover.
const TARGET: &str = "popoverTargetElement";

/// Closed when dropped with its element.
pub struct PopUp {
    element: HtmlElement,
    anchor: Option<Element>,
    _toggled: Listener,
    _scrolled: Option<Listener>,
}

impl PopUp {
    /// Shows `element` beside what the selector `anchor` finds, above it where there is no room below, with the focus on its
    /// first button. `closed` is told when the user closes it.
    pub fn open(element: HtmlElement, anchor: &str, closed: impl Fn() + 'static) -> Self {
        let watched = element.clone();
        let toggled = move |_| {
            if !watched.matches(":popover-open").unwrap_or(false) {
                closed();
            }
        };
        // What it belongs to has moved away from under it.
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
                // The press that opened it is still on its way to the button.
                BrowserClock.sleep(0).await;
                if element.is_connected() {
                    // To the browser a press on the button is no press elsewhere now, but one that closes.
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

    /// Closes it as the user would.
    pub fn close(&self) {
        let _ = self.element.hide_popover();
    }
}

impl Drop for PopUp {
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

/// Moves the focus among what `selector` finds in `container`, as an arrow key, Home or End asks. Whether the key was one.
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

/// The same among the rows of the list of sessions. From outside of it, to the first.
pub fn step_focus_of_list(key: &str) {
    if let Some(list) = find(".side .list") {
        step_focus(&list, ".item, .hit", key);
    }
}

/// The session whose row has the focus.
pub fn focused_session() -> Option<String> {
    focused()?.get_attribute("data-session-id")
}

/// Gives the focus to the first thing that `selector` finds.
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

/// What `target` finds in the nearest `around` around `element`.
pub fn beside(element: &Element, around: &str, target: &str) -> Option<HtmlElement> {
    let around = element.closest(around).ok().flatten()?;
    around.query_selector(target).ok().flatten()?.dyn_into().ok()
}
