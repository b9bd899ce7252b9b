//! Starting a task without waiting for it.

use std::task::{Context, Waker};

use futures_util::future::LocalBoxFuture;
use leptos::task::spawn_local;

/// Polls the task once right away, unlike `spawn_local`, which starts it after the page has been redrawn.
pub(super) fn spawn_at_once(work: impl Future<Output = ()> + 'static) {
    let mut work: LocalBoxFuture<'static, ()> = Box::pin(work);
    // A waker registered in this poll is replaced when `spawn_local` polls the task again.
    let mut nobody = Context::from_waker(Waker::noop());
    if work.as_mut().poll(&mut nobody).is_pending() {
        spawn_local(work);
    }
}
