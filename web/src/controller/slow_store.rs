//! The store as used by everything except runs. Storage can refuse a call, but it can also never answer, for example
//! when another tab has locked the database. Calls then keep waiting, and the page tells the user. A run detects that
//! by itself (core's `agent::writing`) and writes to the store without this wrapper.

use std::cell::Cell;
use std::ops::RangeInclusive;
use std::path::Path;
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use abcb_core::log::event::LoggedEvent;
use abcb_core::storage::store::{SessionMeta, SessionStore, StoreFuture, StoreKind, StoredSession, Written};
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};

use crate::i18n::t;
use crate::ports::Ports;
use crate::state::Toasts;

/// The same limit as a run has. Working storage answers within milliseconds, a busy disk within a second or two.
const SLOW_AFTER_MILLIS: u32 = 5_000;

/// Shows a toast while the store does not answer: one for all pending calls, until all of them have been answered.
#[derive(Clone)]
pub(super) struct SlowStore {
    clock: Rc<dyn Clock>,
    toasts: Toasts,
    /// The number of calls that are overdue and still pending.
    silent: Rc<Cell<usize>>,
    /// The toast's key.
    toast: Rc<Cell<Option<u64>>>,
}

impl SlowStore {
    pub(super) fn new(clock: Rc<dyn Clock>, toasts: Toasts) -> Self {
        Self { clock, toasts, silent: Rc::default(), toast: Rc::default() }
    }

    /// Returns the same ports with a store that reports unanswered calls.
    pub(super) fn around(&self, ports: &Ports) -> Ports {
        let store = Rc::new(WatchedStore { store: ports.store.clone(), slow_store: self.clone() });
        Ports { store, ..ports.clone() }
    }

    /// Waits for `answer` however long it takes, and tells the user if it takes long.
    pub(super) async fn wait_for<T>(&self, answer: LocalBoxFuture<'_, T>) -> T {
        match select(answer, self.clock.sleep(SLOW_AFTER_MILLIS)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), answer)) => {
                let _silence = Silence::begin(self);
                answer.await
            }
        }
    }
}

/// A call that the store does not answer. Ends when the answer arrives or the caller stops waiting.
struct Silence<'a>(&'a SlowStore);

impl<'a> Silence<'a> {
    fn begin(slow_store: &'a SlowStore) -> Self {
        let silent = slow_store.silent.get();
        slow_store.silent.set(silent + 1);
        if silent == 0 {
            let text = t("storage-slow");
            slow_store.toast.set(Some(slow_store.toasts.show(text, None)));
        }
        Self(slow_store)
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        let silent = self.0.silent.get().saturating_sub(1);
        self.0.silent.set(silent);
        if silent == 0
            && let Some(key) = self.0.toast.take()
        {
            self.0.toasts.dismiss(key);
        }
    }
}

/// A store that reports unanswered calls.
struct WatchedStore {
    store: Rc<dyn SessionStore>,
    slow_store: SlowStore,
}

impl WatchedStore {
    fn wait_for<'a, T: 'a>(&'a self, answer: StoreFuture<'a, T>) -> StoreFuture<'a, T> {
        self.slow_store.wait_for(answer).boxed_local()
    }
}

impl SessionStore for WatchedStore {
    fn kind(&self) -> StoreKind {
        self.store.kind()
    }

    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        self.wait_for(self.store.insert(dir, events, meta))
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        self.wait_for(self.store.list(root))
    }

    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        self.wait_for(self.store.load_part(dir, seqs))
    }

    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        self.wait_for(self.store.append(dir, events, meta))
    }

    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a> {
        self.wait_for(self.store.mark_deleted(dir, deleted_at))
    }

    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a> {
        self.wait_for(self.store.purge(dir))
    }
}

#[cfg(test)]
#[path = "patience_tests.rs"]
mod tests;
