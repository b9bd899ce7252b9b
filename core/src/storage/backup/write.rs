//! Writes backups: which sessions the folder lacks, and their files, notes and settings. Knows neither the page nor when a
//! backup is due.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BackupFolder, Relation, relation, superseded, version_name};
use crate::base::json::{read, value_of};
use crate::storage::archive::{LOG, NOTES, SESSIONS, session_files};
use crate::storage::store::{SessionMeta, StoredSession};
use crate::tool::notes::{Note, from_line, to_line};

/// The file of the settings in a backup.
const SETTINGS: &str = "settings.json";
/// The directory of the old versions, in the directory of a session.
pub(super) const VERSIONS: &str = "versions";

/// What became of a session's backup.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It was written.
    Written,
    /// All of it was there already.
    Unchanged,
    /// The log in the folder has gone on since, on another machine, and was left alone.
    Behind,
}

/// A part of a backup that could not be written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unwritten {
    /// The path of the file.
    pub path: String,
    /// The file system's sentence.
    pub reason: String,
}

/// What this browser has written into the folder, so that nothing unchanged is read or written again.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Marks {
    #[serde(default)]
    sessions: BTreeMap<String, Mark>,
    /// The settings as last written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<String>,
    /// When the user was last reminded of backups, in Unix-epoch milliseconds; 0 for never.
    #[serde(default)]
    pub reminded_at: u64,
    /// Whether the user wants no reminders.
    #[serde(default)]
    pub reminds_not: bool,
    /// How many folders were in use before this one.
    #[serde(default)]
    folders: u64,
}

#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
struct Mark {
    last_seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stamp: Option<String>,
}

impl Marks {
    /// Reads stored marks. What cannot be read counts as nothing written.
    pub fn from_text(text: &str) -> Self {
        let value = serde_json::from_str(text).ok();
        value.and_then(|value| read(&value, "the marks").ok()).unwrap_or_default()
    }

    /// Returns the marks as stored.
    pub fn to_text(&self) -> String {
        value_of(self).to_string()
    }

    /// Whether the backup has the whole log of the session, as far as this browser knows. `stamp` is that of the log in
    /// the folder, where there is one.
    pub fn has(&self, meta: &SessionMeta, stamp: Option<&str>) -> bool {
        self.sessions
            .get(&meta.id)
            .is_some_and(|mark| mark.last_seq == meta.last_seq && mark.stamp.as_deref() == stamp)
    }

    /// Whether a backup was made since the session changed, wherever it is.
    pub fn has_any(&self, meta: &SessionMeta) -> bool {
        self.sessions.get(&meta.id).is_some_and(|mark| mark.last_seq == meta.last_seq)
    }

    /// Forgets what was written, because another folder is in use now.
    pub fn forget_folder(&mut self) {
        *self = Self {
            reminded_at: self.reminded_at,
            reminds_not: self.reminds_not,
            folders: self.folders + 1,
            ..Self::default()
        };
    }

    /// Takes over what a backup has written that began with these marks, unless another folder was chosen meanwhile.
    pub fn take_written(&mut self, written: Self) {
        if self.folders == written.folders {
            (self.sessions, self.settings) = (written.sessions, written.settings);
        }
    }

    /// Notes that the backup has the session up to its last event.
    pub fn set(&mut self, meta: &SessionMeta, stamp: Option<String>) {
        self.sessions.insert(meta.id.clone(), Mark { last_seq: meta.last_seq, stamp });
    }
}

/// Returns the path of a session's log in the folder.
fn log_path(id: &str) -> String {
    format!("{SESSIONS}/{id}/{LOG}")
}

async fn read_file(folder: &dyn BackupFolder, path: &str) -> Result<Option<Vec<u8>>, Unwritten> {
    folder.read(path).await.map_err(|reason| Unwritten { path: path.to_owned(), reason })
}

async fn write_file(folder: &dyn BackupFolder, path: &str, content: &[u8]) -> Result<(), Unwritten> {
    folder.write(path, content).await.map_err(|reason| Unwritten { path: path.to_owned(), reason })
}

impl Marks {
    /// Writes a session into the folder unless all of it is there, and notes that. A log in the folder that ours does
    /// not contain is kept as an old version.
    ///
    /// # Errors
    /// The file that could not be read or written. What was in the folder is then still there.
    pub async fn back_up(
        &mut self,
        folder: &dyn BackupFolder,
        stored: &StoredSession,
        now: u64,
    ) -> Result<Outcome, Unwritten> {
        let outcome = back_up_session(folder, stored, now).await?;
        let path = log_path(&stored.meta.id);
        let stamp = folder.stamp(&path).await.map_err(|reason| Unwritten { path, reason })?;
        self.set(&stored.meta, stamp);
        Ok(outcome)
    }

