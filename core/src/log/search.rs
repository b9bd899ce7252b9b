//! Full-text search in titles and messages: which texts contain all words of a query, where the matches are, and
//! which excerpt is shown. Ignores case, accents and the amount of white space. The browser provides the
//! decomposition of characters; core has no Unicode tables.

use std::collections::HashMap;
use std::ops::Range;

/// The length of an excerpt in characters: before its first match, and in total.
const BEFORE: usize = 36;
const WHOLE: usize = 160;

/// A function that returns the decomposition of a character: `é` is `e` and an accent, `ﬁ` is `f` and `i`. Never
/// called for ASCII.
pub type Decompose = Box<dyn Fn(char) -> String>;

/// Normalizes text for comparison. Caches the result for each character.
pub struct Folding {
    decompose: Decompose,
    known: HashMap<char, Box<str>>,
}

impl Folding {
    /// Creates a folding with an empty cache.
    pub fn new(decompose: Decompose) -> Self {
        Self { decompose, known: HashMap::new() }
    }

    /// Returns the text in lower case, without accents, with runs of white space replaced by one space.
    pub fn fold(&mut self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        for character in text.chars() {
            self.push(character, &mut folded);
        }
        folded
    }

    /// Like [`Folding::fold`], and returns for every character of `text`, and for its end, the byte offsets in `text`
    /// and in the folded text.
    fn fold_with_places(&mut self, text: &str) -> (String, Vec<(usize, usize)>) {
        let mut folded = String::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len());
        for (place, character) in text.char_indices() {
            places.push((place, folded.len()));
            self.push(character, &mut folded);
        }
        places.push((text.len(), folded.len()));
        (folded, places)
    }

    fn push(&mut self, character: char, folded: &mut String) {
        if character.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            let decompose = &self.decompose;
            folded.push_str(
                self.known.entry(character).or_insert_with(|| folded_parts(&decompose(character)).into()),
            );
        }
    }
}

fn folded_parts(parts: &str) -> String {
    let letters = parts.chars().filter(|part| !is_accent(*part) && !part.is_whitespace());
    // Converts to upper case first, so that `ß` and `SS` are equal, and so are both lower-case sigmas.
    let folded: String = letters.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    folded.chars().filter(|part| !is_accent(*part)).collect()
}

/// Whether the character is a mark that does not change the word. Other scripts have marks that are letters of their
/// own.
fn is_accent(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Hebrew points and Arabic vowel marks are omitted in everyday writing.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// A search query: words that must all occur, and phrases in quotes that must occur as written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Query {
    terms: Vec<String>,
}

impl Query {
    /// Reads a query as typed. Words count in any order, quoted words as one phrase; a missing closing quote ends at
    /// the end.
    pub fn parse(text: &str, folding: &mut Folding) -> Self {
        let mut terms: Vec<String> = Vec::new();
        for (number, part) in text.split('"').enumerate() {
            let folded = folding.fold(part);
            let folded = folded.trim();
            match number % 2 {
                0 => terms.extend(folded.split(' ').map(str::to_owned)),
                _ => terms.push(folded.to_owned()),
            }
        }
        terms.retain(|term| !term.is_empty());
        Self { terms }
    }

    /// Returns whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the query is specific enough to search the messages: a single letter occurs in almost all of them, but
    /// a single ideograph is a word.
    pub fn is_telling(&self) -> bool {
        let is_ideograph = |character: char| character >= '\u{2e80}';
        self.terms.iter().any(|term| term.chars().count() > 1 || term.chars().any(is_ideograph))
    }

    /// Whether a text returned by [`Folding::fold`] contains all words.
    pub fn is_in(&self, folded: &str) -> bool {
        !self.is_empty() && self.terms.iter().all(|term| folded.contains(term.as_str()))
    }

