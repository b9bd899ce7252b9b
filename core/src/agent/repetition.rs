//! Detects a reply that repeats itself endlessly. With greedy decoding a model never escapes such a loop; a small one
//! would run to the token limit, which takes a minute and achieves nothing. Legitimate text repeats itself too: table
//! rows, columns of zeros, rules of dashes, refrains, a line that the user wanted forty times. Such text ends at some
//! point, so it may repeat for longer; for models that rarely loop, the limits are higher in general.

use crate::base::code_block::CodeBlock;
use crate::provider::{ChatRequest, RepetitionGuard};

/// The longest repeated block that is detected, in bytes.
const MAX_BLOCK: usize = 1_200;

/// A limit on repetition. It is reached if the block occurs `times` times and all repetitions together have at least
/// `bytes` bytes.
struct Limit {
    times: usize,
    bytes: usize,
}

/// The limits for prose and for data, in this order.
const STRICT: [Limit; 2] = [Limit { times: 4, bytes: 400 }, Limit { times: 24, bytes: 6_000 }];
const LENIENT: [Limit; 2] = [Limit { times: 8, bytes: 8_000 }, Limit { times: 24, bytes: 20_000 }];

/// The repetition check for one streamed answer.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    guard: RepetitionGuard,
    /// The tools that the answer may call in its text.
    tools: Vec<String>,
}

impl Watch {
    pub fn of(request: &ChatRequest, is_prone: bool) -> Self {
        let guard = match (&request.schema, is_prone) {
            // Output constrained by a schema must not be cut, and the schema limits its length.
            (Some(_), _) => RepetitionGuard::Off,
            (None, true) => RepetitionGuard::Strict,
            (None, false) => request.repetition,
        };
        Self { guard, tools: request.tools.iter().map(|tool| tool.name.clone()).collect() }
    }

    pub fn is_off(&self) -> bool {
        self.guard == RepetitionGuard::Off
    }

    pub fn is_tool(&self, name: &str) -> bool {
        self.tools.iter().any(|tool| tool == name)
    }

    pub fn sees_a_circle(&self, text: &str) -> bool {
        ends_in_a_circle(text, self.guard)
    }
}

/// Whether `text` ends in a repeating block.
fn ends_in_a_circle(text: &str, guard: RepetitionGuard) -> bool {
    let [prose, data] = match guard {
        RepetitionGuard::Off => return false,
        RepetitionGuard::Lenient => LENIENT,
        RepetitionGuard::Strict => STRICT,
    };
    let bytes = text.as_bytes();
    // The shortest block is enough: text that repeats it also repeats its multiples.
    let Some(block) = (1..=MAX_BLOCK).find(|block| ends_with(bytes, *block, &prose)) else { return false };
    ends_with(bytes, block, &data) || !(is_data(last_block(text, block)) || CodeBlock::after(text).is_open())
}

/// Whether `bytes` end with repetitions of a block of `block` bytes that reach `limit`.
fn ends_with(bytes: &[u8], block: usize, limit: &Limit) -> bool {
    let length = (block * limit.times).max(limit.bytes);
    let Some(tail) = bytes.len().checked_sub(length).and_then(|start| bytes.get(start..)) else {
        return false;
    };
    let before = tail.iter().rev().skip(block);
    tail.iter().rev().zip(before).all(|(one, other)| one == other)
}

/// The last block of `text`, extended to the start of its line so that it can be classified as prose or data.
fn last_block(text: &str, block: usize) -> &str {
    let start = text.len().saturating_sub(block);
    let before = text.as_bytes().get(..start).unwrap_or_default();
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let nearest = start.saturating_sub(block);
    // In a very long line, extend the block by at most its own length, which avoids cutting a word.
    let from = (line.max(nearest)..=text.len()).find(|place| text.is_char_boundary(*place));
    from.and_then(|from| text.get(from..)).unwrap_or_default()
}

/// Whether the repeated block is data rather than prose: rules and drawings, or rows of a table, of values, of form
/// fields, of code or of JSON. A tool call is not data, since a looping model writes the same call over and over.
fn is_data(block: &str) -> bool {
    if !block.chars().any(char::is_alphanumeric) {
        return true;
    }
    // The line that is still being written cannot be classified yet.
    let Some((whole, _)) = block.rsplit_once('\n') else { return false };
    whole.lines().filter(|line| !line.trim().is_empty()).all(is_row)
}

fn is_row(line: &str) -> bool {
    let is_indented = line.starts_with("    ") || line.starts_with('\t');
    let line = line.trim();
    let is_json = line.starts_with(['{', '[', '}', ']', '"']);
    if is_json {
        return !line.contains("\"arguments\"");
    }
    let has_words =
        line.split_whitespace().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2);
    // Table cells, quotations and elements; tasks; blanks to fill in; TeX columns.
    let has_marks = line.starts_with(['|', '>', '<'])
        || ["- [", "* ["].iter().any(|task| line.starts_with(task))
        || [" | ", "__", " & "].iter().any(|mark| line.contains(mark));
    is_indented || !has_words || has_marks || is_separated(line) || has_values(line) || is_field(line)
}

/// Whether the line contains values separated by a tab, semicolon or comma without a space after it, as no sentence
/// has.
fn is_separated(line: &str) -> bool {
    ['\t', ';', ',']
        .into_iter()
        .any(|sign| line.contains(sign) && line.split(sign).skip(1).all(|value| !value.starts_with(' ')))
}

/// The maximum number of words in a value.
const WORDS_OF_VALUE: usize = 4;

fn is_value(text: &str) -> bool {
    text.split_whitespace().count() <= WORDS_OF_VALUE && !text.ends_with(['.', '!', '?', ':', ','])
}

/// Whether the line is three or more values separated by a comma and a space.
fn has_values(line: &str) -> bool {
    line.matches(", ").count() >= 2 && line.split(", ").all(is_value)
}

/// Whether the line is `key: value` or `key = value`, possibly as a list item.
fn is_field(line: &str) -> bool {
    let line = line.strip_prefix("- ").unwrap_or(line);
    let Some((key, value)) = line.split_once(':').or_else(|| line.split_once('=')) else { return false };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !key.is_empty() && key.trim_end().chars().all(is_word) && is_value(value.trim())
}

#[cfg(test)]
#[path = "repetition_tests.rs"]
mod tests;
