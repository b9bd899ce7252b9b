//! Actions on sessions in the list: renaming, pinning, selecting, deleting and restoring. In a chunk.

use std::rc::Rc;

use abcb_core::conversation::session::session_dir;
use abcb_core::log::event::Event;
use abcb_core::storage::store::StoreError;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner, TOAST_MILLIS};
use crate::i18n::{args, te, tf};
use crate::lazy::lazy;
use crate::state::{Sessions, Undo};

/// The maximum number of records being written to the store at the same time.
const AT_ONCE: usize = 50;

lazy!(restorer in dialogs: fn(Rc<Inner>, Vec<String>, Option<String>) -> LocalBoxFuture<'static, ()> = restore);
lazy!(picker in dialogs: fn(Sessions, String, bool) = pick);

impl Controller {
    pub fn rename(&self, id: String, title: String) {
        self.append_to(id, Event::SessionRenamed { title });
    }

    /// Pins the session to the top of the list, or unpins it.
    pub fn pin(&self, id: String, pinned: bool) {
        self.append_to(id, Event::SessionPinned { pinned });
    }

    fn append_to(&self, id: String, event: Event) {
        let inner = self.inner();
        spawn_local(async move {
            let Some(session) = inner.opened(&id).await else { return };
            match inner.change(&session, vec![event]).await {
                Ok(()) => {
                    session.show();
                    inner.state.sessions.put(session.log.borrow().meta.clone());
                    inner.close_unless_current(&session);
                }
                Err(error) => inner.change_not_stored(&session, &error).await,
            }
        });
    }

    /// Removes sessions from the list. Their data is deleted once that can no longer be undone.
    pub fn delete_sessions(&self, ids: Vec<String>) {
        let inner = self.inner();
        spawn_local(async move { inner.delete_sessions(ids).await });
    }

    /// Undoes a deletion.
    pub(super) fn restore_sessions(&self, ids: Vec<String>, shown: Option<String>) {
        let inner = self.inner();
        self.with_part(restorer, move |restore| spawn_local(restore(inner, ids, shown)));
    }

    /// See [`pick`].
    pub fn pick(&self, id: String, all_between: bool) {
        let sessions = self.inner().state.sessions;
        self.with_part(picker, move |pick| pick(sessions, id, all_between));
    }
}

/// Selects or deselects a session. With `all_between`, selects every session from the one selected last to this one.
pub fn pick(sessions: Sessions, id: String, all_between: bool) {
    let mut picked = sessions.picked.get_untracked();
    let last = sessions.picked_last.get_untracked().filter(|_| picked.is_some());
    let from = last.or_else(|| sessions.current.get_untracked()).filter(|_| all_between);
    let order = sessions.in_sight();
    let place = |id: &String| order.iter().position(|other| other == id);
    let ends = from.and_then(|from| Some((place(&from)?, place(&id)?)));
    let ticked = picked.get_or_insert_default();
    match (ends, ticked.binary_search(&id)) {
        (Some((from, to)), _) => {
            ticked.extend_from_slice(order.get(from.min(to)..=from.max(to)).unwrap_or_default());
            ticked.sort_unstable();
            ticked.dedup();
        }
        (None, Ok(place)) => drop(ticked.remove(place)),
        (None, Err(place)) => ticked.insert(place, id.clone()),
    }
    sessions.picked.set(picked);
    sessions.picked_last.set(Some(id));
}

fn restore(inner: Rc<Inner>, ids: Vec<String>, shown: Option<String>) -> LocalBoxFuture<'static, ()> {
    async move {
        let choices = inner.opening.choices();
        let (restored, failure) = inner.mark_deleted(ids.clone(), None).await;
        for id in &restored {
            let ending = inner.deleted.borrow_mut().remove(id).filter(|session| session.is_busy());
            ending.map(|session| inner.open.borrow_mut().insert(id.clone(), session));
            inner.bring_back_draft(id);
        }
        if let Some(error) = failure {
            let text = te("sessions-restore-failed", &error);
            match error {
                // Its data has been purged.
                StoreError::NotFound { .. } => inner.toast(text),
                _ => {
                    let ids = ids.into_iter().filter(|id| !restored.contains(id)).collect();
                    let undo = Undo::DeleteSessions { ids, shown: shown.clone() };
                    inner.state.toasts.show(text, Some(undo));
                }
            }
        }
        inner.load_list().await;
        if let Some(id) = shown.filter(|id| restored.contains(id)) {
            inner.open_unless_gone(&id, choices).await;
        }
    }
    .boxed_local()
}

