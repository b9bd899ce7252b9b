//! Tools suggested by the wording of a draft, for models that are too small to choose tools. They are only offered
//! while the user types; the message is sent without them unless the user accepts.

use std::pin::pin;
use std::rc::Rc;

use abcb_core::agent::SessionState;
use abcb_core::log::event::Protocol;
use futures_util::future::select;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::state::Suggestion;

/// How long an example waits until it is known what answers, which decides whether tools are suggested, in milliseconds.
const KNOWN_MILLIS: u32 = 3_000;

impl Controller {
    /// Determines the tools to suggest for the current draft.
    pub fn look_for_tools(&self) {
        let inner = self.inner();
        let draft = inner.state.conversation.draft.get_untracked();
        let is_question = !draft.trim().is_empty() && !draft.starts_with('/');
        if !is_question || !inner.state.agent.is_on.get_untracked() {
            return inner.state.agent.suggestion.set(None);
        }
        spawn_local(async move {
            let suggestion = inner.suggestion_for(draft).await;
            inner.state.agent.suggestion.set(suggestion);
        });
    }

    /// Sends the draft with the suggested tools.
    pub fn accept_suggestion(&self) {
        let inner = self.inner();
        let draft = inner.state.conversation.draft.get_untracked();
        let offered = inner.state.agent.suggestion.get_untracked();
        let Some(offered) = offered.filter(|offered| offered.draft == draft) else { return };
        inner.state.agent.suggestion.set(None);
        *inner.accepted_tools.borrow_mut() = offered.tools;
        self.send();
    }

    /// Sends an example from the start screen. The example names the tool it demonstrates, so choosing it accepts the
    /// tool.
    pub fn try_example(&self, text: &'static str) {
        let (controller, inner) = (*self, self.inner());
        inner.state.conversation.draft.set(text.to_owned());
        if !inner.state.agent.is_on.get_untracked() {
            return self.send();
        }
        spawn_local(async move {
            select(pin!(inner.known()), inner.ports.clock.sleep(KNOWN_MILLIS)).await;
            let suggestion = inner.suggestion_for(text.to_owned()).await;
            if inner.state.conversation.draft.with_untracked(|draft| draft != text) {
                return;
            }
            *inner.accepted_tools.borrow_mut() = suggestion.map(|offered| offered.tools).unwrap_or_default();
            controller.send();
        });
    }
}

impl Inner {
    /// Returns the tools suggested by the wording of `draft`, if the active model cannot choose tools itself.
    async fn suggestion_for(self: &Rc<Self>, draft: String) -> Option<Suggestion> {
        let toolbox = self.toolbox().await?;
        if self.agent_settings_now().await.protocol != Protocol::Guided {
            return None;
        }
        let transcript = match self.current() {
            Some(session) => session.log.borrow().state.clone(),
            None => Rc::new(SessionState::default()),
        };
        let tools = (toolbox.suggest)(&transcript, transcript.head(), &draft, &toolbox.registry);
        (!tools.is_empty()).then_some(Suggestion { draft, tools })
    }
}
