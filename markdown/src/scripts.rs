//! What has to be known of writing systems: which write words without spaces between them, which run from right to left.

/// Letters and marks of systems in which words stand side by side, or particles follow a word at once: there emphasis begins
/// and ends beside letters. Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese and Tibetan, with the marks they are set with.
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

/// Whether Markdown takes a character for a punctuation mark.
pub(crate) fn is_punctuation(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_punctuation();
    }
    !letter.is_alphanumeric() && !letter.is_whitespace() && !letter.is_control()
}

/// The direction of a character that has one of its own: true for right to left.
pub(crate) fn is_right_to_left(letter: char) -> Option<bool> {
    let is_right_to_left = matches!(letter,
        '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    letter.is_alphabetic().then_some(is_right_to_left)
}
