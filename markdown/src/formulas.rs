//! Finds the parts that are hidden from the Markdown parser: formulas (`$…$`, `\(…\)`, `$$…$$`, `\[…\]` and
//! environments), since Markdown would see emphasis, escapes and table cells in them, and bare URLs. Scans line by line
//! and knows only code, links, quotes and blank lines of Markdown. The result for a line depends on the text before it
//! and, for a multi-line formula, on the text up to its end.

use crate::addresses;
use crate::display::{End, Opening, end_of, first_escape, quotes_before};
use crate::dollars;
use crate::fences::{Fence, after_line};
use crate::masked::{Hidden, What};

/// The scanner's state at the start of a line.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Lines {
    /// The open code fence.
    fence: Option<Fence>,
}

#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) hidden: Vec<Hidden>,
    /// The start of the line in which an unclosed formula begins.
    pub(crate) open: Option<usize>,
    /// The state after the last complete line.
    pub(crate) after: Lines,
}

pub(crate) fn find(text: &str, before: Lines) -> Found {
    let mut found = Found { after: before, ..Found::default() };
    let mut start = 0;
    // The end of the last multi-line formula.
    let mut done = 0;
    while let Some(line) = text.get(start..).and_then(|rest| rest.split_inclusive('\n').next()) {
        let end = start + line.len();
        if done < end {
            find_in_line(text, start, line, &mut done, &mut found);
        }
        start = end;
    }
    found
}

fn find_in_line(text: &str, start: usize, line: &str, done: &mut usize, found: &mut Found) {
    let content = without_markers(line);
    let from = done.saturating_sub(start);
    if from == 0 {
        let was_fence = found.after.fence.is_some();
        if let Some(fence) = after_line(content, found.after.fence) {
            // An incomplete line may still change.
            if line.ends_with('\n') {
                found.after.fence = fence;
            }
            return;
        }
        if was_fence {
            return;
        }
    }
    let mut scan = Scan { text, start, line, content, at: from };
    scan.run(found);
    *done = (*done).max(start + scan.at);
}

/// The scanner of a single line.
struct Scan<'a> {
    text: &'a str,
    /// The line's offset in the text.
    start: usize,
    line: &'a str,
    /// The line without the list and quote markers before it.
    content: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn run(&mut self, found: &mut Found) {
        let mut before = self.line.get(..self.at).and_then(|text| text.chars().next_back());
        // In a link definition only the label is text.
        let until =
            label_of_definition(self.content).map(|label| self.line.len() - self.content.len() + label);
        while let Some(rest) = self.line.get(self.at..) {
            let Some(letter) = rest.chars().next().filter(|_| until.is_none_or(|until| self.at < until))
            else {
                break;
            };
            let mut step = letter.len_utf8();
            if let Some((length, what)) = within_line(rest, before) {
                self.hide(length, what, found);
                step = length;
            } else if let Some((length, what)) = self.over_lines(rest, found) {
                self.hide(length, what, found);
                step = length;
            } else {
                step = step.max(skipped(rest));
            }
            before = rest.get(..step).unwrap_or(rest).chars().next_back();
            self.at += step;
        }
        // A formula that continues on other lines is complete, and the rest of this line has been scanned.
        self.at = self.at.max(self.line.len());
    }

    fn hide(&self, length: usize, what: What, found: &mut Found) {
        let start = self.start + self.at;
        found.hidden.push(Hidden { range: start..start + length, what });
    }

    fn quotes(&self) -> usize {
        quotes_before(self.content, self.line)
    }

    /// Returns the length and kind of the multi-line formula that starts here.
    fn over_lines(&self, rest: &str, found: &mut Found) -> Option<(usize, What)> {
        let is_first = rest.len() == self.content.len();
        let opening = Opening::at(rest, is_first)?;
        let place = self.start + self.at;
        // A table cell ends with its line.
        let is_in_row = !is_first && self.content.starts_with('|');
        let text = if is_in_row { self.text.get(..self.start + self.line.len())? } else { self.text };
        let quotes = self.quotes();
        let what = if is_first || !opening.is_part() { What::Display(quotes) } else { What::Formula(quotes) };
        match end_of(text, place, opening, quotes) {
            End::At(end) => {
                let length = end - place;
                let is_formula =
                    opening != Opening::Dollars || is_shown_by_dollars(self.text.get(place..)?, length);
                is_formula.then_some((length, what))
            }
            End::Open if is_in_row => None,
            End::Open => {
                found.open = found.open.or(Some(self.start));
                None
            }
            End::Never => None,
        }
    }
}

/// Strips the markers of the lists and quotes that a line stands in.
fn without_markers(line: &str) -> &str {
    let mut rest = line.trim_start_matches([' ', '\t']);
    loop {
        let digits = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let is_ordered = digits.len() < rest.len();
        let after = match digits.chars().next() {
            Some('.' | ')') if is_ordered => digits.get(1..),
            Some('-' | '*' | '+' | '>') if !is_ordered => digits.get(1..),
            _ => None,
        };
        match after {
            Some(after) if after.starts_with([' ', '\t']) || rest.starts_with('>') => {
                rest = after.trim_start_matches([' ', '\t']);
            }
            _ => return rest,
        }
    }
}

/// Returns the length of the label if the line is a link definition. Footnote definitions do not count.
fn label_of_definition(content: &str) -> Option<usize> {
    if content.starts_with('[') && !content.starts_with("[^") { content.find("]:") } else { None }
}

