//! Parses the output of gpt-oss when the server has removed the channel marks but left the channel names:
//! `analysisThe user greets me.assistantfinalHello!`. Only the end of the thinking confirms this format.

/// The name of the first channel, and the text between the thinking and the answer.
const THINKING: &str = "analysis";
const ANSWER: &str = "assistantfinal";

/// Characters that follow the ordinary word, along with whitespace: "analysis: none", "analysis, then …".
const WORD_ENDS: [char; 14] = [',', '.', ';', ':', '!', '?', ')', '-', '_', '/', '\'', '’', '`', '*'];

/// Whether `text` begins this way; `None` if that needs more text.
pub(super) fn begins(text: &str) -> Option<bool> {
    let Some(rest) = text.strip_prefix(THINKING) else {
        return (!THINKING.starts_with(text)).then_some(false);
    };
    let first = rest.chars().next()?;
    Some(!first.is_whitespace() && !WORD_ENDS.contains(&first))
}

/// Splits such a text into the thinking and the answer, as soon as the answer begins.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix(THINKING)?.split_once(ANSWER)
}
