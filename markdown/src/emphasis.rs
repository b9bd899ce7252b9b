//! Emphasis in scripts without spaces between words. By CommonMark's rules `**很快。**但` is not emphasis, because a
//! closing delimiter may not stand between punctuation and a letter. An invisible letter between the punctuation and
//! the delimiter fixes that; this module finds where to insert it. Code is not excluded, since the letter is removed
//! everywhere afterwards.

use crate::scripts::{is_punctuation, is_without_spaces};

use crate::masked::Helper;

/// Returns the positions at which a helper character makes emphasis delimiters work as intended.
pub(crate) fn places(text: &str) -> Vec<(usize, Helper)> {
    let mut places = Vec::new();
    // ASCII text contains none of the scripts concerned.
    if text.is_ascii() {
        return places;
    }
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(['*', '~', '_'])).map(|at| from + at) {
        let (before, rest) = (text.get(..start).unwrap_or_default(), text.get(start..).unwrap_or_default());
        let mark = rest.chars().next().unwrap_or_default();
        let after = rest.trim_start_matches(mark);
        let end = text.len() - after.len();
        from = end;
        let is_strong = end - start > 1;
        let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else { continue };
        if left == '\\' || left.is_whitespace() || right.is_whitespace() {
            continue;
        }
        if mark == '_' {
            if (2..=3).contains(&(end - start)) {
                underscores(left, right, start, end, &mut places);
            }
            continue;
        }
        match (is_punctuation(left), is_punctuation(right)) {
            (true, false) if is_beside(left, right, before.chars().rev(), is_strong) => {
                places.push((start, Helper::Letter));
            }
            (false, true) if is_beside(right, left, after.chars(), is_strong) => {
                places.push((end, Helper::Letter));
            }
            _ => {}
        }
    }
    places
}

/// Underscores are emphasis only next to punctuation, so an invisible punctuation character is inserted there. Between
/// Latin letters they are part of a name, `foo__bar`; a single underscore is treated that way in every script.
fn underscores(left: char, right: char, start: usize, end: usize, places: &mut Vec<(usize, Helper)>) {
    let opens = is_without_spaces(left)
        && if is_punctuation(right) { is_opening(right) } else { is_without_spaces(right) };
    let closes = is_without_spaces(right)
        && if is_punctuation(left) { !is_opening_only(left) } else { is_without_spaces(left) };
    if opens && !is_punctuation(left) {
        places.push((start, Helper::Sign));
    }
    if closes && !is_punctuation(right) {
        places.push((end, Helper::Sign));
    }
}

/// Whether emphasis may begin with this character: brackets, quotation marks, code and formulas.
fn is_opening(letter: char) -> bool {
    is_opening_only(letter) || matches!(letter, '"' | '\'' | '`' | '$' | '＂' | '＇' | '*')
}

fn is_opening_only(letter: char) -> bool {
    "([{<（［｛＜「『【〔〖〘〚《〈｢“‘«".contains(letter)
}

/// Whether the script at a delimiter has no word spaces. Looks at the punctuation, the letter on the other side, and
/// the last letter before the punctuation, as in `**中文!**text`. A single star may be a multiplication sign, so the last
/// letter is not enough there.
fn is_beside(
    punctuation: char,
    letter: char,
    mut inwards: impl Iterator<Item = char>,
    is_strong: bool,
) -> bool {
    is_without_spaces(punctuation)
        || is_without_spaces(letter)
        || (is_strong && inwards.find(|inner| !is_punctuation(*inner)).is_some_and(is_without_spaces))
}
