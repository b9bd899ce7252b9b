//! Copies sessions and notes from one store to another: out of the fallback, once the browser's database works again.
//! A copy that was made before is recognized, so that whatever failed can be tried again.

use std::path::Path;

use crate::conversation::session::{new_session_id, session_dir};
use crate::log::event::{Event, Sequence};
use crate::storage::store::{SessionMeta, SessionStore, StoreError, StoredSession};
use crate::tool::notes::NoteStore;

/// Copies the session in the directory `dir`, with its log as it is, and returns what was copied. If `to` has another
/// session there, the copy gets a new id.
///
/// # Errors
/// The [`StoreError`] of either store.
pub async fn copy_session(
    from: &dyn SessionStore,
    to: &dyn SessionStore,
    dir: &Path,
) -> Result<StoredSession, StoreError> {
    let session = from.load(dir).await?;
    match to.insert(dir, &session.events, &session.meta).await {
        Err(StoreError::AlreadyExists { .. }) => {}
        inserted => return inserted.map(|()| session),
    }
    let there = to.load(dir).await?;
    let is_copy = there.events.starts_with(&session.events);
    match session.events.strip_prefix(there.events.as_slice()) {
        // The copy has gone on since then.
        _ if is_copy => {}
        // The session has gone on since it was copied.
        Some(rest) if !there.events.is_empty() => to.append(dir, rest, &session.meta).await?,
        _ => insert_renamed(to, dir, &session).await?,
    }
    Ok(session)
}

/// Inserts a session under the next free id, which an event at the end of its log tells.
async fn insert_renamed(
    to: &dyn SessionStore,
    dir: &Path,
    session: &StoredSession,
) -> Result<(), StoreError> {
    let root = dir.parent().unwrap_or(Path::new(""));
    let mut created_at = session.meta.created_at;
    loop {
        created_at = created_at.saturating_add(1);
        let id = new_session_id(created_at);
        let renamed = session_dir(root, &id);
        let mut log = session.events.clone();
        let last = log.last().map_or(0, |event| event.seq);
        let started = Event::SessionStarted { session_id: id.clone(), created_at };
        log.extend(Sequence::after(last).number(session.meta.updated_at, vec![started]));
        let last_seq = last.saturating_add(1);
        let meta = SessionMeta { id, created_at, last_seq, ..session.meta.clone() };
        match to.insert(&renamed, &log, &meta).await {
            Err(StoreError::AlreadyExists { .. }) => {
                if to.load(&renamed).await?.events.starts_with(&session.events) {
                    return Ok(());
                }
            }
            inserted => return inserted,
        }
    }
}

/// Moves all notes, in their order.
///
/// # Errors
/// The [`StoreError`] of either store. The notes that were not moved are then still in `from`.
pub async fn move_notes(from: &dyn NoteStore, to: &dyn NoteStore) -> Result<(), StoreError> {
    let known = to.list().await?;
    for note in from.list().await? {
        let is_there = known.iter().any(|other| (other.at, &other.text) == (note.at, &note.text));
        if !is_there {
            to.append(note.at, &note.text).await?;
        }
        from.delete(note.id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::event::LoggedEvent;
    use crate::log::transcript::Transcript;
    use crate::storage::store::MemoryStore;
    use crate::testing::block_on;
    use crate::tool::notes::{MemoryNotes, append_now};

    const DIR: &str = "root/sess-7";

    fn log(words: &[&str]) -> Vec<LoggedEvent> {
        let asked = |words: &&str| Event::UserMessage {
            content: (*words).into(),
            parent: None,
            attachments: Default::default(),
        };
        let started = Event::SessionStarted { session_id: "sess-7".into(), created_at: 7 };
        Sequence::default().number(8, std::iter::once(started).chain(words.iter().map(asked)).collect())
    }

    fn store_with(words: &[&str]) -> MemoryStore {
        let (store, events) = (MemoryStore::default(), log(words));
        let mut meta = SessionMeta::new("sess-7", 7);
        meta.describe(&Transcript::from_log(&events));
        block_on(store.insert(Path::new(DIR), &events, &meta)).expect("insert");
        store
    }

    fn stored(store: &MemoryStore) -> Vec<(SessionMeta, Vec<LoggedEvent>)> {
        let mut metas = block_on(store.list(Path::new("root"))).expect("list");
        metas.sort_by_key(|meta| meta.created_at);
        let load = |meta: SessionMeta| {
            let dir = Path::new("root").join(&meta.id);
            (meta, block_on(store.load(&dir)).expect("load").events)
        };
        metas.into_iter().map(load).collect()
    }

    /// Copies the session twice, as after a start at which it could not be removed.
    fn copy(words: &[&str], to: &MemoryStore) {
        for _ in 0..2 {
            block_on(copy_session(&store_with(words), to, Path::new(DIR))).expect("copy");
        }
    }

    #[test]
    fn a_session_is_copied_as_it_is() {
        let to = MemoryStore::default();
        copy(&["one"], &to);
        assert_eq!(stored(&to), stored(&store_with(&["one"])));
    }

    #[test]
    fn a_copy_that_has_gone_on_stays_and_one_that_is_behind_catches_up() {
        let to = store_with(&["one", "two"]);
        copy(&["one"], &to);
        assert_eq!(stored(&to), stored(&store_with(&["one", "two"])));
        copy(&["one", "two", "three"], &to);
        assert_eq!(stored(&to), stored(&store_with(&["one", "two", "three"])));
    }

    #[test]
    fn another_session_with_its_id_stays_and_the_copy_gets_a_new_id() {
        let to = store_with(&["theirs"]);
        copy(&["one", "two"], &to);
        let all = stored(&to);
        assert_eq!((all.len(), &all[0]), (2, &stored(&store_with(&["theirs"]))[0]));
        let (meta, events) = &all[1];
        assert_eq!((meta.id.as_str(), meta.created_at, meta.last_seq), ("sess-8", 8, 4));
        assert_eq!(events[..3], log(&["one", "two"]));
        let session = Transcript::from_log(events).to_session("", 0);
        assert_eq!((session.id.as_str(), session.messages.len()), ("sess-8", 2));
    }

    #[test]
    fn notes_are_moved_once_in_their_order() {
        let (from, to) = (MemoryNotes::default(), MemoryNotes::default());
        let clock = crate::testing::FakeClock::at(3);
        for (store, text) in [(&to, "theirs"), (&to, "one"), (&from, "one"), (&from, "two")] {
            block_on(append_now(store, &clock, text)).expect("append");
        }
        block_on(move_notes(&from, &to)).expect("move");
        let texts = |store: &MemoryNotes| -> Vec<String> {
            block_on(store.list()).expect("list").into_iter().map(|note| note.text).collect()
        };
        assert_eq!((texts(&from), texts(&to)), (vec![], vec!["theirs".into(), "one".into(), "two".into()]));
    }
}
