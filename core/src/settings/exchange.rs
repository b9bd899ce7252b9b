//! Settings export and import: `{"format":"abcb-settings","version":1,"config":{…}}`. API keys are not exported: they
//! are stored separately, and anything that looks like one is left out too. An import changes only the settings named
//! in the file; a setting that is `null` is reset to its default.

use serde_json::{Map, Value};
use strum::VariantArray;

use super::list::{Setting, ValueKind};
use super::prompts::SECTION as PROMPTS;
use super::{Config, ConfigFault};

/// The `format` of a file of settings.
pub const SETTINGS_FORMAT: &str = "abcb-settings";
const SETTINGS_VERSION: u64 = 1;

/// A record of recent use is not a setting.
const HABITS: &str = "palette";

/// The reason why a file contains no usable settings. The user can pick another file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SettingsFileError {
    /// The text is not JSON; with the parser's message.
    #[error("This is not an abcb export, or it is damaged: {0}.")]
    NotJson(String),
    /// The file holds sessions, which are imported elsewhere.
    #[error("This is a file of sessions. It is imported below the list of sessions.")]
    Sessions,
    /// The file is JSON of another kind.
    #[error("This is JSON, but no file of settings.")]
    OtherFormat,
    /// The version of the file is unknown. A newer page can read it.
    #[error("The file was written by a newer version of this page.")]
    Newer,
    /// The file says that it holds settings, but what it holds cannot be used; with the reason.
    #[error("The settings in the file cannot be used: {0}.")]
    Unusable(ConfigFault),
}

/// A changed setting: its path and its values before and after; `None` if it is not set.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The section, such as `model`.
    pub section: String,
    /// The key within the section.
    pub key: String,
    /// The value that is set now.
    pub before: Option<Value>,
    /// The value that the file sets.
    pub after: Option<Value>,
}

/// Returns the settings as the text of an export file.
pub fn settings_text(config: &Config) -> String {
    let mut root = config.root.clone();
    root.remove(HABITS);
    // A setting that is not set is exported as `null`, so that an import restores the exported state.
    let restored = Setting::VARIANTS.iter().filter(|setting| setting.kind() != ValueKind::Collection);
    for (section, key) in restored.map(|setting| setting.path()) {
        let section = root.entry(section).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(section) = section {
            section.entry(key).or_insert(Value::Null);
        }
    }
    let mut config = Value::Object(root);
    drop_secrets(&mut config);
    let mut file = Map::new();
    file.insert("format".to_owned(), Value::from(SETTINGS_FORMAT));
    file.insert("version".to_owned(), Value::from(SETTINGS_VERSION));
    file.insert("config".to_owned(), config);
    format!("{:#}", Value::Object(file))
}

/// Returns the settings `config` overwritten with those of a file, whether or not they differ.
///
/// # Errors
/// Why the file cannot be used; `config` is unchanged.
pub fn read_settings(config: &Config, text: &str) -> Result<Config, SettingsFileError> {
    let text = text.trim_start_matches('\u{feff}');
    let file: Value =
        serde_json::from_str(text).map_err(|error| SettingsFileError::NotJson(error.to_string()))?;
    if file.get("format").and_then(Value::as_str) != Some(SETTINGS_FORMAT) {
        let is_session = ["messages", "events", "session", "kind"].iter().any(|key| file.get(key).is_some());
        return Err(if is_session { SettingsFileError::Sessions } else { SettingsFileError::OtherFormat });
    }
    if file.get("version").and_then(Value::as_u64).is_none_or(|version| version > SETTINGS_VERSION) {
        return Err(SettingsFileError::Newer);
    }
    let mut said = file.get("config").cloned().unwrap_or_default();
    drop_secrets(&mut said);
    let Value::Object(said) = said else {
        return Err(SettingsFileError::Unusable(ConfigFault::NotObject));
    };
    let mut merged = Config::clone(config);
    merged.drop_unusable();
    for (section, value) in said {
        merged.take_over(section, value);
    }
    match merged.complaints().into_iter().next() {
        Some(fault) => Err(SettingsFileError::Unusable(fault)),
        None => Ok(merged),
    }
}

/// Returns everything that differs in `after`, in the order of `after`.
pub fn changes(before: &Config, after: &Config) -> Vec<Change> {
    let places = after.root.iter().flat_map(|(section, value)| match value.as_object() {
        Some(keys) => keys.keys().map(|key| (section.clone(), key.clone())).collect::<Vec<_>>(),
        None => vec![(section.clone(), String::new())],
    });
    let at = |config: &Config, section: &str, key: &str| {
        let value = config.root.get(section)?;
        let value = if key.is_empty() && !value.is_object() { Some(value) } else { value.get(key) };
        value.filter(|value| !value.is_null()).cloned()
    };
    let change = |(section, key): (String, String)| {
        let (before, after) = (at(before, &section, &key), at(after, &section, &key));
        (before != after).then_some(Change { section, key, before, after })
    };
    places.filter_map(change).collect()
}

impl Config {
    /// Merges one section of a file. Keys the file does not name stay unchanged.
    fn take_over(&mut self, section: String, value: Value) {
        match (self.root.get_mut(&section), value) {
            (Some(Value::Object(here)), Value::Object(said)) => here.extend(said),
            // `null` for a whole section changes nothing, because none of its keys is named.
            (Some(Value::Object(_)), Value::Null) => {}
            (_, value) => {
                self.root.insert(section, value);
            }
        }
    }
}

