//! What is open over the conversation to work on its branches: a menu, two versions side by side, the system prompt.

use leptos::prelude::*;

use super::Active;

/// A menu and what it is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Menu {
    /// What else can be done with a message.
    Message { id: u64 },
    /// Which model is to answer again in the place of a message.
    Models { id: u64 },
    /// What there is no room for at the top of a narrow page.
    Top,
}

/// A model that can answer once, and where it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelChoice {
    pub name: String,
    pub place: String,
    /// Whether it is the one that answers anyway.
    pub is_usual: bool,
    pub answers: Active,
}

#[derive(Clone, Copy)]
pub struct Branching {
    /// The menu that is open.
    pub menu: RwSignal<Option<Menu>>,
    /// The models on offer; none while they are being listed.
    pub choices: RwSignal<Option<Vec<ModelChoice>>>,
    /// The message whose versions are compared.
    pub compared: RwSignal<Option<u64>>,
    pub instructions_open: RwSignal<bool>,
}

impl Branching {
    pub fn new() -> Self {
        Self {
            menu: RwSignal::new(None),
            choices: RwSignal::new(None),
            compared: RwSignal::new(None),
            instructions_open: RwSignal::new(false),
        }
    }
}
