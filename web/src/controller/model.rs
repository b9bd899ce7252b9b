//! What answers: the configured server, or the first one found on this machine, or practice answers. Once something is
//! configured, nothing else is ever contacted.

use std::rc::Rc;

use abcb_core::agent::Backend;
use abcb_core::config::{Config, ConfigError, ModelKind};
use abcb_core::provider::mock::{MockProvider, mock_answer};
use abcb_core::provider::openai::api_key::{ApiKeyError, read_api_key};
use abcb_core::provider::openai::endpoint::{Endpoint, loopback_candidates};
use abcb_core::provider::openai::models::{ModelInfo, ModelList, display_name, first_chat_model};
use abcb_core::provider::unusable::UnusableProvider;
use abcb_core::provider::{Provider, ProviderError};
use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{t, te, tf, translated};
use crate::ports::Server;
use crate::state::{Active, FoundServer, ProviderState, ProviderStatus, Settings};

/// A server on this machine answers at once or is not there.
const LOOK_MILLIS: u32 = 2_000;
/// A configured server may be far away, or busy reading a prompt.
const ASK_MILLIS: u32 = 8_000;
/// How long a message waits for the page to find out what answers, in steps of `WAIT_STEP_MILLIS`.
const WAIT_STEPS: u32 = 100;
const WAIT_STEP_MILLIS: u32 = 50;

impl Controller {
    /// The settings as they are stored; without any, those of what answers now.
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
            base_url,
            model: config.model().unwrap_or_default().to_owned(),
        }
    }

    /// Stores the settings and uses them. An address that cannot be one is an error, and nothing is stored.
    pub fn save_settings(&self, settings: Settings) -> Result<(), String> {
        let inner = self.inner();
        inner.store_settings(&settings)?;
        inner.state.model.settings_open.set(false);
        spawn_local(async move { inner.find_model().await });
        Ok(())
    }

    /// Looks for servers on this machine, whatever is configured: the user asked for it.
    pub fn look_for_servers(&self) {
        let inner = self.inner();
        spawn_local(async move {
            inner.look_around().await;
            let is_open = inner.config.borrow().model_kind().is_none();
            if is_open {
                inner.use_what_was_found().await;
            }
        });
    }

    /// The stored key for the server at `base_url`, if any.
    pub fn stored_key(&self, base_url: &str) -> Option<String> {
        self.inner().ports.config.api_key(&key_name(base_url))
    }

    /// Asks the server in the settings form what it offers.
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

/// The address as it is normalised, so that `…/v1` and `…` name one server.
fn key_name(base_url: &str) -> String {
    Endpoint::parse(base_url).map_or_else(|_| base_url.to_owned(), |endpoint| endpoint.base_url())
}

impl Inner {
    fn store_settings(&self, settings: &Settings) -> Result<(), String> {
        let base_url = settings.base_url.trim();
        if settings.kind == Some(ModelKind::Server) {
            let endpoint =
                Endpoint::parse(base_url).map_err(|error| format!("{}.", translated(&error.to_string())))?;
            let key = read_api_key(&settings.api_key).map_err(|error| key_sentence(&error))?;
            self.ports
                .config
                .save_api_key(&endpoint.base_url(), key.as_deref())
                .map_err(|error| not_saved(&error))?;
        }
        let mut config = Config::clone(&self.config.borrow());
        // What only the server needs goes with it.
        let (base_url, model) = match settings.kind {
            Some(ModelKind::Server) => (base_url, settings.model.as_str()),
            Some(ModelKind::InPage) => ("", settings.model.as_str()),
            Some(ModelKind::Mock) | None => ("", ""),
        };
        config.set_model(settings.kind, base_url, model);
        self.ports.config.save(&config).map_err(|error| not_saved(&error))?;
        *self.config.borrow_mut() = config;
        Ok(())
    }

    /// Finds out what answers, from the configuration or by looking around.
    pub(super) async fn find_model(self: &Rc<Self>) {
        let kind = self.config.borrow().model_kind();
        self.state.model.is_configured.set(kind.is_some());
        match kind {
            Some(ModelKind::Server) => self.check_server().await,
            Some(ModelKind::Mock) => self.use_mock(None),
            Some(ModelKind::InPage) => self.use_configured_page_model().await,
            None => {
                if self.ports.browser.is_local() {
                    self.look_around().await;
                }
                self.use_what_was_found().await;
            }
        }
    }

