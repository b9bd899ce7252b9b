//! Events of unknown kinds, written by a newer version. They are kept unchanged, so that nothing is lost when an
//! older version reads and writes the log. No fold uses them.

use serde_json::{Map, Value};

/// The fields of the event, except its number and time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownEvent {
    fields: Map<String, Value>,
}

impl UnknownEvent {
    pub(super) fn of(fields: &Map<String, Value>) -> Self {
        let own = fields.iter().filter(|(key, _)| !matches!(key.as_str(), "seq" | "at"));
        Self { fields: own.map(|(key, value)| (key.clone(), value.clone())).collect() }
    }

    /// Returns the kind as the log names it.
    pub fn kind(&self) -> &str {
        self.fields.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    pub(super) fn point_anew(&mut self, new: impl Fn(u64) -> Option<u64>) {
        point_fields_anew(&mut self.fields, new);
    }
}

/// Updates the fields that refer to other events to their new numbers. References without a new number are left alone,
/// because this version does not know what they mean.
pub(super) fn point_fields_anew(fields: &mut Map<String, Value>, new: impl Fn(u64) -> Option<u64>) {
    for key in ["parent", "continues", "message", "call", "head"] {
        if let Some(value) = fields.get_mut(key)
            && let Some(number) = value.as_u64().and_then(&new)
        {
            *value = number.into();
        }
    }
}
