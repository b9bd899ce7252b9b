//! The records of the database as JavaScript objects, as the browser's developer tools show them. A record that is text
//! is one that the upgrade to objects left alone because it could not read it (`migrations::to_objects`); it is read as
//! what it is, so that what is wrong with it is reported. Knows nothing of transactions and keys.

use abcb_core::log::event::LoggedEvent;
use abcb_core::storage::store::{SessionMeta, StoreError};
use abcb_core::tool::notes::from_line;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::adapters::bridge;

/// The record of an event: its line of the log, which is also what is exported, and beside it what identifies the event.
/// The line is text because an object does not hold everything that JSON does: it would lose the order of keys that
/// look like numbers, the difference between `1` and `1.0`, and integers above 2^53.
#[derive(Serialize)]
struct EventRecord<'a> {
    seq: u64,
    at: u64,
    kind: &'a str,
    line: &'a str,
}

#[derive(Deserialize)]
struct StoredLine {
    line: String,
}

/// The part of a line that its record shows.
#[derive(Deserialize)]
struct Kind {
    kind: String,
}

#[derive(Deserialize, Serialize)]
struct NoteRecord {
    #[serde(default)]
    at: u64,
    text: String,
}

fn unwritable(reason: String) -> StoreError {
    StoreError::Backend { reason }
}

fn object(record: &impl Serialize) -> Result<JsValue, StoreError> {
    bridge::to_js(record).map_err(unwritable)
}

/// Reads a record that is an object or, if it is text, JSON.
fn read<T: DeserializeOwned>(record: JsValue) -> Result<T, String> {
    match record.as_string() {
        Some(text) => serde_json::from_str(&text).map_err(|error| error.to_string()),
        None => bridge::from_js(record),
    }
}

pub(super) fn session_record(meta: &SessionMeta) -> Result<JsValue, StoreError> {
    object(meta)
}

/// Reads the metadata of a session. The error says what is wrong with the record.
pub(super) fn read_session(record: JsValue) -> Result<SessionMeta, String> {
    read(record)
}

pub(super) fn event_record(event: &LoggedEvent) -> Result<JsValue, StoreError> {
    let line = event.to_line().map_err(|error| unwritable(error.reason))?;
    let Kind { kind } = serde_json::from_str(&line).map_err(|error| unwritable(error.to_string()))?;
    object(&EventRecord { seq: event.seq, at: event.at, kind: &kind, line: &line })
}

/// Returns the line of the log that the record holds. It is empty if the record is none of an event.
pub(super) fn line_of(record: JsValue) -> String {
    match record.as_string() {
        Some(line) => line,
        None => bridge::from_js(record).map(|StoredLine { line }| line).unwrap_or_default(),
    }
}

pub(super) fn note_record(at: u64, text: &str) -> Result<JsValue, StoreError> {
    object(&NoteRecord { at, text: text.to_owned() })
}

/// Returns when the note was written and what it says, or `None` if the record is not a note.
pub(super) fn read_note(record: JsValue) -> Option<(u64, String)> {
    match record.as_string() {
        Some(line) => from_line(&line),
        None => bridge::from_js(record).ok().map(|NoteRecord { at, text }| (at, text)),
    }
}