    /// Checks again, quietly, where a change is likely: the server was away, or nothing was found.
    pub(super) async fn refresh_model(self: &Rc<Self>) {
        let state = self.state.model.status.with_untracked(|status| status.state);
        let is_settled =
            state == ProviderState::Ready && self.state.model.active.get_untracked() != Active::Mock;
        let kind = self.config.borrow().model_kind();
        match kind {
            Some(ModelKind::Server) => self.check_server().await,
            None if !is_settled && self.ports.browser.is_local() => {
                self.look_around().await;
                self.use_what_was_found().await;
            }
            None => self.check_found().await,
            Some(ModelKind::Mock | ModelKind::InPage) => {}
        }
    }

    pub(super) fn set_status(&self, status: ProviderStatus) {
        if self.state.model.status.with_untracked(|old| *old != status) {
            self.state.model.status.set(status);
        }
    }

    fn use_mock(&self, detail: Option<&str>) {
        self.state.model.active.set(Active::Mock);
        self.set_status(ProviderStatus {
            kind: Some(ModelKind::Mock),
            state: ProviderState::Ready,
            name: t("Practice answers").into(),
            model: t("no model").into(),
            detail: detail.map(str::to_owned),
        });
    }

    /// `reason` is in English, as all that reaches the log.
    pub(super) fn use_nothing(&self, kind: ModelKind, name: &str, reason: String) {
        self.state.model.active.set(Active::Unusable(reason.clone()));
        self.set_status(ProviderStatus {
            kind: Some(kind),
            state: ProviderState::Error,
            name: name.into(),
            model: String::new(),
            detail: Some(translated(&reason)),
        });
    }

    async fn look_around(&self) {
        let ask = |endpoint: Endpoint| async {
            let listed = self.ports.servers.list_models(endpoint.clone(), None, LOOK_MILLIS).await;
            listed.ok().map(|list| FoundServer { endpoint, dialect: list.dialect, models: list.models })
        };
        let found = join_all(loopback_candidates().map(ask)).await.into_iter().flatten().collect();
        self.state.model.found.set(found);
    }

    /// The first server with a model answers, else the model in the page, else nobody but the page itself.
    async fn use_what_was_found(&self) {
        let found = self.state.model.found.get_untracked();
        if let Some(best) = found.iter().find(|server| first_chat_model(&server.models).is_some()) {
            let list = ModelList { models: best.models.clone(), dialect: best.dialect };
            return self.use_server(best.endpoint.clone(), None, None, Ok(list));
        }
        self.read_page_models().await;
        match self.state.model.page_models.with_untracked(|models| models.all().first().cloned()) {
            Some(model) => self.use_page_model(model.name),
            None => self.use_mock(Some(t(
                "No model was found: no server answers on this machine, and this page has none of its own. Start a server and look again; until then the page repeats you.",
            ))),
        }
    }

    async fn check_server(&self) {
        let (base_url, model) = {
            let config = self.config.borrow();
            (config.base_url().unwrap_or_default().to_owned(), config.model().map(str::to_owned))
        };
        let endpoint = match Endpoint::parse(&base_url) {
            Ok(endpoint) => endpoint,
            Err(error) => {
                let reason = format!("The server address in the settings cannot be used: {error}.");
                return self.use_nothing(ModelKind::Server, t("Model server"), reason);
            }
        };
        let api_key = self.ports.config.api_key(&endpoint.base_url());
        let listed = self.ports.servers.list_models(endpoint.clone(), api_key.clone(), ASK_MILLIS).await;
        self.use_server(endpoint, model, api_key, listed);
    }

    /// Whether the server that was found is still there.
    async fn check_found(&self) {
        let Active::Server(server) = self.state.model.active.get_untracked() else { return };
        let listed = self.ports.servers.list_models(server.endpoint.clone(), None, ASK_MILLIS).await;
        self.use_server(server.endpoint, None, None, listed);
    }

