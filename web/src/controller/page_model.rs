//! The in-tab model: which one is used, its loading progress, and the available model files.

use abcb_core::log::transcript::Transcript;
use abcb_core::provider::openai::models::display_name;
use abcb_core::provider::{Delta, LoadProgress, ProviderError};
use abcb_core::settings::ModelKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, t, tf};
use crate::localized::{Stored, stored};
use crate::ports::FileInput;
use crate::state::{Active, PageModels, ProviderState, ProviderStatus};

impl Controller {
    /// Re-reads the list of models that can run in the tab.
    pub fn list_page_models(&self) {
        let inner = self.inner();
        spawn_local(async move { inner.read_page_models().await });
    }

    /// Loads and stores the model file picked in `input`, then calls `opened` with its name.
    pub fn open_model_file(&self, input: FileInput, opened: impl FnOnce(String) + 'static) {
        let inner = self.inner();
        let opening = inner.state.model.opening;
        opening.set(Some(LoadProgress { loaded: 0, total: 0 }));
        spawn_local(async move {
            let progress = Box::new(move |progress| opening.set(Some(progress)));
            let outcome = inner.ports.in_page.open_file(input, progress).await;
            opening.set(None);
            match outcome {
                Some(Ok(name)) => {
                    inner.read_page_models().await;
                    opened(name);
                }
                Some(Err(reason)) => inner
                    .toast(tf("page-model-load-failed", args![error = stored(Stored::Unusable, &reason)])),
                None => {}
            }
        });
    }

    /// Deletes a model file stored in this browser.
    pub fn remove_page_model(&self, name: String) {
        let inner = self.inner();
        spawn_local(async move {
            let kept = inner.ports.in_page.remove(name).await;
            inner.state.model.page_models.update(|models| models.kept = kept);
        });
    }
}

impl Inner {
    pub(super) async fn read_page_models(&self) {
        let offered = self.ports.in_page.offered().await;
        let kept = self.ports.in_page.kept().await;
        self.state.model.page_models.set(PageModels { offered, kept });
    }

    fn set_page_status(&self, name: &str, state: ProviderState, detail: Option<String>) {
        self.set_status(ProviderStatus {
            kind: Some(ModelKind::InPage),
            state,
            name: t("model-in-page").into(),
            model: display_name(name),
            detail,
        });
    }

    /// Updates the status pill while the in-tab model loads. Output from any model clears a template failure.
    pub(super) fn show_loading(&self, delta: &Delta) {
        if matches!(delta, Delta::Content(_) | Delta::Reasoning(_) | Delta::ToolCall(_)) {
            self.template_works();
        }
        let Active::InPage(name) = self.state.model.active.get_untracked() else { return };
        match delta {
            Delta::Loading(_) => self.set_page_status(&name, ProviderState::Loading, None),
            Delta::Progress(_) | Delta::Content(_) | Delta::Reasoning(_) => {
                self.set_page_status(&name, ProviderState::Ready, None);
            }
            Delta::Queued
            | Delta::ToolCall(_)
            | Delta::Usage(_)
            | Delta::Model(_)
            | Delta::Unreadable(_)
            | Delta::Finish(_) => {}
        }
    }

    /// Shows on the status pill why the in-tab model could not be used.
    pub(super) fn page_model_failed(&self, transcript: &Transcript) {
        let Active::InPage(name) = self.state.model.active.get_untracked() else { return };
        let error = transcript.node(transcript.head()).and_then(|node| node.error.clone());
        if let Some(ProviderError::NotUsable { reason }) = error {
            self.set_page_status(&name, ProviderState::Error, Some(stored(Stored::Unusable, &reason)));
        }
    }
}
