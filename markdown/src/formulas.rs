//! Finds formulas, `$…$`, `\(…\)`, `$$…$$` and `\[…\]`, before Markdown is parsed, since to Markdown a formula is full of
//! emphasis, escapes and cells of tables. What is found is hidden from the parser behind as many letters. Goes through the
//! text line by line and knows of Markdown only code, links and blank lines, all within a line or two: what it says of a line
//! depends on what stands before it alone.

use std::borrow::Cow;
use std::ops::Range;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Formula {
    /// With its delimiters.
    pub(crate) range: Range<usize>,
    pub(crate) is_display: bool,
}

/// What is known at the beginning of a line.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Lines {
    /// The mark and length of the fence that is open.
    fence: Option<(char, usize)>,
}

#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) formulas: Vec<Formula>,
    /// Where the line begins in which a formula begins whose end has not come.
    pub(crate) open: Option<usize>,
    /// What is known after the last whole line.
    pub(crate) after: Lines,
}

/// A formula over several lines.
struct Open {
    line: usize,
    start: usize,
    end_mark: &'static str,
}

pub(crate) fn find(text: &str, before: Lines) -> Found {
    let mut found = Found { after: before, ..Found::default() };
    let mut open: Option<Open> = None;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let start = line_start;
        line_start += line.len();
        let is_whole = line.ends_with('\n');
        let was_fence = found.after.fence.is_some();
        let content = without_markers(line);
        if let Some(fence) = after_line(content, found.after.fence) {
            // A line that is not whole may become another one.
            if is_whole {
                found.after.fence = fence;
            }
            open = None;
            continue;
        }
        if was_fence {
            continue;
        }
        // A quote's mark at the beginning of a line would be in the middle of the formula.
        if content.trim().is_empty() || (open.is_some() && line.trim_start().starts_with('>')) {
            open = None;
        }
        let mut from = 0;
        if let Some(begun) = open.take() {
            match line.find(begun.end_mark) {
                Some(at) => {
                    from = at + begun.end_mark.len();
                    let range = begun.start..start + from;
                    found.formulas.push(Formula { range, is_display: true });
                }
                None => {
                    open = Some(begun);
                    continue;
                }
            }
        }
        let begun = within_line(line, from, start, content, &mut found.formulas);
        open = begun.map(|(at, end_mark)| Open { line: start, start: start + at, end_mark });
    }
    found.open = open.map(|open| open.line);
    found
}

/// The text with letters in the place of formulas.
pub(crate) fn hidden<'a>(text: &'a str, formulas: &[Formula]) -> Cow<'a, str> {
    if formulas.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for Formula { range, .. } in formulas {
        out.push_str(text.get(end..range.start).unwrap_or_default());
        out.extend(std::iter::repeat_n('x', range.len()));
        end = range.end;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    Cow::Owned(out)
}

/// A line without the marks of the lists and quotes it stands in.
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

/// What is open after a line that begins or ends a fence. None for all other lines.
fn after_line(content: &str, fence: Option<(char, usize)>) -> Option<Option<(char, usize)>> {
    let mark = content.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
    let info = content.trim_start_matches(mark);
    let count = content.len() - info.len();
    match fence {
        Some((open, least)) => (open == mark && count >= least && info.trim().is_empty()).then_some(None),
        None => (count >= 3 && !(mark == '`' && info.contains('`'))).then_some(Some((mark, count))),
    }
}

/// Finds the formulas of a line from `from` on; gives place and end mark of one that goes on in the next line.
fn within_line(
    line: &str,
    from: usize,
    start: usize,
    content: &str,
    formulas: &mut Vec<Formula>,
) -> Option<(usize, &'static str)> {
    let mut at = from;
    let mut before = line.get(..from).and_then(|text| text.chars().next_back());
    if is_definition(content) {
        return None;
    }
    while let Some(rest) = line.get(at..) {
        let letter = rest.chars().next()?;
        let mut step = letter.len_utf8();
        if let Some((length, is_display)) = formula_at(rest, before) {
            formulas.push(Formula { range: start + at..start + at + length, is_display });
            step = length;
        } else if let Some(end_mark) = opens(rest, rest.len() == content.len()) {
            return Some((at, end_mark));
        } else {
            step = step.max(skipped(rest));
        }
        before = rest.get(..step).and_then(|text| text.chars().next_back());
        at += step;
    }
    None
}

/// Whether a line is the definition of a link: its address is no formula.
fn is_definition(content: &str) -> bool {
    content.starts_with('[') && !content.starts_with("[^") && content.contains("]:")
}

/// The length of the formula at the beginning of the text, and whether it is displayed.
fn formula_at(text: &str, before: Option<char>) -> Option<(usize, bool)> {
    if let Some(inner) = text.strip_prefix("\\(") {
        return inner.find("\\)").filter(|end| *end > 0).map(|end| (end + 4, false));
    }
    if let Some(inner) = text.strip_prefix("\\[") {
        return inner.find("\\]").filter(|end| *end > 0).map(|end| (end + 4, true));
    }
    if let Some(inner) = text.strip_prefix("$$") {
        let end = inner.find("$$")?;
        return inner.get(..end).filter(|tex| !tex.trim().is_empty()).map(|_| (end + 4, true));
    }
    let inner = text.strip_prefix('$').filter(|_| !before.is_some_and(|letter| letter.is_alphanumeric()))?;
    let end = end_of_inline(inner)?;
    let tex = inner.get(..end)?;
    let after = inner.get(end + 1..)?.chars().next();
    let is_framed =
        tex.starts_with(char::is_whitespace) || tex.ends_with(char::is_whitespace) || tex.is_empty();
    let is_price = tex.starts_with(|letter: char| letter.is_ascii_digit())
        && tex.contains(' ')
        && !tex.contains(['\\', '^', '_', '=', '+', '<', '>', '/', '*']);
    let is_formula =
        !is_framed && !is_price && !after.is_some_and(|letter| letter.is_ascii_digit() || letter == '$');
    is_formula.then_some((end + 2, false))
}

/// Where the next dollar stands that is not escaped.
fn end_of_inline(inner: &str) -> Option<usize> {
    let mut is_escaped = false;
    inner.find(|letter: char| {
        let ends = letter == '$' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends
    })
}

/// The end mark of a formula that begins here and goes on in the next line.
fn opens(text: &str, is_first: bool) -> Option<&'static str> {
    if text.starts_with("\\[") {
        return Some("\\]");
    }
    (is_first && text.starts_with("$$")).then_some("$$")
}

/// How much of the text is an escape, code, the address of a link or the label of a footnote.
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

/// Where as many backticks stand as opened it, no more and no fewer.
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
        let formulas: Vec<&str> = found.formulas.iter().map(|formula| &text[formula.range.clone()]).collect();
        assert_eq!(formulas, expected, "{text}");
        assert_eq!(hidden(text, &found.formulas).len(), text.len());
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
            "\\[\n\nx\n\n\\]",
            "> \\[\n> x\n> \\]",
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
        assert_eq!(open("a\n\\[\nx\n\n"), None);
        assert_eq!(open("a\n$$\nx\n$$"), None);
        assert_eq!(open("a $$\nx\n"), None);
    }
}
