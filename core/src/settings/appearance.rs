//! The appearance and language of the page: the section `ui`,
//! `{"theme":"dark","density":"compact","text_size":112,"language":"de","wrap_code":true}`. Missing values and values
//! from a newer version count as not set, so that the section never makes the rest of the settings unreadable.

use serde_json::Value;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::Config;
use super::list::Setting;

/// The available text sizes, in percent of the browser's default.
pub const TEXT_SIZES: [u64; 4] = [90, 100, 112, 125];
const DEFAULT_TEXT_SIZE: u64 = 100;

/// The color theme; `System` follows the operating system.
#[derive(Clone, Copy, Debug, Default, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Theme {
    /// As the operating system.
    #[default]
    System,
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
}

/// The spacing between elements.
#[derive(Clone, Copy, Debug, Default, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Density {
    /// The usual space between elements.
    #[default]
    Comfortable,
    /// Less space, so that more fits on the screen.
    Compact,
}

/// The language of the UI; `System` is the first of the browser's languages that is supported.
#[derive(Clone, Copy, Debug, Default, EnumString, Eq, IntoStaticStr, PartialEq, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Language {
    /// As the browser.
    #[default]
    System,
    /// English.
    #[strum(serialize = "en")]
    English,
    /// German.
    #[strum(serialize = "de")]
    German,
    /// Polish.
    #[strum(serialize = "pl")]
    Polish,
}

/// How the page looks, and in which language it speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Appearance {
    /// The colors.
    pub theme: Theme,
    /// The space between elements.
    pub density: Density,
    /// The size of text in percent, one of [`TEXT_SIZES`].
    pub text_size: u64,
    /// The language of the page. It does not change the language of answers.
    pub language: Language,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            text_size: DEFAULT_TEXT_SIZE,
            language: Language::default(),
        }
    }
}

impl Config {
    /// Returns the appearance that is set, with defaults for what is not.
    pub fn appearance(&self) -> Appearance {
        let size = self.setting(Setting::TextSize).and_then(Value::as_u64);
        Appearance {
            theme: self.choice(Setting::Theme).unwrap_or_default(),
            density: self.choice(Setting::Density).unwrap_or_default(),
            text_size: size.filter(|size| TEXT_SIZES.contains(size)).unwrap_or(DEFAULT_TEXT_SIZE),
            language: self.choice(Setting::Language).unwrap_or_default(),
        }
    }

    /// Stores the chosen appearance; default values are omitted.
    pub fn set_appearance(&mut self, chosen: Appearance) {
        self.set_choice(Setting::Theme, chosen.theme);
        self.set_choice(Setting::Density, chosen.density);
        let size = Some(chosen.text_size).filter(|size| *size != DEFAULT_TEXT_SIZE);
        self.set(Setting::TextSize, size.map(Value::from));
        self.set_choice(Setting::Language, chosen.language);
    }

    fn set_choice<T: Copy + Default + PartialEq + Into<&'static str>>(
        &mut self,
        setting: Setting,
        chosen: T,
    ) {
        let is_usual = chosen == T::default();
        let word: &str = chosen.into();
        self.set(setting, (!is_usual).then(|| Value::from(word)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_kept_and_the_usual_is_left_out() {
        let mut config = Config::parse(r#"{"ui":{"later":[1]}}"#).expect("should parse");
        assert_eq!(config.appearance(), Appearance::default());
        let chosen = Appearance {
            theme: Theme::Dark,
            density: Density::Compact,
            text_size: 125,
            language: Language::German,
        };
        config.set_appearance(chosen);
        assert_eq!(
            config.to_text(),
            r#"{"ui":{"later":[1],"theme":"dark","density":"compact","text_size":125,"language":"de"}}"#
        );
        assert_eq!(config.appearance(), chosen);
        config.set_appearance(Appearance::default());
        assert_eq!(config.to_text(), r#"{"ui":{"later":[1]}}"#);
    }

    #[test]
    fn wrapped_code_is_a_choice_of_its_own() {
        let mut config = Config::default();
        assert!(!config.is_on(Setting::WrapCode));
        config.set_switch(Setting::WrapCode, true);
        assert_eq!(config.to_text(), r#"{"ui":{"wrap_code":true}}"#);
        config.set_appearance(Appearance::default());
        assert!(config.is_on(Setting::WrapCode));
        config.set_switch(Setting::WrapCode, false);
        assert_eq!(config.to_text(), r#"{"ui":{}}"#);
    }

    #[test]
    fn a_taste_that_is_not_known_keeps_nothing_from_being_read() {
        for ui in [
            r#"{"theme":7,"text_size":"big","density":null,"language":"fr"}"#,
            r#"{"text_size":5}"#,
            "7",
            "null",
        ] {
            let config = Config::parse(&format!(r#"{{"ui":{ui},"model":{{"kind":"mock"}}}}"#));
            assert_eq!(config.map(|config| config.appearance()), Ok(Appearance::default()), "{ui}");
        }
    }

    #[test]
    fn a_section_that_is_none_is_replaced_when_something_is_chosen() {
        let mut config = Config::parse(r#"{"ui":7}"#).expect("should parse");
        config.set_appearance(Appearance { theme: Theme::Light, ..Appearance::default() });
        assert_eq!(config.to_text(), r#"{"ui":{"theme":"light"}}"#);
    }
}
