//! Reads single fields of what a server sent. A field that has the wrong type counts as missing.

use serde_json::Value;

/// Returns a non-empty string: some servers send `""` for "not yet".
pub(super) fn text<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object.get(field)?.as_str().filter(|text| !text.is_empty())
}

pub(super) fn count(object: &Value, field: &str) -> Option<u32> {
    object.get(field)?.as_u64()?.try_into().ok()
}

/// Returns the objects of a list; none if there is no list.
pub(super) fn objects<'a>(object: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    let list = object.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter(|item| item.is_object())
}
