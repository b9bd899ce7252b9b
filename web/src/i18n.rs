//! The page's words in the user's language. English stands in the source and is the key, as with gettext: it costs the first
//! load nothing. Another language is a file of its own (`web/lang`), fetched when it is chosen; what it lacks stays English.
//! Knows no signals: who wants to follow a change of language makes its view anew.

use std::cell::RefCell;

use serde_json::{Map, Value};

thread_local! {
    /// English and what stands for it, by rising English. Never freed: a page speaks one language, seldom two.
    static WORDS: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// Speaks another language from now on; with an empty table, English. Values that are no texts are left out.
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

/// The text in the user's language. `english` is a literal, so that `npm test` can see that every language has it.
pub fn t(english: &'static str) -> &'static str {
    word_for(english).unwrap_or(english)
}

/// The same with values in the places of `{name}`: `tf("{n} of {all}", &[("n", "2"), ("all", "3")])`.
pub fn tf(english: &'static str, values: &[(&str, &str)]) -> String {
    filled(t(english), values)
}

/// The same for a count: one text for one, another, in which `{n}` is the count, for all others.
pub fn tn(one: &'static str, others: &'static str, count: usize) -> String {
    match count {
        1 => t(one).to_owned(),
        _ => tf(others, &[("n", &count.to_string())]),
    }
}

/// What stands for a text that is only known at run time, such as a sentence of core's; itself where nothing does.
pub fn translated(english: &str) -> String {
    word_for(english).map_or_else(|| english.to_owned(), str::to_owned)
}

fn word_for(english: &str) -> Option<&'static str> {
    WORDS.with_borrow(|words| {
        let place = words.binary_search_by_key(&english, |(key, _)| key).ok()?;
        words.get(place).map(|(_, word)| *word)
    })
}

/// A single pass, so that a value which looks like a place stays as it is.
pub fn filled(text: &str, values: &[(&str, &str)]) -> String {
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
    fn what_a_language_lacks_stays_english() {
        let words = serde_json::json!({ "Send": "Senden", "{n} files": "{n} Dateien", "broken": 7 });
        speak(words.as_object().cloned().unwrap_or_default());
        assert_eq!((t("Send"), t("Stop"), t("broken")), ("Senden", "Stop", "broken"));
        assert_eq!(tn("1 file", "{n} files", 3), "3 Dateien");
        assert_eq!(translated(&String::from("Send")), "Senden");
        speak(Map::new());
        assert_eq!(t("Send"), "Send");
    }
}
