//! The configuration: the book series' sections, all optional, with their defaults. Unknown sections and keys are
//! preserved, so that an older version of the page never drops what a newer one wrote. Adapters decide where it is
//! stored. Knows nothing of sessions and runs.

pub mod appearance;
pub mod exchange;
mod faults;
pub mod list;
mod merge;
pub mod presets;
pub mod prompts;
mod recent;

use std::path::Path;
use std::str::FromStr;

use serde_json::{Map, Value};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::log::event::{MOST_STEPS, Protocol};

pub use faults::{ConfigError, ConfigFault};
use list::{Setting, ValueKind};

/// The maximum number of steps of a run if the settings have none.
pub const DEFAULT_MAX_STEPS: usize = 5;
/// The root of the sessions if the settings have none.
pub const DEFAULT_MEMORY_DIR: &str = ".abcb/sessions";

/// The stored sections, `{"project":{"name"},"model":{"kind","base_url","model","health_url"},
/// "agent":{"max_steps"},"memory":{"dir"}}` and `ui` (see [`appearance`]), plus any unknown ones. A known key with an
/// invalid value counts as missing; [`Config::complaints`] reports it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Config {
    root: Map<String, Value>,
    /// Why the stored text could not be parsed at all. The active model is then unknown until the user chooses one.
    unreadable: Option<ConfigFault>,
}

/// The kind of model that answers.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "kebab-case")]
pub enum ModelKind {
    /// A model that runs in the page itself.
    InPage,
    /// A server that speaks OpenAI's protocol.
    Server,
    /// Canned replies, for trying the page without a model.
    Mock,
}

impl ModelKind {
    /// The name used in the configuration, the log and the page.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Where an API key is stored.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum KeyPlace {
    /// With the settings, until it is deleted.
    #[default]
    Browser,
    /// In one tab of the browser, until that is closed.
    Tab,
}

/// A known key or a whole section with an invalid value.
struct Fault {
    section: &'static str,
    key: Option<&'static str>,
    what: ConfigFault,
}

