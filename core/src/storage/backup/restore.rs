//! Reads backups, tells what of them is not stored yet, and continues the stored sessions with it. Knows no file system and
//! decides nothing for the user.

use std::path::Path;

use super::write::{VERSIONS, read_versions};
use super::{BackupFolder, Relation, relation, without_provenance};
use crate::conversation::session::session_dir;
use crate::log::event::LoggedEvent;
use crate::storage::archive::{
    Arrival, Found, ImportProblem, LOG, NOTES, Pause, Reading, SESSIONS, adopt_with_pauses, fold,
    is_of_a_run, is_safe_id, read_entries, read_file_with_pauses,
};
use crate::storage::store::{SessionMeta, SessionStore, StoreError};
use crate::tool::notes::Note;

/// The id of a copy is that of a time a few milliseconds later: no session has more copies than this.
const MOST_COPIES: u64 = 64;

/// The stored sessions, as far as a backup is compared with them.
struct Here<'a> {
    store: &'a dyn SessionStore,
    root: &'a Path,
    metas: Vec<SessionMeta>,
}

impl Here<'_> {
    async fn log(&self, id: &str) -> Result<Vec<LoggedEvent>, StoreError> {
        Ok(self.store.load(&session_dir(self.root, id)).await?.events)
    }

    /// Returns how what was found relates to the stored sessions, or `None` if all of it is stored.
    async fn arrival(&self, found: &Found) -> Result<Option<Arrival>, StoreError> {
        let mut arrival = Arrival::New;
        if self.metas.iter().any(|meta| meta.id == found.id) {
            let ours = self.log(&found.id).await?;
            match relation(&ours, &found.events) {
                Relation::Same | Relation::Ahead => return Ok(None),
                Relation::Behind => {
                    let events = found.events.len().saturating_sub(ours.len());
                    return Ok(Some(Arrival::Continues { events }));
                }
                Relation::Diverged => arrival = Arrival::Diverged,
            }
        }
        let words = without_provenance(&found.events);
        for meta in self.metas.iter().filter(|meta| is_near(meta.created_at, found.created_at)) {
            if self.log(&meta.id).await?.starts_with(words) {
                return Ok(None);
            }
        }
        Ok(Some(arrival))
    }

    /// Moves what is neither stored nor in `new` to `new`. Called for one session at a time, so that a folder need not
    /// fit into memory.
    async fn keep_new(
        &self,
        readings: Vec<(String, Reading)>,
        new: &mut Vec<(String, Reading)>,
    ) -> Result<(), String> {
        for (path, mut reading) in readings {
            let mut found = Vec::new();
            for session in std::mem::take(&mut reading.found) {
                let words = without_provenance(&session.events);
                let is_read = new.iter().flat_map(|(_, reading)| &reading.found).any(|other| {
                    is_near(other.created_at, session.created_at) && other.events.starts_with(words)
                });
                let arrival = self.arrival(&session).await.map_err(|error| error.to_string())?;
                if let Some(arrival) = arrival.filter(|_| !is_read) {
                    found.push(Found { arrival, ..session });
                }
            }
            reading.found = found;
            if !reading.found.is_empty() || !reading.complaints.is_empty() {
                new.push((path, reading));
            }
        }
        Ok(())
    }
}

fn is_near(created_at: u64, other: u64) -> bool {
    created_at.abs_diff(other) <= MOST_COPIES
}

/// Reads what the folder has and the store does not: sessions, continuations of sessions and notes. Like an import,
/// this writes nothing.
///
/// # Errors
/// A sentence of the file system, or of the store.
pub async fn read_backup(
    folder: &dyn BackupFolder,
    store: &dyn SessionStore,
    root: &Path,
    notes: &[Note],
    pause: Pause<'_>,
) -> Result<Vec<(String, Reading)>, String> {
    let metas = store.list(root).await.map_err(|error| error.to_string())?;
    let metas = metas.into_iter().filter(|meta| meta.deleted_at.is_none()).collect();
    let here = Here { store, root, metas };
    let ids: Vec<String> = folder.names(SESSIONS).await?.into_iter().filter(|id| is_safe_id(id)).collect();
    let mut new = Vec::new();
    for id in &ids {
        let read = read_session(folder, id, pause).await;
        here.keep_new(or_complaint(id, read), &mut new).await?;
    }
    for id in &ids {
        let read = read_session_versions(folder, id, pause).await;
        here.keep_new(or_complaint(id, read), &mut new).await?;
    }
    new.extend(read_notes(folder, notes, pause).await?);
    Ok(new)
}

