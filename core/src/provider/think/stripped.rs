//! Recognizes the output of gpt-oss when the server has removed the channel marks but left the channel names:
//! `analysisThe user greets me.assistantfinalHello!`. The name of the first channel then opens the thinking as a tag
//! does.

use super::tags::Tag;

/// The name of the first channel, and the text between the thinking and the answer.
pub(super) static TAG: Tag = Tag { opening: "analysis", closing: &["assistantfinal"], answers: &[] };

/// Characters that follow the ordinary word, along with whitespace: "analysis: none", "analysis, then …".
const WORD_ENDS: [char; 17] =
    [',', '.', ';', ':', '!', '?', '(', ')', '[', '=', '-', '_', '/', '\'', '’', '`', '*'];

/// Whether `text` begins this way; `None` if that needs more text.
pub(super) fn begins(text: &str) -> Option<bool> {
    let Some(rest) = text.strip_prefix(TAG.opening) else {
        return (!TAG.opening.starts_with(text)).then_some(false);
    };
    let first = rest.chars().next()?;
    Some(!first.is_whitespace() && !WORD_ENDS.contains(&first))
}
