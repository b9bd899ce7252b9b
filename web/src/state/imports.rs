//! The contents of picked import files, until the user confirms or cancels.

use abcb_core::storage::archive::Reading;
use leptos::prelude::*;

#[derive(Clone, Copy, Default)]
pub struct Imports {
    /// The name and the parsed contents of every picked file; `None` while no import is open.
    pub readings: RwSignal<Option<Vec<(String, Reading)>>>,
}