impl Config {
    /// Parses a configuration.
    ///
    /// # Errors
    ///
    /// Fails if `text` is not a JSON object.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let value = serde_json::from_str(text).map_err(|error| ConfigError { reason: error.to_string() })?;
        match value {
            Value::Object(root) => Ok(Self { root, unreadable: None }),
            _ => Err(ConfigError { reason: ConfigFault::NotObject.to_string() }),
        }
    }

    /// Creates a placeholder for a stored text that could not be parsed, until [`Config::drop_unusable`] is called.
    pub fn unreadable(error: &ConfigError) -> Self {
        let not_json = |_| ConfigFault::NotJson { error: error.reason.clone() };
        Self { unreadable: Some(error.reason.parse().unwrap_or_else(not_json)), ..Self::default() }
    }

    /// Returns whether the stored text could not be parsed, so that saving would overwrite it with an empty
    /// configuration.
    pub fn is_unreadable(&self) -> bool {
        self.unreadable.is_some()
    }

    /// Returns the configuration as JSON text, including unknown keys.
    pub fn to_text(&self) -> String {
        Value::Object(self.root.clone()).to_string()
    }

    /// Returns what is wrong with each invalid section or key. A key that is `null` counts as missing, which is valid.
    pub fn complaints(&self) -> Vec<ConfigFault> {
        let faults = self.faults().into_iter().map(|fault| fault.what);
        self.unreadable.iter().cloned().chain(faults).collect()
    }

    /// Returns why the chosen model is unknown, if it is. No other model may answer in its place then.
    pub fn model_complaint(&self) -> Option<ConfigFault> {
        let fault = self.faults().into_iter().find(|fault| fault.section == "model");
        self.unreadable.clone().or(fault.map(|fault| fault.what))
    }

    /// Removes everything that [`Config::complaints`] reports, so that it is not reported again.
    pub fn drop_unusable(&mut self) {
        self.unreadable = None;
        for Fault { section, key, .. } in self.faults() {
            match key {
                Some(key) => self.set_value(section, key, None),
                None => drop(self.root.shift_remove(section)),
            }
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        let is_checked = |setting: &&Setting| matches!(setting.kind(), ValueKind::Text | ValueKind::Count);
        for setting in Setting::VARIANTS.iter().filter(is_checked) {
            let (section, key) = setting.path();
            let is_section = self.root.get(section).is_none_or(|value| value.is_object() || value.is_null());
            if is_section {
                let what = self.value(section, key).and_then(|value| setting.fault_of(value));
                faults.extend(what.map(|what| Fault { section, key: Some(key), what }));
            } else if !faults.iter().any(|fault| fault.section == section) {
                let what = ConfigFault::NotSection { section: section.into() };
                faults.push(Fault { section, key: None, what });
            }
        }
        faults
    }

    fn value(&self, section: &str, key: &str) -> Option<&Value> {
        self.root.get(section)?.get(key).filter(|value| !value.is_null())
    }

    fn setting(&self, setting: Setting) -> Option<&Value> {
        let (section, key) = setting.path();
        self.value(section, key)
    }

    /// Returns a string value, trimmed, if it is set and not blank.
    fn text(&self, setting: Setting) -> Option<&str> {
        self.setting(setting)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Returns a value that is one of several words.
    fn choice<T: FromStr>(&self, setting: Setting) -> Option<T> {
        self.text(setting)?.parse().ok()
    }

    /// Returns whether a [`ValueKind::Switch`] is on.
    pub fn is_on(&self, setting: Setting) -> bool {
        self.setting(setting).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Turns a [`ValueKind::Switch`] on or off.
    pub fn set_switch(&mut self, setting: Setting, is_on: bool) {
        self.set(setting, is_on.then_some(Value::Bool(true)));
    }

    /// Sets a key, or removes it if `value` is `None`.
    fn set_value(&mut self, section: &str, key: &str, value: Option<Value>) {
        let section = self.root.entry(section).or_insert_with(|| Value::Object(Map::new()));
        // A section that is null or not an object counts as missing.
        if !section.is_object() {
            *section = Value::Object(Map::new());
        }
        let Value::Object(section) = section else { return };
        match value {
            Some(value) => section.insert(key.to_owned(), value),
            None => section.remove(key),
        };
    }

    /// Sets a setting, or removes it if `value` is `None`.
    fn set(&mut self, setting: Setting, value: Option<Value>) {
        let (section, key) = setting.path();
        self.set_value(section, key, value);
    }

    /// Sets the model to use; `None` selects it automatically. Blank strings count as not set.
    pub fn set_model(&mut self, kind: Option<ModelKind>, base_url: &str, model: &str) {
        let given = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Value::from);
        self.set(Setting::ModelKind, kind.map(|kind| Value::from(kind.as_str())));
        self.set(Setting::ModelAddress, given(base_url));
        self.set(Setting::ModelName, given(model));
    }

    /// Returns the maximum number of steps of a run, from 1 to [`MOST_STEPS`].
    pub fn max_steps(&self) -> usize {
        let steps = self.setting(Setting::MaxSteps).and_then(Value::as_u64);
        let steps = steps.map_or(DEFAULT_MAX_STEPS, |steps| usize::try_from(steps).unwrap_or(MOST_STEPS));
        steps.clamp(1, MOST_STEPS)
    }

    /// Returns the tool-calling protocol; `None` lets the provider decide.
    pub fn protocol(&self) -> Option<Protocol> {
        self.choice(Setting::ToolProtocol)
    }

    /// Sets the maximum number of steps and the tool-calling protocol; `None` lets the provider decide.
    pub fn set_agent(&mut self, max_steps: usize, protocol: Option<Protocol>) {
        self.set(Setting::MaxSteps, Some(Value::from(max_steps)));
        self.set(Setting::ToolProtocol, protocol.map(|protocol| Value::from(protocol.as_str())));
    }

    /// Returns the tools that always run without approval, each with the schema it had when the user allowed it.
    pub fn always_allowed(&self) -> Vec<(String, String)> {
        let allowed = self.value("agent", "always_allowed").and_then(Value::as_object);
        let pair = |(name, schema): (&String, &Value)| Some((name.clone(), schema.as_str()?.to_owned()));
        allowed.into_iter().flatten().filter_map(pair).collect()
    }

    /// Lets a tool with this schema always run without approval; `None` requires approval again.
    pub fn set_always_allowed(&mut self, tool_name: &str, schema: Option<&str>) {
        let mut allowed = self.always_allowed();
        allowed.retain(|(name, _)| name != tool_name);
        allowed.extend(schema.map(|schema| (tool_name.to_owned(), schema.to_owned())));
        let allowed: Map<String, Value> =
            allowed.into_iter().map(|(name, schema)| (name, Value::String(schema))).collect();
        self.set_value("agent", "always_allowed", (!allowed.is_empty()).then_some(Value::Object(allowed)));
    }

    /// Returns the root below which sessions are stored.
    pub fn memory_dir(&self) -> &Path {
        Path::new(self.text(Setting::MemoryDir).unwrap_or(DEFAULT_MEMORY_DIR))
    }

    /// Returns the kind of model that was chosen. A server address alone, as the series writes it, selects the server.
    pub fn model_kind(&self) -> Option<ModelKind> {
        self.choice(Setting::ModelKind).or(self.base_url().map(|_| ModelKind::Server))
    }

    /// Returns the address of the server as stored, not parsed; `None` if there is none.
    pub fn base_url(&self) -> Option<&str> {
        self.text(Setting::ModelAddress)
    }

    /// Returns the name of the model; `None` if the server picks one.
    pub fn model(&self) -> Option<&str> {
        self.text(Setting::ModelName)
    }
}

/// Storage for the configuration and the API keys.
pub trait ConfigStore {
    /// Loads the configuration, or the default one if none is stored.
    ///
    /// # Errors
    /// A [`ConfigError`] if what is stored cannot be read.
    fn load(&self) -> Result<Config, ConfigError>;
    /// Stores what has changed in the configuration since it was last loaded or saved here.
    ///
    /// # Errors
    /// A [`ConfigError`] if it cannot be written.
    fn save(&self, config: &Config) -> Result<(), ConfigError>;
    /// Returns the API key for the server at `base_url`. Keys are stored separately from the configuration and are
    /// never exported.
    fn api_key(&self, base_url: &str) -> Option<String>;
    /// Returns where the API key for the server at `base_url` is stored.
    fn key_place(&self, base_url: &str) -> KeyPlace;
    /// Stores the API key for the server at `base_url`, in that place only; `None` deletes it.
    ///
    /// # Errors
    /// A [`ConfigError`] if it cannot be written.
    fn save_api_key(&self, base_url: &str, key: Option<&str>, place: KeyPlace) -> Result<(), ConfigError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_is_always_allowed_can_be_taken_back() {
        let mut config = Config::default();
        config.set_always_allowed("session_note_append", Some("{}"));
        let config_text = config.to_text();
        assert_eq!(config_text, r#"{"agent":{"always_allowed":{"session_note_append":"{}"}}}"#);
        let mut read = Config::parse(&config_text).expect("it was written so");
        assert_eq!(read.always_allowed(), [("session_note_append".to_owned(), "{}".to_owned())]);
        read.set_always_allowed("session_note_append", None);
        assert_eq!(read.always_allowed(), []);
    }

    #[test]
    fn every_section_and_key_is_optional() {
        for text in ["{}", r#"{"model":{}}"#, r#"{"agent":{},"memory":{}}"#] {
            let config = Config::parse(text).expect("should parse");
            assert_eq!(config.max_steps(), 5);
            assert_eq!(config.memory_dir(), Path::new(".abcb/sessions"));
            assert_eq!(config.model_kind(), None);
        }
    }

    #[test]
    fn configured_values_are_used() {
        let config = Config::parse(
            r#"{"model":{"kind":"in-page"},"agent":{"max_steps":2},"memory":{"dir":"/tmp/sessions"}}"#,
        )
        .expect("should parse");
        assert_eq!(config.max_steps(), 2);
        for (written, bounded) in [("0", 1), ("18446744073709551615", MOST_STEPS)] {
            let config =
                Config::parse(&format!(r#"{{"agent":{{"max_steps":{written}}}}}"#)).expect("a number");
            assert_eq!(config.max_steps(), bounded);
        }
        assert_eq!(config.memory_dir(), Path::new("/tmp/sessions"));
        assert_eq!(config.model_kind(), Some(ModelKind::InPage));
    }

    #[test]
    fn an_address_alone_chooses_the_server() {
        let config =
            Config::parse(r#"{"model":{"base_url":"http://localhost:8083/v1"}}"#).expect("should parse");
        assert_eq!(config.model_kind(), Some(ModelKind::Server));
        assert_eq!(config.base_url(), Some("http://localhost:8083/v1"));
    }

    #[test]
    fn unknown_keys_are_kept() {
        let text = r#"{"model":{"kind":"mock","later":[1]},"appearance":{"theme":"dark"}}"#;
        let config = Config::parse(text).expect("should parse");
        assert_eq!(config.to_text(), text);
    }

    #[test]
    fn choosing_what_answers_leaves_the_rest_alone() {
        let mut config =
            Config::parse(r#"{"model":{"later":[1]},"agent":{"max_steps":2}}"#).expect("should parse");
        config.set_model(Some(ModelKind::Server), " http://localhost:8080 ", "");
        assert_eq!(
            config.to_text(),
            r#"{"model":{"later":[1],"kind":"server","base_url":"http://localhost:8080"},"agent":{"max_steps":2}}"#
        );
        config.set_model(None, "", "");
        assert_eq!(config.to_text(), r#"{"model":{"later":[1]},"agent":{"max_steps":2}}"#);
    }

    #[test]
    fn a_bad_value_costs_its_own_key() {
        for (text, complaint, hides_model) in [
            (r#"{"agent":{"max_steps":"many"}}"#, "agent.max_steps is not a whole number", false),
            (r#"{"agent":{"max_steps":-1}}"#, "agent.max_steps is not a whole number", false),
            (r#"{"memory":{"dir":7}}"#, "memory.dir is not a text", false),
            (r#"{"project":"x"}"#, "project is not a section", false),
            (r#"{"model":{"kind":"oracle"}}"#, r#"model.kind "oracle" is not known"#, true),
            (r#"{"model":{"base_url":["http://a:1"]}}"#, "model.base_url is not a text", true),
            (r#"{"model":7}"#, "model is not a section", true),
        ] {
            let config = Config::parse(text).expect("an object");
            let said: Vec<String> = config.complaints().iter().map(ToString::to_string).collect();
            assert_eq!(said, [complaint]);
            let of_model = config.model_complaint().map(|fault| fault.to_string());
            assert_eq!(of_model, hides_model.then(|| complaint.to_owned()), "{text}");
            assert_eq!((config.max_steps(), config.memory_dir()), (5, Path::new(DEFAULT_MEMORY_DIR)));
            assert_eq!(config.to_text(), text);
            let mut mended = config;
            mended.drop_unusable();
            assert_eq!(mended.complaints(), []);
        }
        let text = r#"{"model":{"base_url":"http://a:1"},"agent":{"max_steps":-1}}"#;
        assert_eq!(Config::parse(text).expect("an object").base_url(), Some("http://a:1"));
    }

    #[test]
    fn what_cannot_be_read_at_all_is_an_error_until_something_is_chosen() {
        for (text, reason) in
            [("[]", "it is not an object"), ("{", "EOF while parsing an object at line 1 column 1")]
        {
            let error = Config::parse(text).expect_err("not readable");
            assert_eq!(error, ConfigError { reason: reason.into() });
            let mut config = Config::unreadable(&error);
            assert_eq!(config.model_complaint().map(|fault| fault.to_string()).as_deref(), Some(reason));
            config.drop_unusable();
            assert_eq!((config.is_unreadable(), config.model_complaint()), (false, None));
        }
    }
}