/// Returns whether a setting of this name may hold a secret. API keys are stored elsewhere, but a configuration written
/// by hand may contain one.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_token = name == "token" || name.ends_with("_token");
    is_token || name.ends_with("key") || ["keys", "secret", "password"].iter().any(|word| name.contains(word))
}

/// Removes secrets from the whole configuration. Prompts may have any name and are never treated as secrets.
fn drop_secrets(config: &mut Value) {
    for (section, value) in config.as_object_mut().into_iter().flatten() {
        if section != PROMPTS {
            drop_secrets_in(value);
        }
    }
    if let Value::Object(sections) = config {
        sections.retain(|name, _| !is_secret(name));
    }
}

fn drop_secrets_in(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !is_secret(name));
            fields.values_mut().for_each(drop_secrets_in);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_secrets_in),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        Config::parse(text).expect("should parse")
    }

    fn file(config: &str) -> String {
        format!(r#"{{"format":"abcb-settings","version":1,"config":{config}}}"#)
    }

    #[test]
    fn a_file_makes_another_page_like_the_one_it_comes_from() {
        let from = config(
            r#"{"model":{"kind":"server","base_url":"http://a:1"},"ui":{"theme":"dark"},"later":[1]}"#,
        );
        let other = config(
            r#"{"model":{"kind":"mock","model":"x"},"agent":{"on":true,"max_steps":9},"ui":{"density":"compact"},"mine":{"a":1}}"#,
        );
        let after = read_settings(&other, &settings_text(&from)).expect("a good file");
        assert_eq!(changes(&after, &from), []);
        assert_eq!(after.model_kind(), from.model_kind());
        assert_eq!((after.model(), after.max_steps(), after.is_on(Setting::AgentOn)), (None, 5, false));
        assert_eq!(after.appearance(), from.appearance());
        assert!(after.to_text().contains(r#""mine":{"a":1}"#) && after.to_text().contains(r#""later":[1]"#));
        assert_eq!(read_settings(&from, &settings_text(&from)).map(|same| changes(&from, &same)), Ok(vec![]));
    }

    #[test]
    fn a_file_changes_what_it_names_and_nothing_else() {
        let before = config(r#"{"model":{"kind":"mock","later":1},"ui":{"theme":"dark"}}"#);
        let text = file(r#"{"model":{"model":"tiny","kind":null},"ui":null,"new":{"a":[2]},"flag":true}"#);
        let after = read_settings(&before, &text).expect("a good file");
        let change = |section: &str, key: &str, before: Value, after: Value| {
            let given = |value: Value| Some(value).filter(|value| !value.is_null());
            Change { section: section.into(), key: key.into(), before: given(before), after: given(after) }
        };
        assert_eq!(
            changes(&before, &after),
            [
                change("model", "kind", "mock".into(), Value::Null),
                change("model", "model", Value::Null, "tiny".into()),
                change("new", "a", Value::Null, serde_json::json!([2])),
                change("flag", "", Value::Null, true.into()),
            ]
        );
        assert_eq!(after.appearance(), before.appearance());
    }

    #[test]
    fn what_belongs_to_one_person_is_neither_written_nor_read() {
        let from = config(
            r#"{"model":{"api_key":"sk-1","max_tokens":7,"headers":[{"apiKey":"sk-2"}]},"keys":{"a":"sk-3"},"access_token":"sk-4"}"#,
        );
        let text = settings_text(&from);
        assert!(!text.contains("sk-") && text.contains("max_tokens"), "{text}");
        assert!(!settings_text(&config(r#"{"palette":{"recent":["new"]}}"#)).contains("new"));
        assert!(settings_text(&config(r#"{"prompts":{"my_key":"Say hello"}}"#)).contains("Say hello"));
        let text = file(r#"{"model":{"api_key":"sk-5"}}"#);
        let read = read_settings(&Config::default(), &text).expect("a good file");
        assert!(!read.to_text().contains("sk-"));
    }

    #[test]
    fn a_file_that_brings_no_settings_says_why() {
        for (text, reason) in [
            (
                "",
                "This is not an abcb export, or it is damaged: EOF while parsing a value at line 1 column 0.",
            ),
            ("[1]", "This is JSON, but no file of settings."),
            (
                r#"{"id":"a","messages":[]}"#,
                "This is a file of sessions. It is imported below the list of sessions.",
            ),
            (
                r#"{"format":"abcb-session","session":{}}"#,
                "This is a file of sessions. It is imported below the list of sessions.",
            ),
            (
                r#"{"format":"abcb-settings","version":2,"config":{}}"#,
                "The file was written by a newer version of this page.",
            ),
            (
                r#"{"format":"abcb-settings","version":1}"#,
                "The settings in the file cannot be used: it is not an object.",
            ),
            (
                &file(r#"{"model":{"kind":"oracle"}}"#),
                r#"The settings in the file cannot be used: model.kind "oracle" is not known."#,
            ),
            (&file(r#"{"agent":7}"#), "The settings in the file cannot be used: agent is not a section."),
        ] {
            let read = read_settings(&Config::default(), text);
            assert_eq!(read.map_err(|error| error.to_string()), Err(reason.to_owned()));
        }
    }
}
