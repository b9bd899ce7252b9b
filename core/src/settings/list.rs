//! The list of settings. Whatever reads, checks or exports settings, or shows them to the user, goes by it: for a setting
//! that is added here the compiler asks for everything else. Knows no configuration.

use serde_json::Value;
use strum::VariantArray;

use super::{ConfigFault, ModelKind};

/// A setting. Of those that the series defines, the page leaves some alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq, VariantArray)]
pub enum Setting {
    /// The name of the project.
    ProjectName,
    /// What answers: a [`ModelKind`].
    ModelKind,
    /// The address of the model server.
    ModelAddress,
    /// The name of the model.
    ModelName,
    /// The address at which the model server says that it is well.
    HealthAddress,
    /// Whether messages go to the agent.
    AgentOn,
    /// The maximum number of steps of a run.
    MaxSteps,
    /// The tool-calling protocol.
    ToolProtocol,
    /// The root below which sessions are stored.
    MemoryDir,
    /// The color theme.
    Theme,
    /// The space between elements.
    Density,
    /// The size of text in percent.
    TextSize,
    /// The language of the page.
    Language,
    /// Whether long code lines are wrapped.
    WrapCode,
    /// The saved system prompts.
    Presets,
    /// The name of the preset for new sessions.
    DefaultPreset,
}

/// What the value of a setting is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ValueKind {
    /// A string; anything else is reported.
    Text,
    /// A whole number; anything else is reported.
    Count,
    /// A boolean, without which the setting is off. Like those below, another value counts as missing.
    Switch,
    /// One of several words or numbers.
    Choice,
    /// What the user has collected. Only a file that names it changes it.
    Collection,
}

impl Setting {
    /// Returns the section and the key under which the setting is stored, and what its value is.
    fn declaration(self) -> (&'static str, &'static str, ValueKind) {
        match self {
            Self::ProjectName => ("project", "name", ValueKind::Text),
            Self::ModelKind => ("model", "kind", ValueKind::Text),
            Self::ModelAddress => ("model", "base_url", ValueKind::Text),
            Self::ModelName => ("model", "model", ValueKind::Text),
            Self::HealthAddress => ("model", "health_url", ValueKind::Text),
            Self::AgentOn => ("agent", "on", ValueKind::Switch),
            Self::MaxSteps => ("agent", "max_steps", ValueKind::Count),
            Self::ToolProtocol => ("agent", "protocol", ValueKind::Choice),
            Self::MemoryDir => ("memory", "dir", ValueKind::Text),
            Self::Theme => ("ui", "theme", ValueKind::Choice),
            Self::Density => ("ui", "density", ValueKind::Choice),
            Self::TextSize => ("ui", "text_size", ValueKind::Choice),
            Self::Language => ("ui", "language", ValueKind::Choice),
            Self::WrapCode => ("ui", "wrap_code", ValueKind::Switch),
            Self::Presets => ("system_prompts", "presets", ValueKind::Collection),
            Self::DefaultPreset => ("system_prompts", "default", ValueKind::Choice),
        }
    }

    /// Returns the setting that is stored under this section and key.
    pub fn at(section: &str, key: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|setting| setting.path() == (section, key))
    }

    /// Returns the section and the key under which the setting is stored.
    pub fn path(self) -> (&'static str, &'static str) {
        let (section, key, _) = self.declaration();
        (section, key)
    }

    /// Returns what its value is.
    pub fn kind(self) -> ValueKind {
        self.declaration().2
    }

    /// Returns what is wrong with the value, if that is reported.
    pub(super) fn fault_of(self, value: &Value) -> Option<ConfigFault> {
        let (section, key, kind) = self.declaration();
        match (kind, value.as_str().map(str::trim)) {
            (ValueKind::Text, None) => {
                Some(ConfigFault::NotText { section: section.into(), key: key.into() })
            }
            (ValueKind::Text, Some(word)) if self == Self::ModelKind && !word.is_empty() => {
                let is_known = word.parse::<ModelKind>().is_ok();
                (!is_known).then(|| ConfigFault::UnknownModelKind { kind: format!("{word:?}") })
            }
            (ValueKind::Count, _) if !value.is_u64() => {
                Some(ConfigFault::NotWhole { section: section.into(), key: key.into() })
            }
            _ => None,
        }
    }
}
