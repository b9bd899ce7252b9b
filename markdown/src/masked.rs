//! A text as the Markdown parser sees it: formulas and addresses, which are full of what means something to Markdown, are
//! hidden behind a name each, and letters that help emphasis are added. Knows how to get back: from the parser's texts to what
//! was written, and from places in the one to places in the other.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

/// These stand beside the marks of emphasis, as a letter and as punctuation. They and the two below are characters that no
/// text may hold; see [`clean`].
const LETTER: char = '\u{fdd0}';
const SIGN: char = '\u{fffc}';
/// Around the number of something hidden.
const BEGIN: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// What helps emphasis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Helper {
    Letter,
    Sign,
}

/// What is hidden.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum What {
    /// In a line of text, with the number of quotes it stands in.
    Formula(usize),
    /// With the number of quotes it stands in.
    Display(usize),
    Address,
    /// `<br>`
    LineBreak,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Hidden {
    /// With its delimiters.
    pub(crate) range: Range<usize>,
    pub(crate) what: What,
}

/// A text without the characters that are used here.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_ours = |letter: char| matches!(letter, LETTER | SIGN | BEGIN | END);
    if text.contains(is_ours) { Cow::Owned(text.replace(is_ours, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// A stretch of the masked text that stands for a stretch of the text.
#[derive(Debug)]
struct Shift {
    masked: Range<usize>,
    original: Range<usize>,
}

#[derive(Debug, Default)]
pub(crate) struct Masked<'a> {
    pub(crate) source: Cow<'a, str>,
    /// What is hidden, by its number; the same is hidden under the same number, so that labels stay equal.
    hidden: Vec<(&'a str, What)>,
    shifts: Vec<Shift>,
}

/// A part of a text of the parser's.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Part<'a> {
    Text(Cow<'a, str>),
    Hidden(&'a str, What),
}

impl<'a> Masked<'a> {
    /// Both lists are in the order of the text.
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

    /// The place in the text for a place in the masked one.
    pub(crate) fn original(&self, place: usize) -> usize {
        let before = self.shifts.partition_point(|shift| shift.masked.start < place);
        match before.checked_sub(1).and_then(|last| self.shifts.get(last)) {
            None => place,
            Some(shift) if place < shift.masked.end => shift.original.start,
            Some(shift) => shift.original.end + (place - shift.masked.end),
        }
    }

    /// A text of the parser's in its parts.
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

    /// A text of the parser's as it was written.
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
