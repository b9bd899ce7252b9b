//! Imports logs from outside. Whatever wrote them, the events that are kept are renumbered from 1 without gaps, and
//! their numbers are integers within bounds, so that the store and every later reader accept them. A bad line costs
//! only that line.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::faults::{FieldFault, LogFault};
use super::unknown::point_fields_anew;
use super::{Event, LogError, LoggedEvent, MOST_STEPS};
use crate::base::json::whole;

/// The end of the year 9999, in Unix-epoch milliseconds. Later times are not plausible, and dates with five-digit
/// years break the layout of lists.
pub const MAX_MILLIS: u64 = 253_402_300_799_999;
/// The largest safe integer in JavaScript.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// The result of importing a log.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Foreign {
    /// The events that are kept, numbered from 1 without gaps.
    pub events: Vec<LoggedEvent>,
    /// The lines that are not valid events.
    pub lost: Vec<LogError>,
    /// The lines of an unknown kind, with that kind. They are kept as they are.
    pub unknown: Vec<(u64, String)>,
}

/// Reads the lines of a log one by one. Each is blank (`None`), invalid JSON with the reason, or a value. Every valid
/// line becomes an event, every other one an error. Lines of unknown kinds are only kept if the log has lines of
/// known kinds too.
#[derive(Default)]
pub struct ForeignReader {
    log: Renumbered,
    /// The number of lines read so far.
    line: u64,
    lost: Vec<LogError>,
    unknown: Vec<(u64, String)>,
}

impl ForeignReader {
    /// Reads the next line.
    pub fn take(&mut self, value: Option<Result<Value, String>>) {
        self.line += 1;
        let line = self.line;
        let Some(value) = value else { return };
        match value.and_then(|value| self.log.take(value)) {
            Ok(kind) => self.unknown.extend(kind.map(|kind| (line, kind))),
            Err(reason) => self.lost.push(LogError { line, reason }),
        }
    }

    /// Returns what was read.
    pub fn end(self) -> Foreign {
        let Self { log, mut lost, mut unknown, .. } = self;
        let mut events = log.events;
        if unknown.len() == events.len() {
            events.clear();
            lost.extend(unknown.drain(..).map(|(line, kind)| {
                let reason = FieldFault::UnknownKind { word: kind }.to_string();
                LogError { line, reason }
            }));
            lost.sort_by_key(|error| error.line);
        }
        Foreign { events, lost, unknown }
    }
}

/// A log with new numbers.
#[derive(Default)]
struct Renumbered {
    events: Vec<LoggedEvent>,
    /// Maps old numbers to new numbers.
    numbers: BTreeMap<u64, u64>,
    /// The old number of the latest line, given or assumed.
    last: u64,
}

impl Renumbered {
    /// Adds a line. Returns its kind if that is unknown.
    fn take(&mut self, mut value: Value) -> Result<Option<String>, String> {
        let next = self.last.saturating_add(1).min(MAX_NUMBER);
        let old = value.get("seq").and_then(|seq| whole(seq, MAX_NUMBER)).filter(|seq| *seq > 0);
        let old = old.unwrap_or(next);
        if self.numbers.contains_key(&old) {
            return Err(LogFault::NumberTaken { n: old }.to_string());
        }
        self.last = old;
        if let Some(fields) = value.as_object_mut() {
            fields.shift_remove("seq");
            if let Some(at) = fields.get_mut("at") {
                *at = whole(at, MAX_MILLIS).unwrap_or(0).into();
            }
        }
        let mut logged = match LoggedEvent::from_value(&value) {
            // The meaning and the bounds of its numbers are unknown, so they are left alone.
            Ok(logged) if matches!(logged.event, Event::Unknown(_)) => logged,
            Ok(_) | Err(_) => {
                value.as_object_mut().map(make_whole);
                LoggedEvent::from_value(&value)?
            }
        };
        let unknown = match &logged.event {
            Event::Unknown(unknown) => Some(unknown.kind().to_owned()),
            _ => None,
        };
        if let Event::BranchRemoved { message } | Event::BranchRestored { message } = &logged.event
            && !self.numbers.contains_key(message)
        {
            return Err(LogFault::NoParent { n: *message }.to_string());
        }
        let seq = self.events.last().map_or(1, |event| event.seq + 1);
        logged.seq = seq;
        let new = |old: u64| self.numbers.get(&old).copied();
        point_anew(&mut logged.event, seq, new);
        point_fields_anew(&mut logged.unknown_fields, new);
        self.numbers.insert(old, seq);
        self.events.push(logged);
        Ok(unknown)
    }
}

