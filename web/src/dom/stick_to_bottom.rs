//! Keeps a growing list scrolled to its end while the reader is at the end. Elsewhere it keeps the visible content in
//! place when content is inserted above or below it, because not every browser implements scroll anchoring. Also
//! reports when the reader gets close to the start, where older rows may have to be rendered.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, KeyboardEvent, PointerEvent, ResizeObserver, ScrollIntoViewOptions,
    ScrollLogicalPosition, TouchEvent, WheelEvent,
};

use super::listener::{Listener, ListenerKind};

/// Distance from the end, in pixels, below which a reader scrolling down counts as back at the end. Allows for a line
/// of text that was appended meanwhile.
const NEAR: i32 = 24;

/// Distance from the end, in pixels, from which any upward scrolling counts as leaving the end, whatever caused it.
const FAR: i32 = 48;

/// The edit field of a message.
const FIELD: &str = ".edit-field";

/// How long user input counts as the cause of scrolling, in milliseconds.
const WISH_MILLIS: f64 = 1_000.0;

/// The input events that can scroll, and the scroll event itself.
const EVENTS: [&str; 10] = [
    "scroll",
    "wheel",
    "touchstart",
    "touchmove",
    "touchend",
    "touchcancel",
    "keydown",
    "pointerdown",
    "pointermove",
    "pointerup",
];

/// Distance from the start below which older rows should be rendered, in viewport heights.
const SOON: i32 = 2;

/// The reader's position in the list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    pub is_at_end: bool,
    /// Whether more than half a viewport lies below the visible part.
    pub is_far_from_end: bool,
    pub is_near_start: bool,
}

/// A block of an answer (`web/scripts/answers/blocks.ts`).
const BLOCK: &str = ".block";
const BETWEEN_BLOCKS: &str = ".answer, .part";

/// Where to look for the first visible element, in pixels from the top. There is more than one offset because a point
/// may fall into a gap.
const TRIES: [f32; 3] = [4.0, 40.0, 120.0];

/// The first visible element, a block of a message or the whole message, and its distance from the top of the viewport.
struct Seen {
    element: Element,
    top: f64,
}

/// The scrolling element and the content that grows inside it.
#[derive(Clone)]
pub struct Mounted {
    pub scroller: Element,
    pub content: Element,
}

/// The scroll watcher. Stops watching when dropped.
pub struct EndOfScroll {
    reader: Rc<Reader>,
    observer: Option<ResizeObserver>,
    _listener: Listener,
    _on_resize: Closure<dyn Fn()>,
}

impl EndOfScroll {
    /// Starts watching. `moved` is called when the reader's position changes, and on every scroll near the start.
    pub fn watch(mounted: Mounted, moved: impl Fn(Place) + 'static) -> Self {
        let reader = Rc::new(Reader {
            mounted,
            at_end: Cell::new(true),
            is_far: Cell::default(),
            top: Cell::default(),
            seen: RefCell::default(),
            wish: Cell::default(),
            finger: Cell::default(),
            holds: Cell::default(),
            moved: Box::new(moved),
        });
        let listening = reader.clone();
        let resized = reader.clone();
        let on_resize = Closure::<dyn Fn()>::new(move || resized.keep_place());
        let scroller = &reader.mounted.scroller;
        let hear = move |event: Event| listening.hear(&event);
        let listener = Listener::to_all(scroller, EVENTS, ListenerKind::Passive, hear);
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&reader.mounted.content);
            observer.observe(scroller);
        }
        Self { reader, observer, _listener: listener, _on_resize: on_resize }
    }

    /// Scrolls to the end and stays there.
    pub fn go_to_end(&self) {
        self.reader.at_end.set(true);
        self.reader.go_to_end();
        self.reader.note_distance();
    }

    /// Keeps the message `id` in place while it is edited, even at the end of the list.
    pub fn hold(&self, id: u64) {
        if let Some(element) = self.reader.message(id) {
            let top = top_of(&element);
            *self.reader.seen.borrow_mut() = Some(Seen { element, top });
            self.reader.be_at_end(false);
        }
    }

    /// Scrolls just far enough to make the edit field of the message `id` fully visible.
    pub fn show_field(&self, id: u64) {
        let field = self.reader.message(id).and_then(|message| message.query_selector(FIELD).ok().flatten());
        if let Some(field) = field {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            field.scroll_into_view_with_scroll_into_view_options(&options);
            self.reader.top.set(self.reader.mounted.scroller.scroll_top());
            self.hold(id);
        }
    }

    /// Ends an edit: a reader at the end follows the end again.
    pub fn let_go(&self) {
        if self.reader.left_below() < NEAR {
            self.reader.be_at_end(true);
        }
    }
}

