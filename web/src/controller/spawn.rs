//! Beginning work without waiting for it.

use std::task::{Context, Waker};

use futures_util::future::LocalBoxFuture;
use leptos::task::spawn_local;

/// Begins the work now, and not after the page has been redrawn, as `spawn_local` does.
pub(super) fn spawn_at_once(work: impl Future<Output = ()> + 'static) {
    let mut work: LocalBoxFuture<'static, ()> = Box::pin(work);
    // Who is woken is asked for again by the next look at it.
    let mut nobody = Context::from_waker(Waker::noop());
    if work.as_mut().poll(&mut nobody).is_pending() {
        spawn_local(work);
    }
}
