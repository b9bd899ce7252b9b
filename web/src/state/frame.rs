//! The frame around the conversation: the sidebar, dialogs and overlays, and whether a new build is available.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Frame {
    /// On a narrow screen: whether the sidebar overlays the conversation.
    pub drawer_open: RwSignal<bool>,
    /// On a wide screen: whether the sidebar is hidden.
    pub side_hidden: RwSignal<bool>,
    pub palette_open: RwSignal<bool>,
    /// Whether the list of keyboard shortcuts is open.
    pub keys_open: RwSignal<bool>,
    /// Whether a new build of the page is ready.
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
