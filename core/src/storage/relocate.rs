//! Moves sessions and notes from one store to another: out of the fallback, once the browser's database works again.

use std::path::{Path, PathBuf};

use crate::conversation::session::{new_session_id, session_dir};
use crate::log::event::{Event, LoggedEvent, Sequence};
use crate::storage::store::{SessionMeta, SessionStore, StoreError};
use crate::tool::notes::NoteStore;

/// Moves the session in the directory `dir`, with its log as it is. If `to` has another session there, the moved one
/// gets a new id. Nothing is deleted before it is in `to`, so a move that failed can be repeated.
///
/// # Errors
/// The [`StoreError`] of either store. The session is then still in `from`.
pub async fn move_session(
    from: &dyn SessionStore,
    to: &dyn SessionStore,
    dir: &Path,
) -> Result<(), StoreError> {
    let session = from.load(dir).await?;
    match to.insert(dir, &session.events, &session.meta).await {
        Err(StoreError::AlreadyExists { .. }) => {
            let there = to.load(dir).await?;
            // It was moved before, and may have gone on since then.
            if !there.events.starts_with(&session.events) {
                insert_renamed(to, dir, session.events, &session.meta).await?;
            }
        }
        moved => moved?,
    }
    // Lines that cannot be read are not moved, so they stay where they are.
    if !session.damaged.is_empty() {
        return Ok(());
    }
    from.update_meta(dir, &SessionMeta { deleted_at: Some(session.meta.updated_at), ..session.meta }).await?;
    from.purge(dir).await
}

/// Inserts a session under the next free id, which an event at the end of its log tells.
async fn insert_renamed(
    to: &dyn SessionStore,
    dir: &Path,
    events: Vec<LoggedEvent>,
    meta: &SessionMeta,
) -> Result<PathBuf, StoreError> {
    let root = dir.parent().unwrap_or(Path::new(""));
    let mut created_at = meta.created_at;
    loop {
        created_at = created_at.saturating_add(1);
        let id = new_session_id(created_at);
        let renamed = session_dir(root, &id);
        let mut log = events.clone();
        let last = log.last().map_or(0, |event| event.seq);
        let started = Event::SessionStarted { session_id: id.clone(), created_at };
        log.extend(Sequence::after(last).number(meta.updated_at, vec![started]));
        let meta = SessionMeta { id, created_at, last_seq: last.saturating_add(1), ..meta.clone() };
        match to.insert(&renamed, &log, &meta).await {
            Err(StoreError::AlreadyExists { .. }) => {}
            inserted => return inserted.map(|()| renamed),
        }
    }
}

/// Moves all notes, in their order.
///
/// # Errors
/// The [`StoreError`] of either store. The notes that were not moved are then still in `from`.
pub async fn move_notes(from: &dyn NoteStore, to: &dyn NoteStore) -> Result<(), StoreError> {
    for note in from.list().await? {
        to.append(note.at, &note.text).await?;
        from.delete(note.id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn relocate(from: &MemoryStore, to: &MemoryStore) {
        block_on(move_session(from, to, Path::new(DIR))).expect("move");
        assert_eq!(stored(from), []);
    }

    #[test]
    fn a_session_is_moved_as_it_is() {
        let (from, to) = (store_with(&["one"]), MemoryStore::default());
        let before = stored(&from);
        relocate(&from, &to);
        assert_eq!(stored(&to), before);
    }

    #[test]
    fn a_session_that_was_moved_before_is_not_doubled() {
        let to = store_with(&["one", "two"]);
        let before = stored(&to);
        relocate(&store_with(&["one"]), &to);
        assert_eq!(stored(&to), before);
    }

    #[test]
    fn another_session_with_its_id_stays_and_the_moved_one_gets_a_new_id() {
        let to = store_with(&["theirs"]);
        relocate(&store_with(&["one", "two"]), &to);
        let all = stored(&to);
        assert_eq!(all[0], stored(&store_with(&["theirs"]))[0]);
        let (meta, events) = &all[1];
        assert_eq!((meta.id.as_str(), meta.created_at, meta.last_seq), ("sess-8", 8, 4));
        assert_eq!(events[..3], log(&["one", "two"]));
        let session = Transcript::from_log(events).to_session("", 0);
        assert_eq!((session.id.as_str(), session.messages.len()), ("sess-8", 2));
    }

    #[test]
    fn notes_are_moved_in_their_order() {
        let (from, to) = (MemoryNotes::default(), MemoryNotes::default());
        let clock = crate::testing::FakeClock::at(3);
        for (store, text) in [(&to, "theirs"), (&from, "one"), (&from, "two")] {
            block_on(append_now(store, &clock, text)).expect("append");
        }
        block_on(move_notes(&from, &to)).expect("move");
        let texts = |store: &MemoryNotes| -> Vec<String> {
            block_on(store.list()).expect("list").into_iter().map(|note| note.text).collect()
        };
        assert_eq!((texts(&from), texts(&to)), (vec![], vec!["theirs".into(), "one".into(), "two".into()]));
    }
}