    /// Returns the ranges of the matches in `text`, in order and without overlaps. A partly matched character is
    /// included as a whole, and so are the accents after it.
    pub fn hits(&self, text: &str, folding: &mut Folding) -> Vec<Range<usize>> {
        let (folded, places) = folding.fold_with_places(text);
        let mut found: Vec<Range<usize>> = self
            .terms
            .iter()
            .flat_map(|term| folded.match_indices(term.as_str()))
            .filter_map(|(start, term)| range_in(text, &places, start..start + term.len()))
            .collect();
        found.sort_unstable_by_key(|range| range.start);
        let mut hits: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match hits.last_mut().filter(|last| last.end >= range.start) {
                Some(last) => last.end = last.end.max(range.end),
                None => hits.push(range),
            }
        }
        hits
    }

    /// Splits a short text, such as a title, at the boundaries of the matches.
    pub fn pieces(&self, text: &str, folding: &mut Folding) -> Vec<Piece> {
        pieces(text, 0..text.len(), &self.hits(text, folding))
    }

    /// Returns the excerpt of a long text around its first match.
    pub fn excerpt(&self, text: &str, folding: &mut Folding) -> Vec<Piece> {
        let hits = self.hits(text, folding);
        let window = window(text, hits.first().map_or(0, |hit| hit.start));
        let mut shown = pieces(text, window.clone(), &hits);
        if window.start > 0 {
            shown.insert(0, Piece { text: "…".into(), is_hit: false });
        }
        if window.end < text.trim_end().len() {
            shown.push(Piece { text: "…".into(), is_hit: false });
        }
        shown
    }
}

/// Maps a range of the folded text back to the original text.
fn range_in(text: &str, places: &[(usize, usize)], folded: Range<usize>) -> Option<Range<usize>> {
    // Of several characters at the same offset in the folded text, all but the last are accents, which fold to
    // nothing.
    let holding = |place: usize| places.partition_point(|(_, start)| *start <= place).checked_sub(1);
    let (first, last) = (holding(folded.start)?, holding(folded.end.checked_sub(1)?)?);
    let is_accent = |place: usize| {
        let ((start, folded), (end, folded_end)) = (*places.get(place)?, *places.get(place + 1)?);
        Some(folded == folded_end && !text.get(start..end)?.starts_with(char::is_whitespace))
    };
    let mut after = last + 1;
    while is_accent(after) == Some(true) {
        after += 1;
    }
    Some(places.get(first)?.0..places.get(after)?.0)
}

/// A piece of an excerpt or title, inside or outside a match.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Piece {
    /// The text, unfolded.
    pub text: String,
    /// Whether it matches the query.
    pub is_hit: bool,
}

/// Returns the range of the excerpt if the first match begins at `first`. It is cut between words unless they are too
/// long.
fn window(text: &str, first: usize) -> Range<usize> {
    let before = text.get(..first).unwrap_or_default();
    let far = before.char_indices().rev().take(BEFORE).last().map_or(0, |(place, _)| place);
    let start = match before.get(far..).unwrap_or_default().find(char::is_whitespace) {
        Some(space) if far > 0 => far + space,
        _ => far,
    };
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().nth(WHOLE).map_or(text.len(), |(place, _)| start + place);
    let past_hit = text.get(first..end).unwrap_or_default();
    let end = match past_hit.rfind(char::is_whitespace) {
        Some(space) if end < text.len() && space > BEFORE => first + space,
        _ => end,
    };
    start..end
}

fn pieces(text: &str, window: Range<usize>, hits: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |range: Range<usize>, is_hit: bool| {
        let words = text.get(range).unwrap_or_default();
        let text = spaced(words, pieces.is_empty());
        if !text.is_empty() {
            pieces.push(Piece { text, is_hit });
        }
    };
    let mut place = window.start;
    for hit in hits.iter().filter(|hit| hit.start < window.end && hit.end > window.start) {
        push(place..hit.start.max(place), false);
        push(hit.start.max(window.start)..hit.end.min(window.end), true);
        place = hit.end.min(window.end);
    }
    push(place..window.end, false);
    pieces
}

/// Collapses each run of white space into one space, and removes it at the very beginning.
fn spaced(words: &str, is_first: bool) -> String {
    let mut spaced = String::with_capacity(words.len());
    for character in words.chars() {
        match character.is_whitespace() {
            true if spaced.ends_with(' ') || (is_first && spaced.is_empty()) => {}
            true => spaced.push(' '),
            false => spaced.push(character),
        }
    }
    spaced
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
