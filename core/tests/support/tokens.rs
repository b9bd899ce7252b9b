//! Cuts Rust source into tokens, as far as reading its paths needs it: comments, characters, lifetimes and numbers are
//! left out, a string is one token, and so is `::`. Code that is compiled for tests only can be left out too.

/// The tokens of `text`.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, is_token) = match first {
            _ if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            _ if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (string(rest), true),
            'r' if raw_string(rest).is_some() => (raw_string(rest).unwrap_or(1), true),
            '\'' => (character_or_lifetime(rest), false),
            _ if first.is_alphabetic() || first == '_' => (word(rest), true),
            _ if first.is_ascii_digit() => (word(rest), false),
            _ if rest.starts_with("::") => (2, true),
            _ => (first.len_utf8(), !first.is_whitespace()),
        };
        let (token, after) = rest.split_at(length);
        if is_token {
            found.push(token);
        }
        rest = after;
    }
    found
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    for (place, _) in text.char_indices() {
        let rest = &text[place..];
        if rest.starts_with("/*") {
            depth += 1;
        } else if rest.starts_with("*/") {
            depth -= 1;
            if depth == 0 {
                return place + 2;
            }
        }
    }
    text.len()
}

fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (place, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string such as `r#"…"#`; `None` if none begins here.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let inner = after.trim_start_matches('#');
    let hashes = &after[..after.len() - inner.len()];
    let inner = inner.strip_prefix('"')?;
    let end = format!("\"{hashes}");
    let begin = text.len() - inner.len();
    Some(inner.find(&end).map_or(text.len(), |place| begin + place + end.len()))
}

fn character_or_lifetime(text: &str) -> usize {
    let mut inner = text.char_indices().skip(1);
    let Some((_, first)) = inner.next() else { return text.len() };
    let Some((second_place, second)) = inner.next() else { return text.len() };
    match (first, second) {
        // The escaped character itself may be a quotation mark.
        ('\\', _) => inner.find(|(_, c)| *c == '\'').map_or(text.len(), |(place, _)| place + 1),
        (_, '\'') => second_place + 1,
        _ => 1 + word(&text[1..]),
    }
}

/// The tokens without the items that are compiled for tests only.
pub fn without_tests<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some(token) = rest.first() {
        let attribute = if rest.starts_with(&["#", "["]) { 1 + group(&rest[1..]) } else { 0 };
        if attribute > 0 && is_for_tests(&rest[..attribute]) {
            rest = &rest[attribute..];
            rest = &rest[item(rest)..];
        } else {
            kept.push(*token);
            rest = &rest[1..];
        }
    }
    kept
}

fn is_for_tests(attribute: &[&str]) -> bool {
    attribute.get(2) == Some(&"cfg") && attribute.contains(&"test") && !attribute.contains(&"not")
}

/// The number of tokens of the bracketed group that begins here.
pub fn group(tokens: &[&str]) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate() {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

/// The number of tokens of the item, field or expression that begins here, with its attributes.
fn item(tokens: &[&str]) -> usize {
    let mut place = 0;
    let is_use = |place: usize| tokens[..place].contains(&"use");
    while let Some(token) = tokens.get(place) {
        match *token {
            ";" | "," => return place + 1,
            ")" | "]" | "}" => return place,
            "{" if !is_use(place) => return place + group(&tokens[place..]),
            "(" | "[" | "{" => place += group(&tokens[place..]),
            _ => place += 1,
        }
    }
    tokens.len()
}
