//! Addresses that stand in a text as they are, `https://a.example/b`. Says where one ends: at what cannot be part of an
//! address, before punctuation that belongs to the sentence, and before letters of a text that has no spaces.

use crate::address::safe_address;
use crate::scripts::is_without_spaces;

/// The length of the address at the beginning of the text, if there is one. `before` is the character before it.
pub(crate) fn length_at(text: &str, before: Option<char>) -> Option<usize> {
    if !text.starts_with(['h', 'H']) || before.is_some_and(|letter| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?;
    let rest = text.get(scheme.len()..)?;
    let reach = scheme.len() + reach_of(rest);
    let length = without_punctuation(text.get(..reach)?).len();
    let host = text.get(scheme.len()..length)?;
    let is_host = host.starts_with(|letter: char| letter.is_alphanumeric() || letter == '[');
    (is_host && safe_address(text.get(..length)?).is_some()).then_some(length)
}

/// How far what follows the scheme can be part of the address.
fn reach_of(rest: &str) -> usize {
    // The number of a machine: http://[::1]:8080/
    let is_of_number = |letter: char| letter.is_ascii_hexdigit() || matches!(letter, ':' | '.');
    let number = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let mut from = match number {
        Some((number, _)) if number.contains(':') && number.chars().all(is_of_number) => number.len() + 2,
        _ => 0,
    };
    let mut before = None;
    let mut is_foreign = false;
    for letter in rest.get(from..).unwrap_or_default().chars() {
        let (path, after) = rest.split_at_checked(from).unwrap_or_default();
        let goes_on = if is_without_spaces(letter) {
            is_foreign |= is_name(path, after);
            letter.is_alphanumeric() && is_foreign
        } else if letter == '[' {
            // Of a list in a query, ?a[]=1, and not of a footnote.
            path.contains('?') && !after.starts_with("[^")
        } else if letter == ']' {
            path.matches('[').count() > path.matches(']').count()
        } else {
            letter.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(letter)
        };
        // Two stars are emphasis around the address.
        let is_emphasis = matches!(letter, '*' | '~') && before == Some(letter);
        if !goes_on || is_emphasis {
            break;
        }
        from += letter.len_utf8();
        before = Some(letter);
    }
    from
}

/// Whether letters without spaces are a name in an address, in its machine, its path or its query, and not the text that goes
/// on after it.
fn is_name(before: &str, after: &str) -> bool {
    let end = after.find(|letter: char| !letter.is_alphanumeric() || !is_without_spaces(letter));
    let next = end.and_then(|end| after.get(end..)).unwrap_or_default();
    match before.chars().next_back() {
        None => next.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric)),
        Some('/') => before.matches('/').count() > 1 || next.starts_with('/'),
        Some('=') => before.contains('?'),
        _ => false,
    }
}

/// The address without the sentence's punctuation at its end. A bracket stays if it was opened in the address.
fn without_punctuation(address: &str) -> &str {
    let mut address = address;
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        let is_outside = match last {
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            '}' => address.matches('}').count() > address.matches('{').count(),
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '(' | '{' | '[' => true,
            _ => false,
        };
        if !is_outside {
            return address;
        }
        // The end of an entity, `&gt;`, is none of an address.
        let entity = address.strip_suffix(';').and_then(|rest| rest.rsplit_once('&'));
        address = match entity {
            Some((rest, name))
                if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric()) =>
            {
                rest
            }
            _ => address.get(..address.len() - last.len_utf8()).unwrap_or_default(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, address) in [
            ("https://example.org/guide（见第二章），请", "https://example.org/guide"),
            ("https://example.org/guide请先读", "https://example.org/guide"),
            ("https://example.org/请先读", "https://example.org/"),
            ("https://example.org。", "https://example.org"),
            ("https://zh.wikipedia.org/wiki/中国（国家）", "https://zh.wikipedia.org/wiki/中国"),
            ("https://example.org/a, as said", "https://example.org/a"),
            ("https://example.org/a.", "https://example.org/a"),
            ("https://example.org/a?b=c&d=e#f!?", "https://example.org/a?b=c&d=e#f"),
            (
                "https://en.wikipedia.org/wiki/Rust_(language)).",
                "https://en.wikipedia.org/wiki/Rust_(language)",
            ),
            ("http://a.example/(b)", "http://a.example/(b)"),
            ("http://a.example/b)", "http://a.example/b"),
            ("http://a.example/b](c)", "http://a.example/b"),
            ("http://a.example/b**", "http://a.example/b"),
            ("http://a.example/**b", "http://a.example/"),
            ("http://a.example/a_b_", "http://a.example/a_b"),
            ("http://a.example/&lt;b&gt;", "http://a.example/&lt;b"),
            ("http://a.example|b", "http://a.example"),
            ("http://a.example\"", "http://a.example"),
            ("HTTP://a.example:80/é/%20 x", "HTTP://a.example:80/é/%20"),
            ("http://[::1]:8080/x", "http://[::1]:8080/x"),
            ("http://localhost:3000,", "http://localhost:3000"),
            ("http://a.example/?x[1]=2&y=[3]#f,", "http://a.example/?x[1]=2&y=[3]#f"),
            ("http://a.example/?x=1[^1]", "http://a.example/?x=1"),
            ("[http://a.example/?x=1]".trim_start_matches('['), "http://a.example/?x=1"),
            ("http://a.example/?q=中文&x=1。", "http://a.example/?q=中文&x=1"),
            ("http://a.example/中文/路径。", "http://a.example/中文/路径"),
            ("https://例え.jp/あ、", "https://例え.jp/あ"),
            ("https://例子.测试。", "https://例子.测试"),
        ] {
            assert_eq!(
                length_at(text, Some(' ')).and_then(|length| text.get(..length)),
                Some(address),
                "{text}"
            );
        }
    }

    #[test]
    fn what_leads_nowhere_is_no_address() {
        for text in [
            "https://",
            "http:// a",
            "https://<your-server>/a",
            "https://。",
            "https://是安全的，",
            "ftp://a",
            "https:/a",
            "http",
            "https://)",
        ] {
            assert_eq!(length_at(text, None), None, "{text}");
        }
        assert_eq!(length_at("http://a", Some('x')), None);
        assert!(length_at("http://a", Some('在')).is_some());
    }
}
