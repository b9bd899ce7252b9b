//! Pieces of views with their types erased. A closure in a view is compiled together with all the framework's rendering code
//! around it, several kilobytes each; behind a box they all share one copy, and the page loads in half the bytes.

use std::sync::{Arc, Mutex};

use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use super::scope::Scope;
use crate::controller::Controller;
use crate::lazy::{Later, View};

/// A value in a view that follows its signals.
pub type Live<T> = SharedReactiveFunction<T>;

pub fn live<T: 'static>(value: impl FnMut() -> T + Send + 'static) -> Live<T> {
    Arc::new(Mutex::new(value))
}

/// A condition that tells its followers only when it changes.
pub fn condition(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    let is_so: Box<dyn Fn() -> bool + Send + Sync> = Box::new(is_so);
    Memo::new(move |_| is_so())
}

/// Shows the view while the condition holds; it is made anew each time.
pub fn when<V: IntoView + 'static>(
    is_so: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> V + Send + 'static,
) -> Live<Option<AnyView>> {
    let is_so = condition(is_so);
    live(move || is_so.get().then(|| untrack(&view).into_any()))
}

/// A view from a chunk (`lazy!`): there while it is wanted, as soon as it has come. Where it does not come the user is told,
/// and `give_up` takes the wish back. In a view it stands as `live(move || arrived.get().map(|view| view()))`.
pub fn arrived(is_wanted: Signal<bool>, view: Later<View>, give_up: Callback<()>) -> Signal<Option<View>> {
    let controller = expect_context::<Controller>();
    let is_wanted = condition(move || is_wanted.get());
    let there = RwSignal::<Option<View>>::new(None);
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

/// What happens in an element, type erased.
pub type Handler<E> = Box<dyn FnMut(E)>;

/// What a button does.
pub fn press(mut act: impl FnMut() + 'static) -> Handler<ev::MouseEvent> {
    happens(move |_| act())
}

/// What any other event does.
pub fn happens<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Scope::here().handler(act)
}

/// Takes over what is typed or chosen in a field.
pub fn typed(mut take: impl FnMut(String) + 'static) -> Box<dyn FnMut(ev::Event)> {
    happens(move |event| take(event_target_value(&event)))
}

/// What a form does when it is sent; the browser itself does nothing with it.
pub fn sent(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::SubmitEvent)> {
    let mut act = Scope::here().handler(move |()| act());
    Box::new(move |event: ev::SubmitEvent| {
        event.prevent_default();
        act(());
    })
}

/// Whether a key press sends what is written: Enter, but neither with Shift nor while an input method is composing.
pub fn is_send(event: &ev::KeyboardEvent) -> bool {
    // Some browsers report the Enter that ends a composition with this code instead of the flag.
    const COMPOSING: u32 = 229;
    let is_composing = event.is_composing() || event.key_code() == COMPOSING;
    event.key() == "Enter" && !event.shift_key() && !is_composing
}

/// What a key does.
pub fn key(act: impl FnMut(ev::KeyboardEvent) + 'static) -> Box<dyn FnMut(ev::KeyboardEvent)> {
    happens(act)
}