impl Drop for EndOfScroll {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// The scroller and the reader's position in it. The page and the browser (when heights change) scroll too, but only
/// scrolling by the user leaves the end or returns to it.
struct Reader {
    mounted: Mounted,
    at_end: Cell<bool>,
    is_far: Cell<bool>,
    /// The last known scroll offset, in pixels from the top.
    top: Cell<i32>,
    seen: RefCell<Option<Seen>>,
    /// The direction of the user's last scroll input, with its timestamp.
    wish: Cell<Option<(Way, f64)>>,
    /// The last position of the finger.
    finger: Cell<Option<i32>>,
    /// Whether a finger is down or the scroll bar is being dragged, as far as events show: browsers do not report short
    /// finger moves while they scroll.
    holds: Cell<bool>,
    moved: Box<dyn Fn(Place)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Up,
    Down,
}

impl Reader {
    fn hear(&self, event: &Event) {
        if event.type_() == "scroll" {
            return self.scrolled(event.time_stamp());
        }
        if let Some(way) = self.way_of(event) {
            self.wish.set(Some((way, event.time_stamp())));
            // Otherwise the next delta would pull the reader back right after they started to scroll up.
            if way == Way::Up && self.mounted.scroller.scroll_top() > 0 {
                *self.seen.borrow_mut() = self.first_seen();
                self.be_at_end(false);
            }
        }
    }

    /// Returns the direction in which the event scrolls, if any.
    fn way_of(&self, event: &Event) -> Option<Way> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let is_bar = target == self.mounted.scroller;
        match event.type_().as_str() {
            "wheel" if !self.scrolls_inside(&target) => {
                let down = event.unchecked_ref::<WheelEvent>().delta_y();
                (down != 0.0).then_some(if down < 0.0 { Way::Up } else { Way::Down })
            }
            "touchstart" | "touchmove" => {
                self.holds.set(true);
                let y = event.unchecked_ref::<TouchEvent>().touches().item(0)?.client_y();
                let before = self.finger.replace(Some(y)).filter(|_| event.type_() == "touchmove")?;
                let is_inside = y == before || self.scrolls_inside(&target);
                (!is_inside).then_some(if y > before { Way::Up } else { Way::Down })
            }
            "touchend" | "touchcancel" => {
                // The scroll event for this gesture may not have been delivered yet.
                self.scrolled(event.time_stamp());
                self.holds.set(false);
                self.finger.take();
                None
            }
            "keydown" => way_of_key(event.unchecked_ref(), &target),
            // No event reports the release of a scroll bar. The next mouse move without a pressed button shows it.
            "pointerdown" | "pointermove" | "pointerup" => {
                let is_pressed = event.unchecked_ref::<PointerEvent>().buttons() != 0;
                let begins = event.type_() == "pointerdown" && is_bar;
                self.holds.set(is_pressed && (begins || self.holds.get()));
                None
            }
            _ => None,
        }
    }

    /// Whether an element between `inner` and the scroller can itself scroll up.
    fn scrolls_inside(&self, inner: &Element) -> bool {
        let mut around = Some(inner.clone());
        while let Some(element) = around.filter(|element| *element != self.mounted.scroller) {
            if element.scroll_top() > 0 {
                return true;
            }
            around = element.parent_element();
        }
        false
    }

