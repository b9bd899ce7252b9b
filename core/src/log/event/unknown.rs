//! Events of unknown kinds, written by a newer version. They are kept unchanged, so that nothing is lost when an
//! older version reads and writes the log. No fold uses them.

use serde_json::{Map, Value};

use crate::base::json::{Fields, Object};

/// The fields of the event, except its number and time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownEvent {
    fields: Map<String, Value>,
}

impl UnknownEvent {
    pub(super) fn of(fields: Fields<'_>) -> Self {
        let is_own = |(key, _): &(&String, &Value)| !matches!(key.as_str(), "seq" | "at");
        let own = fields.all().filter(is_own);
        Self { fields: own.map(|(key, value)| (key.clone(), value.clone())).collect() }
    }

    /// Returns the kind as the log names it.
    pub fn kind(&self) -> &str {
        self.fields.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn write<'a>(&self, object: &'a mut Object) -> &'a mut Object {
        self.fields.iter().fold(object, |object, (key, value)| object.set(key, value.clone()))
    }

    /// Updates the fields that refer to other events to their new numbers. References without a new number are left
    /// alone, because this version does not know what they mean.
    pub(super) fn point_anew(&mut self, new: impl Fn(u64) -> Option<u64>) {
        for key in ["parent", "continues", "message", "call", "head"] {
            if let Some(value) = self.fields.get_mut(key)
                && let Some(number) = value.as_u64().and_then(&new)
            {
                *value = number.into();
            }
        }
    }
}
