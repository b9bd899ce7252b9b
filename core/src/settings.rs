//! The configuration: the book series' sections, all optional, with their defaults. Unknown sections and keys are
//! preserved, so that an older version of the page never drops what a newer one wrote. Adapters decide where it is
//! stored. Knows nothing of sessions and runs.

pub mod appearance;
pub mod exchange;
mod faults;
mod merge;
pub mod presets;
pub mod prompts;

use std::path::Path;

use serde_json::{Map, Value};

use crate::log::event::{MOST_STEPS, Protocol};

mod recent;

pub use faults::ConfigFault;

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
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
        match self {
            Self::InPage => "in-page",
            Self::Server => "server",
            Self::Mock => "mock",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::InPage, Self::Server, Self::Mock].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The stored configuration is invalid. The user can fix it by saving the settings again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("configuration is not readable: {reason}")]
pub struct ConfigError {
    /// What is wrong, as a clause.
    pub reason: String,
}

/// A known key or a whole section with an invalid value.
struct Fault {
    section: &'static str,
    key: Option<&'static str>,
    what: ConfigFault,
}

/// The keys whose value is a string.
const TEXTS: [(&str, &str); 6] = [
    ("project", "name"),
    ("model", "kind"),
    ("model", "base_url"),
    ("model", "model"),
    ("model", "health_url"),
    ("memory", "dir"),
];

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
        let mut faults = Vec::new();
        let mut note = |section, key, what| faults.push(Fault { section, key, what });
        for section in ["project", "model", "agent", "memory"] {
            if self.root.get(section).is_some_and(|value| !value.is_object() && !value.is_null()) {
                note(section, None, ConfigFault::NotSection { section: section.into() });
            }
        }
        for (section, key) in TEXTS {
            if self.value(section, key).is_some_and(|value| !value.is_string()) {
                note(section, Some(key), ConfigFault::NotText { section: section.into(), key: key.into() });
            }
        }
        if self.value("agent", "max_steps").is_some_and(|value| !value.is_u64()) {
            note("agent", Some("max_steps"), ConfigFault::StepsNotWhole);
        }
        if let Some(kind) = self.text("model", "kind").filter(|kind| ModelKind::from_word(kind).is_none()) {
            note("model", Some("kind"), ConfigFault::UnknownModelKind { kind: format!("{kind:?}") });
        }
        faults
    }

    fn value(&self, section: &str, key: &str) -> Option<&Value> {
        self.root.get(section)?.get(key).filter(|value| !value.is_null())
    }

    /// Returns a string value, trimmed, if it is set and not blank.
    fn text(&self, section: &str, key: &str) -> Option<&str> {
        self.value(section, key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
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

    fn set(&mut self, section: &str, key: &str, text: Option<&str>) {
        self.set_value(section, key, text.map(|text| Value::String(text.to_owned())));
    }

    /// Sets the model to use; `None` selects it automatically. Blank strings count as not set.
    pub fn set_model(&mut self, kind: Option<ModelKind>, base_url: &str, model: &str) {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        self.set("model", "kind", kind.map(ModelKind::as_str));
        self.set("model", "base_url", given(base_url).as_deref());
        self.set("model", "model", given(model).as_deref());
    }

    /// Returns the maximum number of steps of a run, from 1 to [`MOST_STEPS`].
    pub fn max_steps(&self) -> usize {
        let steps = self.value("agent", "max_steps").and_then(Value::as_u64);
        let steps = steps.map_or(DEFAULT_MAX_STEPS, |steps| usize::try_from(steps).unwrap_or(MOST_STEPS));
        steps.clamp(1, MOST_STEPS)
    }

    /// Returns whether messages go to the agent, which may use tools, instead of to the model alone.
    pub fn agent_is_on(&self) -> bool {
        self.value("agent", "on").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Sets whether messages go to the agent.
    pub fn set_agent_on(&mut self, is_on: bool) {
        self.set_value("agent", "on", Some(Value::Bool(is_on)));
    }

    /// Returns the tool-calling protocol; `None` lets the provider decide.
    pub fn protocol(&self) -> Option<Protocol> {
        self.text("agent", "protocol").and_then(Protocol::from_word)
    }

    /// Sets the maximum number of steps and the tool-calling protocol; `None` lets the provider decide.
    pub fn set_agent(&mut self, max_steps: usize, protocol: Option<Protocol>) {
        self.set_value("agent", "max_steps", Some(Value::from(max_steps)));
        self.set("agent", "protocol", protocol.map(Protocol::as_str));
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
        Path::new(self.text("memory", "dir").unwrap_or(DEFAULT_MEMORY_DIR))
    }

    /// Returns the kind of model that was chosen. A server address alone, as the series writes it, selects the server.
    pub fn model_kind(&self) -> Option<ModelKind> {
        let named = self.text("model", "kind").and_then(ModelKind::from_word);
        named.or(self.base_url().map(|_| ModelKind::Server))
    }

    /// Returns the address of the server as stored, not parsed; `None` if there is none.
    pub fn base_url(&self) -> Option<&str> {
        self.text("model", "base_url")
    }

    /// Returns the name of the model; `None` if the server picks one.
    pub fn model(&self) -> Option<&str> {
        self.text("model", "model")
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
    /// Stores the API key for the server at `base_url`; `None` deletes it.
    ///
    /// # Errors
    /// A [`ConfigError`] if it cannot be written.
    fn save_api_key(&self, base_url: &str, key: Option<&str>) -> Result<(), ConfigError>;
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
