//! The page's texts in the user's language. Every text has a key; `web/lang` has a Fluent file with the texts of each
//! language. English is always there (`i18n::script`), any other language is fetched when it is selected, and what it
//! lacks is shown in English. Does not depend on signals: a view that must follow a change of language is rebuilt.
//! Knows no error types; see [`Localize`].

mod script;

use std::borrow::Cow;
use std::cell::RefCell;
use std::iter;

pub use script::{fetch_texts, formatter, list, number};

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

thread_local! {
    /// Keys and their texts, sorted by the key: the texts without values, as far as they have been asked for. The texts
    /// of an earlier language are never freed, since a page rarely switches its language.
    static TEXTS: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// A value for a text's place. A number selects the plural form.
pub enum Arg<'a> {
    Text(Cow<'a, str>),
    Number(f64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// Numbers beyond 2^53 are rounded, and the page shows none.
macro_rules! number_args {
    ($($number:ty),*) => {
        $(impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self::Number(number as f64)
            }
        })*
    };
}

number_args!(u16, u32, u64, usize);

/// The values for a text's places: `args![n = 2, all = total]`.
macro_rules! args {
    ($($name:ident = $value:expr),* $(,)?) => {
        &[$((stringify!($name), $crate::i18n::Arg::from($value))),*]
    };
}

pub(crate) use args;

/// A value that the page tells the user about, such as an error of core, in the user's language.
pub trait Localize {
    fn localized(&self) -> String;
}

/// Switches to another language, whose texts are in the Fluent resource `text`. English needs none.
pub fn speak(language: &str, text: &str) {
    TEXTS.take();
    script::speak(language, text);
}

/// Returns the text of `key`, which must be a literal so that `npm test` can check that every language has it. Views
/// call this often, so each text is formatted only once.
pub fn t(key: &'static str) -> &'static str {
    TEXTS.with_borrow_mut(|texts| match texts.binary_search_by_key(&key, |(key, _)| key) {
        Ok(place) => texts.get(place).map_or(key, |(_, text)| text),
        Err(place) => {
            let text: &'static str = script::format(key, &[]).leak();
            texts.insert(place, (key, text));
            text
        }
    })
}

/// Like [`t`], with values for the text's places: `tf("count-of", args![n = 2, all = 3])`. A text that is written right
/// to left, or that contains direction controls, is isolated so that it does not reorder the words around it.
pub fn tf(key: &'static str, args: &[(&str, Arg<'_>)]) -> String {
    let isolated = |arg: &Arg<'_>| match arg {
        Arg::Text(text) => Arg::Text(Cow::Owned(isolated(text).into_owned())),
        Arg::Number(number) => Arg::Number(*number),
    };
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, arg)| (*name, isolated(arg))).collect();
    script::format(key, &args)
}

/// Like [`tf`], for a text that is stored: no value is isolated.
pub fn as_written(key: &'static str, args: &[(&str, Arg<'_>)]) -> String {
    script::format(key, args)
}

/// Like [`tf`], with an error for the place `error`: `te("save-failed", &error)`.
pub fn te(key: &'static str, error: &dyn Localize) -> String {
    tf(key, args![error = error.localized()])
}

/// Wraps the text in Unicode isolates if it could otherwise change the direction of the surrounding text.
pub fn isolated(text: &str) -> Cow<'_, str> {
    if !text.chars().any(turns_direction) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    out.push(FIRST_STRONG_ISOLATE);
    let mut open = 0_usize;
    for character in text.chars() {
        match character {
            '\u{2066}'..=FIRST_STRONG_ISOLATE => open += 1,
            // An unmatched pop would end the isolation of the whole text.
            POP_ISOLATE if open == 0 => continue,
            POP_ISOLATE => open -= 1,
            _ => {}
        }
        out.push(character);
    }
    out.extend(iter::repeat_n(POP_ISOLATE, open + 1));
    Cow::Owned(out)
}

/// Whether the character belongs to a right-to-left script or is a direction control.
fn turns_direction(character: char) -> bool {
    matches!(character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn values_stand_in_their_places() {
        assert_eq!(tf("count-of", args![n = 2_usize, all = "{ $n }"]), "2 of { $n }");
        assert_eq!(tf("search-sessions-count", args![n = 1_usize]), "1 session");
        assert_eq!(tf("search-sessions-count", args![n = 0_usize]), "0 sessions");
        assert_eq!(tf("search-sessions-count", args![n = 1234_usize]), "1234 sessions");
        assert_eq!(tf("count-of", args![n = 2_usize]), "2 of {$all}", "a missing value is seen");
    }

    #[wasm_bindgen_test]
    fn a_value_that_reads_from_the_right_keeps_the_sentence_in_order() {
        let check = |value: &str, expect: &str| {
            assert_eq!(tf("prompt-name-taken", args![name = value]), expect, "{value:?}");
        };
        check("plan 7!", "There is a prompt called plan 7! already.");
        check("日本 é", "There is a prompt called 日本 é already.");
        check("רשימת קניות 7", "There is a prompt called \u{2068}רשימת קניות 7\u{2069} already.");
        check("list of رقم", "There is a prompt called \u{2068}list of رقم\u{2069} already.");
        // Names that files may have: an override that is never closed, and a pop without an opening isolate.
        check("a\u{202e}b", "There is a prompt called \u{2068}a\u{202e}b\u{2069} already.");
        check("a\u{2069}\u{202e}b", "There is a prompt called \u{2068}a\u{202e}b\u{2069} already.");
        check("\u{2067}a", "There is a prompt called \u{2068}\u{2067}a\u{2069}\u{2069} already.");
    }

    #[wasm_bindgen_test]
    fn what_a_language_lacks_stays_english() {
        assert_eq!(t("composer-send"), "Send");
        speak(
            "pl",
            "composer-send = Wyślij\nsearch-sessions-count = { $n ->\n [one] sesja\n [few] sesje\n *[many] sesji\n }\n",
        );
        assert_eq!((t("composer-send"), t("action-stop")), ("Wyślij", "Stop"));
        let counts = [1_usize, 2, 5, 22].map(|n| tf("search-sessions-count", args![n = n]));
        assert_eq!(counts, ["sesja", "sesje", "sesji", "sesje"]);
        assert_eq!(tf("count-of", args![n = 1_usize, all = 2_usize]), "1 of 2");
        speak("en", "");
        assert_eq!(t("composer-send"), "Send");
    }

    #[wasm_bindgen_test]
    fn numbers_and_lists_are_written_as_the_language_writes_them() {
        assert_eq!((number(12.3, 1), number(1.0, 3)), ("12.3".into(), "1.000".into()));
        assert_eq!(list(&["a", "b", "c"]), "a, b, c");
        speak("de", "");
        assert_eq!(number(12.3, 1), "12,3");
        speak("en", "");
    }
}
