//! The theme and the language of the page. Called only from the settings.

use std::rc::Rc;

use abcb_core::settings::appearance::Appearance;
use abcb_core::settings::list::Setting;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, speak, t, tf};
use crate::localized::{Stored, load_translation, stored};

impl Controller {
    pub fn appearance(&self) -> Appearance {
        self.inner().config.borrow().appearance()
    }

    /// Applies the chosen theme and language immediately, and saves them.
    pub fn choose_appearance(&self, chosen: Appearance) {
        let inner = self.inner();
        {
            let mut config = inner.config.borrow_mut();
            config.set_appearance(chosen);
            if let Err(error) = inner.ports.config.save(&config) {
                inner.toast(tf(
                    "settings-not-kept",
                    args![reason = stored(Stored::ConfigReason, &error.reason)],
                ));
            }
        }
        inner.apply_appearance();
    }
}

impl Inner {
    /// Saves whether long lines of code are wrapped. If that fails, the choice lasts until the page is reloaded.
    pub(super) fn keep_wrapped_code(&self, wraps: bool) {
        let mut config = self.config.borrow_mut();
        config.set_switch(Setting::WrapCode, wraps);
        let _ = self.ports.config.save(&config);
    }

    /// Applies theme and language from the configuration.
    pub(super) fn apply_appearance(self: Rc<Self>) {
        self.ports.browser.look(&self.config.borrow().to_text());
        let language = self.ports.browser.language();
        if self.state.language.with_untracked(|spoken| *spoken != language) {
            spawn_local(self.speak(language));
        }
    }

    async fn speak(self: Rc<Self>, language: String) {
        let words = self.ports.browser.words(language.clone()).await;
        load_translation().await;
        // The latest choice wins, however long an earlier language takes to load.
        if self.ports.browser.language() != language {
            return;
        }
        match words {
            Some(words) => {
                speak(&language, &words);
                self.state.language.set(language);
                // The status text is still in the old language.
                self.say_status_again();
            }
            None => {
                self.ports.browser.say_language(&self.state.language.get_untracked());
                self.toast(t("language-missing"));
            }
        }
    }
}
