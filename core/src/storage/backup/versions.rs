//! The old versions of a log: their names, and which of them are no longer needed.

use crate::storage::archive::date;

/// The most old versions of one log.
pub const MOST_VERSIONS: usize = 12;

const SECOND: u64 = 1_000;
const DAY: u64 = 86_400_000;

/// Returns the name of the version that is kept at the time `at`, in milliseconds: the time in UTC, so that names sort
/// by age. A name that is `taken` is that of a later millisecond.
pub fn version_name(at: u64, taken: &[String]) -> String {
    let mut at = at;
    loop {
        let seconds = at % DAY / SECOND;
        let (hours, minutes, seconds, millis) =
            (seconds / 3_600, seconds / 60 % 60, seconds % 60, at % SECOND);
        let name = format!("{}-{hours:02}{minutes:02}{seconds:02}-{millis:03}.jsonl", date(at, 0));
        if !taken.contains(&name) {
            return name;
        }
        at = at.saturating_add(1);
    }
}

/// Returns the names of the versions that can be removed: those of which everything is in `log` or in another version,
/// and the oldest beyond [`MOST_VERSIONS`]. `versions` are sorted by name.
pub fn superseded(log: &[u8], versions: &[(String, Vec<u8>)]) -> Vec<String> {
    let is_contained = |place: usize, content: &[u8]| {
        let in_another = versions.iter().enumerate().any(|(other, (_, larger))| {
            // Of two that are the same, the later one stays.
            larger.starts_with(content) && (larger.len() > content.len() || other > place)
        });
        log.starts_with(content) || in_another
    };
    let (gone, kept): (Vec<_>, Vec<_>) =
        versions.iter().enumerate().partition(|(place, (_, content))| is_contained(*place, content));
    let oldest = kept.iter().take(kept.len().saturating_sub(MOST_VERSIONS));
    gone.iter().chain(oldest).map(|(_, (name, _))| name.clone()).collect()
}
