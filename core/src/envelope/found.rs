//! Finds the calls in a reply that a server handed on as plain text. Small models write them bare, fenced, in tags, several
//! in a row, or with prose after them; the recordings of real servers are this module's tests.

use serde_json::Value;

use super::written::{after_wrapping, leading_value};

/// A call as it stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenCall {
    pub name: String,
    pub arguments: Value,
}

/// More calls than this in one reply are a model that rambles.
const MAX_CALLS: usize = 8;

/// The calls written in `reply`, in order and each once, and the words before the first of them. Calls that follow each
/// other directly all count; after the first words that come between, nothing does: there a small model makes up examples.
pub fn calls_in(reply: &str) -> (Vec<WrittenCall>, &str) {
    let mut calls: Vec<WrittenCall> = Vec::new();
    let Some((start, mut rest)) = first_place(reply) else { return (calls, reply) };
    while let Some((value, after)) = leading_value(rest) {
        let found = calls_of(&value);
        if found.is_empty() {
            break;
        }
        for call in found {
            if !calls.contains(&call) && calls.len() < MAX_CALLS {
                calls.push(call);
            }
        }
        rest = after_wrapping(after);
    }
    match calls.is_empty() {
        true => (calls, reply),
        false => (calls, reply.get(..start).unwrap_or_default().trim()),
    }
}

/// Whether a reply that consists of calls writes one of them a second time: from there on nothing new comes.
pub fn repeats_a_call(reply: &str) -> bool {
    let mut calls: Vec<WrittenCall> = Vec::new();
    let mut rest = after_wrapping(reply);
    while let Some((value, after)) = leading_value(rest) {
        for call in calls_of(&value) {
            if calls.contains(&call) {
                return true;
            }
            calls.push(call);
        }
        rest = after_wrapping(after);
    }
    false
}

/// Where the first call stands: the place where its wrapping begins, and the text from the call on. A call begins the
/// reply, a line, or what follows a tag.
fn first_place(reply: &str) -> Option<(usize, &str)> {
    let lines = reply.match_indices('\n').map(|(place, _)| place + 1);
    let tags = reply.match_indices("<tool_call>").map(|(place, _)| place);
    let call_at = |start: usize| {
        let text = after_wrapping(reply.get(start..)?);
        let is_call = text.starts_with(['{', '['])
            && leading_value(text).is_some_and(|(value, _)| !calls_of(&value).is_empty());
        is_call.then_some((start, text))
    };
    // A tag within a line comes after that line's beginning, which is no call itself.
    [0].into_iter().chain(lines).chain(tags).filter_map(call_at).min_by_key(|(start, _)| *start)
}

/// The calls that a JSON value is: one of the shapes in use, or a list of them.
fn calls_of(value: &Value) -> Vec<WrittenCall> {
    if let Some(list) = value.as_array().or_else(|| value.get("tool_calls").and_then(Value::as_array)) {
        return list.iter().filter_map(call_of).collect();
    }
    call_of(value).into_iter().collect()
}

fn call_of(value: &Value) -> Option<WrittenCall> {
    // `{"type":"function","function":{"name":…,"arguments":…}}`
    let value = value.get("function").filter(|inner| inner.is_object()).unwrap_or(value);
    let name = ["name", "tool_name", "function", "tool"].iter().find_map(|key| value.get(key)?.as_str())?;
    let arguments = ["arguments", "parameters", "args"].iter().find_map(|key| value.get(key))?;
    // The protocol puts the arguments into a string; models that have seen it write them so.
    let unpacked = arguments.as_str().and_then(|text| serde_json::from_str(text).ok());
    Some(WrittenCall { name: name.to_owned(), arguments: unpacked.unwrap_or_else(|| arguments.clone()) })
}
