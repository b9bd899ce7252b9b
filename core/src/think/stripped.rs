//! gpt-oss behind a server that has taken out the marks of its channels and left their names:
//! `analysisThe user greets me.assistantfinalHello!`. Only the end of the thinking tells that it is one.

/// The name of the channel in which such a text begins, and what stands between the thinking and the answer.
const THINKING: &str = "analysis";
const ANSWER: &str = "assistantfinal";

/// What stands behind the word where it is one: "analysis of the data", "analysis: none".
const WORD_ENDS: [char; 14] = [',', '.', ';', ':', '!', '?', ')', '-', '_', '/', '\'', '’', '`', '*'];

/// Whether `text` begins so; none while that cannot be told.
pub(super) fn begins(text: &str) -> Option<bool> {
    let Some(rest) = text.strip_prefix(THINKING) else {
        return (!THINKING.starts_with(text)).then_some(false);
    };
    let first = rest.chars().next()?;
    Some(!first.is_whitespace() && !WORD_ENDS.contains(&first))
}

/// The thinking and the answer of such a text, as soon as the answer begins.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix(THINKING)?.split_once(ANSWER)
}
