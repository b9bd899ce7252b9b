//! The store of last resort, and the one tests use: everything is gone with the value. Clones share their content, as two
//! tabs share a database.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future;

use super::{SessionMeta, SessionStore, StoreError, StoreFuture, StoreKind, StoredSession, dir_key};
use crate::event::LoggedEvent;

#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    sessions: Rc<RefCell<BTreeMap<String, StoredSession>>>,
}

fn ready<'a, T: 'a>(result: Result<T, StoreError>) -> StoreFuture<'a, T> {
    future::ready(result).boxed_local()
}

impl SessionStore for MemoryStore {
    fn kind(&self) -> StoreKind {
        StoreKind::Memory
    }

    fn insert<'a>(&'a self, dir: &'a Path, meta: &'a SessionMeta) -> StoreFuture<'a, ()> {
        let dir = dir_key(dir);
        let mut sessions = self.sessions.borrow_mut();
        if sessions.contains_key(&dir) {
            return ready(Err(StoreError::AlreadyExists { dir }));
        }
        sessions.insert(dir, StoredSession { meta: meta.clone(), ..StoredSession::default() });
        ready(Ok(()))
    }

    fn list<'a>(&'a self, root: &'a Path) -> StoreFuture<'a, Vec<SessionMeta>> {
        let sessions = self.sessions.borrow();
        let below = sessions.iter().filter(|(dir, _)| Path::new(dir).parent() == Some(root));
        ready(Ok(below.map(|(_, session)| session.meta.clone()).collect()))
    }

    fn load<'a>(&'a self, dir: &'a Path) -> StoreFuture<'a, StoredSession> {
        let dir = dir_key(dir);
        ready(self.sessions.borrow().get(&dir).cloned().ok_or(StoreError::NotFound { dir }))
    }

    fn append<'a>(
        &'a self,
        dir: &'a Path,
        events: &'a [LoggedEvent],
        meta: &'a SessionMeta,
    ) -> StoreFuture<'a, ()> {
        let dir = dir_key(dir);
        let mut sessions = self.sessions.borrow_mut();
        let Some(session) = sessions.get_mut(&dir) else {
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

    fn update_meta<'a>(&'a self, dir: &'a Path, meta: &'a SessionMeta) -> StoreFuture<'a, ()> {
        let dir = dir_key(dir);
        match self.sessions.borrow_mut().get_mut(&dir) {
            Some(session) => {
                session.meta = meta.clone();
                ready(Ok(()))
            }
            None => ready(Err(StoreError::NotFound { dir })),
        }
    }

    fn delete<'a>(&'a self, dir: &'a Path) -> StoreFuture<'a, ()> {
        self.sessions.borrow_mut().remove(&dir_key(dir));
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
