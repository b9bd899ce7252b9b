//! What a component has begun may end when the component is gone, and its signals with it: whoever reads one then stops the
//! page. So components ask for what comes later through their scope, which lets nothing through once they are gone.

use leptos::prelude::*;

use crate::controller::Controller;
use crate::lazy::Later;

#[derive(Clone, Copy)]
pub struct Scope {
    /// Goes with the component; none for what touches nothing but the state of the page.
    here: Option<StoredValue<()>>,
}

impl Scope {
    /// The component that is being made.
    pub fn here() -> Self {
        Self { here: Some(StoredValue::new(())) }
    }

    /// For what is to happen although the component that began it is gone, and touches none of its signals.
    pub fn page() -> Self {
        Self { here: None }
    }

    pub fn is_alive(self) -> bool {
        self.here.is_none_or(|here| !here.is_disposed())
    }

    /// The act, which does nothing once the component is gone.
    pub fn guard<T>(self, act: impl FnOnce(T) + 'static) -> impl FnOnce(T) + 'static {
        move |value| {
            if self.is_alive() {
                act(value);
            }
        }
    }

    /// Gives `take` the part once it is there, or nothing when it does not come; then the user has been told.
    pub fn fetch<T: 'static>(
        self,
        controller: Controller,
        part: Later<T>,
        take: impl FnOnce(Option<T>) + 'static,
    ) {
        controller.fetch(part, self.guard(take));
    }

    /// Acts before the next frame is painted.
    pub fn next_frame(self, controller: Controller, act: impl FnOnce() + 'static) {
        let act = self.guard(move |()| act());
        controller.next_frame(Box::new(move || act(())));
    }

    /// What happens in an element. The browser also says that a field was left, or a part of the page opened, when that has
    /// just been taken away.
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
    use crate::ui::parts::happens;

    /// What a component would do with a signal of its own, and that signal; the component is gone.
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
        let mut left = gone(|signal| happens(move |()| assert_eq!(signal.get_untracked(), 7)));
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
        owner.with(|| happens(note("happened"))(()));
        gone(|_| Scope::page().guard(note("for the page")))(());
        assert_eq!(done.get_untracked(), ["guarded", "happened", "for the page"]);
    }
}
