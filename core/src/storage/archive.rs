//! Session export and import. Importing saves whatever it can: it returns the sessions it found and a complaint for
//! every part it could not use.

mod adopt;
mod entries;
mod faults;
mod html;
mod markdown;
mod other_apps;
mod salvage;
mod text;
mod write;
mod zip;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

pub use adopt::{ImportExtras, adopt, adopt_with_pauses, is_of_a_run, is_safe_id};
pub use entries::{LOG, NOTES, SESSIONS, notes_file, read_entries, session_files};
pub use faults::ImportFault;
pub use html::{HtmlLabels, html_sources, html_text};
pub use markdown::{MarkdownLabels, markdown_text};
use write::bundle_parts;
pub use write::{BUNDLE_FORMAT, BUNDLE_VERSION, BUNDLES_FORMAT, Bundles, bundle_text, date, session_text};
pub use zip::{Unzipped, is_zip, unzip, zip};

use crate::agent::SessionState;
use crate::base::json::{read, whole};
use crate::conversation::message::{Message, Role};
use crate::conversation::session::Session;
use crate::log::event::{Event, Foreign, ForeignReader, LogError, LoggedEvent, MAX_MILLIS, Sequence};
use crate::log::transcript::Transcript;
use crate::settings::exchange::SETTINGS_FORMAT;
use salvage::salvage;
use text::{parse, text_of};

/// The lines before the first one of a file of lines that may be damaged.
const MOST_DAMAGED_LINES: usize = 20;
/// How much is said of a log of which nothing can be used: it may be any other file with thousands of lines.
const MOST_COMPLAINTS: usize = 8;

/// A session found in a file, with the event log it will have. `id` is the file's session id; the store may have to
/// choose another one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// The session's id according to the file; may be empty or unsafe, see [`is_safe_id`].
    pub id: String,
    /// 0 if the file does not say, as in sessions from the series' early chapters.
    pub created_at: u64,
    /// The title for the list: the file's own, or the beginning of the first message.
    pub title: String,
    /// The number of messages of the branch that is shown.
    pub messages: usize,
    /// What the import contains besides messages that influences the model.
    pub brought: ImportExtras,
    /// The log, numbered from 1.
    pub events: Vec<LoggedEvent>,
    /// How it relates to what is stored here.
    pub arrival: Arrival,
}

/// How a session that was found relates to the stored sessions.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Arrival {
    /// Nothing is known of a stored session that it belongs to.
    #[default]
    New,
    /// Its log is that of the stored session with its id, and this many events more.
    Continues {
        /// The number of events that are not stored yet.
        events: usize,
    },
    /// It has the beginning of the stored session with its id, and another end.
    Diverged,
}

/// The result of reading one file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reading {
    /// The sessions, in the order of the file.
    pub found: Vec<Found>,
    /// What could not be used; empty if all of it was.
    pub complaints: Vec<ImportProblem>,
    /// The notes, each with the time at which it was written.
    pub notes: Vec<(u64, String)>,
}

/// A part of a file that could not be used or understood, as a message for the user.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportProblem {
    /// The line number, counted from 1, if the file is read line by line.
    pub line: Option<u64>,
    /// A sentence for the user.
    pub reason: String,
}

impl From<LogError> for ImportProblem {
    fn from(error: LogError) -> Self {
        Self { line: Some(error.line), reason: error.reason }
    }
}

impl ImportProblem {
    fn whole(fault: &ImportFault) -> Self {
        Self { line: None, reason: fault.to_string() }
    }
}

/// A callback that is called repeatedly while a large file is read. Returns a future to await if it is time to yield to
/// other tasks.
pub type Pause<'a> = &'a dyn Fn() -> Option<LocalBoxFuture<'static, ()>>;

async fn rest(pause: Pause<'_>) {
    if let Some(others) = pause() {
        others.await;
    }
}

/// Reads a file by its content, regardless of its name: a session, a session with its log, several of these, a bare
/// event log, or the export of another app.
pub fn read_file(bytes: &[u8]) -> Reading {
    read_file_with_pauses(bytes, &|| None).now_or_never().unwrap_or_default()
}

/// Same as [`read_file`], but yields wherever `pause` asks for it.
pub async fn read_file_with_pauses(bytes: &[u8], pause: Pause<'_>) -> Reading {
    let (text, remark) = text_of(bytes);
    rest(pause).await;
    let mut reading = read_text(text.trim_start_matches('\u{feff}').trim(), pause).await;
    if !reading.found.is_empty() {
        reading.complaints.extend(remark.as_ref().map(ImportProblem::whole));
    }
    reading
}

