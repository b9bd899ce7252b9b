//! The composer's state besides the text of the draft: attachments, its option list, and the prompts dialog.

use abcb_core::conversation::attachment::Attachments;
use leptos::ev;
use leptos::prelude::*;

/// A page of the prompt library.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PromptsPage {
    Library,
    /// Asks for the values of the placeholders of the prompt with that name.
    Fill(String),
}

#[derive(Clone, Copy, Default)]
pub struct Writing {
    /// The attachments of the current draft.
    pub attachments: RwSignal<Attachments>,
    /// Whether files are being dragged over the page.
    pub is_dropping: RwSignal<bool>,
    /// Handles a key before the composer does, and returns whether it did.
    pub keys: RwSignal<Option<Callback<ev::KeyboardEvent, bool>>>,
    /// The selected option of the list above the composer, while it is open.
    pub option: RwSignal<Option<String>>,
    /// The sent message recalled into the composer, counted from the last one.
    pub recalled: RwSignal<Option<usize>>,
    pub prompts: RwSignal<Option<PromptsPage>>,
}
