//! The masked text that the Markdown parser sees: formulas and URLs, which are full of Markdown syntax, are replaced by
//! placeholders, and helper characters for emphasis are inserted. Maps back from the parser's strings to the original
//! text and from positions in the masked text to positions in the original.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

/// The helper characters next to emphasis delimiters: this one counts as a letter, the next as punctuation. A text must
/// not contain them or the two below; see [`clean`].
const LETTER: char = '\u{fdd0}';
const SIGN: char = '\u{fffc}';
/// The characters around the number of a hidden part.
const BEGIN: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// The kind of a helper character for emphasis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Helper {
    Letter,
    Sign,
}

/// The kind of a hidden part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum What {
    /// An inline formula, with its block quote depth.
    Formula(usize),
    /// A display formula, with its block quote depth.
    Display(usize),
    Address,
    /// A `<br>` tag.
    LineBreak,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Hidden {
    /// The range in the text, delimiters included.
    pub(crate) range: Range<usize>,
    pub(crate) what: What,
}

/// Replaces the characters that the masking uses with U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_ours = |letter: char| matches!(letter, LETTER | SIGN | BEGIN | END);
    if text.contains(is_ours) { Cow::Owned(text.replace(is_ours, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// The correspondence between a stretch of the masked text and a stretch of the original.
#[derive(Debug)]
struct Shift {
    masked: Range<usize>,
    original: Range<usize>,
}

#[derive(Debug, Default)]
pub(crate) struct Masked<'a> {
    pub(crate) source: Cow<'a, str>,
    /// The hidden parts by number. Equal parts share a number, so that equal labels stay equal.
    hidden: Vec<(&'a str, What)>,
    shifts: Vec<Shift>,
}

/// A part of a string that the parser returned.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Part<'a> {
    Text(Cow<'a, str>),
    Hidden(&'a str, What),
}

impl<'a> Masked<'a> {
    /// Masks `text`. Both lists must be in text order.
    pub(crate) fn new(text: &'a str, hidden: &[Hidden], letters: &[(usize, Helper)]) -> Self {
        let mut masked = Self::default();
        if hidden.is_empty() && letters.is_empty() {
            masked.source = Cow::Borrowed(text);
            return masked;
        }
        let mut out = String::with_capacity(text.len() + letters.len() * LETTER.len_utf8());
        let mut letters = letters.iter().copied().peekable();
        let mut done = 0;
        for Hidden { range, what } in hidden {
            while let Some(place) = letters.next_if(|(place, _)| *place <= range.start) {
                masked.letter(text, &mut out, &mut done, place);
            }
            while letters.next_if(|(place, _)| *place < range.end).is_some() {}
            out.push_str(text.get(done..range.start).unwrap_or_default());
            let start = out.len();
            let number = masked.number(text.get(range.clone()).unwrap_or_default(), *what);
            out.push_str(&format!("{BEGIN}{number}{END}"));
            masked.shifts.push(Shift { masked: start..out.len(), original: range.clone() });
            done = range.end;
        }
        for place in letters {
            masked.letter(text, &mut out, &mut done, place);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        masked.source = Cow::Owned(out);
        masked
    }

    fn letter(&mut self, text: &str, out: &mut String, done: &mut usize, (place, helper): (usize, Helper)) {
        out.push_str(text.get(*done..place).unwrap_or_default());
        let start = out.len();
        out.push(match helper {
            Helper::Letter => LETTER,
            Helper::Sign => SIGN,
        });
        self.shifts.push(Shift { masked: start..out.len(), original: place..place });
        *done = place;
    }

    fn number(&mut self, source: &'a str, what: What) -> usize {
        let known = self.hidden.iter().position(|hidden| *hidden == (source, what));
        known.unwrap_or_else(|| {
            self.hidden.push((source, what));
            self.hidden.len() - 1
        })
    }

    /// Maps a position in the masked text to the original text.
    pub(crate) fn original(&self, place: usize) -> usize {
        let before = self.shifts.partition_point(|shift| shift.masked.start < place);
        match before.checked_sub(1).and_then(|last| self.shifts.get(last)) {
            None => place,
            Some(shift) if place < shift.masked.end => shift.original.start,
            Some(shift) => shift.original.end + (place - shift.masked.end),
        }
    }

    /// Splits a string of the parser into its parts.
    pub(crate) fn parts<'b>(&self, text: &'b str) -> Vec<Part<'b>>
    where
        'a: 'b,
    {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(BEGIN) {
            let hidden = after.split_once(END).and_then(|(number, after)| {
                let (source, what) = self.hidden.get(number.parse::<usize>().ok()?)?;
                Some((*source, *what, after))
            });
            let Some((source, what, after)) = hidden else { break };
            if !before.is_empty() {
                parts.push(Part::Text(without_letters(before)));
            }
            parts.push(Part::Hidden(source, what));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(without_letters(rest)));
        }
        parts
    }

    /// Restores the original text of a string of the parser.
    pub(crate) fn written(&self, text: CowStr<'a>) -> CowStr<'a> {
        if !text.contains([LETTER, SIGN, BEGIN]) {
            return text;
        }
        let parts = self.parts(&text).into_iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Hidden(source, _) => Cow::Borrowed(source),
        });
        CowStr::from(parts.collect::<String>())
    }
}

fn without_letters(text: &str) -> Cow<'_, str> {
    let helpers = [LETTER, SIGN];
    if text.contains(helpers) { Cow::Owned(text.replace(helpers, "")) } else { Cow::Borrowed(text) }
}