    fn scrolled(&self, now: f64) {
        let scroller = &self.mounted.scroller;
        let (height, above) = (scroller.client_height(), scroller.scroll_top());
        let left = self.left_below();
        let before = self.top.replace(above);
        let wants = |way| {
            let wish = self.wish.get().filter(|(_, then)| now - then < WISH_MILLIS);
            self.holds.get() || wish.is_some_and(|(wish, _)| wish == way)
        };
        // Without recent user input, a small move may come from the browser adjusting to changed heights.
        let left_end = above < before && left > 1 && (left >= FAR || wants(Way::Up));
        let came_back = above > before && (left <= 1 || left < NEAR && wants(Way::Down));
        let is_at_end = if self.at_end.get() { !left_end } else { came_back };
        // At the end it is not needed, and an answer that grows scrolls with every frame.
        *self.seen.borrow_mut() = if is_at_end { None } else { self.first_seen() };
        let is_near_start = above < height * SOON;
        if !self.be_at_end(is_at_end) && is_near_start {
            self.tell();
        }
        self.note_distance();
    }

    /// Returns the height below the visible part, in pixels.
    fn left_below(&self) -> i32 {
        let scroller = &self.mounted.scroller;
        scroller.scroll_height() - scroller.client_height() - scroller.scroll_top()
    }

    /// Reports whether the end is far away, if that has changed.
    fn note_distance(&self) {
        let is_far = !self.at_end.get() && self.left_below() * 2 >= self.mounted.scroller.client_height();
        if self.is_far.replace(is_far) != is_far {
            self.tell();
        }
    }

    fn tell(&self) {
        let scroller = &self.mounted.scroller;
        let is_near_start = scroller.scroll_top() < scroller.client_height() * SOON;
        let (is_at_end, is_far_from_end) = (self.at_end.get(), self.is_far.get());
        (self.moved)(Place { is_at_end, is_far_from_end, is_near_start });
    }

    fn message(&self, id: u64) -> Option<Element> {
        self.mounted.content.query_selector(&format!("[data-message-id=\"{id}\"]")).ok()?
    }

    /// Sets whether the reader is at the end. Returns whether that is a change.
    fn be_at_end(&self, is_at_end: bool) -> bool {
        let is_changed = self.at_end.replace(is_at_end) != is_at_end;
        if is_changed {
            self.tell();
        }
        is_changed
    }

    /// Restores the position after heights have changed: the end if the reader is at the end, otherwise the visible
    /// content.
    fn keep_place(&self) {
        if self.at_end.get() {
            if !self.holds.get() {
                self.go_to_end();
            }
            return self.note_distance();
        }
        let seen = self.seen.borrow();
        let seen = seen.as_ref().filter(|seen| seen.element.is_connected());
        let moved = seen.map_or(0.0, |seen| top_of(&seen.element) - seen.top);
        if moved.abs() >= 1.0 {
            self.scroll_to(self.mounted.scroller.scroll_top() + moved as i32);
        }
        self.note_distance();
    }

    fn go_to_end(&self) {
        self.scroll_to(self.mounted.scroller.scroll_height());
    }

    /// Scrolls and records the new offset, so that the resulting scroll event is not attributed to the user.
    fn scroll_to(&self, top: i32) {
        self.mounted.scroller.set_scroll_top(top);
        self.top.set(self.mounted.scroller.scroll_top());
    }

    /// Returns the first visible element: a block of an answer, since an answer may grow above its visible part, or
    /// else a whole message.
    fn first_seen(&self) -> Option<Seen> {
        let Mounted { scroller, content } = &self.mounted;
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
}

/// Returns the direction in which a key scrolls, unless the key goes to a form field.
fn way_of_key(event: &KeyboardEvent, target: &Element) -> Option<Way> {
    if target.closest("textarea, input, select").ok()?.is_some() {
        return None;
    }
    match event.key().as_str() {
        "ArrowUp" | "PageUp" | "Home" => Some(Way::Up),
        " " if event.shift_key() => Some(Way::Up),
        "ArrowDown" | "PageDown" | "End" | " " => Some(Way::Down),
        _ => None,
    }
}

fn top_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

/// Returns the child of `content` that contains `inner`.
fn child_around(content: &Element, inner: Element) -> Option<Element> {
    let mut child = inner;
    while child.parent_element().as_ref() != Some(content) {
        child = child.parent_element()?;
    }
    Some(child)
}
