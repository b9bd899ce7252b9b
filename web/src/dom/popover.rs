//! Menus on top of the browser's native popover, which is above everything else, closes on an outside click or Escape
//! and restores the focus.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, FocusOptions, HtmlElement, Node};

use super::focus::{find, focused, step_focus};
use super::listener::{Listener, ListenerKind};

/// The gap between a menu and its anchor, and between a menu and the edge of the window, in pixels.
const GAP: i32 = 4;
/// The property that links a button to its popover.
const TARGET: &str = "popoverTargetElement";

/// Selects the items of a menu.
pub const ITEM: &str = "[role=menuitem]";

/// An open menu. Closed when dropped together with its element.
pub struct Popover {
    element: HtmlElement,
    anchor: Option<HtmlElement>,
    _toggled: Listener,
    _scrolled: Option<Listener>,
}

impl Popover {
    /// Opens `element` next to the anchor that the selector `anchor` finds (above it if there is no room below) and
    /// focuses its first item. `closed` is called when the user closes the menu.
    pub fn open(element: HtmlElement, anchor: &str, closed: impl Fn() + 'static) -> Self {
        let watched = element.clone();
        let toggled = move |_| {
            if !watched.matches(":popover-open").unwrap_or(false) {
                closed();
            } else if !watched.contains(focused().as_deref()) {
                // The browser itself has opened it again, after two quick clicks.
                step_focus(&watched, ITEM, "Home");
            }
        };
        let anchor = find(anchor);
        let (watched, followed) = (element.clone(), anchor.clone());
        let scrolled = move |event: Event| {
            if let Some(anchor) = &followed {
                follow(&watched, anchor, &event);
            }
        };
        if let Some(anchor) = &anchor {
            give_focus(anchor);
        }
        let _ = element.show_popover();
        let toggled = Listener::new(&element, "toggle", toggled);
        let scrolled = web_sys::window()
            .map(|window| Listener::to_all(&window, ["scroll"], ListenerKind::Capturing, scrolled));
        let popover = Self { element, anchor, _toggled: toggled, _scrolled: scrolled };
        popover.fit();
        popover
    }

    /// Places the menu, which may have other items than before, and focuses the first.
    pub fn fit(&self) {
        if let Some(anchor) = &self.anchor {
            place(&self.element, anchor);
        }
        step_focus(&self.element, ITEM, "Home");
    }

    /// Tells the browser which button the menu belongs to, so that a click on the button closes the menu and is not one
    /// outside it. Must not be called during the click that opens the menu, which would then close it again.
    pub fn link(&self) {
        if let Some(anchor) = &self.anchor {
            let _ = Reflect::set(anchor, &TARGET.into(), &self.element);
        }
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

/// Focuses the button of a menu. A closed popover returns the focus to the element that had it, and not every browser
/// gives it to a button that is clicked.
fn give_focus(anchor: &HtmlElement) {
    if focused().as_ref() != Some(anchor) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = anchor.focus_with_options(&options);
    }
}

/// Keeps the menu beside its anchor after something has scrolled, for example because an answer streams; closes the menu
/// once the anchor is out of sight.
fn follow(element: &HtmlElement, anchor: &Element, scrolled: &Event) {
    let scroller = scrolled.target().and_then(|target| target.dyn_into::<Node>().ok());
    // Anything else moves no anchor: neither the menu itself nor another part of the page.
    let Some(scroller) = scroller.filter(|scroller| scroller.contains(Some(anchor))) else { return };
    let rect = anchor.get_bounding_client_rect();
    let is_in_sight = scroller.dyn_into::<Element>().map_or(true, |scroller| {
        let frame = scroller.get_bounding_client_rect();
        rect.bottom() > frame.top() && rect.top() < frame.bottom()
    });
    if is_in_sight {
        place(element, anchor);
    } else {
        let _ = element.hide_popover();
    }
}

fn place(element: &HtmlElement, anchor: &Element) {
    let window_size = |size: fn(&web_sys::Window) -> Result<JsValue, JsValue>| {
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
