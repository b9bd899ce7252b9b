//! The letters typed in a menu, which lead to the item that begins with them.

/// Letters belong to one word until nothing has been typed for this long, in milliseconds.
const PAUSE_MILLIS: f64 = 500.0;

#[derive(Debug, Default)]
pub struct TypeAhead {
    text: String,
    /// When the last letter was typed, in milliseconds.
    at: f64,
}

/// What a menu looks for.
#[derive(Debug, Eq, PartialEq)]
pub struct Query {
    /// In lower case.
    pub text: String,
    /// Whether the focused item may stay focused if it begins with the text.
    pub may_stay: bool,
}

impl TypeAhead {
    /// Adds a key. Returns `None` if it types no character. One letter, also several times in a row, leads from item to
    /// item; a space that begins no word presses the focused item instead.
    pub fn add(&mut self, key: &str, now: f64) -> Option<Query> {
        if key.chars().count() != 1 {
            return None;
        }
        if now - self.at > PAUSE_MILLIS {
            self.text.clear();
        }
        if key == " " && self.text.is_empty() {
            return None;
        }
        let letter = key.to_lowercase();
        self.at = now;
        self.text.push_str(&letter);
        let is_one_letter = self.text.replace(&letter, "").is_empty();
        let text = if is_one_letter { letter } else { self.text.clone() };
        Some(Query { text, may_stay: !is_one_letter })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn letters_are_a_word_until_a_pause() {
        let mut typed = TypeAhead::default();
        let wanted = |text: &str, may_stay| Some(Query { text: text.to_owned(), may_stay });
        assert_eq!(typed.add("ArrowDown", 900.0), None);
        assert_eq!(typed.add(" ", 950.0), None);
        assert_eq!(typed.add("D", 1_000.0), wanted("d", false));
        assert_eq!(typed.add("d", 1_500.0), wanted("d", false));
        assert_eq!(typed.add("e", 1_900.0), wanted("dde", true));
        assert_eq!(typed.add("É", 2_500.0), wanted("é", false));
        assert_eq!(typed.add(" ", 2_600.0), wanted("é ", true));
    }
}