    /// Sends requests to `endpoint` from now on, and says how it is doing. A server that is away, or that keeps its list of
    /// models to itself, is used all the same: the request will tell.
    fn use_server(
        &self,
        endpoint: Endpoint,
        model: Option<String>,
        api_key: Option<String>,
        listed: Result<ModelList, ProviderError>,
    ) {
        let (state, detail) = match &listed {
            Ok(list) if model.is_none() && first_chat_model(&list.models).is_none() => {
                (ProviderState::Error, Some(without_model(&list.models)))
            }
            Ok(_) => (ProviderState::Ready, None),
            Err(ProviderError::Unreachable { url, .. }) => {
                (ProviderState::Offline, Some(self.away_sentence(&endpoint, url)))
            }
            Err(error @ ProviderError::Loading { .. }) => {
                (ProviderState::Loading, Some(status_sentence(error)))
            }
            Err(error) => (ProviderState::Error, Some(status_sentence(error))),
        };
        if listed.is_ok() {
            *self.answered.borrow_mut() = Some(endpoint.clone());
        }
        let old = match self.state.model.active.get_untracked() {
            Active::Server(server) if server.endpoint == endpoint => Some(server),
            Active::Server(_) | Active::InPage(_) | Active::Mock | Active::Unknown | Active::Unusable(_) => {
                None
            }
        };
        let (models, dialect) = match listed {
            Ok(list) => (list.models, list.dialect),
            Err(_) => (Vec::new(), old.as_ref().map(|old| old.dialect).unwrap_or_default()),
        };
        // A list that could not be read now says nothing against what it said before.
        let known_context = old.as_ref().filter(|_| models.is_empty()).and_then(|old| old.context_tokens);
        let first = first_chat_model(&models).map(|model| model.id.clone()).or(old.map(|old| old.model));
        let model = model.or(first).unwrap_or_default();
        self.set_status(ProviderStatus {
            kind: Some(ModelKind::Server),
            state,
            name: translated(dialect.display_name()),
            model: display_name(&model),
            detail,
        });
        let named = models.iter().find(|one| one.id == model);
        let context_tokens = named.and_then(|one| one.context_tokens).or(known_context);
        self.state.model.active.set(Active::Server(Server {
            endpoint,
            dialect,
            model,
            api_key,
            context_tokens,
        }));
    }

    /// What the next request goes to, once the page knows.
    pub(super) async fn answering(&self) -> Active {
        for _ in 0..WAIT_STEPS {
            if self.state.model.active.get_untracked() != Active::Unknown {
                break;
            }
            self.ports.clock.sleep(WAIT_STEP_MILLIS).await;
        }
        self.state.model.active.get_untracked()
    }

    /// What is asked of `active`, and how the log names it.
    pub(super) fn provider(&self, active: Active, question: &str) -> (Box<dyn Provider>, Backend) {
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
            Active::Mock | Active::Unknown => {
                let backend = Backend { provider: ModelKind::Mock.as_str().into(), ..Backend::default() };
                let reply = mock_answer(question);
                (Box::new(MockProvider::new([reply])), backend)
            }
        }
    }
}

/// What is said of a server without a model to talk to.
fn without_model(models: &[ModelInfo]) -> String {
    match models.is_empty() {
        true => t("The server is up but has no model. Load or pull one there.").into(),
        false => t("The server is up but has no model to chat with. Load or pull one there.").into(),
    }
}

fn key_sentence(error: &ApiKeyError) -> String {
    let place = error.place.to_string();
    tf(
        "This API key cannot be sent: character {n} is {character}, which no key has. Copy the key again.",
        &[("n", &place), ("character", &translated(&error.shown()))],
    )
}

fn not_saved(error: &ConfigError) -> String {
    te("The settings could not be saved: {error}.", error)
}

/// What the pill says of a server that cannot be used.
fn status_sentence(error: &ProviderError) -> String {
    match error {
        ProviderError::Unreachable { url, .. } => tf(
            "Nothing answered at {url}. Either no server runs there, or it does not allow this page to ask (CORS).",
            &[("url", url)],
        ),
        ProviderError::Unauthorized { message, .. } => {
            tf("The server wants another key: {message}", &[("message", message)])
        }
        ProviderError::Loading { .. } => t("The server is loading its model.").into(),
        ProviderError::Redirected { url } => tf(
            "The server at {url} redirects to another address. Nothing was sent there. If you trust it, enter the final address in the settings.",
            &[("url", url)],
        ),
        ProviderError::UnexpectedBody { .. } => {
            t("Something answers at this address, but not as an OpenAI-compatible server.").into()
        }
        ProviderError::Http { status, message } => {
            let status = status.to_string();
            tf(
                "The server answered with HTTP {status}: {message}",
                &[("status", &status), ("message", message)],
            )
        }
        ProviderError::Cut { .. }
        | ProviderError::Unfinished
        | ProviderError::ContextOverflow { .. }
        | ProviderError::InBand { .. }
        | ProviderError::NotUsable { .. }
        | ProviderError::NoMoreResponses => translated(&error.to_string()),
    }
}
