//! Sees that a reply repeats itself without end. A model that takes the likeliest word each time never gets out of such a
//! circle; a small one would go on to the token limit, which takes a minute and brings nothing. Honest texts repeat themselves
//! too: rows of a table, columns of zeros, rules of dashes, refrains, a line that somebody wanted forty times. Those have an
//! end, so they may go on for longer, and with models that rarely get into circles everything may.

use crate::code_block::CodeBlock;
use crate::provider::{ChatRequest, RepetitionGuard};

/// The longest block that is looked for, in bytes.
const MAX_BLOCK: usize = 1_200;

/// How much of the same is too much: the block has to come this often, and all of it has to be this long.
struct Limit {
    times: usize,
    bytes: usize,
}

/// The limits of prose and of data.
const STRICT: [Limit; 2] = [Limit { times: 4, bytes: 400 }, Limit { times: 24, bytes: 6_000 }];
const LENIENT: [Limit; 2] = [Limit { times: 8, bytes: 8_000 }, Limit { times: 24, bytes: 20_000 }];

/// What an answer is watched for while it comes.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    guard: RepetitionGuard,
    /// The tools that it may call in its words.
    tools: Vec<String>,
}

impl Watch {
    pub fn of(request: &ChatRequest, is_prone: bool) -> Self {
        let guard = match (&request.schema, is_prone) {
            // What a schema holds has to be whole, and ends by its own limits.
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

/// Whether `text` ends with one block again and again.
fn ends_in_a_circle(text: &str, guard: RepetitionGuard) -> bool {
    let [prose, data] = match guard {
        RepetitionGuard::Off => return false,
        RepetitionGuard::Lenient => LENIENT,
        RepetitionGuard::Strict => STRICT,
    };
    let bytes = text.as_bytes();
    // What comes again as a longer block does so too.
    let Some(block) = (1..=MAX_BLOCK).find(|block| ends_with(bytes, *block, &prose)) else { return false };
    ends_with(bytes, block, &data) || !(is_data(last_block(text, block)) || CodeBlock::after(text).is_open())
}

/// Whether `bytes` end with a block of `block` bytes as often and as long as `limit` says.
fn ends_with(bytes: &[u8], block: usize, limit: &Limit) -> bool {
    let length = (block * limit.times).max(limit.bytes);
    let Some(tail) = bytes.len().checked_sub(length).and_then(|start| bytes.get(start..)) else {
        return false;
    };
    let before = tail.iter().rev().skip(block);
    tail.iter().rev().zip(before).all(|(one, other)| one == other)
}

/// The end of `text` from which it is judged what repeats itself: the block, with whole lines around it where it has any.
fn last_block(text: &str, block: usize) -> &str {
    let start = text.len().saturating_sub(block);
    let before = text.as_bytes().get(..start).unwrap_or_default();
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let nearest = start.saturating_sub(block);
    // One long line without end is looked at from a block earlier, so that no word is cut.
    let from = (line.max(nearest)..=text.len()).find(|place| text.is_char_boundary(*place));
    from.and_then(|from| text.get(from..)).unwrap_or_default()
}

/// Whether what repeats itself is no prose: rules and drawings, or rows of a table, of values, of fields to fill in, of code or
/// of JSON. A call is none: a model in a circle writes the same call again and again.
fn is_data(block: &str) -> bool {
    if !block.chars().any(char::is_alphanumeric) {
        return true;
    }
    // The line that is being written says nothing yet.
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
    // Cells, quotes and elements; tasks; blanks to fill in; the columns of TeX.
    let has_marks = line.starts_with(['|', '>', '<'])
        || ["- [", "* ["].iter().any(|task| line.starts_with(task))
        || [" | ", "__", " & "].iter().any(|mark| line.contains(mark));
    is_indented || !has_words || has_marks || is_separated(line) || has_values(line) || is_field(line)
}

/// Values with a sign between them, as no sentence has it: without a blank after it.
fn is_separated(line: &str) -> bool {
    ['\t', ';', ',']
        .into_iter()
        .any(|sign| line.contains(sign) && line.split(sign).skip(1).all(|value| !value.starts_with(' ')))
}

/// A value has at most so many words.
const WORDS_OF_VALUE: usize = 4;

fn is_value(text: &str) -> bool {
    text.split_whitespace().count() <= WORDS_OF_VALUE && !text.ends_with(['.', '!', '?', ':', ','])
}

/// Three values or more with a comma and a blank between them.
fn has_values(line: &str) -> bool {
    line.matches(", ").count() >= 2 && line.split(", ").all(is_value)
}

/// `key: value` or `key = value`, be it a point of a list.
fn is_field(line: &str) -> bool {
    let line = line.strip_prefix("- ").unwrap_or(line);
    let Some((key, value)) = line.split_once(':').or_else(|| line.split_once('=')) else { return false };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !key.is_empty() && key.trim_end().chars().all(is_word) && is_value(value.trim())
}

#[cfg(test)]
#[path = "repetition_tests.rs"]
mod tests;
