//! The settings dialog: which page of it is shown, what was typed and not saved, what a picked file would change.

use abcb_core::config::Config;
use abcb_core::config::exchange::Change;
use leptos::prelude::*;

use super::Settings;

/// A page of the settings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SettingsPage {
    Model,
    Appearance,
    Data,
}

/// What a picked file brings: settings and what they change, or why there are none.
pub type Incoming = Result<(Config, Vec<Change>), String>;

#[derive(Clone, Copy)]
pub struct SettingsDialogState {
    pub page: RwSignal<SettingsPage>,
    /// What stands in the form about the model while the page is made anew in another language.
    pub draft: RwSignal<Option<Settings>>,
    pub incoming: RwSignal<Option<Incoming>>,
}

impl SettingsDialogState {
    pub fn new() -> Self {
        Self {
            page: RwSignal::new(SettingsPage::Model),
            draft: RwSignal::new(None),
            incoming: RwSignal::new(None),
        }
    }
}
