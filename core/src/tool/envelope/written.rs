//! Finds the JSON in a model's output: in fences, in tags, bare, or with text after it.

use serde_json::Value;

/// The content of the code fence that makes up `text`, without its first line (the language). A fence that is not
/// closed extends to the end. `None` if there is text around the fence: then it is only an example.
pub(super) fn whole_fence(text: &str) -> Option<&str> {
    let after = text.trim().strip_prefix("```")?;
    let inside = after.split_once('\n')?.1;
    inside.split_once("```").map_or(Some(inside), |(inside, after)| after.is_empty().then_some(inside))
}

/// `text` without the thinking that some servers leave before the answer.
pub(super) fn after_thinking(text: &str) -> &str {
    let start = text.trim_start();
    let answer = ["think", "thinking", "reason", "thought"].iter().find_map(|tag| {
        let thinking = start.strip_prefix(&format!("<{tag}>"))?;
        Some(thinking.split_once(&format!("</{tag}>"))?.1)
    });
    answer.unwrap_or(start)
}

/// Whether `text` is the start of an incomplete object or array.
pub(super) fn is_cut(text: &str) -> bool {
    let value = serde_json::from_str::<Value>(text);
    text.starts_with(['{', '[']) && value.is_err_and(|error| error.is_eof())
}

/// `text` without anything that models put before and between their calls: whitespace, fences with their language,
/// tags.
pub(super) fn after_wrapping(mut text: &str) -> &str {
    loop {
        let before = text;
        text = after_tags(text);
        if let Some(rest) = text.strip_prefix("```") {
            // A language, if any, fills the rest of the line.
            let word = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            text = if word.starts_with(['\n', '\r']) || word.is_empty() { word } else { rest };
        }
        if text.len() == before.len() {
            return text;
        }
    }
}

/// The tags that models put around their calls.
const TAGS: [&str; 6] =
    ["<tool_call>", "</tool_call>", "<|tool_call|>", "[TOOL_CALLS]", "<tools>", "</tools>"];

/// Whether `text` is empty or the start of a tag.
pub(super) fn may_become_tag(text: &str) -> bool {
    TAGS.iter().any(|tag| tag.starts_with(text))
}

/// `text` without leading whitespace and tags; fences stay.
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
