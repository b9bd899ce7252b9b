//! Detection of bare URLs such as `https://a.example/b`. A URL ends at the first character that cannot be part of it,
//! before trailing punctuation that belongs to the sentence, and before letters of a script without word spaces.

use crate::address::safe_address;
use crate::scripts::is_without_spaces;

/// Returns the length of the URL at the start of `text`, if there is one. `before` is the character preceding `text`.
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

/// Returns how many bytes after the scheme can be part of the URL.
fn reach_of(rest: &str) -> usize {
    // An IPv6 host: http://[::1]:8080/
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
            // A list parameter in a query, `?a[]=1`, not a footnote reference.
            path.contains('?') && !after.starts_with("[^")
        } else if letter == ']' {
            path.matches('[').count() > path.matches(']').count()
        } else {
            letter.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(letter)
        };
        // A doubled `*` or `~` is emphasis or strikethrough around the URL.
        let is_emphasis = matches!(letter, '*' | '~') && before == Some(letter);
        if !goes_on || is_emphasis {
            break;
        }
        from += letter.len_utf8();
        before = Some(letter);
    }
    from
}

/// Whether letters of a script without word spaces belong to the URL (in its host, path or query) rather than to the
/// text that follows it.
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

/// Strips the sentence's punctuation from the end of a URL. A closing bracket stays if the URL contains its opening
/// bracket.
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
        // An entity at the end, such as `&gt;`, is not part of the URL.
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
