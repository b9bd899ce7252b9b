//! Where JSON stands in what a model writes: in fences, in tags, bare, with words after it.

use serde_json::Value;

/// What stands in the code fence that `text` is, its first line (the language) left out. An open fence goes to the end;
/// with words around it, it is only shown.
pub(super) fn whole_fence(text: &str) -> Option<&str> {
    let after = text.trim().strip_prefix("```")?;
    let inside = after.split_once('\n')?.1;
    inside.split_once("```").map_or(Some(inside), |(inside, after)| after.is_empty().then_some(inside))
}

/// `text` after the thinking that some servers leave before the answer.
pub(super) fn after_thinking(text: &str) -> &str {
    let start = text.trim_start();
    let answer = ["think", "thinking", "reason", "thought"].iter().find_map(|tag| {
        let thinking = start.strip_prefix(&format!("<{tag}>"))?;
        Some(thinking.split_once(&format!("</{tag}>"))?.1)
    });
    answer.unwrap_or(start)
}

/// The first JSON value of `text`, which begins with it, and what follows. `None` when it is cut or none.
pub(super) fn leading_value(text: &str) -> Option<(Value, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// Whether `text` is the beginning of an object or a list that does not end.
pub(super) fn is_cut(text: &str) -> bool {
    let value = serde_json::from_str::<Value>(text);
    text.starts_with(['{', '[']) && value.is_err_and(|error| error.is_eof())
}

/// `text` after everything that models put before and between their calls: white space, fences with their language, tags.
pub(super) fn after_wrapping(mut text: &str) -> &str {
    loop {
        let before = text;
        text = after_tags(text);
        if let Some(rest) = text.strip_prefix("```") {
            // The language, if there is one, ends the line.
            let word = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            text = if word.starts_with(['\n', '\r']) || word.is_empty() { word } else { rest };
        }
        if text.len() == before.len() {
            return text;
        }
    }
}

/// What models put around their calls.
const TAGS: [&str; 6] =
    ["<tool_call>", "</tool_call>", "<|tool_call|>", "[TOOL_CALLS]", "<tools>", "</tools>"];

/// Whether `text` is nothing, or the beginning of a tag that is still to come.
pub(super) fn may_become_tag(text: &str) -> bool {
    TAGS.iter().any(|tag| tag.starts_with(text))
}

/// The same without the fences.
pub(super) fn after_tags(mut text: &str) -> &str {
    loop {
        let before = text;
        text = text.trim_start();
        for tag in TAGS {
            text = text.strip_prefix(tag).unwrap_or(text);
        }
        if text.len() == before.len() {
            return text;
        }
    }
}