/// Reports a session whose files cannot be read, so that the others are read all the same.
fn or_complaint(id: &str, read: Result<Vec<(String, Reading)>, String>) -> Vec<(String, Reading)> {
    read.unwrap_or_else(|reason| {
        let complaints = vec![ImportProblem { line: None, reason }];
        vec![(format!("{SESSIONS}/{id}"), Reading { complaints, ..Reading::default() })]
    })
}

/// Reads the log of a session, or what else there is of it.
async fn read_session(
    folder: &dyn BackupFolder,
    id: &str,
    pause: Pause<'_>,
) -> Result<Vec<(String, Reading)>, String> {
    let mut files = Vec::new();
    for name in [LOG, "session.json"] {
        let path = format!("{SESSIONS}/{id}/{name}");
        if let Some(content) = folder.read(&path).await? {
            files.push((path, content));
        }
    }
    Ok(read_entries(files, pause).await)
}

async fn read_session_versions(
    folder: &dyn BackupFolder,
    id: &str,
    pause: Pause<'_>,
) -> Result<Vec<(String, Reading)>, String> {
    let directory = format!("{SESSIONS}/{id}/{VERSIONS}");
    let versions = read_versions(folder, &directory).await.map_err(|unread| unread.reason)?;
    let mut readings = Vec::new();
    for (name, content) in versions {
        let mut reading = read_file_with_pauses(&content, pause).await;
        for found in &mut reading.found {
            id.clone_into(&mut found.id);
        }
        readings.push((format!("{directory}/{name}"), reading));
    }
    Ok(readings)
}

/// Reads the notes that are not known.
async fn read_notes(
    folder: &dyn BackupFolder,
    known: &[Note],
    pause: Pause<'_>,
) -> Result<Vec<(String, Reading)>, String> {
    let Some(content) = folder.read(NOTES).await? else { return Ok(Vec::new()) };
    let mut readings = read_entries(vec![(NOTES.to_owned(), content)], pause).await;
    for (_, reading) in &mut readings {
        reading.notes.retain(|(at, text)| !known.iter().any(|note| (note.at, &note.text) == (*at, text)));
    }
    readings.retain(|(_, reading)| !reading.notes.is_empty() || !reading.complaints.is_empty());
    Ok(readings)
}

/// What became of a log that was to continue a stored session.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Continuation {
    /// Its events were appended; with the session's new metadata.
    Appended(SessionMeta),
    /// All of it was stored already.
    Nothing,
    /// It does not go on where the stored log ends. Nothing was changed.
    Diverged,
}

/// Appends what the log of `found` has and the stored session with its id lacks. Nothing in it counts as a decision of
/// this page's user.
///
/// # Errors
/// The [`StoreError`] of the store.
pub async fn continue_session(
    store: &dyn SessionStore,
    root: &Path,
    found: &Found,
    now: u64,
    pause: Pause<'_>,
) -> Result<Continuation, StoreError> {
    let dir = session_dir(root, &found.id);
    let stored = store.load(&dir).await?;
    let known = stored.events.len();
    match relation(&stored.events, &found.events) {
        Relation::Same | Relation::Ahead => return Ok(Continuation::Nothing),
        Relation::Behind if stored.damaged.is_empty() => {}
        Relation::Behind | Relation::Diverged => return Ok(Continuation::Diverged),
    }
    let added = found.events.get(known..).unwrap_or_default();
    let log = match added.iter().any(|logged| is_of_a_run(&logged.event)) {
        true => adopt_with_pauses(found, &found.id, stored.meta.created_at, now, pause).await,
        // Nothing in it could be a decision. Without an event of ours, the logs of two machines become the same.
        false => found.events.clone(),
    };
    let mut meta = stored.meta;
    meta.describe(fold(&log, pause).await.transcript());
    store.append(&dir, log.get(known..).unwrap_or_default(), &meta).await?;
    Ok(Continuation::Appended(meta))
}
