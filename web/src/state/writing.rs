//! What is being written beside the text of the draft: files, what the composer's list and dialog show.

use abcb_core::attachment::Attachments;
use leptos::ev;
use leptos::prelude::*;

/// A page of the prompt library.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PromptsPage {
    Library,
    /// Asks for what belongs into the places of the prompt with that name.
    Fill(String),
}

#[derive(Clone, Copy)]
pub struct Writing {
    /// The files of the draft on screen.
    pub attachments: RwSignal<Attachments>,
    /// Whether files are being dragged over the page.
    pub is_dropping: RwSignal<bool>,
    /// Takes a key before the composer does, and says whether it did.
    pub keys: RwSignal<Option<Callback<ev::KeyboardEvent, bool>>>,
    /// The chosen option of the list over the composer, while one is open.
    pub option: RwSignal<Option<String>>,
    /// Which of the messages sent before stands in the composer, counted from the last.
    pub recalled: RwSignal<Option<usize>>,
    pub prompts: RwSignal<Option<PromptsPage>>,
}

impl Writing {
    pub fn new() -> Self {
        Self {
            attachments: RwSignal::default(),
            is_dropping: RwSignal::new(false),
            keys: RwSignal::new(None),
            option: RwSignal::new(None),
            recalled: RwSignal::new(None),
            prompts: RwSignal::new(None),
        }
    }
}
