//! Translation of the interface. As with gettext, the English text in the source is the key, so English adds nothing to
//! the first load. Every other language is a file of its own (`web/lang`), fetched when it is selected; missing entries
//! fall back to English. Does not depend on signals: a view that must follow a change of language is rebuilt.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Display;
use std::iter;

use serde_json::{Map, Value};

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

thread_local! {
    /// English texts and their translations, sorted by the English text. Never freed, since a page rarely switches its
    /// language.
    static WORDS: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// Switches to another language. An empty table means English; values that are not strings are skipped.
pub fn speak(words: Map<String, Value>) {
    let mut table: Vec<(&'static str, &'static str)> = Vec::with_capacity(words.len());
    for (english, word) in words {
        if let Value::String(word) = word {
            table.push((english.leak(), word.leak()));
        }
    }
    table.sort_unstable();
    WORDS.set(table);
}

/// Returns the translation of `english`, which must be a literal so that `npm test` can check that every language has
/// it.
pub fn t(english: &'static str) -> &'static str {
    word_for(english).unwrap_or(english)
}

/// Like [`t`], with values for the `{name}` placeholders: `tf("{n} of {all}", &[("n", "2"), ("all", "3")])`.
pub fn tf(english: &'static str, values: &[(&str, &str)]) -> String {
    filled(t(english), values)
}

/// Like [`t`], for a count: `one` for exactly 1, otherwise `others` with the count in `{n}`.
pub fn tn(one: &'static str, others: &'static str, count: usize) -> String {
    match count {
        1 => t(one).to_owned(),
        _ => tf(others, &[("n", &count.to_string())]),
    }
}

/// Like [`tf`], with an error's translated message for `{error}`: `te("It failed: {error}.", &error)`.
pub fn te(english: &'static str, error: &dyn Display) -> String {
    tf(english, &[("error", &translated(&error.to_string()))])
}

/// Translates a text that is known only at run time, such as a sentence from core, including one with values already
/// filled in. Returns the text unchanged if there is no translation. `scripts/lib/sentences.mjs` lists the possible
/// texts, except those of the page's scripts, which `scripts/words.mjs` finds.
pub fn translated(english: &str) -> String {
    match word_for(english) {
        Some(word) => word.to_owned(),
        None => by_its_shape(english).unwrap_or_else(|| english.to_owned()),
    }
}

/// Finds the longest template that `english` can have been made from and fills its translation with the values found in
/// `english`. The values are translated too, since a value may be a sentence such as an error's reason.
fn by_its_shape(english: &str) -> Option<String> {
    // Templates with less fixed text are too unspecific: `{n} of {all}` matches half of all sentences.
    const LEAST: usize = 10;
    let mut best: Option<(usize, &'static str, Values<'_>)> = None;
    WORDS.with_borrow(|words| {
        for (shape, word) in words {
            if let Some((length, values)) = values_in(shape, english)
                && length > best.as_ref().map_or(LEAST, |best| best.0)
            {
                best = Some((length, word, values));
            }
        }
    });
    let (_, word, values) = best?;
    let values: Vec<(&str, String)> =
        values.into_iter().map(|(name, value)| (name, translated(value))).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Some(filled(word, &values))
}

/// Placeholder names with the values found for them.
type Values<'a> = Vec<(&'static str, &'a str)>;

/// Matches `text` against the template `shape`. Returns the length of the template's fixed text in bytes and the
/// values, or `None` if `text` does not match.
fn values_in<'a>(shape: &'static str, text: &'a str) -> Option<(usize, Values<'a>)> {
    let (before, mut shape) = shape.split_once('{')?;
    let mut text = text.strip_prefix(before)?;
    let mut length = before.len();
    let mut values = Vec::new();
    loop {
        let (name, after) = shape.split_once('}')?;
        let Some((between, next)) = after.split_once('{') else {
            values.push((name, text.strip_suffix(after)?));
            return Some((length + after.len(), values));
        };
        let (value, rest) = text.split_once(between)?;
        values.push((name, value));
        length += between.len();
        (text, shape) = (rest, next);
    }
}

fn word_for(english: &str) -> Option<&'static str> {
    WORDS.with_borrow(|words| {
        let place = words.binary_search_by_key(&english, |(key, _)| key).ok()?;
        words.get(place).map(|(_, word)| *word)
    })
}

