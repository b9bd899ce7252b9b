//! Keeps a growing list at its end while the reader is there. While the reader is elsewhere, what is read stays where it is,
//! whatever is put above it or below; not every browser sees to that itself. Tells when the reader comes near the beginning,
//! where more may have to be put.

use std::cell::{Cell, RefCell};
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

/// What an answer is made of (`web/answers/blocks.js`).
const BLOCK: &str = ".block";
const BETWEEN_BLOCKS: &str = ".answer, .part";

/// Where the first of what is seen is looked for, in pixels from the top: there may be a gap.
const TRIES: [f32; 3] = [4.0, 40.0, 120.0];

/// What the reader sees first, and how far from the top of the window: a block of a message, or the message.
struct Seen {
    element: Element,
    top: f64,
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
    /// Where the scroller was last known to be, in pixels from its top.
    top: Rc<Cell<i32>>,
    observer: Option<ResizeObserver>,
    on_scroll: Closure<dyn Fn()>,
    _on_resize: Closure<dyn Fn()>,
}

impl EndOfScroll {
    /// Watches what is mounted. `moved` is told where the reader is when that changes, and with each move near the start.
    pub fn watch(mounted: Mounted, moved: impl Fn(Place) + 'static) -> Self {
        let Mounted { scroller, content } = mounted;
        let at_end = Rc::new(Cell::new(true));
        let top = Rc::new(Cell::new(0));
        let seen = Rc::new(RefCell::new(None::<Seen>));
        let on_scroll = Closure::<dyn Fn()>::new({
            let (scroller, content) = (scroller.clone(), content.clone());
            let (at_end, top, seen) = (at_end.clone(), top.clone(), seen.clone());
            move || {
                *seen.borrow_mut() = first_seen(&scroller, &content);
                let (seen, above) = (scroller.client_height(), scroller.scroll_top());
                let is_near_end = scroller.scroll_height() - seen - above < NEAR;
                // The end moves on between this page's going there and the browser's saying so. Only who goes up leaves it.
                let went_up = above < top.replace(above);
                let is_at_end = is_near_end || at_end.get() && !went_up;
                let is_near_start = above < seen * SOON;
                if at_end.replace(is_at_end) != is_at_end || is_near_start {
                    moved(Place { is_at_end, is_near_start });
                }
            }
        });
        let on_resize = Closure::<dyn Fn()>::new({
            let (scroller, at_end, top) = (scroller.clone(), at_end.clone(), top.clone());
            move || {
                let seen = seen.borrow();
                let seen = seen.as_ref().filter(|seen| seen.element.is_connected());
                let moved = seen.map_or(0.0, |seen| top_of(&seen.element) - seen.top);
                if at_end.get() {
                    go_to_end(&scroller, &top);
                } else if moved.abs() >= 1.0 {
                    scroller.set_scroll_top(scroller.scroll_top() + moved as i32);
                }
            }
        });
        let _ = scroller.add_event_listener_with_callback("scroll", on_scroll.as_ref().unchecked_ref());
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&content);
            observer.observe(&scroller);
        }
        Self { scroller, at_end, top, observer, on_scroll, _on_resize: on_resize }
    }

    /// Goes to the end and stays there.
    pub fn go_to_end(&self) {
        self.at_end.set(true);
        go_to_end(&self.scroller, &self.top);
    }
}

fn go_to_end(scroller: &Element, top: &Cell<i32>) {
    scroller.set_scroll_top(scroller.scroll_height());
    top.set(scroller.scroll_top());
}

fn top_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

/// What is seen first of `content`: a block of an answer, which may grow above what is seen of it, or else a whole message.
fn first_seen(scroller: &Element, content: &Element) -> Option<Seen> {
    let frame = scroller.get_bounding_client_rect();
    let document = scroller.owner_document()?;
    let middle = (frame.left() + frame.width() / 2.0) as f32;
    let at = |below: f32| document.element_from_point(middle, frame.top() as f32 + below);
    let element = TRIES.into_iter().filter_map(at).find_map(|hit| match hit.closest(BLOCK).ok()? {
        Some(block) => content.contains(Some(&block)).then_some(block),
        None if hit.matches(BETWEEN_BLOCKS).ok()? => None,
        None => child_around(content, hit),
    })?;
    let top = top_of(&element);
    Some(Seen { element, top })
}

/// The child of `content` that `inner` is in.
fn child_around(content: &Element, inner: Element) -> Option<Element> {
    let mut child = inner;
    while child.parent_element().as_ref() != Some(content) {
        child = child.parent_element()?;
    }
    Some(child)
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
