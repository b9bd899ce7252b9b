//! The prompt library: named texts with variables, `{{name}}`, that are filled in when a prompt is used. Stored in the
//! section `prompts` as an object from names to texts, so that it is exported and merged like every other setting.

use serde_json::{Map, Value};

use super::Config;

pub(super) const SECTION: &str = "prompts";

/// A prompt of the library.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Prompt {
    /// The name after the slash that inserts the prompt.
    pub name: String,
    /// The text with its variables, `{{name}}`, not filled in.
    pub text: String,
}

impl Config {
    /// Returns all prompts in the order they were added. Values that are not strings are ignored.
    pub fn prompts(&self) -> Vec<Prompt> {
        let section = self.root.get(SECTION).and_then(Value::as_object);
        let prompts = section.into_iter().flatten();
        prompts
            .filter_map(|(name, text)| Some(Prompt { name: name.clone(), text: text.as_str()?.to_owned() }))
            .collect()
    }

    /// Replaces the prompt called `old` with `prompt`, or appends it.
    pub fn set_prompt(&mut self, old: Option<&str>, prompt: Prompt) {
        let mut section = Map::new();
        let mut new = Some(prompt);
        for (name, text) in self.prompts_section() {
            if Some(name.as_str()) == old {
                section.extend(new.take().map(|prompt| (prompt.name, Value::String(prompt.text))));
            } else {
                section.insert(name, text);
            }
        }
        section.extend(new.map(|prompt| (prompt.name, Value::String(prompt.text))));
        self.root.insert(SECTION.to_owned(), Value::Object(section));
    }

    /// Removes the prompt of this name, if there is one.
    pub fn remove_prompt(&mut self, name: &str) {
        let section = self.prompts_section().into_iter().filter(|(other, _)| other != name).collect();
        self.root.insert(SECTION.to_owned(), Value::Object(section));
    }

    fn prompts_section(&self) -> Map<String, Value> {
        self.root.get(SECTION).and_then(Value::as_object).cloned().unwrap_or_default()
    }
}

/// Returns whether `name` is a valid prompt name: letters, digits, `-` and `_`.
pub fn is_prompt_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().count() <= 40 && name.chars().all(is_plain)
}

/// Splits a text into literal pieces and variable names.
fn pieces(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        match after.split_once("}}") {
            Some((name, after)) if !name.trim().is_empty() && !name.contains(['{', '}', '\n']) => {
                pieces.push((before, Some(name.trim())));
                rest = after;
            }
            _ => {
                let end = before.len() + 2;
                pieces.push((rest.get(..end).unwrap_or_default(), None));
                rest = after;
            }
        }
    }
    pieces.push((rest, None));
    pieces
}

/// Returns the names of the variables in a text, each once, in order.
pub fn variables(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in pieces(text).into_iter().filter_map(|(_, name)| name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Returns the text with its variables filled in; values are not expanded again. A variable without a value becomes
/// empty.
pub fn filled(text: &str, values: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    for (words, name) in pieces(text) {
        out.push_str(words);
        let value = name.and_then(|name| values.iter().find(|(other, _)| other == name));
        out.push_str(value.map_or("", |(_, value)| value.as_str()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(name: &str, text: &str) -> Prompt {
        Prompt { name: name.into(), text: text.into() }
    }

    #[test]
    fn prompts_are_added_changed_and_removed_and_the_rest_stays() {
        let mut config =
            Config::parse(r#"{"model":{"kind":"mock"},"prompts":{"a":"one","b":7}}"#).expect("parses");
        assert_eq!(config.prompts(), [prompt("a", "one")]);
        config.set_prompt(None, prompt("c", "three"));
        config.set_prompt(Some("a"), prompt("d", "four"));
        assert_eq!(config.prompts(), [prompt("d", "four"), prompt("c", "three")]);
        config.remove_prompt("d");
        assert_eq!(config.to_text(), r#"{"model":{"kind":"mock"},"prompts":{"b":7,"c":"three"}}"#);
    }

    #[test]
    fn a_section_of_another_shape_is_no_library() {
        for text in ["{}", r#"{"prompts":null}"#, r#"{"prompts":[1]}"#] {
            let mut config = Config::parse(text).expect("parses");
            assert_eq!(config.prompts(), []);
            config.set_prompt(Some("gone"), prompt("a", "b"));
            assert_eq!(config.prompts(), [prompt("a", "b")]);
        }
    }

    #[test]
    fn places_are_found_and_filled() {
        let text = "Translate {{ text }} to {{language}}, {{text}}!";
        assert_eq!(variables(text), ["text", "language"]);
        let values =
            [("text".to_owned(), "{{language}}".to_owned()), ("language".to_owned(), "Thai".to_owned())];
        assert_eq!(filled(text, &values), "Translate {{language}} to Thai, {{language}}!");
        assert_eq!(filled(text, &[]), "Translate  to , !");
        for plain in ["{{}}", "{{a", "a}} {b}", "{{a\nb}}", "", "{{{{"] {
            assert_eq!(variables(plain), Vec::<&str>::new(), "{plain}");
            assert_eq!(filled(plain, &values), plain);
        }
    }

    #[test]
    fn a_name_is_one_word() {
        for (name, is_one) in
            [("fix-it_2", true), ("größe", true), ("", false), ("a b", false), ("a/b", false)]
        {
            assert_eq!(is_prompt_name(name), is_one, "{name}");
        }
    }
}
