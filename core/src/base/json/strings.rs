//! Repairs JSON strings that a strict parser rejects. Independent of what the JSON is used for.

use super::halves;

/// Repairs mistakes in JSON strings that have only one possible meaning: raw control characters, a backslash before a
/// character that needs no escape, and a lone surrogate, which is replaced by the character that `stands_for`
/// returns. Returns the repaired text and whether there were lone surrogates.
pub(crate) fn mend_strings(data: &str, stands_for: fn(u16) -> Option<char>) -> (String, bool) {
    let mut mended = String::with_capacity(data.len());
    let (mut in_string, mut has_halves) = (false, false);
    let mut rest = data;
    while let Some(character) = rest.chars().next() {
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        match character {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                rest = mend_escape(rest, &mut mended, &mut has_halves, stands_for);
                continue;
            }
            control if in_string && control.is_ascii_control() && control != '\u{7f}' => {
                mended.push_str(&format!("\\u{:04x}", u32::from(control)));
                continue;
            }
            _ => {}
        }
        mended.push(character);
    }
    (mended, has_halves)
}

/// Appends the repaired escape sequence whose backslash comes before `rest`, and returns the text after it.
fn mend_escape<'a>(
    rest: &'a str,
    mended: &mut String,
    has_halves: &mut bool,
    stands_for: fn(u16) -> Option<char>,
) -> &'a str {
    let take = |length: usize| (rest.get(..length).unwrap_or(rest), rest.get(length..).unwrap_or_default());
    let Some(unit) = code_unit(rest) else {
        if rest.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']) {
            let (escape, after) = take(1);
            mended.push('\\');
            mended.push_str(escape);
            return after;
        }
        // The end of the data has cut off an escape sequence, so its meaning is lost.
        let is_cut = rest.is_empty() || rest.starts_with('u') && rest.len() < 5;
        mended.push_str(if is_cut { "" } else { "\\\\" });
        return if is_cut { "" } else { rest };
    };
    let second = rest.get(5..).and_then(|next| code_unit(next.strip_prefix('\\')?));
    let is_pair = halves::is_first(unit) && second.is_some_and(halves::is_second);
    match stands_for(unit) {
        Some(half) if !is_pair => {
            *has_halves = true;
            mended.push(half);
            take(5).1
        }
        _ => {
            let (escape, after) = take(if is_pair { 11 } else { 5 });
            mended.push('\\');
            mended.push_str(escape);
            after
        }
    }
}

/// Parses `uXXXX` at the start of `text` as a UTF-16 code unit.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}
