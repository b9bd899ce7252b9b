//! System prompts: the one of the session, and named presets.

use abcb_core::log::event::Event;
use abcb_core::settings::presets::SystemPreset;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::te;
use crate::state::ConversationView;

/// The presets, and the one that new sessions use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Presets {
    pub list: Vec<SystemPreset>,
    pub default: Option<String>,
}

impl Controller {
    /// Sets the system prompt from the next answer on; blank text removes it. If the session has not begun, the prompt
    /// is kept for its first message.
    pub fn set_instructions(&self, content: String) {
        let inner = self.inner();
        if inner.state.sessions.current.with_untracked(Option::is_none) {
            return inner.state.conversation.view.with_untracked(|view| view.show_instructions(&content));
        }
        let Some(session) = inner.current() else { return };
        let known = session.log.borrow().state.instructions().unwrap_or_default().to_owned();
        if known == content || (known.is_empty() && content.trim().is_empty()) {
            return;
        }
        spawn_local(async move {
            match inner.change(&session, vec![Event::InstructionsSet { content }]).await {
                Ok(()) => {
                    session.show();
                    inner.state.runs.note_change();
                }
                Err(error) => inner.change_not_stored(&session, &error).await,
            }
        });
    }

    pub fn presets(&self) -> Presets {
        let inner = self.inner();
        let config = inner.config.borrow();
        Presets { list: config.system_presets(), default: config.default_preset_name().map(str::to_owned) }
    }

    pub fn keep_preset(&self, preset: SystemPreset) -> Presets {
        self.change_presets(|config| config.keep_system_preset(&preset))
    }

    pub fn forget_preset(&self, name: &str) -> Presets {
        self.change_presets(|config| config.forget_system_preset(name))
    }

    /// Chooses the default preset for new sessions. Also applied to the session on screen if it has not begun and still
    /// has the previous default.
    pub fn choose_default_preset(&self, name: Option<&str>) -> Presets {
        let inner = self.inner();
        let before = inner.default_instructions();
        let presets = self.change_presets(|config| config.set_default_preset(name));
        if inner.state.sessions.current.with_untracked(Option::is_none) {
            inner.state.conversation.view.with_untracked(|view| {
                if view.instructions.get_untracked() == before {
                    view.show_instructions(&inner.default_instructions());
                }
            });
        }
        presets
    }

    fn change_presets(&self, change: impl FnOnce(&mut abcb_core::settings::Config)) -> Presets {
        let inner = self.inner();
        change(&mut inner.config.borrow_mut());
        let saved = inner.ports.config.save(&inner.config.borrow());
        if let Err(error) = saved {
            inner.toast(te("settings-save-failed", &error));
        }
        self.presets()
    }
}

impl Inner {
    pub(super) fn default_instructions(&self) -> String {
        self.config.borrow().default_instructions().unwrap_or_default().to_owned()
    }

    /// Returns an empty conversation without a session, with the default system prompt.
    pub(super) fn blank_view(&self) -> ConversationView {
        let view = ConversationView::new(String::new());
        view.show_instructions(&self.default_instructions());
        view
    }

    /// Returns the system prompt event that a new session begins with.
    pub(super) fn first_instructions(&self) -> Option<Event> {
        if self.state.sessions.current.with_untracked(Option::is_some) {
            return None;
        }
        let content = self.state.conversation.view.with_untracked(|view| view.instructions.get_untracked());
        (!content.trim().is_empty()).then_some(Event::InstructionsSet { content })
    }

    /// Restores the system prompt after the session that was to begin with it could not be stored.
    pub(super) fn keep_instructions(&self, told: Option<Event>) {
        if let Some(Event::InstructionsSet { content }) = told {
            self.state.conversation.view.with_untracked(|view| view.show_instructions(&content));
        }
    }
}