/// Converts the numbers of an event to integers within bounds: fractions are rounded, negative numbers become 0, and
/// numbers that are too large become the maximum. Values that are not numbers are left alone.
fn make_whole(fields: &mut Map<String, Value>) {
    for (key, value) in fields.iter_mut() {
        match (key.as_str(), value) {
            ("created_at", value) => bound(value, MAX_MILLIS),
            ("parent" | "continues" | "message" | "call" | "head" | "first", value) => bound_reference(value),
            ("left_out" | "shortened" | "used" | "size", value) => bound(value, u64::from(u32::MAX)),
            ("agent", Value::Object(agent)) => {
                if let Some(steps) = agent.get_mut("max_steps") {
                    bound(steps, MOST_STEPS as u64);
                }
            }
            ("usage", Value::Object(usage)) => usage.values_mut().for_each(|value| {
                bound(value, u64::from(u32::MAX));
            }),
            _ => {}
        }
    }
}

fn bound(value: &mut Value, most: u64) {
    if let Some(number) = whole(value, most) {
        *value = number.into();
    }
}

/// Bounds a reference to another event. A negative number refers to no event; it must not become 0, the start of the
/// conversation.
fn bound_reference(value: &mut Value) {
    if let Some(number) = whole(value, MAX_NUMBER) {
        let is_negative = value.as_f64().is_some_and(|number| number < 0.0);
        *value = if is_negative { MAX_NUMBER } else { number }.into();
    }
}

/// Updates the references of an event to the new numbers. A reference to a line that was dropped or comes later is
/// removed. If the field is required, it is set to the event itself (`seq`), which the fold treats as a missing
/// reference.
fn point_anew(event: &mut Event, seq: u64, new: impl Fn(u64) -> Option<u64>) {
    let rename = |id: &mut u64| *id = if *id == 0 { 0 } else { new(*id).unwrap_or(seq) };
    let rename_some = |id: &mut Option<u64>| *id = id.and_then(|id| if id == 0 { Some(0) } else { new(id) });
    match event {
        Event::MessageImported { parent, .. } | Event::UserMessage { parent, .. } => rename_some(parent),
        Event::StepStarted { parent, continues, .. } => {
            rename(parent);
            rename_some(continues);
        }
        Event::ModelResponse { message, .. } | Event::FinalAnswer { message, .. } => rename_some(message),
        // Without the message, the call stands on its own.
        Event::ToolRequested { message, .. } => *message = new(*message).unwrap_or(0),
        Event::ContextFitted { message, fit } => {
            rename(message);
            rename_some(&mut fit.first);
        }
        Event::ProtocolChanged { message, .. }
        | Event::ResponseDelta { message, .. }
        | Event::ResponseStopped { message, .. }
        | Event::BranchRemoved { message }
        | Event::BranchRestored { message } => rename(message),
        Event::ApprovalAsked { call }
        | Event::ApprovalDecided { call, .. }
        | Event::ToolStarted { call }
        | Event::ArtifactKept { call, .. }
        | Event::ToolFailed { call, .. } => rename(call),
        Event::ToolResult { call, .. } | Event::ToolDenied { call, .. } => rename_some(call),
        Event::HeadMoved { head } => rename(head),
        Event::Unknown(unknown) => unknown.point_anew(new),
        Event::SessionStarted { .. }
        | Event::SessionRenamed { .. }
        | Event::SessionForked { .. }
        | Event::SessionImported
        | Event::InstructionsSet { .. }
        | Event::SessionPinned { .. }
        | Event::RunStarted { .. }
        | Event::SystemPrompt { .. }
        | Event::Feedback { .. }
        | Event::RunEnded { .. } => {}
    }
}

#[cfg(test)]
#[path = "foreign_tests.rs"]
mod tests;
