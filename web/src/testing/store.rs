//! A store that fails on demand: on the n-th call, permanently, or slowly. It stores sessions in core's memory store.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::path::Path;
use std::rc::Rc;

use abcb_core::log::event::LoggedEvent;
use abcb_core::storage::store::{
    MemoryStore, SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, Written,
};
use futures_util::FutureExt;
use strum::VariantArray;

use super::gate::Gate;

#[derive(Clone, Copy, Debug, Eq, PartialEq, VariantArray)]
pub enum Call {
    Insert,
    List,
    Load,
    Append,
    MarkDeleted,
    Purge,
}

struct Fault {
    call: Call,
    /// The number of calls that still succeed.
    after: usize,
    /// Whether only one call fails.
    is_once: bool,
    error: StoreError,
}

/// Clones share everything. Another tab gets a store that fails independently but holds the same sessions: see
/// [`FaultyStore::of_other_tab`].
#[derive(Clone)]
pub struct FaultyStore {
    memory: MemoryStore,
    faults: Rc<RefCell<Vec<Fault>>>,
    calls: Rc<RefCell<Vec<Call>>>,
    gates: Rc<Vec<Gate>>,
}

impl Default for FaultyStore {
    fn default() -> Self {
        Self::keeping(MemoryStore::default())
    }
}

/// The error of a full disk.
pub fn full() -> StoreError {
    StoreError::Full { reason: "QuotaExceededError".into() }
}

impl FaultyStore {
    fn keeping(memory: MemoryStore) -> Self {
        Self {
            memory,
            faults: Rc::default(),
            calls: Rc::default(),
            gates: Rc::new(Call::VARIANTS.iter().map(|_| Gate::default()).collect()),
        }
    }

    /// Returns another tab's view of the same sessions: neither slow nor failing.
    pub fn of_other_tab(&self) -> Self {
        Self::keeping(self.memory.clone())
    }

    /// Makes the `nth` such call from now on fail, counted from 1. Calls after it succeed.
    pub fn fail_nth(&self, call: Call, nth: usize, error: StoreError) {
        self.faults.borrow_mut().push(Fault { call, after: nth.saturating_sub(1), is_once: true, error });
    }

    /// Makes every such call fail from now on.
    pub fn refuse(&self, call: Call, error: StoreError) {
        self.faults.borrow_mut().push(Fault { call, after: 0, is_once: false, error });
    }

    /// Removes all faults.
    pub fn mend(&self) {
        self.faults.borrow_mut().clear();
    }

    /// Returns a gate that, while closed, holds up calls of this kind.
    pub fn gate(&self, call: Call) -> Gate {
        self.gates[call as usize].clone()
    }

    /// How often this kind of call was made.
    pub fn calls(&self, call: Call) -> usize {
        self.calls.borrow().iter().filter(|other| **other == call).count()
    }

    /// The underlying store, without faults.
    pub fn kept(&self) -> &MemoryStore {
        &self.memory
    }

    async fn admit(&self, call: Call) -> Result<(), StoreError> {
        self.calls.borrow_mut().push(call);
        self.gate(call).pass().await;
        let mut faults = self.faults.borrow_mut();
        let mut failing = None;
        for (place, fault) in faults.iter_mut().enumerate().filter(|(_, fault)| fault.call == call) {
            match fault.after.checked_sub(1) {
                Some(left) => fault.after = left,
                None => failing = failing.or(Some(place)),
            }
        }
        match failing {
            Some(place) if faults[place].is_once => Err(faults.remove(place).error),
            Some(place) => Err(faults[place].error.clone()),
            None => Ok(()),
        }
    }
}

impl SessionStore for FaultyStore {
    fn kind(&self) -> StoreKind {
        StoreKind::IndexedDb
    }

    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        async move {
            self.admit(Call::Insert).await?;
            self.memory.insert(dir, events, meta).await
        }
        .boxed_local()
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        async move {
            self.admit(Call::List).await?;
            self.memory.list(root).await
        }
        .boxed_local()
    }

    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        async move {
            self.admit(Call::Load).await?;
            self.memory.load_part(dir, seqs).await
        }
        .boxed_local()
    }

    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        async move {
            self.admit(Call::Append).await?;
            self.memory.append(dir, events, meta).await
        }
        .boxed_local()
    }

    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a> {
        async move {
            self.admit(Call::MarkDeleted).await?;
            self.memory.mark_deleted(dir, deleted_at).await
        }
        .boxed_local()
    }

    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a> {
        async move {
            self.admit(Call::Purge).await?;
            self.memory.purge(dir).await
        }
        .boxed_local()
    }
}