async fn read_text(text: &str, pause: Pause<'_>) -> Reading {
    if text.is_empty() {
        return hopeless(&ImportFault::Empty);
    }
    let line = first_of_lines(text, 1);
    if line.as_ref().is_some_and(other_apps::is_of_jsonl) {
        return other_apps::read_jsonl(text);
    }
    if line.is_some_and(|value| value.get("kind").is_some()) {
        let mut reading = read_event_log(text, pause).await;
        if reading.found.is_empty() {
            reading.complaints.truncate(MOST_COMPLAINTS);
        }
        return reading;
    }
    let parsed = parse(text);
    rest(pause).await;
    let (value, has_halves) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return read_damaged(text, &error, pause).await,
    };
    let mut reading = match () {
        () if value.get("kind").is_some() => return read_event_log(text, pause).await,
        () => read_value(&value, pause).await,
    };
    if has_halves && !reading.found.is_empty() {
        reading.complaints.push(ImportProblem::whole(&ImportFault::HalvesReplaced));
    }
    reading
}

/// Returns the first object that is a line of its own among the first `most` of several lines.
fn first_of_lines(text: &str, most: usize) -> Option<Value> {
    if !text.contains('\n') {
        return None;
    }
    let objects = text.lines().take(most).filter_map(|line| parse(line).ok());
    objects.map(|(value, _)| value).find(Value::is_object)
}

async fn read_value(value: &Value, pause: Pause<'_>) -> Reading {
    match () {
        () if value.get("format").is_some() => read_bundle(value, pause).await,
        () => other_apps::read_value(value).unwrap_or_else(|| match value.get("messages") {
            Some(_) => read_session(value),
            None => hopeless(&ImportFault::OtherJson),
        }),
    }
}

/// Reads what is left of a file that is not JSON as a whole.
async fn read_damaged(text: &str, error: &serde_json::Error, pause: Pause<'_>) -> Reading {
    let is_export = |value: &Value| {
        value.is_array() || ["format", "messages", "chat"].iter().any(|key| value.get(key).is_some())
    };
    let mut reading = match salvage(text).filter(is_export) {
        Some(value) => read_value(&value, pause).await,
        None if first_of_lines(text, MOST_DAMAGED_LINES).as_ref().is_some_and(other_apps::is_of_jsonl) => {
            return other_apps::read_jsonl(text);
        }
        None if text.contains("\"kind\"") => return or_not_json(read_event_log(text, pause).await, error),
        None => return not_json(error),
    };
    reading.found.retain(|found| !found.events.is_empty());
    let damage = ImportFault::Damaged { error: error.to_string() };
    reading.complaints.insert(0, ImportProblem::whole(&damage));
    or_not_json(reading, error)
}

fn or_not_json(reading: Reading, error: &serde_json::Error) -> Reading {
    if reading.found.is_empty() { not_json(error) } else { reading }
}

fn not_json(error: &serde_json::Error) -> Reading {
    hopeless(&ImportFault::NotJson { error: error.to_string() })
}

fn hopeless(fault: &ImportFault) -> Reading {
    Reading { complaints: vec![ImportProblem::whole(fault)], ..Reading::default() }
}

async fn read_event_log(text: &str, pause: Pause<'_>) -> Reading {
    let mut has_halves = false;
    let mut reader = ForeignReader::default();
    for line in text.lines() {
        let is_blank = line.trim().is_empty();
        let value = (!is_blank).then(|| parse(line).map_err(|error| error.to_string()));
        reader.take(value.map(|value| {
            value.map(|(value, is_mended)| {
                has_halves |= is_mended;
                value
            })
        }));
        rest(pause).await;
    }
    let Foreign { events, lost, unknown } = reader.end();
    let transcript = fold(&events, pause).await;
    let hidden = all_hidden(&transcript);
    let mut complaints = complaints(lost, unknown);
    complaints.extend(hidden);
    complaints.extend(has_halves.then(|| ImportProblem::whole(&ImportFault::HalvesReplaced)));
    Reading { found: found_in(events, &transcript).into_iter().collect(), complaints, ..Reading::default() }
}

/// Folds a log.
pub async fn fold(events: &[LoggedEvent], pause: Pause<'_>) -> SessionState {
    let mut state = SessionState::default();
    for event in events {
        state.apply(event);
        rest(pause).await;
    }
    state
}

/// Returns a complaint if a log has messages but shows none.
fn all_hidden(transcript: &Transcript) -> Option<ImportProblem> {
    let is_so = transcript.path().is_empty() && !transcript.is_empty();
    is_so.then(|| ImportProblem::whole(&ImportFault::AllHidden))
}

fn complaints(lost: Vec<LogError>, unknown: Vec<(u64, String)>) -> Vec<ImportProblem> {
    let kept = unknown
        .into_iter()
        .map(|(line, kind)| ImportProblem::whole(&ImportFault::UnknownKind { line, kind }));
    lost.into_iter().map(ImportProblem::from).chain(kept).collect()
}

/// Builds a session from a log that comes without one.
fn found_in(events: Vec<LoggedEvent>, transcript: &Transcript) -> Option<Found> {
    let first = events.first()?.at;
    let session = transcript.to_session("", first);
    Some(as_found(session, String::new(), events, transcript))
}