    /// Whether the session has to be written, or looked at in the folder.
    ///
    /// # Errors
    /// The file that could not be looked at.
    pub async fn lack(&self, folder: &dyn BackupFolder, meta: &SessionMeta) -> Result<bool, Unwritten> {
        let path = log_path(&meta.id);
        let stamp = folder.stamp(&path).await.map_err(|reason| Unwritten { path, reason })?;
        Ok(stamp.is_none() || !self.has(meta, stamp.as_deref()))
    }
}

/// Writes a session into the folder unless all of it is there.
///
/// # Errors
/// The file that could not be read or written. What was in the folder is then still there.
pub async fn back_up_session(
    folder: &dyn BackupFolder,
    stored: &StoredSession,
    now: u64,
) -> Result<Outcome, Unwritten> {
    let id = &stored.meta.id;
    let path = log_path(id);
    let files = session_files(id, stored).map_err(|reason| Unwritten { path: path.clone(), reason })?;
    let ours = files.iter().find(|(file, _)| *file == path).map_or("", |(_, text)| text).as_bytes();
    let theirs = read_file(folder, &path).await?;
    let mut gone = Vec::new();
    match theirs.as_deref().map(|theirs| relation(ours, theirs)) {
        Some(Relation::Same) => return Ok(Outcome::Unchanged),
        Some(Relation::Behind) => return Ok(Outcome::Behind),
        Some(Relation::Diverged) => {
            match keep_version(folder, id, ours, theirs.unwrap_or_default(), now).await? {
                Some(superseded) => gone = superseded,
                None => return Ok(Outcome::Unchanged),
            }
        }
        Some(Relation::Ahead) | None => {}
    }
    for (file, text) in &files {
        write_file(folder, file, text.as_bytes()).await?;
    }
    for path in gone {
        folder.remove(&path).await.map_err(|reason| Unwritten { path, reason })?;
    }
    Ok(Outcome::Written)
}

/// Keeps the log in the folder as an old version, and returns the paths of versions that are not needed once ours is in
/// its place. Returns `None` if a version contains ours, which therefore need not be written.
async fn keep_version(
    folder: &dyn BackupFolder,
    id: &str,
    ours: &[u8],
    theirs: Vec<u8>,
    now: u64,
) -> Result<Option<Vec<String>>, Unwritten> {
    let directory = format!("{SESSIONS}/{id}/{VERSIONS}");
    let mut versions = read_versions(folder, &directory).await?;
    if versions.iter().any(|(_, version)| version.starts_with(ours)) {
        return Ok(None);
    }
    let taken: Vec<String> = versions.iter().map(|(name, _)| name.clone()).collect();
    let name = version_name(now, &taken);
    write_file(folder, &format!("{directory}/{name}"), &theirs).await?;
    versions.push((name, theirs));
    versions.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let gone = superseded(ours, &versions);
    Ok(Some(gone.into_iter().map(|name| format!("{directory}/{name}")).collect()))
}

/// Reads the old versions below `directory`, sorted by name.
pub(super) async fn read_versions(
    folder: &dyn BackupFolder,
    directory: &str,
) -> Result<Vec<(String, Vec<u8>)>, Unwritten> {
    let names = folder.names(directory).await;
    let names = names.map_err(|reason| Unwritten { path: directory.to_owned(), reason })?;
    let mut versions = Vec::new();
    for name in names {
        if let Some(content) = read_file(folder, &format!("{directory}/{name}")).await? {
            versions.push((name, content));
        }
    }
    Ok(versions)
}

/// Adds the notes that the file in the folder lacks. Notes in it are never removed.
///
/// # Errors
/// The file that could not be read or written.
pub async fn back_up_notes(folder: &dyn BackupFolder, notes: &[Note]) -> Result<(), Unwritten> {
    let there = read_file(folder, NOTES).await?.unwrap_or_default();
    let mut text = String::from_utf8_lossy(&there).into_owned();
    let known: Vec<(u64, String)> = text.lines().filter_map(from_line).collect();
    let missing: Vec<&Note> = notes
        .iter()
        .filter(|note| !known.iter().any(|(at, text)| (*at, text) == (note.at, &note.text)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for note in missing {
        text.push_str(&to_line(note.at, &note.text));
        text.push('\n');
    }
    write_file(folder, NOTES, text.as_bytes()).await
}

/// Writes the settings if they have changed here since they were last written, so that two machines do not replace each
/// other's all the time.
///
/// # Errors
/// The file that could not be written.
pub async fn back_up_settings(
    folder: &dyn BackupFolder,
    marks: &mut Marks,
    settings: &str,
) -> Result<(), Unwritten> {
    if marks.settings.as_deref() != Some(settings) {
        write_file(folder, SETTINGS, settings.as_bytes()).await?;
        marks.settings = Some(settings.to_owned());
    }
    Ok(())
}
