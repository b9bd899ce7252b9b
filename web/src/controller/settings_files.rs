//! Exporting the settings to a file and importing them. In a chunk.

use std::rc::Rc;

use abcb_core::settings::Config;
use abcb_core::settings::exchange::{changes, read_settings, settings_text};
use abcb_core::settings::list::Setting;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner, TOAST_MILLIS};
use crate::i18n::{Localize, args, t, te, tf};
use crate::lazy::lazy;
use crate::ports::FileInput;
use crate::state::{Incoming, Undo};

const FILE: &str = "abcb-settings.json";
const JSON: &str = "application/json";

/// A file action on the settings.
enum SettingsFileAction {
    Export,
    Read(FileInput),
    TakeOver,
    /// Restores an earlier configuration, given in serialized form.
    GoBack(String),
    /// Applies what another tab has stored.
    Follow,
}

lazy!(actions in dialogs: fn(Rc<Inner>, SettingsFileAction) -> LocalBoxFuture<'static, ()> = run);

impl Controller {
    pub fn export_settings(&self) {
        self.do_with_settings(SettingsFileAction::Export);
    }

    /// Reads the picked file and shows what it would change. Nothing is changed yet.
    pub fn read_settings_file(&self, input: FileInput) {
        self.do_with_settings(SettingsFileAction::Read(input));
    }

    /// Applies the settings that were read.
    pub fn take_over_settings(&self) {
        self.do_with_settings(SettingsFileAction::TakeOver);
    }

    /// Restores an earlier configuration, given in serialized form.
    pub fn go_back_to_settings(&self, before: String) {
        self.do_with_settings(SettingsFileAction::GoBack(before));
    }

    /// Applies the settings that another tab has stored.
    pub(super) fn follow_settings(&self) {
        let inner = self.inner();
        spawn_local(async move {
            // Nobody has asked for it here, so a failure is not reported; the next change tries again.
            if let Ok(run) = actions().await {
                run(inner, SettingsFileAction::Follow).await;
            }
        });
    }

    fn do_with_settings(&self, action: SettingsFileAction) {
        let inner = self.inner();
        self.with_part(actions, move |run| spawn_local(run(inner, action)));
    }
}

fn run(inner: Rc<Inner>, action: SettingsFileAction) -> LocalBoxFuture<'static, ()> {
    async move {
        match action {
            SettingsFileAction::Export => inner.export_settings(),
            SettingsFileAction::Read(input) => inner.read_settings_file(input).await,
            SettingsFileAction::TakeOver => inner.take_over_settings().await,
            SettingsFileAction::GoBack(text) => {
                if let Ok(config) = Config::parse(&text) {
                    inner.use_settings(config).await;
                }
            }
            SettingsFileAction::Follow => inner.follow_settings().await,
        }
    }
    .boxed_local()
}

impl Inner {
    fn export_settings(&self) {
        let text = settings_text(&self.config.borrow());
        if let Err(reason) = self.ports.browser.download(FILE, JSON, text.as_bytes()) {
            self.toast(tf("file-unwritable", args![name = FILE, reason = &reason]));
        }
    }

    async fn read_settings_file(&self, input: FileInput) {
        let Some(file) = self.ports.browser.read_picked(input).await.into_iter().next() else { return };
        self.state.settings.incoming.set(Some(self.incoming(file.bytes)));
    }

    fn incoming(&self, bytes: Result<Vec<u8>, String>) -> Incoming {
        let bytes = bytes.map_err(|reason| tf("file-unreadable", args![error = &reason]))?;
        let text = String::from_utf8(bytes).map_err(|_| t("settings-file-empty").to_owned())?;
        let now = self.config.borrow();
        let config = read_settings(&now, &text).map_err(|error| error.localized())?;
        let changes = changes(&now, &config);
        Ok((config, changes))
    }

    async fn take_over_settings(self: &Rc<Self>) {
        let Some(Ok((config, _))) = self.state.settings.incoming.get_untracked() else { return };
        let before = self.config.borrow().to_text();
        self.state.model.settings_open.set(false);
        if self.use_settings(config).await {
            let key = self.state.toasts.show(t("settings-imported"), Some(Undo::ImportSettings { before }));
            let (clock, toasts) = (self.ports.clock.clone(), self.state.toasts);
            spawn_local(async move {
                clock.sleep(TOAST_MILLIS).await;
                toasts.dismiss(key);
            });
        }
    }

    /// Saves and applies `config`. If it cannot be saved, notifies the user and changes nothing. Returns whether it was
    /// applied.
    async fn use_settings(self: &Rc<Self>, config: Config) -> bool {
        if let Err(error) = self.ports.config.save(&config) {
            self.toast(te("settings-save-failed", &error));
            return false;
        }
        self.apply_settings(config).await;
        self.find_model().await;
        true
    }

    async fn follow_settings(self: &Rc<Self>) {
        // Settings that cannot be read are no reason to forget those that this tab has.
        let Ok(config) = self.ports.config.load() else { return };
        self.warnings.no_settings.borrow_mut().take_back(self);
        if *self.config.borrow() == config {
            return;
        }
        let model = |config: &Config| {
            let of_model = (config.model_kind(), config.base_url(), config.model());
            format!("{of_model:?}")
        };
        let is_same_model = model(&self.config.borrow()) == model(&config);
        self.apply_settings(config).await;
        if !is_same_model {
            self.find_model().await;
        }
    }

    async fn apply_settings(self: &Rc<Self>, config: Config) {
        let is_elsewhere = self.config.borrow().memory_dir() != config.memory_dir();
        self.state.agent.is_on.set(config.is_on(Setting::AgentOn));
        *self.config.borrow_mut() = config;
        self.clone().apply_appearance();
        if is_elsewhere {
            self.show_none();
            self.load_list().await;
        }
    }
}
