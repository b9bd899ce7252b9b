//! Saved system prompts: the section `system_prompts`, `{"presets":[{"name","content"}],"default":"name"}`. Invalid
//! entries are ignored but preserved.

use serde_json::{Map, Value};

use super::Config;
use super::list::Setting;

/// A saved system prompt.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SystemPreset {
    /// The name that the user gave it, unique among the presets.
    pub name: String,
    /// The text of the system prompt.
    pub content: String,
}

impl Config {
    /// Returns the presets in the order they were first saved.
    pub fn system_presets(&self) -> Vec<SystemPreset> {
        let read = |entry: &Value| {
            let text = |key| entry.get(key).and_then(Value::as_str).map(str::to_owned);
            Some(SystemPreset { name: text("name")?, content: text("content")? })
        };
        self.preset_entries().iter().filter_map(read).collect()
    }

    /// Saves a preset, replacing the one with the same name if there is one.
    pub fn keep_system_preset(&mut self, preset: &SystemPreset) {
        let mut entries = self.preset_entries().to_vec();
        let content = Value::from(preset.content.as_str());
        match entries.iter_mut().find(|entry| is_named(entry, &preset.name)).and_then(Value::as_object_mut) {
            Some(entry) => {
                entry.insert("content".to_owned(), content);
            }
            None => {
                let mut entry = Map::new();
                entry.insert("name".to_owned(), Value::from(preset.name.as_str()));
                entry.insert("content".to_owned(), content);
                entries.push(Value::Object(entry));
            }
        }
        self.set(Setting::Presets, Some(Value::Array(entries)));
    }

    /// Deletes a preset; it is no longer the default for new sessions.
    pub fn forget_system_preset(&mut self, name: &str) {
        let mut entries = self.preset_entries().to_vec();
        entries.retain(|entry| !is_named(entry, name));
        self.set(Setting::Presets, Some(Value::Array(entries)));
        if self.default_preset_name() == Some(name) {
            self.set_default_preset(None);
        }
    }

    /// Returns the name of the default preset for new sessions.
    pub fn default_preset_name(&self) -> Option<&str> {
        self.setting(Setting::DefaultPreset)?.as_str()
    }

    /// Sets the default preset for new sessions; `None` for none.
    pub fn set_default_preset(&mut self, name: Option<&str>) {
        self.set(Setting::DefaultPreset, name.map(Value::from));
    }

    /// Returns the system prompt of new sessions, if there is a default preset.
    pub fn default_instructions(&self) -> Option<&str> {
        let name = self.default_preset_name()?;
        self.preset_entries().iter().find(|entry| is_named(entry, name))?.get("content")?.as_str()
    }

    fn preset_entries(&self) -> &[Value] {
        self.setting(Setting::Presets).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

fn is_named(entry: &Value, name: &str) -> bool {
    entry.get("name").and_then(Value::as_str) == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preset(name: &str, content: &str) -> SystemPreset {
        SystemPreset { name: name.into(), content: content.into() }
    }

    #[test]
    fn presets_are_kept_replaced_and_thrown_away_and_nothing_else_is_touched() {
        let text =
            r#"{"system_prompts":{"library":[1],"presets":[{"name":"Old","content":"o","pinned":true},7]}}"#;
        let mut config = Config::parse(text).expect("should parse");
        config.keep_system_preset(&preset("Pirate", "Arr."));
        config.keep_system_preset(&preset("Old", "new"));
        config.set_default_preset(Some("Pirate"));
        assert_eq!(config.system_presets(), [preset("Old", "new"), preset("Pirate", "Arr.")]);
        assert_eq!(config.default_instructions(), Some("Arr."));

        let mut again = Config::parse(&config.to_text()).expect("should parse");
        assert_eq!(again, config);
        again.forget_system_preset("Pirate");
        assert_eq!((again.default_preset_name(), again.default_instructions()), (None, None));
        assert_eq!(
            again.to_text(),
            r#"{"system_prompts":{"library":[1],"presets":[{"name":"Old","content":"new","pinned":true},7]}}"#
        );
    }

    #[test]
    fn a_default_that_is_gone_is_none() {
        let config = Config::parse(r#"{"system_prompts":{"default":"gone"}}"#).expect("should parse");
        assert_eq!((config.default_instructions(), config.system_presets()), (None, vec![]));
        let odd =
            Config::parse(r#"{"system_prompts":{"presets":"no list","default":3}}"#).expect("should parse");
        assert_eq!((odd.default_instructions(), odd.system_presets()), (None, vec![]));
    }
}
