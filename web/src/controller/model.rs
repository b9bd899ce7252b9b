//! The model settings, which are saved by code in a chunk, and the provider that sends requests. Which model is active is decided in `selection`.

use std::cell::Cell;
use std::rc::Rc;

use abcb_core::agent::Backend;
use abcb_core::log::event::Protocol;
use abcb_core::provider::mock::{MockProvider, mock_answer, mock_envelope};
use abcb_core::provider::openai::api_key::{ApiKeyError, read_api_key};
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::unusable::UnusableProvider;
use abcb_core::provider::{Capabilities, ChatRequest, DeltaStream, Provider, ProviderError};
use abcb_core::settings::{Config, ConfigError, KeyPlace, ModelKind};
use futures_util::{StreamExt, stream};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, te, tf};
use crate::lazy::lazy;
use crate::localized::{Stored, stored};
use crate::reasons::Unusable;
use crate::state::{Active, Settings};

/// Timeout for listing models of the server in the settings form, which may be far away.
const ASK_MILLIS: u32 = 8_000;

impl Controller {
    /// Returns the stored settings, or those of the active model if none are stored.
    pub fn settings(&self) -> Settings {
        let inner = self.inner();
        let config = inner.config.borrow();
        let active = inner.state.model.active.get_untracked();
        let found = match &active {
            Active::Server(server) => Some(server.endpoint.base_url()),
            Active::Unknown | Active::Mock | Active::InPage(_) | Active::Unusable(_) => None,
        };
        let base_url = config.base_url().map(str::to_owned).or(found).unwrap_or_default();
        Settings {
            kind: config.model_kind(),
            api_key: inner.ports.config.api_key(&key_name(&base_url)).unwrap_or_default(),
            key_place: inner.ports.config.key_place(&key_name(&base_url)),
            base_url,
            model: config.model().unwrap_or_default().to_owned(),
        }
    }

    /// Stores and applies the settings. An invalid address is an error, and nothing is stored.
    pub fn save_settings(&self, settings: Settings) -> Result<(), String> {
        let inner = self.inner();
        inner.store_settings(&settings)?;
        inner.state.model.settings_open.set(false);
        let commands = inner.begin_to_select();
        spawn_local(async move { inner.carry_out_all(commands).await });
        Ok(())
    }

    /// Switches to demo mode, in which the page echoes messages, until the settings are changed. Only used on the
    /// user's request.
    pub fn use_demo_mode(&self) {
        let controller = *self;
        self.with_part(demo_mode, move |demo_mode| demo_mode(controller));
    }

    /// Returns the stored API key for the server at `base_url`, if any.
    pub fn stored_key(&self, base_url: &str) -> Option<String> {
        self.inner().ports.config.api_key(&key_name(base_url))
    }

    /// Returns where the API key for the server at `base_url` is stored.
    pub fn key_place(&self, base_url: &str) -> KeyPlace {
        self.inner().ports.config.key_place(&key_name(base_url))
    }

    /// Lists the models of the server in the settings form.
    pub fn ask_for_models(&self, base_url: &str, api_key: &str) {
        let inner = self.inner();
        let Ok(endpoint) = Endpoint::parse(base_url) else {
            inner.state.model.offered.set(None);
            return;
        };
        let api_key = match read_api_key(api_key) {
            Ok(api_key) => api_key,
            Err(error) => return inner.state.model.offered.set(Some(Err(key_sentence(&error)))),
        };
        spawn_local(async move {
            let listed = inner.ports.servers.list_models(endpoint, api_key, ASK_MILLIS).await;
            let offered = listed.map(|list| list.models).map_err(|error| status_sentence(&error));
            inner.state.model.offered.set(Some(offered));
        });
    }
}

lazy!(demo_mode in dialogs: fn(Controller) = save_demo_mode);

fn save_demo_mode(controller: Controller) {
    let settings = Settings { kind: Some(ModelKind::Mock), ..Settings::default() };
    if let Err(reason) = controller.save_settings(settings) {
        controller.inner().toast(reason);
    }
}

/// Normalizes the address, so that `…/v1` and `…` denote the same server.
fn key_name(base_url: &str) -> String {
    Endpoint::parse(base_url).map_or_else(|_| base_url.to_owned(), |endpoint| endpoint.base_url())
}

