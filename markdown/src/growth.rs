//! Text that can be added to the page without being parsed: words at the end of a paragraph or a list item, and lines of a
//! fence that is open. Says what is certain to come out the same as if all were parsed again, and nothing more.

/// Where in the tail words can be added.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Plain {
    /// Up to where the tail is on the page. Spaces may follow: those at the end of a line are shown when a word follows.
    pub(crate) shown: usize,
}

impl Plain {
    /// `end` is where the last text of the parsed tail ends.
    pub(crate) fn after(tail: &str, end: Option<usize>) -> Option<Self> {
        let shown = end?;
        let rest = tail.get(shown..)?;
        let line = tail.rsplit('\n').next().unwrap_or_default();
        // A line that ends in words has got its meaning; digits alone could be a list's.
        let mut words = line.chars().rev().take_while(|letter| is_plain(*letter));
        let is_settled_line = words.any(char::is_alphabetic) && !line.contains(['<', '\t']);
        // An address grows with its word, and the word after a formula says whether it is one.
        let word = line.rsplit(' ').find(|word| !word.is_empty()).unwrap_or_default();
        let is_settled_line = is_settled_line && !word.contains('$') && !word.contains("://");
        let ends_plainly = tail.get(..shown)?.ends_with(is_plain);
        (rest.chars().all(|letter| letter == ' ') && is_settled_line && ends_plainly)
            .then_some(Self { shown })
    }

    /// What of the tail is to be added to the page, now that `added` has come at its end. None where it has to be parsed.
    pub(crate) fn grow<'a>(&mut self, tail: &'a str, added: &str) -> Option<&'a str> {
        if !added.chars().all(is_plain) {
            return None;
        }
        let visible = tail.get(self.shown..)?.trim_end_matches(' ');
        self.shown += visible.len();
        Some(visible)
    }
}

/// Letters that begin and end nothing in Markdown, in the middle of a line.
fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '.' | '?')
}

/// A fence at the very beginning of the tail whose end has not come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct OpenFence {
    mark: char,
    count: usize,
    /// Where the line begins that is not complete.
    line: usize,
    /// Up to where the tail is on the page.
    shown: usize,
}

/// What has become of an open fence.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Grown {
    /// What is to be added to the page.
    pub(crate) text: String,
    /// Otherwise what comes after has to be parsed.
    pub(crate) is_open: bool,
}

impl OpenFence {
    /// The tail has been parsed and all of it is on the page.
    pub(crate) fn at_start_of(tail: &str) -> Option<Self> {
        let mut fence = Self::opened_by(tail)?;
        if !fence.grow(tail).is_open {
            return None;
        }
        let rest = tail.get(fence.line..).unwrap_or_default();
        // At the end of a text the fence's end needs no line break, so it is not on the page, and neither are a few spaces.
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

    /// Whether a line is the fence's end. Written for lines without their line break.
    fn is_closed_by(&self, line: &str) -> bool {
        let marks = line.trim_start_matches(' ');
        let rest = marks.trim_start_matches(self.mark);
        line.len() - marks.len() < 4
            && marks.len() - rest.len() >= self.count
            && rest.chars().all(|letter| letter == ' ')
    }

    /// Whether a line that is not complete could still become the fence's end.
    fn may_be_closed_by(&self, line: &str) -> bool {
        let marks = line.trim_start_matches(' ');
        line.len() - marks.len() < 4
            && marks.trim_start_matches(self.mark).chars().all(|letter| letter == ' ')
    }

    /// What of the tail is to be added to the page. A line that could become the fence's end waits.
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

/// Whether the text begins with a fence that ends in it. False also where that is not certain.
pub(crate) fn fence_has_ended(text: &str) -> bool {
    OpenFence::opened_by(text).is_some_and(|mut fence| !fence.grow(text).is_open)
}
