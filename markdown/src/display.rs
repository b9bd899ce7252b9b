//! Formulas over several lines: `\[ … \]`, `$$ … $$` and environments that stand alone, `\begin{align} … \end{align}`. Says
//! where one ends. Blank lines may be in it, as models write them, but not prose: what is never closed stays text.

use crate::fences::after_line;
use crate::scripts::is_without_spaces;

/// How far the end of a formula is looked for; until it comes, nothing after the beginning is settled.
const MAX_LINES: usize = 80;
const MAX_BYTES: usize = 6_000;

/// Environments that are formulas by themselves.
const ENVIRONMENTS: &str = " align aligned alignat alignedat array bmatrix Bmatrix cases CD dcases drcases eqnarray equation \
     flalign gather gathered matrix multline pmatrix rcases smallmatrix split subarray vmatrix Vmatrix ";
/// Those of them that are parts of a formula: in a sentence they are set in its line.
const PARTS: &str = " aligned alignedat array bmatrix Bmatrix cases dcases drcases gathered matrix pmatrix rcases smallmatrix split \
     subarray vmatrix Vmatrix ";

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opening<'a> {
    Bracket,
    Dollars,
    /// With the name of the environment.
    Environment(&'a str),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// Where the formula ends in the text.
    At(usize),
    /// It has not come yet.
    Open,
    /// It will not come: what began is no formula.
    Never,
}

impl<'a> Opening<'a> {
    /// What begins here. `is_first`: nothing but markers of lists and quotes stands before it in its line.
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

    /// Whether it is set in the line of a sentence that it stands in.
    pub(crate) fn is_part(self) -> bool {
        matches!(self, Self::Environment(name) if is_one_of(name, PARTS))
    }

    fn length(self) -> usize {
        match self {
            Self::Bracket | Self::Dollars => 2,
            Self::Environment(name) => name.len() + "\\begin{}".len(),
        }
    }

    /// Whether there is nothing in a formula, which is given with its end.
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

/// The end of the formula that begins at `start` of the text. `quotes`: in how many quotes it stands.
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
    /// How much of the line belongs to the formula.
    End(usize),
    Stop,
    Nothing,
}

struct Search<'a> {
    opening: Opening<'a>,
    /// How many environments of the same name are open.
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

    /// After a blank line dollars at the beginning of a line that goes on begin another formula.
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

/// Where one of the letters stands behind a backslash that is not escaped itself, and which.
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

/// In how many quotes a line stands.
pub(crate) fn quotes_before(content: &str, line: &str) -> usize {
    line.get(..line.len() - content.len()).unwrap_or_default().matches('>').count()
}

/// The line without the marks of the quotes that the formula stands in. None where the line stands in fewer, or in more: then
/// it would not be part of the formula.
fn without_quotes(line: &str, quotes: usize) -> Option<&str> {
    let mut rest = line;
    for _ in 0..quotes {
        rest = rest.trim_start_matches([' ', '\t']).strip_prefix('>')?;
    }
    (!rest.trim_start_matches([' ', '\t']).starts_with('>')).then_some(rest)
}

/// The formula's source as it is without the marks of quotes at the beginning of its lines.
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

/// A line of words: nothing of TeX in it.
fn is_prose(content: &str) -> bool {
    if content.contains(['\\', '^', '_', '=', '{', '}', '&', '+']) {
        return false;
    }
    let is_word = |word: &&str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1;
    content.split_whitespace().filter(is_word).count() > 2
        || content.chars().filter(|letter| letter.is_alphabetic() && is_without_spaces(*letter)).count() > 3
}
