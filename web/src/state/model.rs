//! What answers: what was chosen, what was found, how it is doing.

use abcb_core::config::ModelKind;
use abcb_core::provider::LoadProgress;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::ModelInfo;
use leptos::prelude::*;

use crate::i18n::t;
use crate::ports::{PageModel, Server};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProviderState {
    Loading,
    Ready,
    /// The server does not answer.
    Offline,
    /// It answers, but not as it should; `detail` says why.
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

/// What the pill says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProviderStatus {
    /// None while nothing is known yet, and where nothing answers.
    pub kind: Option<ModelKind>,
    pub state: ProviderState,
    /// `llama-server`, `Demo mode`, …
    pub name: String,
    /// The model, readable.
    pub model: String,
    /// A sentence on what is wrong and what to do.
    pub detail: Option<String>,
}

/// What a request goes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Active {
    Unknown,
    Mock,
    Server(Server),
    /// The model in the page with that file name.
    InPage(String),
    /// The settings name nothing that could be asked; the reason is a sentence.
    Unusable(String),
}

/// A server that answered when the page looked around.
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
    /// Every model there is, each once; kept ones last.
    pub fn all(&self) -> Vec<PageModel> {
        let mut all = self.offered.clone();
        all.extend(
            self.kept.iter().filter(|kept| self.offered.iter().all(|other| other.name != kept.name)).cloned(),
        );
        all
    }
}

/// The settings as the form has them. An empty text is "not set".
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Settings {
    pub kind: Option<ModelKind>,
    pub base_url: String,
    pub model: String,
    pub api_key: String,
}

#[derive(Clone, Copy)]
pub struct ModelState {
    pub status: RwSignal<ProviderStatus>,
    pub active: RwSignal<Active>,
    pub found: RwSignal<Vec<FoundServer>>,
    /// A server that was found later and answers only if the user says so.
    pub offer: RwSignal<Option<FoundServer>>,
    /// Whether asking again after a while may change what answers.
    pub asks_again: RwSignal<bool>,
    /// Models for the page itself: those beside it and those this browser keeps.
    pub page_models: RwSignal<PageModels>,
    /// How far a picked model file is loaded.
    pub opening: RwSignal<Option<LoadProgress>>,
    pub settings_open: RwSignal<bool>,
    /// What the server in the settings form offers, or why it cannot be asked.
    pub offered: RwSignal<Option<Result<Vec<ModelInfo>, String>>>,
}

/// A file smaller than this holds a model of a few hundred million weights, which errs more often than not.
const VERY_SMALL_BYTES: u64 = 300_000_000;

impl ModelState {
    /// Whether what answers is a model in this page that should not be trusted.
    pub fn is_very_small(&self) -> bool {
        let Active::InPage(name) = self.active.get() else { return false };
        self.page_models.with(|models| {
            models.all().iter().any(|model| model.name == name && model.size < VERY_SMALL_BYTES)
        })
    }

    pub fn new() -> Self {
        Self {
            status: RwSignal::new(ProviderStatus {
                kind: None,
                state: ProviderState::Loading,
                name: t("Looking for a model").into(),
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