/// Returns the length and kind of the single-line formula or URL at the start of `text`.
fn within_line(text: &str, before: Option<char>) -> Option<(usize, What)> {
    if let Some(inner) = text.strip_prefix("\\(") {
        let end = first_escape(inner, &[')'])?.0;
        return (end > 0).then_some((end + 4, What::Formula(0)));
    }
    if let Some(inner) = text.strip_prefix("$$") {
        let end = inner.find("$$")?;
        let tex = inner.get(..end).filter(|tex| is_one_line(tex))?;
        let after = inner.get(end + 2..)?.chars().next();
        return dollars::is_displayed(tex, before, after).then_some((end + 4, What::Display(0)));
    }
    if let Some(inner) = text.strip_prefix("\\[") {
        let (end, _) = first_escape(inner, &['[', ']']).filter(|(_, letter)| *letter == ']')?;
        return inner.get(..end).filter(|tex| is_one_line(tex)).map(|_| (end + 4, What::Display(0)));
    }
    if text.starts_with('$') {
        return dollars::formula_length(text, before).map(|length| (length, What::Formula(0)));
    }
    if let Some(length) = line_break_length(text) {
        return Some((length, What::LineBreak));
    }
    addresses::length_at(text, before).map(|length| (length, What::Address))
}

/// Whether `$$` at the start of a line delimits a formula. Alone on its line it always does.
fn is_shown_by_dollars(text: &str, length: usize) -> bool {
    let tex = text.get(2..length - 2).unwrap_or_default();
    let rest = text.get(length..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let is_alone = tex.split('\n').next().is_some_and(|line| line.trim().is_empty());
    // A space after the opening does not show that words are cut out of a sentence if they end with their line.
    let ends_line = tex.contains('\n') && rest.chars().all(|letter| " \t\r.,;:".contains(letter));
    let tex = if ends_line { tex.trim() } else { tex.trim_end() };
    is_alone || dollars::is_displayed(tex, None, rest.chars().next())
}

/// Returns the length of a `<br>` tag in any spelling.
fn line_break_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    let name = inner.get(..2).filter(|name| name.eq_ignore_ascii_case("br"))?;
    let rest = inner.get(name.len()..)?.trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('>')?;
    Some(text.len() - rest.len())
}

fn is_one_line(tex: &str) -> bool {
    !tex.trim().is_empty()
}

/// Returns the length of an escape, code span, link address or footnote label at the start of `text`.
fn skipped(text: &str) -> usize {
    if text.starts_with('\\') {
        return 1 + text.chars().nth(1).map_or(0, char::len_utf8);
    }
    if text.starts_with('`') {
        let inner = text.trim_start_matches('`');
        let count = text.len() - inner.len();
        return end_of_code(inner, count).map_or(count, |end| end + 2 * count);
    }
    let address_end = match text.get(..2) {
        Some("](") => text.find(')'),
        Some("[^") => text.find(']'),
        _ if text.starts_with('<') => text.find(['>', ' ']),
        _ => None,
    };
    address_end.unwrap_or(0)
}

/// Returns the position of the closing run of exactly `count` backticks.
fn end_of_code(inner: &str, count: usize) -> Option<usize> {
    let mut from = 0;
    loop {
        let start = from + inner.get(from..)?.find('`')?;
        let run = inner.get(start..)?;
        let length = run.len() - run.trim_start_matches('`').len();
        if length == count {
            return Some(start);
        }
        from = start + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = find(text, Lines::default());
        let formulas: Vec<&str> = found.hidden.iter().map(|hidden| &text[hidden.range.clone()]).collect();
        assert_eq!(formulas, expected, "{text}");
    }

    #[test]
    fn formulas_are_found() {
        check("a $x$, $y_1$-axis, the $n$th and \\(a*b*c\\).", &["$x$", "$y_1$", "$n$", "\\(a*b*c\\)"]);
        check("$$a$$ and \\[b\\]\n", &["$$a$$", "\\[b\\]"]);
        check("- so\n  \\[\n  x = 1\n  \\]\n", &["\\[\n  x = 1\n  \\]"]);
        check("$$\nx\n$$ and $y$", &["$$\nx\n$$", "$y$"]);
        check("| $a|b$ | 1 |", &["$a|b$"]);
        check("$5 \\cdot 10$ and $\\$3$", &["$5 \\cdot 10$", "$\\$3$"]);
    }

    #[test]
    fn money_code_and_addresses_are_no_formulas() {
        for text in [
            "$5 and $10",
            "it costs $5/$10 or ($6) or ($7), US$8, A$9.",
            "between $5 and 10$ a piece",
            "$HOME and $PATH",
            "\\$x\\$",
            "`$x$` and ``a ` $y$``",
            "```\n$x$\n```\n",
            "- ~~~tex\n  \\[\n  x\n  \\]\n  ~~~\n",
            "[a](http://b.c/$d$) <http://e.f/$g$>",
            "[a]: http://b.c/$d$",
            "$ x $",
            "$$",
            "text $$\nx\n$$",
            "\\(\\) \\[\\]",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn an_open_formula_is_told() {
        let open = |text: &str| find(text, Lines::default()).open;
        assert_eq!(open("a\n\\[\nx\n"), Some(2));
        assert_eq!(open("a\n\\[\nx\n\n"), Some(2));
        assert_eq!(open("a\n\\[\nx\n\nso it goes on\n"), None);
        assert_eq!(open("a\n- \\begin{align}\nx\n"), Some(2));
        assert_eq!(open("a\n$$\nx\n$$"), None);
        assert_eq!(open("a $$\nx\n"), None);
    }
}
