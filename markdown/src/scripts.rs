//! Properties of scripts: which write words without spaces, and which run right to left.

/// Whether the letter or mark belongs to a script in which words are not separated by spaces or particles attach to
/// words, so that emphasis begins and ends next to letters: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese and
/// Tibetan, including their punctuation.
pub(crate) fn is_without_spaces(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{109f}'
        | '\u{1100}'..='\u{11ff}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3000}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97f}'
        | '\u{aa60}'..='\u{aa7f}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe10}'..='\u{fe1f}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1b000}'..='\u{1b2ff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether Markdown treats the character as punctuation.
pub(crate) fn is_punctuation(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_punctuation();
    }
    !letter.is_alphanumeric() && !letter.is_whitespace() && !letter.is_control()
}

/// Returns whether a character with a strong direction runs right to left, or `None` for a neutral one.
pub(crate) fn is_right_to_left(letter: char) -> Option<bool> {
    let is_right_to_left = matches!(letter,
        '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    letter.is_alphabetic().then_some(is_right_to_left)
}
