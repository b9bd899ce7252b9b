//! Reads and writes whole logs as text, one event per line. Reading is either strict, for audits, or lenient: then it
//! returns every good line and an error for each bad one.

use serde_json::Value;

use super::LoggedEvent;
use super::faults::LogFault;

/// A line of a log that is not a valid event, with what is needed to fix or remove it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LogError {
    /// The line number, starting at 1.
    pub line: u64,
    /// What is wrong with the line, as a clause.
    pub reason: String,
}

impl LoggedEvent {
    /// Returns the event as one line of the log, without a newline.
    ///
    /// # Errors
    /// A [`LogError`] if the event cannot be written as JSON. No event that was made by this crate has that problem.
    pub fn to_line(&self) -> Result<String, LogError> {
        serde_json::to_string(&self.to_value())
            .map_err(|error| LogError { line: self.seq, reason: error.to_string() })
    }
}

/// Serializes a whole log, one event per line.
///
/// # Errors
/// A [`LogError`] that names the event which cannot be written as JSON. No event that was made by this crate has that problem.
pub fn write_log(events: &[LoggedEvent]) -> Result<String, LogError> {
    let mut text = String::new();
    for event in events {
        text.push_str(&event.to_line()?);
        text.push('\n');
    }
    Ok(text)
}

/// Reads a log strictly: the first line that is not an event or has the wrong number is an error. Blank lines are
/// skipped. A line without `seq`, as in the logs of the tutorial series, takes the next number.
///
/// # Errors
/// The first line that is no event or has the wrong number.
pub fn read_log(text: &str) -> Result<Vec<LoggedEvent>, LogError> {
    let mut events: Vec<LoggedEvent> = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let next = events.last().map_or(1, |event| event.seq.saturating_add(1));
        let event = parse_line(text, next).map_err(|reason| LogError { line, reason })?;
        if event.seq != next {
            let reason = LogFault::WrongNumber { seq: event.seq, next }.to_string();
            return Err(LogError { line, reason });
        }
        events.push(event);
    }
    Ok(events)
}

/// Reads as much as possible of a stored log, or of a part whose first event has the number `first`: returns every good
/// line, in the order of the numbers, and an error for every other line and every missing number.
pub fn read_lines<'a>(first: u64, lines: impl Iterator<Item = &'a str>) -> (Vec<LoggedEvent>, Vec<LogError>) {
    let lines: Vec<Result<LoggedEvent, String>> =
        lines.filter(|text| !text.trim().is_empty()).map(|text| parse_line(text, 0)).collect();
    let mut events: Vec<LoggedEvent> = Vec::new();
    let mut complaints = Vec::new();
    // The number that the next line should have.
    let mut next = first.max(1);
    for (place, line) in lines.iter().enumerate() {
        let after = events.last().map_or(0, |event| event.seq);
        let rest = lines.get(place + 1..).unwrap_or_default();
        match line.as_ref().map(|event| numbered(event, next)) {
            // A single wrong number must not cost the lines after it.
            Ok(event) if event.seq <= after || event.seq > next && is_leap(&event, rest, after) => {
                let reason = LogFault::WrongNumber { seq: event.seq, next }.to_string();
                complaints.push(LogError { line: next, reason });
                next = next.saturating_add(1);
            }
            Ok(event) => {
                if event.seq > next {
                    complaints.push(LogError { line: next, reason: missing(next, event.seq - 1) });
                }
                next = event.seq.saturating_add(1);
                events.push(event);
            }
            Err(reason) => {
                complaints.push(LogError { line: next, reason: reason.clone() });
                next = next.saturating_add(1);
            }
        }
    }
    (events, complaints)
}

/// Whether the number of `event` is too high: the next numbered line in `rest` continues with a number at or below
/// it.
fn is_leap(event: &LoggedEvent, rest: &[Result<LoggedEvent, String>], after: u64) -> bool {
    let follows = rest.iter().flatten().map(|other| other.seq).find(|seq| *seq != 0);
    follows.is_some_and(|seq| seq > after && seq <= event.seq)
}

fn missing(first: u64, last: u64) -> String {
    let fault =
        if first == last { LogFault::Missing { n: first } } else { LogFault::MissingRow { first, last } };
    fault.to_string()
}

fn numbered(event: &LoggedEvent, next: u64) -> LoggedEvent {
    let seq = if event.seq == 0 { next } else { event.seq };
    LoggedEvent { seq, ..event.clone() }
}

fn parse_line(text: &str, next: u64) -> Result<LoggedEvent, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut event = LoggedEvent::from_value(&value)?;
    if event.seq == 0 {
        event.seq = next;
    }
    Ok(event)
}
