//! Incremental updates: text that can be appended to the page without parsing, namely words at the end of a paragraph
//! or list item and lines of an open code fence. Accepts only text that is certain to give the same result as a full
//! parse.

/// A position in the tail at which words can be appended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Plain {
    /// The end of the part of the tail that is on the page. Spaces may follow it: trailing spaces of a line are shown
    /// once a word follows.
    pub(crate) shown: usize,
}

impl Plain {
    /// `end` is the end of the last text in the parsed tail.
    pub(crate) fn after(tail: &str, end: Option<usize>) -> Option<Self> {
        let shown = end?;
        let rest = tail.get(shown..)?;
        let line = tail.rsplit('\n').next().unwrap_or_default();
        // The meaning of a line that ends in words is settled, whereas digits alone could become a list marker.
        let mut words = line.chars().rev().take_while(|letter| is_plain(*letter));
        let is_settled_line = words.any(char::is_alphabetic) && !line.contains(['<', '\t']);
        // A URL grows with its word, and the word after a formula decides whether it is one.
        let word = line.rsplit(' ').find(|word| !word.is_empty()).unwrap_or_default();
        let is_settled_line = is_settled_line && !word.contains('$') && !word.contains("://");
        let ends_plainly = tail.get(..shown)?.ends_with(is_plain);
        (rest.chars().all(|letter| letter == ' ') && is_settled_line && ends_plainly)
            .then_some(Self { shown })
    }

    /// Returns the part of the tail to append to the page after `added` has arrived, or `None` if the tail must be
    /// parsed.
    pub(crate) fn grow<'a>(&mut self, tail: &'a str, added: &str) -> Option<&'a str> {
        if !added.chars().all(is_plain) {
            return None;
        }
        let visible = tail.get(self.shown..)?.trim_end_matches(' ');
        self.shown += visible.len();
        Some(visible)
    }
}

/// Whether the letter neither starts nor ends anything in Markdown in the middle of a line.
fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '.' | '?')
}

/// An unclosed code fence at the very start of the tail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct OpenFence {
    mark: char,
    count: usize,
    /// The start of the incomplete last line.
    line: usize,
    /// The end of the part of the tail that is on the page.
    shown: usize,
}

/// The result of growing an open fence.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Grown {
    /// The text to append to the page.
    pub(crate) text: String,
    /// Whether the fence is still open. If not, the text after it has to be parsed.
    pub(crate) is_open: bool,
}

impl OpenFence {
    /// Returns the open fence at the start of a tail that has been parsed and is on the page.
    pub(crate) fn at_start_of(tail: &str) -> Option<Self> {
        let mut fence = Self::opened_by(tail)?;
        if !fence.grow(tail).is_open {
            return None;
        }
        let rest = tail.get(fence.line..).unwrap_or_default();
        // At the end of the text a closing fence needs no line break, so it is not on the page. Neither is a line of up
        // to three spaces.
        let is_shown = !fence.is_closed_by(rest) && (rest.len() > 3 || !rest.trim_matches(' ').is_empty());
        fence.shown = if is_shown { tail.len() } else { fence.line };
        Some(fence)
    }

    fn opened_by(text: &str) -> Option<Self> {
        let (opener, _) = text.split_once('\n')?;
        let mark = opener.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
        let info = opener.trim_start_matches(mark);
        let count = opener.len() - info.len();
        if count < 3 || (mark == '`' && info.contains('`')) {
            return None;
        }
        let start = opener.len() + 1;
        Some(Self { mark, count, line: start, shown: start })
    }

    /// Whether a line, given without its line break, closes the fence.
    fn is_closed_by(&self, line: &str) -> bool {
        let marks = line.trim_start_matches(' ');
        let rest = marks.trim_start_matches(self.mark);
        line.len() - marks.len() < 4
            && marks.len() - rest.len() >= self.count
            && rest.chars().all(|letter| letter == ' ')
    }

    /// Whether an incomplete line could still become the closing fence.
    fn may_be_closed_by(&self, line: &str) -> bool {
        let marks = line.trim_start_matches(' ');
        line.len() - marks.len() < 4
            && marks.trim_start_matches(self.mark).chars().all(|letter| letter == ' ')
    }

    /// Returns the part of the tail to append to the page. A line that could still close the fence is held back.
    pub(crate) fn grow(&mut self, tail: &str) -> Grown {
        let mut text = String::new();
        loop {
            let rest = tail.get(self.line..).unwrap_or_default();
            let Some((line, _)) = rest.split_once('\n') else {
                if !self.may_be_closed_by(rest) {
                    text.push_str(tail.get(self.shown..).unwrap_or_default());
                    self.shown = tail.len();
                }
                return Grown { text, is_open: true };
            };
            if self.is_closed_by(line) {
                return Grown { text, is_open: false };
            }
            self.line += line.len() + 1;
            text.push_str(tail.get(self.shown..self.line).unwrap_or_default());
            self.shown = self.line;
        }
    }

    /// Whether the whole tail is on the page.
    pub(crate) fn shows_all_of(&self, tail: &str) -> bool {
        self.shown == tail.len()
    }
}

/// Whether the text begins with a fence that is closed in it. Returns false if that is uncertain.
pub(crate) fn fence_has_ended(text: &str) -> bool {
    OpenFence::opened_by(text).is_some_and(|mut fence| !fence.grow(text).is_open)
}