impl Inner {
    /// Sets or clears the deletion mark, and returns the sessions for which that was stored. A session that no longer
    /// exists counts as deleted.
    async fn mark_deleted(
        &self,
        ids: Vec<String>,
        deleted_at: Option<u64>,
    ) -> (Vec<String>, Option<StoreError>) {
        let root = self.config.borrow().memory_dir().to_owned();
        let (mut marked, mut failure) = (Vec::new(), None);
        for some in ids.chunks(AT_ONCE) {
            let stored = join_all(some.iter().map(|id| async {
                match self.at_hand(id) {
                    Some(session) => session.mark_deleted(&self.ports, deleted_at).await,
                    None => self.ports.store.mark_deleted(&session_dir(&root, id), deleted_at).await,
                }
            }));
            for (id, stored) in some.iter().zip(stored.await) {
                match stored {
                    Ok(()) => {
                        self.ports.tabs.tell_changed(id);
                        marked.push(id.clone());
                    }
                    Err(StoreError::NotFound { .. }) if deleted_at.is_some() => marked.push(id.clone()),
                    Err(error) => failure = Some(error),
                }
            }
        }
        (marked, failure)
    }

    /// Returns the session if it is open, or was open when it was deleted.
    fn at_hand(&self, id: &str) -> Option<Rc<OpenSession>> {
        let open = self.open.borrow().get(id).cloned();
        open.or_else(|| self.deleted.borrow().get(id).cloned())
    }

    async fn delete_sessions(self: Rc<Self>, ids: Vec<String>) {
        let deleted_at = Some(self.now());
        let shown = self.state.sessions.current.get_untracked().filter(|id| ids.contains(id));
        self.stop_all(&ids);
        let (deleted, failure) = self.mark_deleted(ids.clone(), deleted_at).await;
        if let Some(error) = failure {
            self.load_list().await;
            self.toast(te("sessions-delete-failed", &error));
        }
        if deleted.is_empty() {
            return;
        }
        // Not before the marks are stored, so that sessions removed from the list stay deleted if this page is closed.
        self.state.sessions.remove(&deleted);
        self.keep_ending(&deleted, deleted_at);
        let shown = shown.filter(|id| deleted.contains(id));
        for id in &deleted {
            self.set_aside_draft(id);
            self.forget(id);
        }
        let text = tf("sessions-deleted", args![n = deleted.len()]);
        let undo = Undo::DeleteSessions { ids: deleted.clone(), shown };
        let key = self.state.toasts.show(text, Some(undo));
        self.ports.clock.sleep(TOAST_MILLIS).await;
        let is_still_offered =
            self.state.toasts.shown.with_untracked(|shown| shown.iter().any(|toast| toast.key == key));
        self.state.toasts.dismiss(key);
        self.deleted.borrow_mut().retain(|id, _| !deleted.contains(id));
        if is_still_offered {
            self.drop_deleted_drafts(&deleted);
            let root = self.config.borrow().memory_dir().to_owned();
            for some in deleted.chunks(AT_ONCE) {
                // Whatever remains, because this fails or the page is closed first, is purged on a later start.
                join_all(some.iter().map(|id| async {
                    let _ = self.ports.store.purge(&session_dir(&root, id)).await;
                }))
                .await;
            }
        }
    }

    fn stop_all(&self, ids: &[String]) {
        let open = self.open.borrow();
        ids.iter().filter_map(|id| open.get(id)).for_each(|session| session.stop());
    }

    /// A stopped answer ends with a last write, which must not clear the deletion mark, and which must be included if
    /// the deletion is undone. Answers that have begun in the meantime are stopped as well.
    fn keep_ending(&self, ids: &[String], deleted_at: Option<u64>) {
        self.stop_all(ids);
        let open = self.open.borrow();
        for session in ids.iter().filter_map(|id| open.get(id)) {
            session.log.borrow_mut().meta.deleted_at = deleted_at;
            if session.is_busy() {
                self.deleted.borrow_mut().insert(session.id.clone(), session.clone());
            }
        }
    }
}
