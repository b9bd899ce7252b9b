//! The event log: facts about a session in the order they happened, one JSON object a line. Append-only: nothing is ever
//! rewritten, so transcript, `Session` and title are all folds of it. Knows nothing of where the lines are kept.

pub(crate) mod json;

use serde_json::Value;

use crate::message::Role;
use crate::provider::{FinishReason, ProviderError, Usage};

/// One fact. The kinds and fields of the series (`user_message`, `model_response`, `tool_result`, `tool_denied`,
/// `final_answer`) keep their names; the rest is ours and optional, so a log of the series reads as one of ours.
///
/// A message is named by the `seq` of the event that made it. `parent` is the message before it, 0 for the start of the
/// conversation; where it is missing, the message follows whatever was the head.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// Identity of the session. The last one counts: an import that had to take a new id appends its own.
    SessionStarted {
        session_id: String,
        created_at: u64,
    },
    /// The user gave the session a title. An empty one goes back to the derived title.
    SessionRenamed {
        title: String,
    },
    /// A message that came from a file, whoever wrote it there.
    MessageImported {
        role: Role,
        content: String,
        parent: Option<u64>,
    },
    UserMessage {
        content: String,
        parent: Option<u64>,
    },
    /// Work on an answer began; everything up to `run_ended` belongs to it.
    RunStarted {
        /// `server`, `mock` or `in-page`.
        provider: String,
        base_url: Option<String>,
        model: Option<String>,
    },
    /// One model call began. Makes an assistant message with the `seq` of this event as its id.
    StepStarted {
        parent: u64,
        /// The cut answer that this one takes up; its text is the beginning of this one's.
        continues: Option<u64>,
    },
    /// What has come since the last such event: the checkpoint that a killed page leaves behind.
    ResponseDelta {
        message: u64,
        content: String,
        reasoning: String,
    },
    /// The model finished its reply; `content` is the whole raw text of this call.
    ModelResponse {
        content: String,
        message: Option<u64>,
        reasoning: String,
        finish_reason: Option<FinishReason>,
        model: Option<String>,
        usage: Usage,
    },
    /// The reply ended before the model was done; `content` is all the text that came.
    ResponseStopped {
        message: u64,
        content: String,
        reasoning: String,
        cause: StopCause,
        model: Option<String>,
        usage: Usage,
    },
    ToolResult {
        tool_name: String,
        output: String,
    },
    ToolDenied {
        tool_name: String,
    },
    FinalAnswer {
        content: String,
        message: Option<u64>,
    },
    RunEnded {
        status: RunStatus,
    },
    /// The user looks at another branch: `head` is now the tip that is shown and continued.
    HeadMoved {
        head: u64,
    },
}

/// Why a reply ended early.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StopCause {
    User,
    Error { error: ProviderError },
}

/// How a run ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RunStatus {
    Completed,
    Cancelled,
    Interrupted,
    Failed,
}

impl RunStatus {
    /// The word of the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        }
    }
}

/// An event as it stands in the log: numbered from 1 without gaps, stamped in Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoggedEvent {
    pub seq: u64,
    pub at: u64,
    pub event: Event,
}

impl LoggedEvent {
    /// One line of the log, without its newline.
    pub fn to_line(&self) -> Result<String, LogError> {
        serde_json::to_string(&self.to_value())
            .map_err(|error| LogError { line: self.seq, reason: error.to_string() })
    }
}

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
    let mut events: Vec<LoggedEvent> = Vec::new();
    let mut complaints = Vec::new();
    for (line, text) in (1u64..).zip(lines) {
        if text.trim().is_empty() {
            continue;
        }
        let next = events.last().map_or(1, |event| event.seq.saturating_add(1));
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

/// Numbers and stamps events: the one place where `seq` comes from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sequence {
    last: u64,
}

impl Sequence {
    /// Goes on after the event numbered `last`.
    pub fn after(last: u64) -> Self {
        Self { last }
    }

    /// The number that the next event will get.
    pub fn next(&self) -> u64 {
        self.last.saturating_add(1)
    }

    /// Numbers `events` without taking the numbers: that is `commit`'s, once they are stored.
    pub fn number(&self, at: u64, events: Vec<Event>) -> Vec<LoggedEvent> {
        (self.next()..).zip(events).map(|(seq, event)| LoggedEvent { seq, at, event }).collect()
    }

    pub fn commit(&mut self, events: &[LoggedEvent]) {
        if let Some(event) = events.last() {
            self.last = event.seq;
        }
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
