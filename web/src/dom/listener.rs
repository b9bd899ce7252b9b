//! Event listeners tied to the lifetime of their owner. A listener that outlived its owner would use freed state; this
//! one is removed when it is dropped, which may happen while it is being called.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::{Closure, WasmClosure};
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// How a listener is registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ListenerKind {
    /// In the bubbling phase.
    Bubbling,
    /// In the capturing phase, before the listeners of inner elements.
    Capturing,
    /// In the bubbling phase and passive: it cannot cancel the event, so scrolling does not wait for it.
    Passive,
}

/// A listener for some event types of one target. Removed when dropped.
#[must_use = "the listener is removed when it is dropped"]
pub struct Listener {
    target: EventTarget,
    kinds: Vec<&'static str>,
    is_capturing: bool,
    // `Fn`, since an event may arrive while another one is being handled.
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub fn new(target: &EventTarget, kind: &'static str, callback: impl Fn(Event) + 'static) -> Self {
        Self::to_all(target, [kind], ListenerKind::Bubbling, callback)
    }

    pub fn to_all(
        target: &EventTarget,
        kinds: impl IntoIterator<Item = &'static str>,
        kind_of_listener: ListenerKind,
        callback: impl Fn(Event) + 'static,
    ) -> Self {
        let callback = Closure::<dyn Fn(Event)>::new(callback);
        let is_capturing = kind_of_listener == ListenerKind::Capturing;
        let options = AddEventListenerOptions::new();
        options.set_capture(is_capturing);
        options.set_passive(kind_of_listener == ListenerKind::Passive);
        let kinds: Vec<&'static str> = kinds.into_iter().collect();
        for kind in &kinds {
            let function = callback.as_ref().unchecked_ref();
            let _ = target
                .add_event_listener_with_callback_and_add_event_listener_options(kind, function, &options);
        }
        Self { target: target.clone(), kinds, is_capturing, callback }
    }

    /// Keeps the listener for the lifetime of the page.
    pub fn for_ever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.callback.as_ref().unchecked_ref();
        for kind in &self.kinds {
            let _ =
                self.target.remove_event_listener_with_callback_and_bool(kind, function, self.is_capturing);
        }
    }
}

/// Leaks a closure so that the browser or a script may call it for the lifetime of the page.
pub fn for_ever<T: WasmClosure + ?Sized>(closure: Closure<T>) {
    closure.forget();
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn say(target: &EventTarget, kind: &str) {
        let event = Event::new(kind).expect("an event");
        target.dispatch_event(&event).expect("a target takes events");
    }

    /// Counts the errors reported to the window: an exception in a listener would not fail the test otherwise.
    fn errors() -> (Rc<Cell<u32>>, Listener) {
        let errors = Rc::new(Cell::new(0));
        let counted = errors.clone();
        let window = web_sys::window().expect("a window");
        (errors, Listener::new(&window, "error", move |_| counted.set(counted.get() + 1)))
    }

    #[wasm_bindgen_test]
    fn it_hears_until_it_is_dropped() {
        let target = EventTarget::new().expect("a target");
        for kind_of_listener in [ListenerKind::Bubbling, ListenerKind::Capturing, ListenerKind::Passive] {
            let callback = Rc::new(RefCell::new(Vec::new()));
            let noted = callback.clone();
            let listener = Listener::to_all(&target, ["a", "b"], kind_of_listener, move |event| {
                noted.borrow_mut().push(event.type_());
            });
            for kind in ["a", "b", "c"] {
                say(&target, kind);
            }
            drop(listener);
            say(&target, "a");
            assert_eq!(*callback.borrow(), ["a", "b"], "{kind_of_listener:?}");
            assert_eq!(Rc::strong_count(&callback), 1, "what it held is given back");
        }
    }

    #[wasm_bindgen_test]
    fn it_can_be_dropped_while_it_is_called_and_hear_itself() {
        let (errors, _watch) = errors();
        let target = EventTarget::new().expect("a target");
        let place: Rc<RefCell<Option<Listener>>> = Rc::default();
        let calls = Rc::new(Cell::new(0));
        let (inner, held, counted) = (target.clone(), place.clone(), calls.clone());
        let listener = Listener::new(&target, "end", move |_| {
            counted.set(counted.get() + 1);
            if counted.get() == 1 {
                say(&inner, "end");
                return;
            }
            let listener = held.borrow_mut().take();
            drop(listener);
            // The captured values are still alive.
            counted.set(counted.get() + 10);
            say(&inner, "end");
        });
        *place.borrow_mut() = Some(listener);
        say(&target, "end");
        say(&target, "end");
        assert_eq!((calls.get(), errors.get()), (12, 0));
    }
}
