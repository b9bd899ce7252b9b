//! A span of a trace in OTLP's JSON form. 64-bit integers are strings there, enums are numbers, and ids are hexadecimal
//! (<https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding>).

use serde_json::{Value, json};

/// `SpanKind` of OTLP.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Internal = 1,
    Client = 3,
}

/// `STATUS_CODE_ERROR` of OTLP.
const ERROR: u32 = 2;

/// A span. `id` is the number of the event that began it, which is unique in its trace; times are in Unix-epoch
/// milliseconds.
pub(super) struct Span {
    pub id: u64,
    pub parent: Option<u64>,
    pub start: u64,
    pub end: Option<u64>,
    pub attributes: Vec<(&'static str, Value)>,
    kind: Kind,
    name: String,
    error: Option<String>,
}

impl Span {
    pub(super) fn new(id: u64, parent: Option<u64>, kind: Kind, name: String, start: u64) -> Self {
        Self { id, parent, start, end: None, attributes: Vec::new(), kind, name, error: None }
    }

    pub(super) fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        self.attributes.push((key, value.into()));
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Marks the span as failed. `error_type` is a short name, `message` says more and may be empty.
    pub(super) fn fail(&mut self, error_type: &str, message: &str) {
        self.set("error.type", error_type);
        self.error = Some(message.to_owned());
    }

    pub(super) fn to_value(&self, session_id: &str, trace_id: &str) -> Value {
        let attributes: Vec<Value> =
            self.attributes.iter().map(|(key, value)| attribute(key, value.clone())).collect();
        let status = self.error.as_ref().map(|message| json!({ "code": ERROR, "message": message }));
        let parent = self.parent.map(|parent| span_id(session_id, parent).into());
        let mut span = json!({
            "traceId": trace_id,
            "spanId": span_id(session_id, self.id),
            "name": self.name,
            "kind": self.kind as u32,
            "startTimeUnixNano": nanos(self.start),
            "endTimeUnixNano": nanos(self.end.unwrap_or(0).max(self.start)),
            "attributes": attributes,
        });
        if let Some(fields) = span.as_object_mut() {
            let optional = [("parentSpanId", parent), ("status", status)];
            fields.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        }
        span
    }
}

/// Returns an attribute: a string, an integer or a list of these.
pub(super) fn attribute(key: &str, value: Value) -> Value {
    json!({ "key": key, "value": any_value(value) })
}

fn any_value(value: Value) -> Value {
    match value {
        Value::Array(values) => {
            let values: Vec<Value> = values.into_iter().map(any_value).collect();
            json!({ "arrayValue": { "values": values } })
        }
        Value::Number(number) => json!({ "intValue": number.to_string() }),
        Value::String(text) => json!({ "stringValue": text }),
        other => json!({ "stringValue": other.to_string() }),
    }
}

/// Some programs keep the spans of all traces together, so an id has to be unique among them.
fn span_id(session_id: &str, id: u64) -> String {
    format!("{:016x}", hash(session_id, id))
}

/// FNV-1a, which gives the same ids at every export.
pub(super) fn hash(session_id: &str, number: u64) -> u64 {
    let bytes = session_id.bytes().chain(number.to_be_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn nanos(millis: u64) -> String {
    (u128::from(millis) * 1_000_000).to_string()
}
