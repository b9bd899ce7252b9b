//! The model: which one is configured, what was found, and its status.

use abcb_core::provider::LoadProgress;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelInfo;
use abcb_core::settings::{KeyPlace, ModelKind};
use leptos::prelude::*;

use crate::i18n::t;
use crate::ports::{PageModel, Server};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProviderState {
    Loading,
    Ready,
    /// The server does not respond.
    Offline,
    /// The server responds with an error; `detail` says why.
    Error,
}

impl ProviderState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Offline => "offline",
            Self::Error => "error",
        }
    }
}

/// The content of the status pill.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProviderStatus {
    /// `None` before the model is known, and if there is none.
    pub kind: Option<ModelKind>,
    pub state: ProviderState,
    /// `llama-server`, `Demo mode`, …
    pub name: String,
    /// The model's display name.
    pub model: String,
    /// A sentence that says what is wrong and what to do about it.
    pub detail: Option<String>,
}

/// The target of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Active {
    Unknown,
    Mock,
    Server(Server),
    /// The in-tab model with that file name.
    InPage(String),
    /// The settings name no usable model; holds the reason as a sentence.
    Unusable(String),
}

/// A server found by probing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FoundServer {
    pub endpoint: Endpoint,
    pub dialect: Dialect,
    pub models: Vec<ModelInfo>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PageModels {
    pub offered: Vec<PageModel>,
    pub kept: Vec<PageModel>,
}

impl PageModels {
    /// Returns every model once, served ones before stored ones.
    pub fn all(&self) -> Vec<PageModel> {
        let mut all = self.offered.clone();
        all.extend(
            self.kept.iter().filter(|kept| self.offered.iter().all(|other| other.name != kept.name)).cloned(),
        );
        all
    }
}

/// The values of the settings form. An empty string means "not set".
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Settings {
    pub kind: Option<ModelKind>,
    pub base_url: String,
    pub model: String,
    pub api_key: String,
    pub key_place: KeyPlace,
}

#[derive(Clone, Copy)]
pub struct ModelState {
    pub status: RwSignal<ProviderStatus>,
    pub active: RwSignal<Active>,
    pub found: RwSignal<Vec<FoundServer>>,
    /// A server that was found later and is used only if the user accepts it.
    pub offer: RwSignal<Option<FoundServer>>,
    /// Whether retrying after a while may change the active model.
    pub asks_again: RwSignal<bool>,
    /// Models that run in the tab: those served with the page and those stored in this browser.
    pub page_models: RwSignal<PageModels>,
    /// Progress of loading a picked model file.
    pub opening: RwSignal<Option<LoadProgress>>,
    pub settings_open: RwSignal<bool>,
    /// The models of the server in the settings form, or why they could not be listed.
    pub offered: RwSignal<Option<Result<Vec<ModelInfo>, String>>>,
}

/// A file smaller than this holds a model of a few hundred million parameters, which is wrong more often than not.
const VERY_SMALL_BYTES: u64 = 300_000_000;

impl ModelState {
    /// Whether the active model runs in the tab and is too small to be trusted.
    pub fn is_very_small(&self) -> bool {
        let Active::InPage(name) = self.active.get() else { return false };
        self.page_models.with(|models| {
            models.all().iter().any(|model| model.name == name && model.size < VERY_SMALL_BYTES)
        })
    }
}

impl Default for ModelState {
    fn default() -> Self {
        Self {
            status: RwSignal::new(ProviderStatus {
                kind: None,
                state: ProviderState::Loading,
                name: t("model-looking").into(),
                model: String::new(),
                detail: None,
            }),
            active: RwSignal::new(Active::Unknown),
            found: RwSignal::new(Vec::new()),
            offer: RwSignal::new(None),
            asks_again: RwSignal::new(false),
            page_models: RwSignal::new(PageModels::default()),
            opening: RwSignal::new(None),
            settings_open: RwSignal::new(false),
            offered: RwSignal::new(None),
        }
    }
}
