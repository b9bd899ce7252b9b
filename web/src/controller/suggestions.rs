//! Tools that the words of a question point to, for models too small to choose. They are only offered while the user types;
//! the question goes without them unless the user accepts.

use std::rc::Rc;

use abcb_core::event::Protocol;
use abcb_core::transcript::Transcript;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Controller;
use crate::state::Suggestion;

impl Controller {
    /// Looks which tools suit what is being typed.
    pub fn look_for_tools(&self) {
        let inner = self.inner();
        let draft = inner.state.conversation.draft.get_untracked();
        let is_question = !draft.trim().is_empty() && !draft.starts_with('/');
        if !is_question || !inner.state.agent.is_on.get_untracked() {
            return inner.state.agent.suggestion.set(None);
        }
        spawn_local(async move {
            let Some(toolbox) = inner.toolbox().await else { return };
            if inner.agent_settings_now().await.protocol != Protocol::Guided {
                return inner.state.agent.suggestion.set(None);
            }
            let transcript = match inner.current() {
                Some(session) => session.log.borrow().transcript.clone(),
                None => Rc::new(Transcript::default()),
            };
            let tools = (toolbox.suggest)(&transcript, transcript.head(), &draft, &toolbox.registry);
            let suggestion = (!tools.is_empty()).then_some(Suggestion { draft, tools });
            inner.state.agent.suggestion.set(suggestion);
        });
    }

    /// Sends what is in the composer, to be answered with the tools that were offered for it.
    pub fn accept_suggestion(&self) {
        let inner = self.inner();
        let draft = inner.state.conversation.draft.get_untracked();
        let offered = inner.state.agent.suggestion.get_untracked();
        let Some(offered) = offered.filter(|offered| offered.draft == draft) else { return };
        inner.state.agent.suggestion.set(None);
        *inner.accepted_tools.borrow_mut() = offered.tools;
        self.send();
    }
}
