//! What the page may contact, and what it has contacted. The policy of the page cannot be widened while it is open, so the
//! page reloads for a server that is not allowed yet. In chunks.

use std::rc::Rc;

use abcb_core::provider::ProviderError;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelList;
use abcb_core::provider::selection::Preference;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, tf};
use crate::lazy::lazy;
use crate::ports::egress::EgressRecord;
use crate::reasons::Unusable;

/// How often a page that is busy looks whether it can be reloaded.
const LOOK_MILLIS: u32 = 250;
/// How often the record of what was exchanged with servers is shown anew.
const SHOW_MILLIS: u32 = 1_000;

type Listed = Result<ModelList, ProviderError>;

lazy!(pub(super) heed_policy in discovery: fn(&Rc<Inner>, &Endpoint, &Listed) = reload_if_refused);

/// Reloads the page if its policy has refused the request for a server's models. The policy of the next page is made from
/// the settings, which name the server by then.
fn reload_if_refused(inner: &Rc<Inner>, endpoint: &Endpoint, listed: &Listed) {
    let inner = inner.clone();
    match is_refused(listed) {
        true if !inner.is_to_reload.replace(true) => {
            spawn_local(async move {
                inner.reload_when_idle().await;
                inner.is_to_reload.set(false);
            });
        }
        true => {}
        false => {
            let origin = endpoint.origin();
            spawn_local(async move { inner.say_why_reloaded(&origin).await });
        }
    }
}

fn is_refused(listed: &Listed) -> bool {
    let Err(ProviderError::NotUsable { reason }) = listed else { return false };
    matches!(reason.parse(), Ok(Unusable::NotAllowed { .. }))
}

impl Controller {
    /// Passes what was exchanged with servers to `show`, again and again until `show` returns false.
    pub fn follow_egress(&self, show: impl Fn(EgressRecord) -> bool + 'static) {
        let inner = self.inner();
        spawn_local(async move {
            let Ok(network) = (inner.ports.network)().await else { return };
            while show(network.egress()) {
                inner.ports.clock.sleep(SHOW_MILLIS).await;
            }
        });
    }

    pub fn clear_egress(&self) {
        let inner = self.inner();
        spawn_local(async move {
            if let Ok(network) = (inner.ports.network)().await {
                network.clear_egress();
            }
        });
    }
}

impl Inner {
    /// Waits until nothing would be lost, and reloads if the settings still name a server.
    async fn reload_when_idle(self: &Rc<Self>) {
        while self.is_occupied() {
            self.ports.clock.sleep(LOOK_MILLIS).await;
        }
        let wanted = self.selection.borrow().wanted().clone();
        if let (Preference::Server { endpoint, .. }, Ok(network)) = (wanted, (self.ports.network)().await) {
            self.keep_drafts();
            network.reload_for(&endpoint.origin());
        }
    }

    /// Whether something goes on that a reload would break off: an answer, an evaluation, a model file that is being
    /// opened, or something typed that is not kept as a draft.
    fn is_occupied(&self) -> bool {
        let is_answering = self.open.borrow().values().any(|open| open.is_running() || open.has_unsaved());
        is_answering
            || self.state.conversation.is_sending.get_untracked()
            || self.evaluation.borrow().is_some()
            || self.state.model.opening.with_untracked(Option::is_some)
            || self.state.model.settings_open.get_untracked()
            || self.state.conversation.edits.are_some()
            || self.state.imports.readings.with_untracked(Option::is_some)
            || self.state.toasts.shown.with_untracked(|shown| shown.iter().any(|toast| toast.undo.is_some()))
            // Large files are not kept with a draft.
            || self.state.writing.attachments.with_untracked(|attached| !attached.is_empty())
            || self.has_unkept_instructions()
    }

    /// Whether instructions were written for a session that has not begun, which only the page has.
    fn has_unkept_instructions(&self) -> bool {
        let is_new = self.state.sessions.current.with_untracked(Option::is_none);
        let written = self.state.conversation.view.with_untracked(|view| view.instructions.get_untracked());
        is_new && written != self.default_instructions()
    }

    async fn say_why_reloaded(self: &Rc<Self>, origin: &str) {
        let Ok(network) = (self.ports.network)().await else { return };
        if network.take_reloaded_for().is_some_and(|reloaded| reloaded == origin) {
            self.toast(tf("network-reloaded", args![origin = origin]));
        }
    }
}
