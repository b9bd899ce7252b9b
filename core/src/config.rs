//! The configuration: the series' sections, all optional, with their defaults. Unknown sections and keys are kept, so that
//! an older page never drops what a newer one wrote. Where it is stored is the adapters' business.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub const DEFAULT_MAX_STEPS: usize = 5;
pub const DEFAULT_MEMORY_DIR: &str = ".abcb/sessions";

/// All sections. Read with [`Config::parse`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Config {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryConfig>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct ProjectConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct ModelConfig {
    /// What answers. Missing means: whatever is found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ModelKind>,
    /// Address of the server, with or without `/v1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Sent verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_url: Option<String>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// What answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    InPage,
    Server,
    Mock,
}

impl ModelKind {
    /// The word used in the configuration, the log and the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InPage => "in-page",
            Self::Server => "server",
            Self::Mock => "mock",
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct AgentConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<usize>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct MemoryConfig {
    /// Root below which every session has its directory. Falls back to `.abcb/sessions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dir: Option<String>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The stored configuration is not what it should be. The user can mend it by saving the settings again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("configuration is not readable: {reason}")]
pub struct ConfigError {
    pub reason: String,
}

impl Config {
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        serde_json::from_str(text).map_err(|error| ConfigError { reason: error.to_string() })
    }

    pub fn max_steps(&self) -> usize {
        self.agent.as_ref().and_then(|agent| agent.max_steps).unwrap_or(DEFAULT_MAX_STEPS)
    }

    pub fn memory_dir(&self) -> &Path {
        let dir = self.memory.as_ref().and_then(|memory| memory.dir.as_deref());
        Path::new(dir.filter(|dir| !dir.trim().is_empty()).unwrap_or(DEFAULT_MEMORY_DIR))
    }

    /// What was chosen to answer. A server address alone, as the series writes it, chooses the server.
    pub fn model_kind(&self) -> Option<ModelKind> {
        let model = self.model.as_ref()?;
        model.kind.or(model.base_url.is_some().then_some(ModelKind::Server))
    }

    pub fn base_url(&self) -> Option<&str> {
        self.model.as_ref()?.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
    }

    pub fn model(&self) -> Option<&str> {
        self.model.as_ref()?.model.as_deref().map(str::trim).filter(|model| !model.is_empty())
    }
}

/// Where the configuration and the API keys are kept.
pub trait ConfigStore {
    /// The default configuration when none is stored.
    fn load(&self) -> Result<Config, ConfigError>;
    fn save(&self, config: &Config) -> Result<(), ConfigError>;
    /// The key for the server at `base_url`. Keys are kept apart from the configuration and are never exported.
    fn api_key(&self, base_url: &str) -> Option<String>;
    /// `None` forgets the key.
    fn save_api_key(&self, base_url: &str, key: Option<&str>) -> Result<(), ConfigError>;
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(serde_json::to_string(&config).expect("should serialize"), text);
    }

    #[test]
    fn malformed_text_is_an_error_that_says_why() {
        let error = Config::parse(r#"{"agent":{"max_steps":"many"}}"#).expect_err("should fail");
        assert!(error.reason.contains("max_steps") || error.reason.contains("invalid type"), "{error}");
    }
}
