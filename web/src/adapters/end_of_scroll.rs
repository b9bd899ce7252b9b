//! Keeps a growing list at its end while the reader is there. While the reader is elsewhere, what is read stays where it is,
//! whatever is put above it or below; not every browser sees to that itself. Tells when the reader comes near the beginning,
//! where more may have to be put.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, KeyboardEvent, PointerEvent, ResizeObserver, ScrollIntoViewOptions,
    ScrollLogicalPosition, TouchEvent, WheelEvent,
};

use super::listener::{Hearing, Listener};

/// Who comes nearer to the end than this, in pixels, is back: a line of text may have been added on the way.
const NEAR: i32 = 24;

/// Who is farther from the end than this, in pixels, has gone there, by whatever means.
const FAR: i32 = 48;

/// Where a message is edited.
const FIELD: &str = ".edit-field";

/// What the user did longer ago, in milliseconds, is not what scrolls now.
const WISH_MILLIS: f64 = 1_000.0;

/// What a user scrolls with, and the scrolling itself.
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

/// Nearer to the beginning than this, in heights of what is seen, more is wanted there.
const SOON: i32 = 2;

/// Where the reader is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    pub is_at_end: bool,
    /// More than half a screen is below what is seen.
    pub is_far_from_end: bool,
    pub is_near_start: bool,
}

/// What an answer is made of (`web/scripts/answers/blocks.ts`).
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
    reader: Rc<Reader>,
    observer: Option<ResizeObserver>,
    _listener: Listener,
    _on_resize: Closure<dyn Fn()>,
}

impl EndOfScroll {
    /// Watches what is mounted. `moved` is told where the reader is when that changes, and with each move near the start.
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
        let listener = Listener::to_all(scroller, EVENTS, Hearing::Passive, hear);
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(&reader.mounted.content);
            observer.observe(scroller);
        }
        Self { reader, observer, _listener: listener, _on_resize: on_resize }
    }

    /// Goes to the end and stays there.
    pub fn go_to_end(&self) {
        self.reader.at_end.set(true);
        self.reader.go_to_end();
        self.reader.note_distance();
    }

    /// What grows in the message `id` from now on leaves it where it is, also at the end: it is being edited.
    pub fn hold(&self, id: u64) {
        if let Some(element) = self.reader.message(id) {
            let top = top_of(&element);
            *self.reader.seen.borrow_mut() = Some(Seen { element, top });
            self.reader.be_at_end(false);
        }
    }

    /// Scrolls no farther than it takes to see the whole field in which the message `id` is edited.
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

    /// The message is no longer edited: who is at the end stays there again.
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

/// The scroller and who reads in it. The page scrolls too, as does the browser when heights change; only what the user does
/// leaves the end, or comes back to it.
struct Reader {
    mounted: Mounted,
    at_end: Cell<bool>,
    is_far: Cell<bool>,
    /// Where the scroller was last known to be, in pixels from its top.
    top: Cell<i32>,
    seen: RefCell<Option<Seen>>,
    /// What the user did last to scroll, and when.
    wish: Cell<Option<(Way, f64)>>,
    /// Where the finger is.
    finger: Cell<Option<i32>>,
    /// Whether a finger is on it, or its scroll bar is being dragged, as far as can be told: short moves of a finger are not
    /// told while they scroll.
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
            // The next words of an answer would pull back who has only begun to go.
            if way == Way::Up && self.mounted.scroller.scroll_top() > 0 {
                *self.seen.borrow_mut() = self.first_seen();
                self.be_at_end(false);
            }
        }
    }

    /// Which way the user wants to go with this.
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
                // What it has scrolled may not have been told yet.
                self.scrolled(event.time_stamp());
                self.holds.set(false);
                self.finger.take();
                None
            }
            "keydown" => way_of_key(event.unchecked_ref(), &target),
            // Nothing tells when a scroll bar is let go, but the next move of the mouse without a button.
            "pointerdown" | "pointermove" | "pointerup" => {
                let is_pressed = event.unchecked_ref::<PointerEvent>().buttons() != 0;
                let begins = event.type_() == "pointerdown" && is_bar;
                self.holds.set(is_pressed && (begins || self.holds.get()));
                None
            }
            _ => None,
        }
    }

    /// Whether something between `inner` and the scroller scrolls up by itself.
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
        *self.seen.borrow_mut() = self.first_seen();
        let (height, above) = (scroller.client_height(), scroller.scroll_top());
        let left = self.left_below();
        let before = self.top.replace(above);
        let wants = |way| {
            let wish = self.wish.get().filter(|(_, then)| now - then < WISH_MILLIS);
            self.holds.get() || wish.is_some_and(|(wish, _)| wish == way)
        };
        // Without a wish of the user it may be the browser that has moved, by a little, because heights have changed.
        let left_end = above < before && left > 1 && (left >= FAR || wants(Way::Up));
        let came_back = above > before && (left <= 1 || left < NEAR && wants(Way::Down));
        let is_at_end = if self.at_end.get() { !left_end } else { came_back };
        let is_near_start = above < height * SOON;
        if !self.be_at_end(is_at_end) && is_near_start {
            self.tell();
        }
        self.note_distance();
    }

    /// How much there is below what is seen, in pixels.
    fn left_below(&self) -> i32 {
        let scroller = &self.mounted.scroller;
        scroller.scroll_height() - scroller.client_height() - scroller.scroll_top()
    }

    /// Whether it is far to the end may have changed.
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

    /// Whether that is a change.
    fn be_at_end(&self, is_at_end: bool) -> bool {
        let is_changed = self.at_end.replace(is_at_end) != is_at_end;
        if is_changed {
            self.tell();
        }
        is_changed
    }

    /// Heights have changed: whoever is at the end stays there, and elsewhere what is read stays where it is.
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

    /// So that what the browser says of it is not taken for the user's doing.
    fn scroll_to(&self, top: i32) {
        self.mounted.scroller.set_scroll_top(top);
        self.top.set(self.mounted.scroller.scroll_top());
    }

    /// What is seen first: a block of an answer, which may grow above what is seen of it, or else a whole message.
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

/// Which way a key scrolls, unless it is for a field.
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

/// The child of `content` that `inner` is in.
fn child_around(content: &Element, inner: Element) -> Option<Element> {
    let mut child = inner;
    while child.parent_element().as_ref() != Some(content) {
        child = child.parent_element()?;
    }
    Some(child)
}
