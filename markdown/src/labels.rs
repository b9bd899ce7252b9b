//! The crate's own labels within a model's answer, translated into the user's language. English is the key, as
//! everywhere in the page.

use std::cell::RefCell;

thread_local! {
    static WORDS: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Sets the translation of an English label.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only the page speaks other languages"))]
pub(crate) fn speak(english: &str, word: &str) {
    WORDS.with_borrow_mut(|words| {
        words.retain(|(key, _)| key != english);
        words.push((english.to_owned(), word.to_owned()));
    });
}

pub(crate) fn word(english: &'static str) -> String {
    WORDS.with_borrow(|words| {
        let found = words.iter().find(|(key, _)| key == english);
        found.map_or_else(|| english.to_owned(), |(_, word)| word.clone())
    })
}
