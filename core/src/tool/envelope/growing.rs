//! The visible text of a reply that is streaming or was cut: the text of the answer without the JSON around it.

use std::borrow::Cow;

use super::bare_calls_in;
use super::written::{after_tags, after_thinking, may_become_tag};
use crate::base::json::leading_value;
use crate::tool::ARGUMENT_FIELDS;
use crate::tool::Protocol;

/// The visible part of the raw text `reply`, which may be incomplete.
pub fn shown_text(protocol: Option<Protocol>, reply: &str) -> Cow<'_, str> {
    match protocol {
        None => Cow::Borrowed(reply),
        Some(Protocol::Native) => Cow::Borrowed(without_calls(reply)),
        Some(Protocol::Envelope) => shown_answer(reply),
        // A filled-in form is for the loop only; any other guided reply is a plain-text answer.
        Some(Protocol::Guided) if reply.trim_start().starts_with('{') => Cow::Borrowed(""),
        Some(Protocol::Guided) => Cow::Borrowed(reply),
    }
}

/// Returns the reply if it is text. Calls, and text that may still become a call, are hidden. Fenced text is never a
/// call and is shown.
fn without_calls(reply: &str) -> &str {
    let is_cut_call = |text: &str| {
        let keys = ["{\"name\"", "{\"tool_name\"", "{\"function\"", "{\"type\"", "[{\"name\"", "<tool_call>"];
        let dense: String = text.chars().filter(|c| !c.is_whitespace()).take(14).collect();
        let begins = |key: &&str| dense.starts_with(*key) || key.starts_with(dense.as_str());
        !dense.is_empty() && keys.iter().any(begins) && !names_something_else(text)
    };
    let mut rest = after_tags(after_thinking(reply));
    let first = rest;
    while let Some((_, after)) = leading_value(rest).filter(|_| rest.starts_with(['{', '['])) {
        rest = after_tags(after);
    }
    let is_held = if may_become_tag(rest) {
        // So far there are only tags and no text, or complete calls.
        let whole = reply.strip_suffix(rest).unwrap_or(reply);
        rest.len() == first.len() || !bare_calls_in(whole).is_empty()
    } else {
        is_cut_call(rest)
    };
    if is_held { "" } else { reply }
}

/// Whether the key after `name` in JSON text, which may be incomplete, shows that the object is not a call.
fn names_something_else(text: &str) -> bool {
    let named = text.trim_start_matches(['{', '[', ' ', '\n', '\r', '\t']).strip_prefix("\"name\"");
    let value = named.and_then(|rest| rest.trim_start().strip_prefix(':'));
    let Some((_, after)) = value.and_then(|value| leading_value(value.trim_start())) else { return false };
    let key = after.trim_start().strip_prefix(',').and_then(|rest| leading_value(rest.trim_start()));
    let is_ours = |key: &str| ARGUMENT_FIELDS.contains(&key) || ["id", "type"].contains(&key);
    key.is_some_and(|(key, _)| key.as_str().is_none_or(|key| !is_ours(key)))
}

/// The visible text of an envelope reply: for an answer, its `content` so far; for a call, its note; for anything
/// that is not JSON, the text itself.
pub fn shown_answer(reply: &str) -> Cow<'_, str> {
    let text = reply.trim_start().trim_start_matches("```json").trim_start_matches("```").trim_start();
    if !text.starts_with('{') {
        return Cow::Borrowed(reply);
    }
    let key =
        if text.contains("\"tool_call\"") || text.contains("\"tool_name\"") { "note" } else { "content" };
    Cow::Owned(string_after_key(text, key).unwrap_or_default())
}

/// The string value of the first `key` in JSON text, which may be incomplete.
fn string_after_key(text: &str, key: &str) -> Option<String> {
    let after = text.split_once(&format!("\"{key}\""))?.1.trim_start().strip_prefix(':')?;
    let inside = after.trim_start().strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inside.find(|c: char| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    let mut raw = inside.get(..end.unwrap_or(inside.len()))?;
    // An incomplete escape sequence is dropped until the rest arrives; an invalid one is shown as it is.
    for _ in 0..12 {
        if let Ok(text) = serde_json::from_str(&format!("\"{}\"", raw.replace('\n', "\\n"))) {
            return Some(text);
        }
        let last = raw.chars().next_back()?.len_utf8();
        raw = raw.get(..raw.len() - last)?;
    }
    Some(inside.to_owned())
}
