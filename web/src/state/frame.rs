//! The frame around the conversation: where the sessions are, what lies over it, what the page knows of itself.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Frame {
    /// On a narrow screen: the sessions lie over the conversation.
    pub drawer_open: RwSignal<bool>,
    /// On a wide one: they are put away.
    pub side_hidden: RwSignal<bool>,
    pub palette_open: RwSignal<bool>,
    /// Which keys do what.
    pub keys_open: RwSignal<bool>,
    /// Another build of the page is ready.
    pub is_renewed: RwSignal<bool>,
}

impl Frame {
    pub fn new() -> Self {
        Self {
            drawer_open: RwSignal::new(false),
            side_hidden: RwSignal::new(false),
            palette_open: RwSignal::new(false),
            keys_open: RwSignal::new(false),
            is_renewed: RwSignal::new(false),
        }
    }
}
