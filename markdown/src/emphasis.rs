//! Emphasis in writing systems without spaces between words. By CommonMark `**很快。**但` is no emphasis: a mark that ends it
//! may not stand between punctuation and a letter. Between the punctuation and the mark a letter that nobody sees makes it
//! right; where it goes is found here. Code is not left out, since the letter is taken away again everywhere.

use crate::scripts::{is_punctuation, is_without_spaces};

use crate::masked::Helper;

/// Where a letter or a sign has to stand so that the marks of emphasis mean what they are meant to.
pub(crate) fn places(text: &str) -> Vec<(usize, Helper)> {
    let mut places = Vec::new();
    // Without one of the letters that this is about there is nothing to do.
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

/// Underscores are emphasis only beside punctuation: a sign that nobody sees is put there. Between Latin letters they are
/// part of a name, `foo__bar`, and one alone is so everywhere.
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

/// What may stand first in emphasis: brackets, quotation marks, code and formulas.
fn is_opening(letter: char) -> bool {
    is_opening_only(letter) || matches!(letter, '"' | '\'' | '`' | '$' | '＂' | '＇' | '*')
}

fn is_opening_only(letter: char) -> bool {
    "([{<（［｛＜「『【〔〖〘〚《〈｢“‘«".contains(letter)
}

/// Whether the writing at a mark is one without spaces: the punctuation, the letter at the other side, or the last letter
/// before the punctuation, as in `**中文!**text`. One star alone may be a sign of multiplication: there that is not enough.
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
