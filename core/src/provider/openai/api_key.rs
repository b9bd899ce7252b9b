//! An API key as it is typed or pasted: what came along with it from a mail, a web page or a shell is taken off where that
//! is clear. What then cannot stand in a header is named, since a browser's only word for it looks like a dead server.

/// A character of the key that no key has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the API key cannot be sent: its character {place} is {}, which no key has", shown(*.character))]
pub struct ApiKeyError {
    /// The first character that no key has.
    pub character: char,
    /// Counted from 1 in the bare key.
    pub place: usize,
}

impl ApiKeyError {
    /// The character so that it can be seen: itself, or by its number.
    pub fn shown(&self) -> String {
        shown(self.character)
    }
}

fn shown(character: char) -> String {
    let number = u32::from(character);
    match character {
        ' ' => "a space".to_owned(),
        '\n' | '\r' => "a line end".to_owned(),
        _ if character.is_alphanumeric() => format!("“{character}”"),
        _ => format!("U+{number:04X}"),
    }
}

/// The bare key; none where nothing was typed.
///
/// # Errors
/// The first character of the key that cannot stand in a header. The user can fix it.
pub fn read_api_key(typed: &str) -> Result<Option<String>, ApiKeyError> {
    let visible: String = typed.chars().filter(|character| !is_invisible(*character)).collect();
    let key = bare(&visible);
    let is_wrong = |character: &char| !character.is_ascii_graphic();
    match key.chars().zip(1..).find(|(character, _)| is_wrong(character)) {
        Some((character, place)) => Err(ApiKeyError { character, place }),
        None => Ok(Some(key.to_owned()).filter(|key| !key.is_empty())),
    }
}

/// Characters that take no room and are never meant: zero-width ones, marks of direction, soft hyphens.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Takes off blanks, quotes, the names of header and scheme and a shell's assignment, in whatever order they stand.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let inner = unquoted(text)
        .or_else(|| after_word(text, "Authorization:"))
        .or_else(|| after_word(text, "x-api-key:"))
        .or_else(|| after_word(text, "api-key:"))
        .or_else(|| after_word(text, "Bearer "))
        .or_else(|| after_word(text, "export "))
        .or_else(|| after_assignment(text));
    match inner {
        Some(inner) if inner.len() < text.len() => bare(inner),
        _ => text,
    }
}

fn unquoted(text: &str) -> Option<&str> {
    const QUOTES: [char; 14] = ['"', '\'', '`', '“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '‹', '›'];
    // As it stands in a file of settings: `"…",`
    let ended = text.strip_suffix([',', ';']).filter(|text| text.ends_with(QUOTES)).unwrap_or(text);
    ended.strip_prefix(QUOTES)?.strip_suffix(QUOTES)
}

fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// What follows `OPENAI_API_KEY=`.
fn after_assignment(text: &str) -> Option<&str> {
    let (name, key) = text.split_once('=')?;
    let is_name = name.ends_with("KEY") || name.ends_with("TOKEN");
    (is_name && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_key_is_found_where_it_is_clear() {
        for typed in [
            "sk-test-1",
            " \u{200b}sk-test-1 \u{a0}",
            "“sk-test-1”",
            "sk-\u{200d}test-1\u{feff}",
            "\"sk-test-1\",",
            "'sk-test-1'",
            "\tsk-test-1\r\n",
            "Bearer sk-test-1",
            "bearer  sk-test-1",
            "Authorization: Bearer sk-test-1",
            "\"Authorization: Bearer sk-test-1\"",
            "x-api-key: sk-test-1",
            "export OPENAI_API_KEY=\"sk-test-1\"",
            "«sk-test-1»",
        ] {
            assert_eq!(read_api_key(typed), Ok(Some("sk-test-1".to_owned())), "{typed:?}");
        }
        for typed in ["", "  ", "\u{200b}\u{a0}", "\"\""] {
            assert_eq!(read_api_key(typed), Ok(None), "{typed:?}");
        }
        assert_eq!(read_api_key("abc=="), Ok(Some("abc==".to_owned())));
        assert_eq!(read_api_key("a=b"), Ok(Some("a=b".to_owned())));
    }

    #[test]
    fn a_character_that_no_key_has_is_named() {
        let check = |typed: &str, place: usize, shown: &str| {
            let error = read_api_key(typed).expect_err("no key");
            assert_eq!((error.place, error.shown().as_str()), (place, shown), "{typed:?}");
        };
        check("sk-tést", 5, "“é”");
        check(" sk test", 3, "a space");
        check("sk-a\nsk-b", 5, "a line end");
        check("sk-…9f", 4, "U+2026");
        check("sk-\u{7}a", 4, "U+0007");
    }
}
