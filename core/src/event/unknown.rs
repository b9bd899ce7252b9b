//! Events of kinds that this version does not know, as a newer one writes them: they are kept as they are, so that nothing is
//! lost on the way through this one. No fold heeds them.

use serde_json::{Map, Value};

use crate::json::{Fields, Object};

/// What stands in the log beside number and time.
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

    pub fn kind(&self) -> &str {
        self.fields.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn write<'a>(&self, object: &'a mut Object) -> &'a mut Object {
        self.fields.iter().fold(object, |object, (key, value)| object.set(key, value.clone()))
    }

    /// Puts the new numbers into the fields by which events point at others. What points nowhere stays: nobody here knows
    /// what it means.
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
