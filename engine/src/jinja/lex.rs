//! The lexer: splits a template into text and the tokens of its tags.
//!
//! Whitespace around tags is handled here: `-` inside a tag strips all whitespace on that side; a block or comment also
//! strips the line break right after it, and the indentation before it if nothing else is on its line.

use super::TemplateError;

/// A segment of a template.
#[derive(Debug)]
pub(super) enum Segment {
    Text(String),
    /// `{{ … }}`
    Output(Vec<Token>),
    /// `{% … %}`
    Block(Vec<Token>),
}

/// A token inside a tag.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Int(i64),
    /// An operator or bracket.
    Sign(&'static str),
}

/// All operators and brackets, longer ones first.
const SIGNS: [&str; 28] = [
    "==", "!=", "<=", ">=", "//", "**", "(", ")", "[", "]", "{", "}", "<", ">", "+", "-", "*", "/", "%", "~",
    "|", ".", ",", ":", "=", ";", "&", "!",
];

/// The maximum length of a name: every use of a variable reads its name, and no template needs more.
const MAX_NAME: usize = 200;

pub(super) fn lex(source: &str) -> Result<Vec<Segment>, TemplateError> {
    let mut segments = Vec::new();
    let mut rest = source;
    let mut eat_before_text = Eat::Nothing;
    let mut at_line_start = true;
    loop {
        let (text, tag) = rest.split_at(next_tag(rest));
        let kind = tag.get(..2).unwrap_or_default();
        let inside = tag.get(2..).unwrap_or_default();
        let full_len = text.len();
        let mut text = match eat_before_text {
            Eat::Nothing => text,
            Eat::LineBreak => text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')).unwrap_or(text),
            Eat::Everything => text.trim_start(),
        };
        at_line_start |= eat_before_text == Eat::LineBreak && text.len() < full_len;
        if inside.starts_with('-') {
            text = text.trim_end();
        } else if matches!(kind, "{%" | "{#") && !inside.starts_with('+') {
            let line = text.rfind('\n').map_or(0, |at| at + 1);
            if (line > 0 || at_line_start) && text.get(line..).is_some_and(|indent| indent.trim().is_empty())
            {
                text = text.get(..line).unwrap_or_default();
            }
        }
        at_line_start = false;
        if !text.is_empty() {
            segments.push(Segment::Text(text.to_owned()));
        }
        if tag.is_empty() {
            return Ok(segments);
        }
        let inside = inside.strip_prefix(['-', '+']).unwrap_or(inside);
        let (tokens, after) = match kind {
            "{#" => {
                let end = inside.find("#}").ok_or_else(|| unclosed(tag))?;
                (Vec::new(), inside.get(end..).unwrap_or_default())
            }
            _ => tokens(inside, if kind == "{{" { "}}" } else { "%}" }).ok_or_else(|| unclosed(tag))??,
        };
        let comment_eats =
            kind == "{#" && source.get(..source.len() - after.len()).is_some_and(|s| s.ends_with('-'));
        let eats_everything = after.starts_with('-') || comment_eats;
        rest = after.strip_prefix(['-', '+']).unwrap_or(after).get(2..).unwrap_or_default();
        eat_before_text = match (eats_everything, kind) {
            (true, _) => Eat::Everything,
            (false, "{{") => Eat::Nothing,
            (false, _) => Eat::LineBreak,
        };
        match kind {
            "{{" => segments.push(Segment::Output(tokens)),
            "{%" => segments.push(Segment::Block(tokens)),
            _ => {}
        }
    }
}

/// Returns where the next tag opens, or the end. One search for all kinds of tags: a search for a kind that the template
/// does not use would read the whole rest at every tag.
fn next_tag(source: &str) -> usize {
    let opens = |at: &usize| matches!(source.as_bytes().get(at + 1), Some(b'{' | b'%' | b'#'));
    source.match_indices('{').map(|(at, _)| at).find(opens).unwrap_or(source.len())
}

/// The whitespace that a tag strips from the text after it.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Eat {
    Nothing,
    LineBreak,
    Everything,
}

fn unclosed(tag: &str) -> TemplateError {
    let start: String = tag.chars().take(40).collect();
    TemplateError::new(format!("a tag is never closed: {start}"))
}

type Tokens<'a> = Result<(Vec<Token>, &'a str), TemplateError>;

/// Returns the tokens up to `close` and the text from there on (including a `-` before it). Returns `None` if the tag
/// is not closed.
fn tokens<'a>(source: &'a str, close: &str) -> Option<Tokens<'a>> {
    let mut tokens = Vec::new();
    let mut depth = 0_usize;
    let mut rest = source;
    loop {
        rest = rest.trim_start();
        let after_dash = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        // Inside braces, `}}` closes two maps rather than the tag.
        if depth == 0 && after_dash.starts_with(close) {
            return Some(Ok((tokens, rest)));
        }
        let first = rest.chars().next()?;
        let after = rest.get(first.len_utf8()..)?;
        if first == '"' || first == '\'' {
            let (text, after) = string(after, first)?;
            tokens.push(Token::Text(text));
            rest = after;
        } else if first.is_ascii_digit() {
            let (digits, after) =
                rest.split_at(rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len()));
            match digits.parse() {
                Ok(number) => tokens.push(Token::Int(number)),
                Err(_) => return Some(Err(TemplateError::new("a number is too large"))),
            }
            rest = after;
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len());
            if end > MAX_NAME {
                return Some(Err(TemplateError::new("a name is too long")));
            }
            let (name, after) = rest.split_at(end);
            tokens.push(Token::Name(name.to_owned()));
            rest = after;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            match *sign {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            tokens.push(Token::Sign(sign));
            rest = rest.get(sign.len()..)?;
        } else {
            return Some(Err(TemplateError::new(format!("unexpected {first:?} in a tag"))));
        }
    }
}

/// Returns the string up to the closing quote and the source after it.
fn string(source: &str, quote: char) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = source.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            _ if char == quote => return Some((text, source.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'r' => text.push('\r'),
                'u' => {
                    let code: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                other @ ('\\' | '\'' | '"') => text.push(other),
                other => text.extend(['\\', other]),
            },
            _ => text.push(char),
        }
    }
    None
}
