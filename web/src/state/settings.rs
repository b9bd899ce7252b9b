//! The settings dialog: the selected page, unsaved input, and the changes a picked file would make.

use abcb_core::settings::Config;
use abcb_core::settings::exchange::Change;
use leptos::prelude::*;

use super::Settings;

/// A page of the settings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SettingsPage {
    #[default]
    Model,
    Appearance,
    Network,
    Data,
}

/// The settings in a picked file and the changes they would make, or why there are none.
pub type Incoming = Result<(Config, Vec<Change>), String>;

#[derive(Clone, Copy, Default)]
pub struct SettingsDialogState {
    pub page: RwSignal<SettingsPage>,
    /// The input of the model form, kept while the page is rebuilt in another language.
    pub draft: RwSignal<Option<Settings>>,
    pub incoming: RwSignal<Option<Incoming>>,
}
