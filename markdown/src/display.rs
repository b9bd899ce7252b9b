//! Formulas that span several lines: `\[ … \]`, `$$ … $$` and standalone environments, `\begin{align} … \end{align}`.
//! Finds where such a formula ends. It may contain blank lines, as models write them, but not prose; an unclosed
//! formula stays text.

use crate::fences::after_line;
use crate::scripts::is_without_spaces;

/// The limits of the search for a formula's end. Until the end arrives, nothing after the formula's start is settled.
const MAX_LINES: usize = 80;
const MAX_BYTES: usize = 6_000;

/// Environments that are formulas by themselves.
const ENVIRONMENTS: &str = " align aligned alignat alignedat array bmatrix Bmatrix cases CD dcases drcases eqnarray equation \
     flalign gather gathered matrix multline pmatrix rcases smallmatrix split subarray vmatrix Vmatrix ";
/// The subset of [`ENVIRONMENTS`] that are parts of a formula: within a sentence they are rendered inline.
const PARTS: &str = " aligned alignedat array bmatrix Bmatrix cases dcases drcases gathered matrix pmatrix rcases smallmatrix split \
     subarray vmatrix Vmatrix ";

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opening<'a> {
    Bracket,
    Dollars,
    /// An environment, with its name.
    Environment(&'a str),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// The byte offset in the text at which the formula ends.
    At(usize),
    /// The end has not arrived yet.
    Open,
    /// There is no end: the text at the opening is not a formula.
    Never,
}

impl<'a> Opening<'a> {
    /// Returns the opening at the start of `text`. `is_first`: only list and quote markers precede it on its line.
    pub(crate) fn at(text: &'a str, is_first: bool) -> Option<Self> {
        if text.starts_with("\\[") {
            return Some(Self::Bracket);
        }
        if is_first && text.starts_with("$$") {
            return Some(Self::Dollars);
        }
        let (name, _) = text.strip_prefix("\\begin{")?.split_once('}')?;
        is_one_of(name, ENVIRONMENTS).then_some(Self::Environment(name))
    }

    /// Whether it is rendered inline when it stands within a sentence.
    pub(crate) fn is_part(self) -> bool {
        matches!(self, Self::Environment(name) if is_one_of(name, PARTS))
    }

    fn length(self) -> usize {
        match self {
            Self::Bracket | Self::Dollars => 2,
            Self::Environment(name) => name.len() + "\\begin{}".len(),
        }
    }

    /// Whether the formula has no content. `formula` includes the closing delimiter.
    fn is_empty(self, formula: &str) -> bool {
        let end = match self {
            Self::Bracket | Self::Dollars => 2,
            Self::Environment(name) => name.len() + "\\end{}".len(),
        };
        formula.get(..formula.len().saturating_sub(end)).is_none_or(|inner| inner.trim().is_empty())
    }
}

fn is_one_of(name: &str, names: &str) -> bool {
    let plain = name.strip_suffix('*').unwrap_or(name);
    !plain.is_empty() && !plain.contains(' ') && names.contains(&format!(" {plain} "))
}

/// Finds the end of the formula that starts at `start`. `quotes` is the block quote depth it stands in.
pub(crate) fn end_of(text: &str, start: usize, opening: Opening<'_>, quotes: usize) -> End {
    let mut search = Search { opening, depth: 1, is_after_blank: false };
    let begin = start + opening.length();
    let mut at = begin;
    for (number, line) in text.get(begin..).unwrap_or_default().split_inclusive('\n').enumerate() {
        if number > MAX_LINES || at - begin > MAX_BYTES {
            return End::Never;
        }
        let content = if number == 0 { Some(line) } else { without_quotes(line, quotes) };
        let Some(content) = content else { return End::Never };
        let found = if number == 0 { search.within(content) } else { search.line(content) };
        match found {
            Found::End(end) => {
                let end = at + (line.len() - content.len()) + end;
                let is_empty = opening.is_empty(text.get(begin..end).unwrap_or_default());
                return if is_empty { End::Never } else { End::At(end) };
            }
            Found::Stop => return End::Never,
            Found::Nothing => at += line.len(),
        }
    }
    End::Open
}

