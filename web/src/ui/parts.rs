//! Type-erased building blocks for views. The framework's rendering code is compiled anew for every closure in a view,
//! several kilobytes each. Boxed closures share one copy, which halves the size of the page.

use std::sync::{Arc, Mutex};

use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use super::scope::Scope;
use crate::controller::Controller;
use crate::lazy::{LazyPart, LazyView};

/// A reactive value in a view.
pub type DynChild<T> = SharedReactiveFunction<T>;

pub fn dyn_child<T: 'static>(value: impl FnMut() -> T + Send + 'static) -> DynChild<T> {
    Arc::new(Mutex::new(value))
}

/// A condition that notifies its subscribers only when it changes.
pub fn condition(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    let is_so: Box<dyn Fn() -> bool + Send + Sync> = Box::new(is_so);
    Memo::new(move |_| is_so())
}

/// Shows the view while the condition holds. The view is rebuilt each time.
pub fn when<V: IntoView + 'static>(
    is_so: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> V + Send + 'static,
) -> DynChild<Option<AnyView>> {
    let is_so = condition(is_so);
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(move || view().into_any());
    dyn_child(move || is_so.get().then(|| untrack(&view)))
}

/// A view from a chunk (`lazy!`), available while it is wanted and loaded. If loading fails, the user is notified and
/// `give_up` must reset the condition. Used in a view as
/// `dyn_child(move || loaded.get().map(|view| view()))`.
pub fn use_lazy(
    is_wanted: Signal<bool>,
    view: LazyPart<LazyView>,
    give_up: Callback<()>,
) -> Signal<Option<LazyView>> {
    let controller = expect_context::<Controller>();
    let is_wanted = condition(move || is_wanted.get());
    let there = RwSignal::<Option<LazyView>>::new(None);
    let scope = Scope::here();
    Effect::new(move |_| {
        if is_wanted.get() && there.with_untracked(Option::is_none) {
            scope.fetch(controller, view, move |view| match view {
                Some(view) => there.set(Some(view)),
                None => give_up.run(()),
            });
        }
    });
    Signal::derive(move || there.get().filter(|_| is_wanted.get()))
}

/// A view of `value` that a chunk (`lazy!`) makes. Until it is loaded there is nothing; if it cannot be loaded, what
/// `otherwise` makes.
pub fn lazy_child<T: Clone + Send + 'static>(
    view: LazyPart<fn(T) -> AnyView>,
    value: T,
    otherwise: Option<fn(T) -> AnyView>,
) -> AnyView {
    let controller = expect_context::<Controller>();
    let there = RwSignal::new(None::<fn(T) -> AnyView>);
    Scope::here().fetch(controller, view, move |view| there.set(view.or(otherwise)));
    let shown = move || there.get().map(|view| untrack(|| view(value.clone())));
    view! { {dyn_child(shown)} }.into_any()
}

/// A type-erased event handler.
pub type Handler<E> = Box<dyn FnMut(E)>;

/// A click handler.
pub fn on_click(mut act: impl FnMut() + 'static) -> Handler<ev::MouseEvent> {
    on_event(move |_| act())
}

/// A handler for any event.
pub fn on_event<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Scope::here().handler(act)
}

/// An input handler that passes on the field's value.
pub fn on_input(mut take: impl FnMut(String) + 'static) -> Box<dyn FnMut(ev::Event)> {
    on_event(move |event| take(event_target_value(&event)))
}

/// A submit handler that prevents the browser's own submission.
pub fn on_submit(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::SubmitEvent)> {
    let mut act = Scope::here().handler(move |()| act());
    Box::new(move |event: ev::SubmitEvent| {
        event.prevent_default();
        act(());
    })
}

/// Whether a key press submits the text: Enter without Shift, outside an input method's composition.
pub fn is_send(event: &ev::KeyboardEvent) -> bool {
    // Some browsers report the Enter that ends a composition with this key code instead of the flag.
    const COMPOSING: u32 = 229;
    let is_composing = event.is_composing() || event.key_code() == COMPOSING;
    event.key() == "Enter" && !event.shift_key() && !is_composing
}

/// A key press handler.
pub fn on_key(act: impl FnMut(ev::KeyboardEvent) + 'static) -> Box<dyn FnMut(ev::KeyboardEvent)> {
    on_event(act)
}
