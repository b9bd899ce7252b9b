//! A store in memory: the fallback when no other storage works, and the store for tests. The data is lost when the
//! last clone is dropped. Clones share their content, as two tabs share a database.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::path::Path;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future;

use super::{SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, Written, dir_key};
use crate::log::event::LoggedEvent;

/// Sessions in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    /// The sessions by directory. A list is fast enough for the few sessions; a map would add kilobytes of code.
    sessions: Rc<RefCell<Vec<(String, StoredSession)>>>,
}

fn find<'a>(sessions: &'a mut [(String, StoredSession)], dir: &str) -> Option<&'a mut StoredSession> {
    sessions.iter_mut().find(|(key, _)| key == dir).map(|(_, session)| session)
}

fn ready<'a, T: 'a>(result: Result<T, StoreError>) -> StoreFuture<'a, T> {
    future::ready(result).boxed_local()
}

impl SessionStore for MemoryStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Memory
    }

    fn insert<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        let dir = dir_key(dir);
        let mut sessions = self.sessions.borrow_mut();
        if find(&mut sessions, &dir).is_some() {
            return ready(Err(StoreError::AlreadyExists { dir }));
        }
        let (meta, events) = (meta.clone(), events.to_vec());
        sessions.push((dir, StoredSession { meta, events, damaged: Vec::new() }));
        ready(Ok(()))
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        let sessions = self.sessions.borrow();
        let below = sessions.iter().filter(|(dir, _)| Path::new(dir).parent() == Some(root));
        ready(Ok(below.map(|(_, session)| session.meta.clone()).collect()))
    }

    fn load_part<'a>(&'a self, dir: &'a Path, seqs: RangeInclusive<u64>) -> StoreFuture<'a, StoredSession> {
        let dir = dir_key(dir);
        let mut stored = find(&mut self.sessions.borrow_mut(), &dir).cloned();
        if let Some(stored) = &mut stored {
            stored.events.retain(|event| seqs.contains(&event.seq));
        }
        ready(stored.ok_or(StoreError::NotFound { dir }))
    }

    fn append<'a>(&'a self, dir: &'a Path, events: &'a [LoggedEvent], meta: &'a SessionMeta) -> Written<'a> {
        let dir = dir_key(dir);
        let mut sessions = self.sessions.borrow_mut();
        let Some(session) = find(&mut sessions, &dir).filter(|session| !session.meta.refuses(meta)) else {
            return ready(Err(StoreError::NotFound { dir }));
        };
        let taken = |event: &&LoggedEvent| session.events.iter().any(|stored| stored.seq == event.seq);
        if let Some(event) = events.iter().find(taken) {
            return ready(Err(StoreError::Conflict { dir, seq: event.seq }));
        }
        session.events.extend_from_slice(events);
        session.meta = meta.clone();
        ready(Ok(()))
    }

    fn mark_deleted<'a>(&'a self, dir: &'a Path, deleted_at: Option<u64>) -> Written<'a> {
        let dir = dir_key(dir);
        match find(&mut self.sessions.borrow_mut(), &dir) {
            Some(session) => {
                session.meta.deleted_at = deleted_at;
                ready(Ok(()))
            }
            None => ready(Err(StoreError::NotFound { dir })),
        }
    }

    fn purge<'a>(&'a self, dir: &'a Path) -> Written<'a> {
        let dir = dir_key(dir);
        self.sessions.borrow_mut().retain(|(key, session)| *key != dir || session.meta.deleted_at.is_none());
        ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{block_on, store_conformance};

    #[test]
    fn memory_store_conforms() {
        let store = MemoryStore::default();
        block_on(store_conformance::all(&store));
    }
}
