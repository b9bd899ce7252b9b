//! What was found in picked files, while the user decides.

use abcb_core::archive::Reading;
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Imports {
    /// Name and reading of every picked file; none while no import is open.
    pub readings: RwSignal<Option<Vec<(String, Reading)>>>,
}

impl Imports {
    pub fn new() -> Self {
        Self { readings: RwSignal::new(None) }
    }
}
