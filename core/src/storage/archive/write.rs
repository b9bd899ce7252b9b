//! Writes sessions to files: one session, one session with its log, or several of these.

use std::ops::Range;

use serde_json::json;

use crate::base::json::value_of;
use crate::conversation::session::Session;
use crate::log::event::{LoggedEvent, write_log};
use crate::log::summary::{RunSummary, runs, summarize};
use crate::log::transcript::Transcript;
use crate::storage::store::StoredSession;

/// The `format` of a file with one session and its log.
pub const BUNDLE_FORMAT: &str = "abcb-session";
/// The `version` of files that this crate writes. It reads no later one.
pub const BUNDLE_VERSION: u64 = 1;
/// The format of a file that contains several bundles.
pub const BUNDLES_FORMAT: &str = "abcb-sessions";

/// Returns the series' session file, as serde serializes a [`Session`], pretty-printed.
pub fn session_text(session: &Session) -> String {
    format!("{:#}", value_of(session))
}

/// Returns one session with its whole log, including all branches: the content of `<id>.abcb.json`.
pub fn bundle_text(session: &Session, title: &str, events: &[LoggedEvent]) -> String {
    let bundle = json!({
        "format": BUNDLE_FORMAT,
        "version": BUNDLE_VERSION,
        "session": session,
        "title": title,
        "events": events.iter().map(LoggedEvent::to_value).collect::<Vec<_>>(),
    });
    format!("{bundle:#}")
}

/// Returns a session as three files: as the series writes it, its log, and the summaries of its runs.
pub(super) fn bundle_parts(id: &str, stored: &StoredSession) -> Result<(String, String, String), String> {
    let session = Transcript::from_log(&stored.events).to_session(id, stored.meta.created_at);
    let log = write_log(&stored.events).map_err(|error| error.to_string())?;
    let run = |range: Range<usize>| summarize(stored.events.get(range).unwrap_or_default());
    let summaries: Vec<RunSummary> = runs(&stored.events).into_iter().map(run).collect();
    Ok((session_text(&session), log, format!("{:#}", value_of(&summaries))))
}

/// Several sessions with their logs in one file, the content of `abcb-sessions-<date>.json`. Sessions are added one at
/// a time, so that at most one of them is in memory in any form other than text.
#[derive(Clone, Debug, Default)]
pub struct Bundles {
    text: String,
    count: usize,
}

impl Bundles {
    /// Adds the output of [`bundle_text`].
    pub fn push(&mut self, bundle: &str) {
        self.text.push_str(if self.count == 0 { "\n" } else { ",\n" });
        self.text.push_str(bundle);
        self.count += 1;
    }

    /// Returns whether no session was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the text of the file.
    pub fn into_text(self) -> String {
        let Self { text, .. } = self;
        format!("{{\"format\":\"{BUNDLES_FORMAT}\",\"version\":{BUNDLE_VERSION},\"sessions\":[{text}\n]}}\n")
    }
}

/// Formats a timestamp as a date, `2025-05-30`. `offset` is how far local time is behind UTC; both are in milliseconds.
pub fn date(at: u64, offset: i64) -> String {
    const DAY: i64 = 86_400_000;
    let days = i64::try_from(at).unwrap_or(0).saturating_sub(offset).div_euclid(DAY);
    // Years start in March here, so that the leap day is the last day of the year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + next_year)
}
