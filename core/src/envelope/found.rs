//! Reads a reply that a server handed on as plain text as calls, if it is calls and nothing else. Small models write them
//! bare, fenced, in tags or several in a row; the recordings of real servers are this module's tests. JSON is also what people
//! ask for, so who reads calls here has to look whether there is such a tool.

use serde_json::Value;

use super::written::{after_tags, after_thinking, after_wrapping, is_cut, leading_value};

/// A call as it stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenCall {
    pub name: String,
    pub arguments: Value,
}

/// More calls than this in one reply are a model that rambles.
const MAX_CALLS: usize = 8;

/// The calls of a reply that is calls and nothing else, in order and each once; none where a word stands beside them. A
/// call within other text is quoted, shown or made up, and nobody knows which.
pub fn calls_in(reply: &str) -> Vec<WrittenCall> {
    calls_between(reply, after_wrapping)
}

/// The same of a model that has a format of its own for calls: what it writes in a fence it shows.
pub fn bare_calls_in(reply: &str) -> Vec<WrittenCall> {
    calls_between(reply, after_tags)
}

fn calls_between(reply: &str, after_wrapping: fn(&str) -> &str) -> Vec<WrittenCall> {
    let mut calls: Vec<WrittenCall> = Vec::new();
    let mut rest = after_wrapping(after_thinking(reply));
    while !rest.is_empty() {
        let Some((value, after)) = leading_value(rest) else {
            // A reply that was cut in its last call is calls all the same; that one is not made.
            return if is_cut(rest) { calls } else { Vec::new() };
        };
        let found = calls_of(&value);
        if found.is_empty() {
            return Vec::new();
        }
        for call in found {
            if !calls.contains(&call) && calls.len() < MAX_CALLS {
                calls.push(call);
            }
        }
        rest = after_wrapping(after);
    }
    calls
}

/// Whether a reply that consists of calls of tools writes one of them a second time: from there on nothing new comes.
pub fn repeats_a_call(reply: &str, is_tool: impl Fn(&str) -> bool) -> bool {
    let mut calls: Vec<WrittenCall> = Vec::new();
    let mut rest = after_tags(reply);
    while let Some((value, after)) = leading_value(rest) {
        for call in calls_of(&value) {
            if calls.contains(&call) {
                return true;
            }
            if !is_tool(&call.name) {
                return false;
            }
            calls.push(call);
        }
        rest = after_tags(after);
    }
    false
}

/// The calls that a JSON value is: one of the shapes in use, or a list of them.
fn calls_of(value: &Value) -> Vec<WrittenCall> {
    let list = value.as_array().or_else(|| value.get("tool_calls").and_then(Value::as_array));
    let Some(list) = list else { return call_of(value).into_iter().collect() };
    // A list with something else in it is no list of calls.
    list.iter().map(call_of).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn call_of(value: &Value) -> Option<WrittenCall> {
    // `{"type":"function","function":{"name":…,"arguments":…}}`
    let value = value.get("function").filter(|inner| inner.is_object()).unwrap_or(value);
    let name = ["name", "tool_name", "function", "tool"].iter().find_map(|key| value.get(key)?.as_str())?;
    let arguments = ["arguments", "parameters", "args"].iter().find_map(|key| value.get(key))?;
    Some(WrittenCall { name: name.to_owned(), arguments: arguments.clone() })
}
