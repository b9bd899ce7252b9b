//! The names of the settings, and their values in words.

use abcb_core::base::shortened::shortened;
use abcb_core::settings::appearance::{Density, Language, Theme};
use abcb_core::settings::exchange::Change;
use abcb_core::settings::list::Setting;
use serde_json::Value;

use super::form::choices;
use crate::i18n::{args, isolated, t, tf};
use crate::ui::messages::protocol_words;

/// How much of a value is shown, which may be a whole prompt.
const MOST_CHARS: usize = 200;

/// Returns a setting's name; `None` if the page has no field for it.
pub fn label(setting: Setting) -> Option<&'static str> {
    Some(match setting {
        Setting::ModelKind => t("settings-answer-with"),
        Setting::ModelAddress => t("settings-address"),
        Setting::ModelName => t("model-title"),
        Setting::AgentOn => t("agent-title"),
        Setting::MaxSteps => t("agent-max-steps"),
        Setting::ToolProtocol => t("agent-tool-calling"),
        Setting::MemoryDir => t("settings-storage"),
        Setting::Theme => t("appearance-theme"),
        Setting::Density => t("appearance-density"),
        Setting::TextSize => t("appearance-text-size"),
        Setting::Language => t("appearance-language"),
        Setting::WrapCode => t("code-wrap-long"),
        Setting::Presets => t("preset-title"),
        Setting::DefaultPreset => t("preset-default-hint"),
        Setting::ProjectName | Setting::HealthAddress => return None,
    })
}

/// Returns the name of what a file changes, or its path in the file if the page has no name for it.
pub fn name_of(change: &Change) -> String {
    match (change.section.as_str(), change.key.as_str()) {
        ("prompts", name) if !name.is_empty() => format!("{} · {}", t("prompt-title"), isolated(name)),
        (section, "") => section.to_owned(),
        (section, key) => match Setting::at(section, key).and_then(label) {
            Some(label) => label.to_owned(),
            None => format!("{section}.{key}"),
        },
    }
}

/// Returns a value in words, or as it is in the file if the page has no words for it.
pub fn value_words(section: &str, key: &str, value: Option<Value>) -> String {
    let Some(value) = value else { return t("settings-import-default").to_owned() };
    let known = Setting::at(section, key).and_then(|setting| known_words(setting, &value));
    known.unwrap_or_else(|| match value {
        Value::String(text) => shortened(&text, MOST_CHARS),
        other => shortened(&other.to_string(), MOST_CHARS),
    })
}

fn known_words(setting: Setting, value: &Value) -> Option<String> {
    let word = value.as_str().unwrap_or_default();
    let words = match setting {
        Setting::ModelKind => choices().into_iter().find(|choice| choice.0 == word)?.1,
        Setting::AgentOn | Setting::WrapCode => match value.as_bool()? {
            true => t("settings-import-on"),
            false => t("settings-import-off"),
        },
        Setting::ToolProtocol => protocol_words(word.parse().ok()?),
        Setting::Theme => theme_words(word.parse().ok()?),
        Setting::Density => density_words(word.parse().ok()?),
        Setting::TextSize => return Some(tf("percent", args![percent = value.as_number()?.to_string()])),
        Setting::Language => language_words(word.parse().ok()?),
        Setting::ProjectName
        | Setting::ModelAddress
        | Setting::ModelName
        | Setting::HealthAddress
        | Setting::MaxSteps
        | Setting::MemoryDir
        | Setting::Presets
        | Setting::DefaultPreset => return None,
    };
    Some(words.to_owned())
}

pub fn theme_words(theme: Theme) -> &'static str {
    match theme {
        Theme::System => t("appearance-system-default"),
        Theme::Light => t("appearance-light"),
        Theme::Dark => t("appearance-dark"),
    }
}

pub fn density_words(density: Density) -> &'static str {
    match density {
        Density::Comfortable => t("appearance-comfortable"),
        Density::Compact => t("appearance-compact"),
    }
}

/// Returns a language's name. Languages are named in their own language, so that every user can find theirs.
pub fn language_words(language: Language) -> &'static str {
    match language {
        Language::System => t("appearance-browser-default"),
        Language::English => "English",
        Language::German => "Deutsch",
        Language::Polish => "polski",
    }
}