enum Found {
    /// The number of bytes of the line that belong to the formula.
    End(usize),
    Stop,
    Nothing,
}

struct Search<'a> {
    opening: Opening<'a>,
    /// The number of open environments of the same name.
    depth: usize,
    is_after_blank: bool,
}

impl Search<'_> {
    fn line(&mut self, line: &str) -> Found {
        let content = line.trim();
        if content.is_empty() {
            self.is_after_blank = true;
            return Found::Nothing;
        }
        let is_other = after_line(content, None).is_some()
            || (self.is_after_blank && (is_heading(content) || is_prose(content)));
        if is_other { Found::Stop } else { self.within(line) }
    }

    fn within(&mut self, line: &str) -> Found {
        match self.opening {
            Opening::Bracket => self.bracket(line),
            Opening::Dollars => self.dollars(line),
            Opening::Environment(name) => self.environment(line, name),
        }
    }

    fn bracket(&self, line: &str) -> Found {
        match first_escape(line, &['[', ']']) {
            Some((at, ']')) => Found::End(at + 2),
            Some(_) => Found::Stop,
            None => Found::Nothing,
        }
    }

    /// After a blank line, `$$` at the start of a line with more content opens another formula.
    fn dollars(&self, line: &str) -> Found {
        let Some(at) = line.find("$$") else { return Found::Nothing };
        let rest = line.get(at + 2..).unwrap_or_default().trim();
        let begins_another =
            line.trim_start().starts_with("$$") && !rest.chars().all(|letter| ".,;:".contains(letter));
        if self.is_after_blank && begins_another { Found::Stop } else { Found::End(at + 2) }
    }

    fn environment(&mut self, line: &str, name: &str) -> Found {
        let (begin, end) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
        let mut from = 0;
        while let Some(rest) = line.get(from..) {
            let (Some(ends), begins) = (rest.find(&end), rest.find(&begin)) else {
                self.depth += rest.matches(&begin).count();
                return Found::Nothing;
            };
            if let Some(begins) = begins.filter(|begins| *begins < ends) {
                self.depth += 1;
                from += begins + begin.len();
                continue;
            }
            self.depth -= 1;
            from += ends + end.len();
            if self.depth == 0 {
                return Found::End(from);
            }
        }
        Found::Nothing
    }
}

/// Returns the position of the first escape sequence (an unescaped backslash followed by one of `letters`) and its
/// letter.
pub(crate) fn first_escape(text: &str, letters: &[char]) -> Option<(usize, char)> {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if is_escaped && letters.contains(&letter) {
            return Some((at - 1, letter));
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    None
}

/// Returns the block quote depth of a line.
pub(crate) fn quotes_before(content: &str, line: &str) -> usize {
    line.get(..line.len() - content.len()).unwrap_or_default().matches('>').count()
}

/// Strips the markers of the block quotes that the formula stands in. Returns `None` if the line's quote depth is lower
/// or higher, since such a line is not part of the formula.
fn without_quotes(line: &str, quotes: usize) -> Option<&str> {
    let mut rest = line;
    for _ in 0..quotes {
        rest = rest.trim_start_matches([' ', '\t']).strip_prefix('>')?;
    }
    (!rest.trim_start_matches([' ', '\t']).starts_with('>')).then_some(rest)
}

/// Returns the formula's source without the block quote markers at the start of its lines.
pub(crate) fn source(formula: &str, quotes: usize) -> String {
    let lines = formula.split('\n').enumerate();
    let own = lines.map(|(number, line)| match number {
        0 => line,
        _ => without_quotes(line, quotes).unwrap_or(line),
    });
    own.collect::<Vec<_>>().join("\n")
}

fn is_heading(content: &str) -> bool {
    let rest = content.trim_start_matches('#');
    (1..=6).contains(&(content.len() - rest.len())) && rest.starts_with([' ', '\t'])
}

/// Whether the line consists of words and contains no TeX.
fn is_prose(content: &str) -> bool {
    if content.contains(['\\', '^', '_', '=', '{', '}', '&', '+']) {
        return false;
    }
    let is_word = |word: &&str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    content.split_whitespace().filter(is_word).count() > 2
        || content.chars().filter(|letter| letter.is_alphabetic() && is_without_spaces(*letter)).count() > 3
}
