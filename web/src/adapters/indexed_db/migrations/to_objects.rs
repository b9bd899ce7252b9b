//! Version 3: records were JSON text and become objects. Text that is no record, and a record with a number that
//! JavaScript cannot hold, stay text.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

use crate::adapters::bridge;

/// An event: its line of the log, unchanged, and what identifies the event.
#[derive(Serialize)]
struct Event {
    seq: u64,
    at: u64,
    kind: String,
    line: String,
}

#[derive(Serialize)]
struct Note {
    at: u64,
    text: String,
}

/// The start of a line. Lines in the format of the tutorial series have neither number nor time.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    at: u64,
    kind: String,
}

pub fn session(record: &JsValue) -> Option<JsValue> {
    bridge::to_js(&fields(record)?).ok()
}

pub fn event(record: &JsValue) -> Option<JsValue> {
    let line = record.as_string()?;
    let Head { seq, at, kind } = serde_json::from_str(&line).ok()?;
    bridge::to_js(&Event { seq, at, kind, line }).ok()
}

pub fn note(record: &JsValue) -> Option<JsValue> {
    let fields = fields(record)?;
    let text = fields.get("text")?.as_str()?.to_owned();
    bridge::to_js(&Note { at: fields.get("at").and_then(Value::as_u64).unwrap_or(0), text }).ok()
}

/// Reads the text of a JSON object.
fn fields(record: &JsValue) -> Option<Map<String, Value>> {
    serde_json::from_str(&record.as_string()?).ok()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn what_cannot_be_an_object_stays_text() {
        let too_large = r#"{"seq":9007199254740993,"at":1,"kind":"head_moved","head":0}"#;
        for text in ["", "no record", "7", "[]", r#"{"seq":1,"at":1}"#, too_large] {
            assert_eq!(event(&text.into()), None, "{text}");
        }
        for text in ["", "no record", "7", "[]", r#"{"created_at":9007199254740993}"#] {
            assert_eq!(session(&text.into()), None, "{text}");
            assert_eq!(note(&text.into()), None, "{text}");
        }
        assert_eq!(session(&js_sys::Object::new().into()), None, "it is an object already");
    }
}
