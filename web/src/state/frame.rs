//! The frame around the conversation: the sidebar, dialogs, menus and overlays, and whether a new build is available.

use leptos::prelude::*;

/// A menu and what it applies to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Menu {
    /// The other actions on a message.
    Message { id: u64 },
    /// The models that can regenerate a message.
    Models { id: u64 },
    /// The actions on a session of the list.
    Session { id: String },
    /// The actions that do not fit into the header of a narrow page.
    Top,
}

#[derive(Clone, Copy, Default)]
pub struct Frame {
    /// The open menu.
    pub menu: RwSignal<Option<Menu>>,
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
