//! The states within strings and numbers, byte by byte.

/// The largest absolute value of an integer, small enough that every JSON parser represents it exactly.
pub(super) const LARGEST: i64 = 999_999_999_999_999;
/// The maximum number of digits in each part of a number.
const MAX_DIGITS: u8 = 15;
/// The maximum number of exponent digits, which keeps numbers finite.
const MAX_EXPONENT_DIGITS: u8 = 2;

/// The state within a string, after the opening quote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Text {
    Between,
    /// Inside a UTF-8 sequence: the bytes left, and the range of the next one.
    Character {
        left: u8,
        low: u8,
        high: u8,
    },
    AfterBackslash,
    /// Inside `\uXXXX`: the digits left, and whether the first was a D, which must not begin a surrogate.
    Hex {
        left: u8,
        after_d: bool,
    },
}

/// The effect of a byte on a string.
pub(super) enum TextStep {
    Goes(Text),
    /// The string goes on, and the byte completed a character.
    Counts(Text),
    Ends,
}

impl Text {
    /// Returns the number of bytes that complete the current character.
    pub(super) fn rest(self) -> usize {
        match self {
            Self::Between => 0,
            Self::Character { left, .. } | Self::Hex { left, .. } => usize::from(left),
            Self::AfterBackslash => 1,
        }
    }

    pub(super) fn step(self, byte: u8) -> Option<TextStep> {
        use TextStep::{Counts, Ends, Goes};
        let lead = |left, low, high| Some(Goes(Self::Character { left, low, high }));
        match (self, byte) {
            (Self::Between, b'"') => Some(Ends),
            (Self::Between, b'\\') => Some(Goes(Self::AfterBackslash)),
            (Self::Between, 0x20..=0x7f) => Some(Counts(Self::Between)),
            // The ranges exclude overlong encodings, surrogates and code points beyond Unicode.
            (Self::Between, 0xc2..=0xdf) => lead(1, 0x80, 0xbf),
            (Self::Between, 0xe0) => lead(2, 0xa0, 0xbf),
            (Self::Between, 0xed) => lead(2, 0x80, 0x9f),
            (Self::Between, 0xe1..=0xef) => lead(2, 0x80, 0xbf),
            (Self::Between, 0xf0) => lead(3, 0x90, 0xbf),
            (Self::Between, 0xf1..=0xf3) => lead(3, 0x80, 0xbf),
            (Self::Between, 0xf4) => lead(3, 0x80, 0x8f),
            (Self::Character { left: 1, low, high }, _) if (low..=high).contains(&byte) => {
                Some(Counts(Self::Between))
            }
            (Self::Character { left, low, high }, _) if (low..=high).contains(&byte) => {
                lead(left - 1, 0x80, 0xbf)
            }
            (Self::AfterBackslash, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                Some(Counts(Self::Between))
            }
            (Self::AfterBackslash, b'u') => Some(Goes(Self::Hex { left: 4, after_d: false })),
            (Self::Hex { left: 3, after_d: true }, b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => None,
            (Self::Hex { left: 1, .. }, _) if byte.is_ascii_hexdigit() => Some(Counts(Self::Between)),
            (Self::Hex { left, .. }, _) if byte.is_ascii_hexdigit() => {
                Some(Goes(Self::Hex { left: left - 1, after_d: left == 4 && matches!(byte, b'd' | b'D') }))
            }
            _ => None,
        }
    }
}

/// A partially read integer, with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Integer {
    min: i64,
    max: i64,
    negative: bool,
    /// The number of digits so far, and the number that they form.
    digits: u8,
    value: i64,
}

impl Integer {
    pub(super) fn start(min: i64, max: i64) -> Self {
        Self { min, max, negative: false, digits: 0, value: 0 }
    }

    pub(super) fn shortest(min: i64, max: i64) -> usize {
        Self::start(min, max).rest().unwrap_or(0)
    }

    /// Returns the fewest bytes that complete this number within the bounds, or `None` if that is impossible.
    #[inline(never)]
    pub(super) fn rest(self) -> Option<usize> {
        if self.digits == 0 {
            let negative = || Self { negative: true, ..self }.first_digits();
            return match self.negative {
                true => negative(),
                false => self.first_digits().into_iter().chain(negative().map(|rest| rest + 1)).min(),
            };
        }
        // The range of absolute values that the bounds leave for this sign. Minus zero is excluded because not every
        // parser accepts it as an integer.
        let (low, high) = match self.negative {
            true => ((-self.max).max(1), -self.min),
            false => (self.min.max(0), self.max),
        };
        let more = if self.value == 0 { 0 } else { MAX_DIGITS.saturating_sub(self.digits) };
        let mut power = 1_i64;
        for rest in 0..=more {
            let first = self.value * power;
            if first <= high && first + (power - 1) >= low {
                return Some(usize::from(rest));
            }
            power *= 10;
        }
        None
    }

    #[inline(never)]
    fn first_digits(self) -> Option<usize> {
        (b'0'..=b'9').filter_map(|digit| self.step(digit)?.rest().map(|rest| rest + 1)).min()
    }

    pub(super) fn step(self, byte: u8) -> Option<Self> {
        let next = match byte {
            b'-' if self.digits == 0 && !self.negative => Self { negative: true, ..self },
            b'0'..=b'9' if self.digits == 0 || self.value != 0 && self.digits < MAX_DIGITS => {
                Self { digits: self.digits + 1, value: self.value * 10 + i64::from(byte - b'0'), ..self }
            }
            _ => return None,
        };
        // `rest` of a number without digits tries each first digit, and must not recurse back here.
        if next.digits == 0 { next.first_digits().map(|_| next) } else { next.rest().map(|_| next) }
    }
}

/// The state within a number. The count is of the digits in the current part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Start,
    Minus,
    Zero,
    Whole(u8),
    Point,
    Fraction(u8),
    E,
    ESign,
    Exponent(u8),
}

impl Number {
    /// Returns the fewest bytes that complete this number.
    pub(super) fn rest(self) -> usize {
        usize::from(matches!(self, Self::Start | Self::Minus | Self::Point | Self::E | Self::ESign))
    }

    pub(super) fn step(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Start, b'-') => Some(Self::Minus),
            (Self::Start | Self::Minus, b'0') => Some(Self::Zero),
            (Self::Start | Self::Minus, b'1'..=b'9') => Some(Self::Whole(1)),
            (Self::Whole(digits), b'0'..=b'9') if digits < MAX_DIGITS => Some(Self::Whole(digits + 1)),
            (Self::Zero | Self::Whole(_), b'.') => Some(Self::Point),
            (Self::Point, b'0'..=b'9') => Some(Self::Fraction(1)),
            (Self::Fraction(digits), b'0'..=b'9') if digits < MAX_DIGITS => Some(Self::Fraction(digits + 1)),
            (Self::Zero | Self::Whole(_) | Self::Fraction(_), b'e' | b'E') => Some(Self::E),
            (Self::E, b'+' | b'-') => Some(Self::ESign),
            (Self::E | Self::ESign, b'0'..=b'9') => Some(Self::Exponent(1)),
            (Self::Exponent(digits), b'0'..=b'9') if digits < MAX_EXPONENT_DIGITS => {
                Some(Self::Exponent(digits + 1))
            }
            _ => None,
        }
    }
}
