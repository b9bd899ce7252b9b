//! Parses tool calls from a reply that the server returned as plain text, if the reply consists of calls and nothing
//! else. Small models write calls bare, fenced, in tags or several in a row; this module is tested with recordings of
//! real servers. Users also ask for JSON, so the caller has to check whether the named tool exists.

use serde_json::Value;

use super::written::{after_tags, after_thinking, after_wrapping, is_cut};
use crate::base::json::leading_value;
use crate::tool::{ARGUMENT_FIELDS, NAME_FIELDS};

/// A tool call as written in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenCall {
    /// The tool that the text names. It need not exist.
    pub name: String,
    /// The arguments as written, not checked.
    pub arguments: Value,
}

/// The maximum number of calls in one reply. A model that writes more is rambling.
const MAX_CALLS: usize = 8;

/// Returns the distinct calls of a reply that consists only of calls, in order; empty if there is any other text. A
/// call within other text may be a quotation, an example or made up, and there is no way to tell.
pub fn calls_in(reply: &str) -> Vec<WrittenCall> {
    calls_between(reply, after_wrapping)
}

/// The same for a model with native tool calls: a call in a code fence is an example and does not count.
pub fn bare_calls_in(reply: &str) -> Vec<WrittenCall> {
    calls_between(reply, after_tags)
}

fn calls_between(reply: &str, after_wrapping: fn(&str) -> &str) -> Vec<WrittenCall> {
    let mut calls: Vec<WrittenCall> = Vec::new();
    let mut rest = after_wrapping(after_thinking(reply));
    while !rest.is_empty() {
        let Some((value, after)) = leading_value(rest) else {
            // A reply that was cut in its last call still counts as calls, without that last one.
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

/// Whether a reply that consists of tool calls repeats one of them. Nothing new can be expected after that.
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

/// The calls in a JSON value: one of the known shapes, or a list of them.
fn calls_of(value: &Value) -> Vec<WrittenCall> {
    let list = value.as_array().or_else(|| value.get("tool_calls").and_then(Value::as_array));
    let Some(list) = list else { return call_of(value).into_iter().collect() };
    // A list with any other item in it is not a list of calls.
    list.iter().map(call_of).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn call_of(value: &Value) -> Option<WrittenCall> {
    // `{"type":"function","function":{"name":…,"arguments":…}}`
    let value = value.get("function").filter(|inner| inner.is_object()).unwrap_or(value);
    let name = NAME_FIELDS.iter().find_map(|key| value.get(key)?.as_str())?;
    let arguments = ARGUMENT_FIELDS.iter().find_map(|key| value.get(key))?;
    Some(WrittenCall { name: name.to_owned(), arguments: arguments.clone() })
}