async fn read_bundle(value: &Value, pause: Pause<'_>) -> Reading {
    let format = value.get("format").and_then(Value::as_str).unwrap_or_default();
    if format == SETTINGS_FORMAT {
        return hopeless(&ImportFault::Settings);
    }
    if format != BUNDLE_FORMAT && format != BUNDLES_FORMAT {
        return hopeless(&ImportFault::OtherFormat);
    }
    if value
        .get("version")
        .and_then(|version| whole(version, u64::MAX))
        .is_none_or(|version| version > BUNDLE_VERSION)
    {
        return hopeless(&ImportFault::Newer);
    }
    match format == BUNDLE_FORMAT {
        true => read_one_bundle(value, pause).await,
        false => read_bundles(value, pause).await,
    }
}

/// Reads several bundles. An error in one bundle does not affect the others.
async fn read_bundles(value: &Value, pause: Pause<'_>) -> Reading {
    let Some(bundles) = value.get("sessions").and_then(Value::as_array) else {
        return hopeless(&ImportFault::SessionsNoList);
    };
    let mut all = Reading::default();
    for (number, bundle) in (1u64..).zip(bundles) {
        let reading = read_one_bundle(bundle, pause).await;
        all.found.extend(reading.found);
        all.complaints.extend(reading.complaints.into_iter().map(|complaint| {
            let event = complaint.line.map(|line| format!(", event {line}")).unwrap_or_default();
            ImportProblem { line: None, reason: format!("Session {number}{event}: {}", complaint.reason) }
        }));
    }
    if bundles.is_empty() { hopeless(&ImportFault::NoSession) } else { all }
}

async fn read_one_bundle(value: &Value, pause: Pause<'_>) -> Reading {
    let all = value.get("events").filter(|events| !events.is_null());
    let is_no_list = all.is_some_and(|events| !events.is_array());
    let values = all.and_then(Value::as_array).into_iter().flatten();
    let mut reader = ForeignReader::default();
    for value in values {
        reader.take(Some(Ok(value.clone())));
        rest(pause).await;
    }
    let Foreign { events, lost, unknown } = reader.end();
    let transcript = fold(&events, pause).await;
    let mut reading = value.get("session").map_or_else(|| hopeless(&ImportFault::NoSession), read_session);
    let title = value.get("title").and_then(Value::as_str).unwrap_or_default();
    match reading.found.first_mut() {
        _ if events.is_empty() => {}
        // The log contains every branch; the session next to it only the branch that was shown.
        Some(session) => {
            session.messages = transcript.path().len();
            session.brought = ImportExtras::by(&events, &transcript);
            session.events = events;
            reading.complaints.extend(all_hidden(&transcript));
            title.clone_into(&mut session.title);
        }
        // The log alone is enough to reconstruct the session.
        None => {
            let found = found_in(events, &transcript);
            reading.found.extend(found.map(|found| match title.is_empty() {
                true => found,
                false => Found { title: title.to_owned(), ..found },
            }));
        }
    }
    if is_no_list {
        reading.complaints.push(ImportProblem::whole(&ImportFault::EventsNoList));
    }
    reading.complaints.extend(complaints(lost, unknown));
    reading
}

/// Reads the series' session file message by message, so that an invalid message costs only itself.
fn read_session(value: &Value) -> Reading {
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
    let created_at = value.get("created_at").and_then(|at| whole(at, MAX_MILLIS)).unwrap_or(0);
    let mut session = Session::new(id, created_at);
    let mut complaints = Vec::new();
    let Some(messages) = value.get("messages").and_then(Value::as_array) else {
        return hopeless(&ImportFault::MessagesNoList);
    };
    for (number, message) in (1u64..).zip(messages) {
        match read::<Message>(message, "a message") {
            Ok(message) => session.push_message(message),
            Err(error) => complaints.push(ImportProblem::whole(&ImportFault::Message { number, error })),
        }
    }
    let told = |message: &Message| message.role == Role::System && !message.content.trim().is_empty();
    let events = session.messages.iter().enumerate().map(|(place, message)| {
        let content = message.content.clone();
        // A leading system message becomes the session's instructions, which the user can edit.
        match place == 0 && told(message) {
            true => Event::InstructionsSet { content },
            false => Event::imported(message.role, content, None),
        }
    });
    let events = Sequence::default().number(created_at, events.collect());
    let transcript = Transcript::from_log(&events);
    let found = vec![as_found(session, String::new(), events, &transcript)];
    Reading { found, complaints, ..Reading::default() }
}

fn as_found(session: Session, title: String, events: Vec<LoggedEvent>, transcript: &Transcript) -> Found {
    let first = session.messages.iter().find(|message| message.role == Role::User);
    let excerpt = first.and_then(|message| message.content.trim().lines().next()).unwrap_or_default();
    let title = if title.is_empty() { excerpt.chars().take(80).collect() } else { title };
    let brought = ImportExtras::by(&events, transcript);
    let messages = session.messages.len();
    let arrival = Arrival::New;
    Found { id: session.id, created_at: session.created_at, title, messages, brought, events, arrival }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
