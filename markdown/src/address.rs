//! The allowlist of addresses that a model's links may point to. Contains no HTML: addresses arrive with entities and
//! escapes already resolved, and the HTML writer escapes them again.

const ALLOWED_BEGINNINGS: [&str; 3] = ["http://", "https://", "mailto:"];

/// Returns the address if it is safe to link to. This is an allowlist of schemes, so dangerous ones need not be known.
/// Whitespace and control characters are rejected because browsers drop them inside a scheme (`java\nscript:`), and
/// characters that change the text direction because an image's address is displayed.
pub(super) fn safe_address(address: &str) -> Option<&str> {
    let is_allowed = ALLOWED_BEGINNINGS.iter().any(|beginning| {
        address.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
            && address.len() > beginning.len()
    });
    (is_allowed && !address.chars().any(is_deceptive)).then_some(address)
}

fn is_deceptive(character: char) -> bool {
    character.is_control()
        || character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_say_what_they_are_pass() {
        let check = |address: &str, is_safe: bool| {
            assert_eq!(safe_address(address).is_some(), is_safe, "{address:?}")
        };
        for address in
            ["http://a", "HTTPS://a.example/?q=1&r=%20#f", "mailto:a@b.example", "https://ä.example"]
        {
            check(address, true);
        }
        for address in [
            "",
            "#top",
            "/path",
            "path",
            "//host",
            "http:",
            "https:/a",
            "http://",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " https://a",
            "https://a b",
            "https://a\u{202e}b",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "blob:https://a",
            "javascript://https://a",
            "ht\ttp://a",
        ] {
            check(address, false);
        }
    }
}
