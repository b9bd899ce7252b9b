//! Helpers shared by the tests of templates.

use super::{TemplateError, Value};

pub(crate) fn from_json(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::None,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(from_json).collect()),
        Json::Object(entries) => Value::map(entries.iter().map(|(k, v)| (k.clone(), from_json(v))).collect()),
    }
}

/// `raise_exception`.
pub(crate) fn refuse(arguments: &[Value]) -> Result<Value, TemplateError> {
    Err(TemplateError::new(arguments.first().map(Value::to_string).unwrap_or_default()))
}
