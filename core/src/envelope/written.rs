//! Where JSON stands in what a model writes: in fences, in tags, bare, with words after it.

use serde_json::Value;

/// What stands in the first code fence, its first line (the language) left out. An open fence goes to the end.
pub(super) fn first_fence(text: &str) -> Option<&str> {
    let after = text.split_once("```")?.1;
    let inside = after.split_once('\n')?.1;
    Some(inside.split_once("```").map_or(inside, |(inside, _)| inside))
}

/// The first JSON value of `text`, which begins with it, and what follows. `None` when it is cut or none.
pub(super) fn leading_value(text: &str) -> Option<(Value, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// `text` after everything that models put before and between their calls: white space, fences with their language, tags.
pub(super) fn after_wrapping(mut text: &str) -> &str {
    loop {
        let before = text;
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix("```") {
            // The language, if there is one, ends the line.
            let word = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            text = if word.starts_with(['\n', '\r']) || word.is_empty() { word } else { rest };
        }
        for tag in ["<tool_call>", "</tool_call>", "<|tool_call|>", "[TOOL_CALLS]", "<tools>", "</tools>"] {
            text = text.strip_prefix(tag).unwrap_or(text);
        }
        if text.len() == before.len() {
            return text;
        }
    }
}
