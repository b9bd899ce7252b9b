//! Backups of the sessions in a directory of the user's, which another program may synchronize with other machines. A
//! log in it is replaced only by one that contains it; any other is kept beside it as an old version. What is read back
//! never replaces anything either: a log that goes on where ours ends is its continuation, and one that went another way
//! is a session of its own. Knows no file system.

mod folder;
mod restore;
mod versions;
mod write;

pub use folder::{BackupFolder, FolderFuture, MemoryFolder};
pub use restore::{Continuation, continue_session, read_backup};
pub use versions::{MOST_VERSIONS, superseded, version_name};
pub use write::{Marks, Outcome, Unwritten, back_up_notes, back_up_session, back_up_settings};

use crate::log::event::{Event, LoggedEvent};

/// How one log of a session relates to another: as bytes of their files, or as their events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Relation {
    /// They are the same.
    Same,
    /// Ours contains theirs and goes on.
    Ahead,
    /// Theirs contains ours and goes on.
    Behind,
    /// Each has something that the other lacks.
    Diverged,
}

/// Compares two logs.
pub fn relation<T: PartialEq>(ours: &[T], theirs: &[T]) -> Relation {
    match (ours.starts_with(theirs), theirs.starts_with(ours)) {
        (true, true) => Relation::Same,
        (true, false) => Relation::Ahead,
        (false, true) => Relation::Behind,
        (false, false) => Relation::Diverged,
    }
}

/// Returns the log without the events at its end that only say where it came from. A copy of a session differs from it
/// by these.
fn without_provenance(events: &[LoggedEvent]) -> &[LoggedEvent] {
    let is_provenance =
        |logged: &LoggedEvent| matches!(logged.event, Event::SessionImported | Event::SessionStarted { .. });
    let end = events.iter().rposition(|logged| !is_provenance(logged)).map_or(0, |last| last + 1);
    events.get(..end).unwrap_or_default()
}

#[cfg(test)]
#[path = "backup/backup_tests.rs"]
mod tests;
