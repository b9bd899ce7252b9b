//! Menus on top of the browser's native popover, which is above everything else, closes on an outside click or Escape
//! and restores the focus.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use super::focus::{find, step_focus};
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
    /// focuses its first button. `closed` is called when the user closes the menu. Must not be called during the click
    /// that opens the menu, which would then close it again.
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
            // With this link the browser treats a click on the button as one that closes the popover, not as an outside
            // click.
            let _ = Reflect::set(anchor, &TARGET.into(), &element);
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
