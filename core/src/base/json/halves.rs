//! Joins surrogate pairs that are split across deltas. In JSON, a character above U+FFFF can be written as two `\u`
//! escapes, and a server that cuts its text by UTF-16 code units sends them in two deltas. A Rust string cannot hold
//! a lone surrogate, so a private-use character stands in for it until the other half arrives.

/// The first placeholder. The placeholders are the last 2,048 private-use code points, which are not in common use.
const FIRST_PLACEHOLDER: u32 = 0x10_F800;
const FIRST_SURROGATE: u16 = 0xD800;

pub(crate) fn is_first(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

pub(crate) fn is_second(unit: u16) -> bool {
    (0xDC00..0xE000).contains(&unit)
}

/// Returns the placeholder of a surrogate, or `None` if `unit` is not a surrogate.
pub(crate) fn placeholder(unit: u16) -> Option<char> {
    let is_half = is_first(unit) || is_second(unit);
    is_half.then(|| char::from_u32(FIRST_PLACEHOLDER + u32::from(unit - FIRST_SURROGATE)))?
}

fn half(placeholder: char) -> Option<u16> {
    let place = u32::from(placeholder).checked_sub(FIRST_PLACEHOLDER)?;
    u16::try_from(place).ok().map(|place| FIRST_SURROGATE.saturating_add(place))
}

/// Joins surrogate pairs across the deltas of one text.
#[derive(Debug, Default)]
pub(crate) struct HalfJoiner {
    first: Option<u16>,
    /// The number of surrogates whose other half never arrived; each was replaced by U+FFFD.
    pub lone: u32,
}

impl HalfJoiner {
    /// Returns the next text with its surrogate pairs joined. `has_halves` says whether the text contains
    /// placeholders; otherwise private-use characters in it come from the server itself.
    pub(crate) fn join(&mut self, text: &str, has_halves: bool) -> String {
        if text.is_empty() || (self.first.is_none() && !has_halves) {
            return text.to_owned();
        }
        let mut joined = String::with_capacity(text.len());
        for character in text.chars() {
            match half(character).filter(|_| has_halves) {
                Some(unit) if is_first(unit) => {
                    joined.extend(self.give_up());
                    self.first = Some(unit);
                }
                Some(second) => joined.push(self.complete(second)),
                None => {
                    joined.extend(self.give_up());
                    joined.push(character);
                }
            }
        }
        joined
    }

    fn complete(&mut self, second: u16) -> char {
        let whole = self.first.take().and_then(|first| char::decode_utf16([first, second]).next()?.ok());
        whole.unwrap_or_else(|| {
            self.lone += 1;
            char::REPLACEMENT_CHARACTER
        })
    }

    /// Ends the wait for a second half: returns U+FFFD if a first half was pending.
    pub(crate) fn give_up(&mut self) -> Option<char> {
        self.first.take().map(|_| {
            self.lone += 1;
            char::REPLACEMENT_CHARACTER
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_joined_over_deltas() {
        let place = |unit| placeholder(unit).expect("a half").to_string();
        let (first, second) = (place(0xD83C), place(0xDF89));
        let mut joiner = HalfJoiner::default();
        assert_eq!(joiner.join(&format!("a{first}"), true), "a");
        assert_eq!(joiner.join("", false), "");
        assert_eq!(joiner.join(&format!("{second}b"), true), "🎉b");
        assert_eq!(joiner.lone, 0);
        assert_eq!(joiner.join(&format!("{second}{first}"), true), "\u{fffd}");
        assert_eq!(joiner.join("c", false), "\u{fffd}c");
        assert_eq!(joiner.join(&first, true), "");
        assert_eq!((joiner.give_up(), joiner.give_up(), joiner.lone), (Some('\u{fffd}'), None, 3));
        assert_eq!(joiner.join(&second, false), second, "the server's own character");
    }
}
