//! Reads what is left of a damaged export: one that was cut off, or one with a value that the parser refuses. Sessions,
//! events and messages are parsed one by one, so that a bad one costs only itself.

use serde_json::{Map, Value};

use super::text::parse;
use crate::base::json::leading_value;

/// How deep sessions are in a file: in it, in a list of bundles, in a bundle.
const MOST_DEPTH: u8 = 3;

/// Reads an object field by field, or a list item by item. What cannot be parsed is null. `None` if the text is neither.
pub(super) fn salvage(text: &str) -> Option<Value> {
    match text.trim() {
        list if list.starts_with('[') => Some(read_list(list, read_item)),
        object => read_object(object, 1),
    }
}

fn read_object(text: &str, depth: u8) -> Option<Value> {
    let mut fields = Map::new();
    for field in items(text.strip_prefix('{')?) {
        let Some((Value::String(name), rest)) = leading_value(field) else { continue };
        let value = rest.trim_start().strip_prefix(':').unwrap_or_default();
        let value = read_field(&name, value.trim(), depth);
        fields.insert(name, value);
    }
    Some(Value::Object(fields))
}

fn read_field(name: &str, text: &str, depth: u8) -> Value {
    let whole = read_item(text);
    match name {
        _ if !whole.is_null() => whole,
        "session" if depth < MOST_DEPTH => read_object(text, depth + 1).unwrap_or_default(),
        "sessions" if depth < MOST_DEPTH => read_list(text, |item| match read_item(item) {
            Value::Null => read_object(item, depth + 1).unwrap_or_default(),
            whole => whole,
        }),
        "events" | "messages" | "chat" => read_list(text, read_item),
        _ => Value::Null,
    }
}

fn read_list(text: &str, read: impl Fn(&str) -> Value) -> Value {
    let inside = text.strip_prefix('[').unwrap_or_default();
    items(inside).into_iter().map(|item| read(item.trim())).collect()
}

fn read_item(text: &str) -> Value {
    parse(text).map(|(value, _)| value).unwrap_or_default()
}

/// Splits the text after an opening bracket into the items up to its closing bracket. If that is missing, the last item
/// is what is left.
fn items(text: &str) -> Vec<&str> {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    let mut items = Vec::new();
    let mut start = 0;
    let mut end = text.len();
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => {
                end = place;
                break;
            }
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => {
                items.extend(text.get(start..place));
                start = place + 1;
            }
            _ => {}
        }
    }
    items.extend(text.get(start..end).filter(|last| !last.trim().is_empty()));
    items
}