impl Inner {
    fn store_settings(&self, settings: &Settings) -> Result<(), String> {
        let base_url = settings.base_url.trim();
        if settings.kind == Some(ModelKind::Server) {
            let endpoint = Endpoint::parse(base_url).map_err(|error| format!("{}.", error.localized()))?;
            let key = read_api_key(&settings.api_key).map_err(|error| key_sentence(&error))?;
            self.ports
                .config
                .save_api_key(&endpoint.base_url(), key.as_deref(), settings.key_place)
                .map_err(|error| not_saved(&error))?;
        }
        let mut config = Config::clone(&self.config.borrow());
        // The address and model of a server are not kept for other kinds.
        let (base_url, model) = match settings.kind {
            Some(ModelKind::Server) => (base_url, settings.model.as_str()),
            Some(ModelKind::InPage) => ("", settings.model.as_str()),
            Some(ModelKind::Mock) | None => ("", ""),
        };
        config.drop_unusable();
        config.set_model(settings.kind, base_url, model);
        self.ports.config.save(&config).map_err(|error| not_saved(&error))?;
        *self.config.borrow_mut() = config;
        self.warnings.no_settings.borrow_mut().take_back(self);
        Ok(())
    }

    /// Returns the provider for `active`, and how it is named in the log.
    pub(super) fn provider(
        &self,
        active: Active,
        question: &str,
        protocol: Option<Protocol>,
    ) -> (Box<dyn Provider>, Backend) {
        let (provider, backend) = self.bare_provider(active, question, protocol);
        let version = self.settings_version.clone();
        (Box::new(UnchangedSettings { provider, since: version.get(), version }), backend)
    }

    fn bare_provider(
        &self,
        active: Active,
        question: &str,
        protocol: Option<Protocol>,
    ) -> (Box<dyn Provider>, Backend) {
        match active {
            Active::Server(server) => {
                let backend = Backend {
                    provider: ModelKind::Server.as_str().into(),
                    base_url: Some(server.endpoint.base_url()),
                    model: Some(server.model.clone()).filter(|model| !model.is_empty()),
                };
                (self.ports.servers.provider(server), backend)
            }
            Active::InPage(name) => {
                let backend = Backend {
                    provider: ModelKind::InPage.as_str().into(),
                    base_url: None,
                    model: Some(name.clone()),
                };
                (self.ports.in_page.provider(name), backend)
            }
            Active::Unusable(reason) => {
                let kind = self.config.borrow().model_kind().unwrap_or(ModelKind::Server);
                let backend = Backend { provider: kind.as_str().into(), ..Backend::default() };
                (Box::new(UnusableProvider { error: ProviderError::NotUsable { reason } }), backend)
            }
            Active::Mock => {
                let backend = Backend { provider: ModelKind::Mock.as_str().into(), ..Backend::default() };
                let reply = match protocol {
                    Some(Protocol::Envelope) => mock_envelope(question),
                    Some(Protocol::Native | Protocol::Guided) | None => mock_answer(question),
                };
                (Box::new(MockProvider::new([reply])), backend)
            }
            // No request is sent before the model is known, and the mock never stands in for another model.
            Active::Unknown => {
                let reason = Unusable::NotFoundYet.to_string();
                (
                    Box::new(UnusableProvider { error: ProviderError::NotUsable { reason } }),
                    Backend::default(),
                )
            }
        }
    }
}

fn key_sentence(error: &ApiKeyError) -> String {
    let character = match error.character {
        ' ' => t("api-key-space").to_owned(),
        '\n' | '\r' => t("api-key-line-end").to_owned(),
        _ => error.shown(),
    };
    tf("api-key-bad-character", args![n = error.place, character = character])
}

/// A provider that refuses requests once the settings name another model. A run with tools makes many requests, and the
/// settings may change in between.
struct UnchangedSettings {
    provider: Box<dyn Provider>,
    since: u64,
    version: Rc<Cell<u64>>,
}

impl Provider for UnchangedSettings {
    fn capabilities(&self) -> Capabilities {
        self.provider.capabilities()
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        if self.version.get() == self.since {
            return self.provider.stream(request);
        }
        let error = ProviderError::NotUsable { reason: Unusable::SettingsChanged.to_string() };
        stream::iter([Err(error)]).boxed_local()
    }
}

fn not_saved(error: &ConfigError) -> String {
    te("settings-save-failed", error)
}

/// Returns the status text for a server that cannot be used.
pub(super) fn status_sentence(error: &ProviderError) -> String {
    match error {
        ProviderError::Unreachable { url, .. } => tf("settings-unreachable", args![url = url]),
        ProviderError::Unauthorized { message, .. } => tf("settings-unauthorized", args![message = message]),
        ProviderError::Loading { .. } => t("settings-server-loading").into(),
        ProviderError::Redirected { url } => tf("settings-redirected", args![url = url]),
        ProviderError::UnexpectedBody { .. } => t("settings-not-a-server").into(),
        ProviderError::Http { status, message } => {
            tf("settings-http", args![status = *status, message = message])
        }
        ProviderError::NotUsable { reason } => stored(Stored::Unusable, reason),
        ProviderError::Cut { .. }
        | ProviderError::Unfinished
        | ProviderError::ContextOverflow { .. }
        | ProviderError::InBand { .. }
        | ProviderError::NoMoreResponses => error.to_string(),
    }
}
