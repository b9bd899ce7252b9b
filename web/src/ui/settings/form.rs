//! What is entered on the model page of the settings until it is saved.

use abcb_core::provider::openai::origin_keys::OriginKeys;
use abcb_core::settings::{KeyPlace, ModelKind};
use leptos::prelude::*;

use crate::controller::Controller;
use crate::i18n::t;
use crate::state::Settings;

/// The provider choices, with the values and labels that the form uses.
pub fn choices() -> [(&'static str, &'static str, Option<ModelKind>); 4] {
    [
        ("auto", t("settings-kind-auto"), None),
        ("in-page", t("settings-kind-page"), Some(ModelKind::InPage)),
        ("server", t("settings-kind-server"), Some(ModelKind::Server)),
        ("mock", t("settings-kind-demo"), Some(ModelKind::Mock)),
    ]
}

/// The places for an API key, with the values and labels that the form uses.
pub fn key_places() -> [(&'static str, &'static str, KeyPlace); 2] {
    [
        ("browser", t("settings-key-in-browser"), KeyPlace::Browser),
        ("tab", t("settings-key-in-tab"), KeyPlace::Tab),
    ]
}

/// The unsaved contents of the form.
#[derive(Clone, Copy)]
pub struct Form {
    pub kind: RwSignal<Option<ModelKind>>,
    pub base_url: RwSignal<String>,
    pub model: RwSignal<String>,
    keys: RwSignal<OriginKeys>,
    /// Where the user wants the API key stored; `None` for where it is.
    key_place: RwSignal<Option<KeyPlace>>,
    pub problem: RwSignal<Option<String>>,
    pub controller: Controller,
}

impl Form {
    /// The form as it is opened, with the `stored` settings or what was typed before.
    pub fn of(stored: Settings, controller: Controller) -> Self {
        let mut keys = OriginKeys::default();
        let address = stored.base_url.clone();
        keys.enter(&stored.base_url, &stored.api_key);
        Self {
            kind: RwSignal::new(stored.kind),
            base_url: RwSignal::new(stored.base_url),
            model: RwSignal::new(stored.model),
            keys: RwSignal::new(keys),
            key_place: RwSignal::new(
                Some(stored.key_place).filter(|place| *place != controller.key_place(&address)),
            ),
            problem: RwSignal::new(None),
            controller,
        }
    }

    /// Returns the API key for the address in the form. A key is shown and sent only for the address it was entered
    /// for.
    pub fn api_key(self) -> String {
        let base_url = self.base_url.get();
        self.keys.with(|keys| keys.key_for(&base_url, |address| self.controller.stored_key(address)))
    }

    pub fn key_place(self) -> KeyPlace {
        let base_url = self.base_url.get();
        self.key_place.get().unwrap_or_else(|| self.controller.key_place(&base_url))
    }

    pub fn choose_key_place(self, name: &str) {
        let place = key_places().into_iter().find(|place| place.0 == name);
        self.key_place.set(place.map(|place| place.2));
    }

    pub fn ask_for_models(self) {
        self.settle_address();
        self.controller.ask_for_models(&self.base_url.get_untracked(), &untrack(move || self.api_key()));
    }

    pub fn enter_key(self, key: &str) {
        let base_url = self.base_url.get_untracked();
        self.keys.update(|keys| keys.enter(&base_url, key));
    }

    fn settle_address(self) {
        let base_url = self.base_url.get_untracked();
        self.keys.update(|keys| keys.settle(&base_url));
    }

    pub fn choose(self, name: &str) {
        self.kind.set(choices().iter().find(|choice| choice.0 == name).and_then(|choice| choice.2));
        // A model belongs to the provider it was selected for.
        self.model.set(String::new());
        if self.kind.get_untracked() == Some(ModelKind::Server) && !self.base_url.get_untracked().is_empty() {
            self.ask_for_models();
        }
    }

    pub fn save(self) {
        self.settle_address();
        self.problem.set(self.controller.save_settings(self.settings()).err());
    }

    pub fn settings(self) -> Settings {
        Settings {
            kind: self.kind.get_untracked(),
            base_url: self.base_url.get_untracked(),
            model: self.model.get_untracked(),
            api_key: untrack(move || self.api_key()),
            key_place: untrack(move || self.key_place()),
        }
    }
}
