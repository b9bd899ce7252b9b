//! The settings dialog: the selected page, unsaved input, and the changes a picked file would make.

use abcb_core::settings::Config;
use abcb_core::settings::exchange::Change;
use leptos::prelude::*;

use super::Settings;
use crate::ports::BackupPlace;

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
    pub backup: RwSignal<BackupShown>,
}

/// The backups as the settings show them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct BackupShown {
    /// Whether the rest has been found out.
    pub is_known: bool,
    /// Whether this browser grants folders.
    pub can_choose: bool,
    /// The folder that was chosen.
    pub place: Option<BackupPlace>,
    /// The number of sessions that have changed since they were backed up.
    pub unsaved: usize,
    pub reminds: bool,
    /// The last backup of this page.
    pub last: Option<BackupReport>,
}

/// What a backup has done.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct BackupReport {
    pub at: u64,
    /// The number of sessions that were written.
    pub written: usize,
    /// The number of sessions that have gone on in the folder, on another machine.
    pub behind: usize,
    /// What could not be written, as a sentence.
    pub failure: Option<String>,
}
