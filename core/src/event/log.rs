//! Whole logs as text: a line an event. Strict for audit, or as much as can be read with a complaint for every other line.

use serde_json::Value;

use super::LoggedEvent;

/// A line of a log that is no event. The reader of the file can mend or drop that line.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LogError {
    /// Counted from 1.
    pub line: u64,
    pub reason: String,
}

/// Writes a whole log, a line an event.
pub fn write_log(events: &[LoggedEvent]) -> Result<String, LogError> {
    let mut text = String::new();
    for event in events {
        text.push_str(&event.to_line()?);
        text.push('\n');
    }
    Ok(text)
}

/// Reads a log strictly: the first line that is no event, or has the wrong number, is an error. Blank lines are skipped.
pub fn read_log(text: &str) -> Result<Vec<LoggedEvent>, LogError> {
    let (events, complaints) = read_lines(text.lines());
    match complaints.into_iter().next() {
        Some(complaint) => Err(complaint),
        None => Ok(events),
    }
}

/// Reads what can be read: every good line, and a complaint for every other. A line without `seq` (the series' own logs)
/// takes the next number; a number that does not rise is a complaint.
pub fn read_lines<'a>(lines: impl Iterator<Item = &'a str>) -> (Vec<LoggedEvent>, Vec<LogError>) {
    read_lines_from(1, lines)
}

/// The same for a part of a log whose first event has the number `first`.
pub fn read_lines_from<'a>(
    first: u64,
    lines: impl Iterator<Item = &'a str>,
) -> (Vec<LoggedEvent>, Vec<LogError>) {
    let first = first.max(1);
    let mut events: Vec<LoggedEvent> = Vec::new();
    let mut complaints = Vec::new();
    for (line, text) in (first..).zip(lines) {
        if text.trim().is_empty() {
            continue;
        }
        let next = events.last().map_or(first, |event| event.seq.saturating_add(1));
        match parse_line(text, next, complaints.is_empty()) {
            Ok(event) => events.push(event),
            Err(reason) => complaints.push(LogError { line, reason }),
        }
    }
    (events, complaints)
}

/// `contiguous` is false once a line was lost: from there on the numbers only have to rise.
fn parse_line(text: &str, next: u64, contiguous: bool) -> Result<LoggedEvent, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut event = LoggedEvent::from_value(&value)?;
    if event.seq == 0 {
        event.seq = next;
    }
    if event.seq < next || (contiguous && event.seq != next) {
        return Err(format!("event has seq {}, expected {next}", event.seq));
    }
    Ok(event)
}
