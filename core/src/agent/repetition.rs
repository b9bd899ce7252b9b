//! Sees that a reply repeats itself without end. A model that takes the likeliest word each time never gets out of such a
//! circle; a small one would go on to the token limit, which takes a minute and brings nothing. Honest texts repeat themselves
//! too: rows of a table, columns of zeros, rules of dashes, refrains. Those have an end, so they may go on for longer.

/// The longest block that is looked for, in bytes.
const MAX_BLOCK: usize = 1_200;

/// How much of the same is too much: the block has to come this often, and all of it has to be this long.
struct Limit {
    times: usize,
    bytes: usize,
}

const PROSE: Limit = Limit { times: 4, bytes: 400 };
const DATA: Limit = Limit { times: 24, bytes: 6_000 };

/// Whether `text` ends with one block again and again.
pub(super) fn ends_in_a_circle(text: &str) -> bool {
    let bytes = text.as_bytes();
    // What comes again as a longer block does so too.
    let Some(block) = (1..=MAX_BLOCK).find(|block| ends_with(bytes, *block, &PROSE)) else { return false };
    ends_with(bytes, block, &DATA) || !(is_data(last_block(text, block)) || is_in_code(text))
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

/// Whether the text ends inside a fence of code that is still open.
fn is_in_code(text: &str) -> bool {
    text.lines().filter(|line| line.trim_start().starts_with("```")).count() % 2 == 1
}

/// Whether what repeats itself is no prose: rules and drawings, or rows of a table, of values or of JSON. A call is none: a model
/// in a circle writes the same call again and again.
fn is_data(block: &str) -> bool {
    if !block.chars().any(char::is_alphanumeric) {
        return true;
    }
    // The line that is being written says nothing yet.
    let Some((whole, _)) = block.rsplit_once('\n') else { return false };
    whole.lines().filter(|line| !line.trim().is_empty()).all(is_row)
}

fn is_row(line: &str) -> bool {
    let line = line.trim();
    let is_json = line.starts_with(['{', '[', '}', ']', '"']);
    if is_json {
        return !line.contains("\"arguments\"");
    }
    let has_words =
        line.split_whitespace().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2);
    line.starts_with('|') || !has_words || is_separated(line)
}

/// Values with a sign between them, as no sentence has it: without a blank after it.
fn is_separated(line: &str) -> bool {
    ['\t', ';', ',']
        .into_iter()
        .any(|sign| line.contains(sign) && line.split(sign).skip(1).all(|value| !value.starts_with(' ')))
}

#[cfg(test)]
#[path = "repetition_tests.rs"]
mod tests;