/// Fills a sentence's placeholders. A value that is written right to left, or that contains direction controls, is
/// isolated so that it does not reorder the words around it.
pub fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let isolated: Vec<(&str, Cow<'_, str>)> =
        values.iter().map(|(name, value)| (*name, isolated(value))).collect();
    let values: Vec<(&str, &str)> = isolated.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    substituted(sentence, &values)
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

/// Makes a single pass, so that a value that looks like a placeholder is left as it is.
fn substituted(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}');
        match place.and_then(|(name, after)| Some((values.iter().find(|value| value.0 == name)?.1, after))) {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn values_stand_in_their_places() {
        let check =
            |text: &'static str, values: &[(&str, &str)], expect: &str| assert_eq!(tf(text, values), expect);
        check("{n} of {all}", &[("n", "2"), ("all", "{n}")], "2 of {n}");
        check("a {b} {c", &[("c", "x")], "a {b} {c");
        check("", &[], "");
        assert_eq!(tn("1 session", "{n} sessions", 1), "1 session");
        assert_eq!(tn("1 session", "{n} sessions", 0), "0 sessions");
    }

    #[wasm_bindgen_test]
    fn a_value_that_reads_from_the_right_keeps_the_sentence_in_order() {
        let check = |value: &str, expect: &str| {
            assert_eq!(tf("Use {name}, now", &[("name", value)]), expect, "{value:?}");
        };
        check("plan 7!", "Use plan 7!, now");
        check("日本 é", "Use 日本 é, now");
        check("רשימת קניות 7", "Use \u{2068}רשימת קניות 7\u{2069}, now");
        check("list of رقم", "Use \u{2068}list of رقم\u{2069}, now");
        // Names that files may have: an override that is never closed, and a pop without an opening isolate.
        check("a\u{202e}b", "Use \u{2068}a\u{202e}b\u{2069}, now");
        check("a\u{2069}\u{202e}b", "Use \u{2068}a\u{202e}b\u{2069}, now");
        check("\u{2067}a", "Use \u{2068}\u{2067}a\u{2069}\u{2069}, now");
    }

    #[wasm_bindgen_test]
    fn what_a_language_lacks_stays_english() {
        let words = serde_json::json!({ "Send": "Senden", "{n} files": "{n} Dateien", "broken": 7 });
        speak(words.as_object().cloned().unwrap_or_default());
        assert_eq!((t("Send"), t("Stop"), t("broken")), ("Senden", "Stop", "broken"));
        assert_eq!(tn("1 file", "{n} files", 3), "3 Dateien");
        assert_eq!(translated(&String::from("Send")), "Senden");
        speak(Map::new());
        assert_eq!(t("Send"), "Send");
    }

    #[wasm_bindgen_test]
    fn a_sentence_with_values_is_known_by_its_shape() {
        let words = serde_json::json!({
            "{n} of {all}": "{n} von {all}",
            "storage is full: {reason}": "der Speicher ist voll: {reason}",
            "storage is full": "der Speicher ist voll",
            "storage {what}: {reason}": "zu allgemein",
            "the browser said no": "der Browser sagte nein",
            "It failed: {error}.": "Es ging schief: {error}.",
            "`{a}` and `{b}` do not fit": "„{b}“ und „{a}“ passen nicht",
        });
        speak(words.as_object().cloned().unwrap_or_default());
        assert_eq!(
            translated("storage is full: the browser said no"),
            "der Speicher ist voll: der Browser sagte nein"
        );
        assert_eq!(te("It failed: {error}.", &"storage is full"), "Es ging schief: der Speicher ist voll.");
        assert_eq!(translated("`x` and `y` do not fit"), "„y“ und „x“ passen nicht");
        assert_eq!(translated("two of us"), "two of us");
        assert_eq!(translated("a server's own words"), "a server's own words");
        speak(Map::new());
        assert_eq!(translated("storage is full: no"), "storage is full: no");
    }
}
