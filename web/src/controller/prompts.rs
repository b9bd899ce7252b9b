//! The prompt library, and the history of sent messages. Called from the composer's chunks.

use abcb_core::conversation::message::Role;
use abcb_core::log::transcript::ROOT;
use abcb_core::settings::prompts::Prompt;
use leptos::prelude::*;

use super::Controller;
use crate::i18n::{args, tf};
use crate::localized::{Stored, stored};
use crate::state::PromptsPage;

/// Nobody presses the arrow key more often than this.
const MOST_RECALLED: usize = 200;

impl Controller {
    /// Opens the prompt library.
    pub fn open_prompts(&self) {
        self.inner().state.writing.prompts.set(Some(PromptsPage::Library));
    }

    pub fn prompts(&self) -> Vec<Prompt> {
        self.inner().config.borrow().prompts()
    }

    /// Saves a prompt, replacing the one called `old` if given.
    pub fn save_prompt(&self, old: Option<&str>, prompt: Prompt) {
        self.inner().config.borrow_mut().set_prompt(old, prompt);
        self.keep_prompts();
    }

    pub fn delete_prompt(&self, name: &str) {
        self.inner().config.borrow_mut().remove_prompt(name);
        self.keep_prompts();
    }

    fn keep_prompts(&self) {
        let inner = self.inner();
        let saved = inner.ports.config.save(&inner.config.borrow());
        if let Err(error) = saved {
            inner.toast(tf("settings-not-kept", args![reason = stored(Stored::ConfigReason, &error.reason)]));
        }
    }

    /// Appends a text to the draft and focuses the composer.
    pub fn write(&self, text: &str) {
        let inner = self.inner();
        let draft = inner.state.conversation.draft;
        let gap = draft.with_untracked(|draft| if draft.trim().is_empty() { "" } else { "\n\n" });
        draft.update(|draft| *draft = format!("{}{gap}{text}", draft.trim_end()));
        inner.note_draft();
        inner.go_on_writing();
    }

    /// Returns the user's sent messages, newest first: those of the session on screen, then others sent from this page.
    pub fn sent_before(&self) -> Vec<String> {
        let inner = self.inner();
        let current = inner.current();
        let mut all: Vec<String> = Vec::new();
        if let Some(session) = &current {
            let transcript = session.log.borrow().state.clone();
            let path = transcript.path();
            all.extend(
                path.iter().rev().filter(|node| node.role == Role::User).map(|node| node.content.clone()),
            );
        }
        let others = inner.sent.borrow();
        let elsewhere =
            others.iter().rev().filter(|(id, _)| current.as_ref().is_none_or(|open| open.id != *id));
        all.extend(elsewhere.map(|(_, text)| text.clone()));
        let mut sent: Vec<String> = Vec::new();
        for text in all {
            if sent.len() < MOST_RECALLED && !text.trim().is_empty() && !sent.contains(&text) {
                sent.push(text);
            }
        }
        sent
    }

    /// Returns the last answer on screen, unless one is streaming.
    pub fn last_answer(&self) -> Option<u64> {
        let session = self.inner().current().filter(|session| !session.is_running())?;
        let transcript = session.log.borrow().state.clone();
        let head = transcript.node(transcript.head())?;
        (head.role == Role::Assistant && head.parent != ROOT).then_some(head.id)
    }
}
