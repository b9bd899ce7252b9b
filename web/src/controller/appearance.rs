//! How the page looks and which language it speaks. Asked for from the settings alone.

use std::rc::Rc;

use abcb_core::config::appearance::Appearance;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{speak, t, tf};

impl Controller {
    pub fn appearance(&self) -> Appearance {
        self.inner().config.borrow().appearance()
    }

    /// Looks and speaks as chosen, at once, and keeps the choice.
    pub fn choose_appearance(&self, chosen: Appearance) {
        let inner = self.inner();
        {
            let mut config = inner.config.borrow_mut();
            config.set_appearance(chosen);
            if let Err(error) = inner.ports.config.save(&config) {
                inner.toast(tf(
                    "This holds until the page is loaded again, since it could not be saved: {reason}.",
                    &[("reason", &error.reason)],
                ));
            }
        }
        inner.apply_appearance();
    }
}

impl Inner {
    /// Keeps whether long lines of code are broken. Where that cannot be kept it holds until the page is loaded again.
    pub(super) fn keep_wrapped_code(&self, wraps: bool) {
        let mut config = self.config.borrow_mut();
        config.set_wraps_code(wraps);
        let _ = self.ports.config.save(&config);
    }

    /// Brings look and language in line with the configuration.
    pub(super) fn apply_appearance(self: Rc<Self>) {
        self.ports.browser.look(&self.config.borrow().to_text());
        let language = self.ports.browser.language();
        if self.state.language.with_untracked(|spoken| *spoken != language) {
            spawn_local(self.speak(language));
        }
    }

    async fn speak(self: Rc<Self>, language: String) {
        let words = self.ports.browser.words(language.clone()).await;
        // The latest wish counts, however long the words of an earlier one take.
        if self.ports.browser.language() != language {
            return;
        }
        match words {
            Some(words) => {
                speak(words);
                self.state.language.set(language);
                // What is said of the model was said in the other language.
                self.say_status_again();
            }
            None => {
                self.ports.browser.say_language(&self.state.language.get_untracked());
                self.toast(t("The words of this language could not be loaded. Choose it again when there is a network."));
            }
        }
    }
}
