//! The UI for working on branches: the models to choose from, the comparison of versions, the system prompt.

use leptos::prelude::*;

use super::Active;

/// A model that can be used for a single answer, and where it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelChoice {
    pub name: String,
    pub place: String,
    /// Whether it is the active model.
    pub is_usual: bool,
    pub answers: Active,
}

#[derive(Clone, Copy, Default)]
pub struct Branching {
    /// The available models; `None` while they are being listed.
    pub choices: RwSignal<Option<Vec<ModelChoice>>>,
    /// The message whose versions are being compared.
    pub compared: RwSignal<Option<u64>>,
    pub instructions_open: RwSignal<bool>,
}
