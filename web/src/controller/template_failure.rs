//! A model whose chat template failed on the conversation. The status shows the error until the model produces output.

use abcb_core::log::transcript::Transcript;
use abcb_core::provider::ProviderError;
use abcb_core::settings::ModelKind;
use leptos::prelude::*;

use super::Inner;
use crate::i18n::{args, tf};
use crate::state::{Active, ProviderState, ProviderStatus};

/// A failed chat template, and the status entry of the model it belongs to.
pub(super) struct TemplateFailure {
    of: (Option<ModelKind>, String, String),
    reason: String,
}

fn named(status: &ProviderStatus) -> (Option<ModelKind>, String, String) {
    (status.kind, status.name.clone(), status.model.clone())
}

impl Inner {
    /// Notes a template failure and shows it in the status: the model is available, but not for this conversation.
    pub(super) fn note_template_failure(&self, transcript: &Transcript) {
        let Some(node) = transcript.node(transcript.head()) else { return };
        let Some(reason) = node.error.as_ref().and_then(ProviderError::template_failure) else { return };
        let asked = node.model.clone().unwrap_or_default();
        let is_of_this_model = match self.state.model.active.get_untracked() {
            Active::Server(server) => server.model == asked,
            Active::InPage(name) => name == asked,
            Active::Unknown | Active::Mock | Active::Unusable(_) => false,
        };
        if is_of_this_model {
            let status = self.state.model.status.get_untracked();
            let failure = TemplateFailure { of: named(&status), reason: reason.to_owned() };
            *self.template_failure.borrow_mut() = Some(failure);
            self.set_status(status);
        }
    }

    /// Returns the status to show: a model whose template has just failed is not shown as ready.
    pub(super) fn with_template_failure(&self, status: ProviderStatus) -> ProviderStatus {
        let failure = self.template_failure.borrow();
        let is_of = |failure: &&TemplateFailure| failure.of == named(&status);
        match failure.as_ref().filter(is_of).filter(|_| status.state == ProviderState::Ready) {
            Some(failure) => {
                let detail = tf("template-failure", args![reason = failure.reason.trim_end_matches('.')]);
                ProviderStatus { state: ProviderState::Error, detail: Some(detail), ..status }
            }
            None => status,
        }
    }

    /// Clears the failure, because the model has produced output.
    pub(super) fn template_works(&self) {
        if self.template_failure.take().is_some() {
            self.say_status_again();
        }
    }
}
