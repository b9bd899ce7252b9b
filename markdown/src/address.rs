//! Which addresses a model may put behind a link. Nothing here is HTML: the address comes with entities resolved and
//! escapes undone, and is escaped again by whoever writes it.

const ALLOWED_BEGINNINGS: [&str; 3] = ["http://", "https://", "mailto:"];

/// The address, if it may be followed. An allowed beginning is asked for, so nothing has to be known of the others; no
/// blanks or control characters, which browsers drop inside a scheme (`java\nscript:`); and no characters that turn the
/// direction of text, since an image's address is shown.
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
