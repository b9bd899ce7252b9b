//! Keeps a growing list at its end while the reader is there, and leaves it alone while the reader is elsewhere. Tells when
//! the reader comes near its beginning, where more may have to be put.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Nearer to the end than this, in pixels, the reader is taken to be at the end.
const NEAR: i32 = 48;

/// Nearer to the beginning than this, in heights of what is seen, more is wanted there.
const SOON: i32 = 2;

/// Where the reader is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    pub is_at_end: bool,
    pub is_near_start: bool,
}

/// The list that scrolls and what grows in it.
#[derive(Clone)]
pub struct Mounted {
    pub scroller: Element,
    pub content: Element,
}

/// Stops watching when dropped.
pub struct EndOfScroll {
    scroller: Element,
    at_end: Rc<Cell<bool>>,
    observer: Option<ResizeObserver>,
    on_scroll: Closure<dyn Fn()>,
    _on_resize: Closure<dyn Fn()>,
}

impl EndOfScroll {
    /// Watches what is mounted. `moved` is told where the reader is when that changes, and with each move near the start.
    pub fn watch(mounted: Mounted, moved: impl Fn(Place) + 'static) -> Self {
        let Mounted { scroller, content } = mounted;
        let at_end = Rc::new(Cell::new(true));
        let on_scroll = Closure::<dyn Fn()>::new({
            let (scroller, at_end) = (scroller.clone(), at_end.clone());
            move || {
                let (seen, above) = (scroller.client_height(), scroller.scroll_top());
                let is_at_end = scroller.scroll_height() - seen - above < NEAR;
                let is_near_start = above < seen * SOON;
                if at_end.replace(is_at_end) != is_at_end || is_near_start {
                    moved(Place { is_at_end, is_near_start });
                }
            }
        });
        let on_resize = Closure::<dyn Fn()>::new({
            let (scroller, at_end) = (scroller.clone(), at_end.clone());
            move || {
                if at_end.get() {
                    scroller.set_scroll_top(scroller.scroll_height());
                }
            }
        });
        let _ = scroller.add_event_listener_with_callback("scroll", on_scroll.as_ref().unchecked_ref());
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&content);
            observer.observe(&scroller);
        }
        Self { scroller, at_end, observer, on_scroll, _on_resize: on_resize }
    }

    /// Goes to the end and stays there.
    pub fn go_to_end(&self) {
        self.at_end.set(true);
        self.scroller.set_scroll_top(self.scroller.scroll_height());
    }
}

impl Drop for EndOfScroll {
    fn drop(&mut self) {
        let callback = self.on_scroll.as_ref().unchecked_ref();
        let _ = self.scroller.remove_event_listener_with_callback("scroll", callback);
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
