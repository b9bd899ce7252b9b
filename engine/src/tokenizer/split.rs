//! Splits text into the words that merging never crosses.
//!
//! Models define these rules as regular expressions. The supported families use four of them, all similar, so they are
//! implemented by hand: a general regex engine with Unicode tables would be larger than the rest of the crate. Where
//! llama.cpp differs from the expression (it tries alternatives at each position and sees only the current piece), this
//! module follows llama.cpp.

use super::unicode::is_letter;

/// The rules of a tokenizer family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Splitter {
    Gpt2,
    /// GPT-2's rules, with each digit split off first.
    SmolLm,
    Llama3,
    Qwen2,
}

impl Splitter {
    /// Returns the splitter for a file's `tokenizer.ggml.pre`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gpt-2" | "gpt2" => Self::Gpt2,
            "smollm" => Self::SmolLm,
            "llama-bpe" | "llama3" | "llama-v3" => Self::Llama3,
            "qwen2" | "deepseek-r1-qwen" => Self::Qwen2,
            _ => return None,
        })
    }

    /// Returns the words of `text`, which concatenate to `text`.
    pub(super) fn split(self, text: &str) -> impl Iterator<Item = &str> {
        let chars: Vec<char> = text.chars().collect();
        let (mut start, mut end, mut rest) = (0, 0, text);
        std::iter::from_fn(move || {
            if start == end {
                end += self.next_piece(chars.get(end..)?);
            }
            let piece = chars.get(start..end)?;
            let word = piece.get(..self.next_word(piece))?;
            let (text, others) = rest.split_at_checked(word.iter().map(|char| char.len_utf8()).sum())?;
            (start, rest) = (start + word.len(), others);
            (!text.is_empty()).then_some(text)
        })
    }

    /// Returns the number of characters that the rules see at once: all of them, unless digits are split off first.
    fn next_piece(self, text: &[char]) -> usize {
        let digit = text.iter().position(|char| self == Self::SmolLm && char.is_numeric());
        digit.map_or(text.len(), |position| position.max(1))
    }

    /// Returns the length in characters of the first word in a piece: at least one unless the piece is empty.
    fn next_word(self, piece: &[char]) -> usize {
        match self {
            Self::Gpt2 | Self::SmolLm => gpt2_word(piece),
            Self::Llama3 => llama3_word(piece, 3),
            Self::Qwen2 => llama3_word(piece, 1),
        }
    }
}

/// The character classes that the rules distinguish.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Class {
    Letter,
    Number,
    Space,
    Other,
}

fn class(char: char) -> Class {
    if char.is_whitespace() {
        Class::Space
    } else if char.is_numeric() {
        Class::Number
    } else if is_letter(char) {
        Class::Letter
    } else {
        Class::Other
    }
}

/// Returns the number of consecutive characters of a class, starting at `from`.
fn run_length(text: &[char], from: usize, wanted: Class) -> usize {
    text.iter().skip(from).take_while(|char| class(**char) == wanted).count()
}

/// Returns the length of an English contraction at the start: 's 't 'm 'd 're 've 'll.
fn contraction(text: &[char], fold_case: bool) -> Option<usize> {
    let lower = |char: char| if fold_case { char.to_ascii_lowercase() } else { char };
    let [quote, first, after @ ..] = text else { return None };
    if *quote != '\'' {
        return None;
    }
    match (lower(*first), after.first().map(|char| lower(*char))) {
        ('s' | 't' | 'm' | 'd', _) => Some(2),
        ('r' | 'v', Some('e')) | ('l', Some('l')) => Some(3),
        _ => None,
    }
}

/// Returns the length of the whitespace at the start, except its last character, which goes to the word that follows.
fn space_run(text: &[char]) -> usize {
    let spaces = run_length(text, 0, Class::Space);
    if spaces > 1 && spaces < text.len() { spaces - 1 } else { spaces }
}

/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
fn gpt2_word(text: &[char]) -> usize {
    if let Some(len) = contraction(text, false) {
        return len;
    }
    let space = usize::from(text.first() == Some(&' '));
    match text.get(space).map(|char| class(*char)) {
        Some(Class::Space) | None => space_run(text),
        Some(class) => space + run_length(text, space, class),
    }
}

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}` or else
/// ` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
fn llama3_word(text: &[char], digits: usize) -> usize {
    let is_break = |char: &char| matches!(char, '\r' | '\n');
    if let Some(len) = contraction(text, true) {
        return len;
    }
    let Some(first) = text.first() else { return 0 };
    let lead = usize::from(class(*first) != Class::Letter);
    let letters = run_length(text, lead, Class::Letter);
    if letters > 0 && !is_break(first) && class(*first) != Class::Number {
        return lead + letters;
    }
    if class(*first) == Class::Number {
        return run_length(text, 0, Class::Number).min(digits);
    }
    let space = usize::from(*first == ' ');
    let others = run_length(text, space, Class::Other);
    if others > 0 {
        return space + others + text.iter().skip(space + others).take_while(|char| is_break(char)).count();
    }
    let spaces = run_length(text, 0, Class::Space);
    match text.iter().take(spaces).rposition(is_break) {
        Some(last_break) => last_break + 1,
        None => space_run(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(splitter: Splitter, text: &str) -> Vec<&str> {
        splitter.split(text).collect()
    }

    #[test]
    fn gpt2_keeps_a_space_with_the_word_after_it() {
        assert_eq!(
            split(Splitter::Gpt2, "It's  12 o'clock!\n\nOk "),
            ["It", "'s", " ", " 12", " o", "'", "clock", "!", "\n", "\n", "Ok", " "]
        );
    }

    #[test]
    fn smollm_cuts_out_each_digit_first() {
        assert_eq!(split(Splitter::SmolLm, "a  12b"), ["a", "  ", "1", "2", "b"]);
    }

    #[test]
    fn llama3_takes_three_digits_and_ends_lines_with_punctuation() {
        assert_eq!(
            split(Splitter::Llama3, "I'LL pay 12345;\n\n  (now)"),
            ["I", "'LL", " pay", " ", "123", "45", ";\n\n", " ", " (", "now", ")"]
        );
    }

    #[test]
    fn qwen2_takes_single_digits() {
        assert_eq!(split(Splitter::Qwen2, "x=12\n"), ["x", "=", "1", "2", "\n"]);
    }

    #[test]
    fn nothing_is_lost() {
        let text = " a\u{301}é 日本語\t\t🙂🙂 ½ Ⅷ\r\n'";
        for splitter in [Splitter::Gpt2, Splitter::SmolLm, Splitter::Llama3, Splitter::Qwen2] {
            assert_eq!(split(splitter, text).concat(), text);
        }
    }
}
