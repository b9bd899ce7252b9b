//! Component lifetimes for asynchronous work. A component and its signals may be gone when something that it started
//! completes, and reading a disposed signal panics. So components start such work through their scope, which drops the
//! result once they are gone.

use leptos::prelude::*;

use crate::controller::Controller;
use crate::lazy::LazyPart;

#[derive(Clone, Copy)]
pub struct Scope {
    /// Disposed together with the component. `None` for work that only touches the page's state.
    here: Option<StoredValue<()>>,
}

impl Scope {
    /// The scope of the component that is being created.
    pub fn here() -> Self {
        Self { here: Some(StoredValue::new(())) }
    }

    /// The scope for work that must complete even if its component is gone, and that uses none of the component's
    /// signals.
    pub fn page() -> Self {
        Self { here: None }
    }

    pub fn is_alive(self) -> bool {
        self.here.is_none_or(|here| !here.is_disposed())
    }

    /// Wraps `act` so that it does nothing once the component is gone.
    pub fn guard<T>(self, act: impl FnOnce(T) + 'static) -> impl FnOnce(T) + 'static {
        move |value| {
            if self.is_alive() {
                act(value);
            }
        }
    }

    /// Loads a part and passes it to `take`. Passes `None` if loading fails; the user has then been notified.
    pub fn fetch<T: 'static>(
        self,
        controller: Controller,
        part: LazyPart<T>,
        take: impl FnOnce(Option<T>) + 'static,
    ) {
        controller.fetch(part, self.guard(take));
    }

    /// Runs `act` before the next frame is painted.
    pub fn next_frame(self, controller: Controller, act: impl FnOnce() + 'static) {
        let act = self.guard(move |()| act());
        controller.next_frame(Box::new(move || act(())));
    }

    /// Wraps an event handler. Browsers also dispatch events such as blur and toggle for elements that have just been
    /// removed.
    pub fn handler<E: 'static>(self, mut act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
        Box::new(move |event| {
            if self.is_alive() {
                act(event);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::ui::parts::on_event;

    /// Creates something with a signal of a component. Returns both after the component has been disposed.
    fn gone<T>(make: impl FnOnce(RwSignal<u32>) -> T) -> T {
        let owner = Owner::new();
        let made = owner.with(|| make(RwSignal::new(7)));
        owner.cleanup();
        made
    }

    #[wasm_bindgen_test]
    fn what_comes_for_a_component_that_is_gone_does_nothing() {
        let take = gone(|signal| Scope::here().guard(move |()| assert_eq!(signal.get_untracked(), 7)));
        take(());
        let mut left = gone(|signal| on_event(move |()| assert_eq!(signal.get_untracked(), 7)));
        left(());
    }

    #[wasm_bindgen_test]
    fn what_comes_in_time_or_for_the_page_is_done() {
        let done = ArcRwSignal::new(Vec::new());
        let note = |word: &'static str| {
            let done = done.clone();
            move |()| done.update(|done| done.push(word))
        };
        let owner = Owner::new();
        owner.with(|| Scope::here().guard(note("guarded"))(()));
        owner.with(|| on_event(note("happened"))(()));
        gone(|_| Scope::page().guard(note("for the page")))(());
        assert_eq!(done.get_untracked(), ["guarded", "happened", "for the page"]);
    }
}
