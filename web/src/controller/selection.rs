//! Carries out the commands of `provider::selection` and shows its decisions on the page. Which model is active is
//! decided only there.

use std::rc::Rc;

use abcb_core::provider::ProviderError;
use abcb_core::provider::openai::endpoint::{Endpoint, loopback_candidates};
use abcb_core::provider::openai::models::display_name;
use abcb_core::provider::selection::{Command, Found, Preference, Problem, Selection, State, Target};
use abcb_core::settings::ModelKind;
use futures_util::future::join_all;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::model::status_sentence;
use super::network::heed_policy;
use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, tf};
use crate::localized::{Stored, stored};
use crate::ports::Server;
use crate::reasons::Unusable;
use crate::state::{Active, FoundServer, ProviderState, ProviderStatus, set_if_changed};

/// Timeout for servers on this machine, which respond immediately if they are running.
const LOOK_MILLIS: u32 = 2_000;
/// Timeout for a server that is in use, which may be far away or busy with a prompt.
const ASK_MILLIS: u32 = 8_000;
/// How often a pending request checks whether the model is known.
const WAIT_STEP_MILLIS: u32 = 50;

impl Controller {
    /// Probes for servers on this machine on the user's request, whatever is configured.
    pub fn look_for_servers(&self) {
        let inner = self.inner();
        spawn_local(async move {
            let commands = inner.selection.borrow_mut().look_around(loopback_candidates().to_vec());
            match commands.is_empty() {
                true => inner.list_local_servers().await,
                false => inner.carry_out_all(commands).await,
            }
        });
    }

    /// Makes the offered server the active one.
    pub fn use_offer(&self) {
        let inner = self.inner();
        inner.selection.borrow_mut().take_offer();
        inner.show_selection();
    }

    /// Declines the offer and keeps the active model.
    pub fn decline_offer(&self) {
        let inner = self.inner();
        let offer = inner.state.model.offer;
        *inner.declined.borrow_mut() = offer.get_untracked().map(|server| server.endpoint);
        offer.set(None);
    }
}

impl Inner {
    /// Selects a model from scratch, after the settings were loaded or changed.
    pub(super) async fn find_model(self: &Rc<Self>) {
        let commands = self.begin_to_select();
        self.carry_out_all(commands).await;
    }

    /// Starts a new selection. From now on nothing is sent to the previous model.
    pub(super) fn begin_to_select(&self) -> Vec<Command> {
        let wanted = self.wanted();
        if *self.selection.borrow().wanted() != wanted {
            self.settings_version.set(self.settings_version.get() + 1);
        }
        let commands = self.selection.borrow_mut().configure(wanted);
        self.show_selection();
        commands
    }

    /// Probes again in the background, if something may have changed.
    pub(super) async fn refresh_model(self: &Rc<Self>) {
        let commands = self.selection.borrow_mut().ask_again();
        self.carry_out_all(commands).await;
    }

    fn wanted(&self) -> Preference {
        let config = self.config.borrow();
        if let Some(fault) = config.model_complaint() {
            let reason = Unusable::Settings { error: fault.to_string() };
            return Preference::Unusable { reason: reason.to_string() };
        }
        let model = config.model().map(str::to_owned);
        match config.model_kind() {
            Some(ModelKind::Mock) => Preference::Mock,
            Some(ModelKind::InPage) => Preference::InPage { model },
            Some(ModelKind::Server) => match Endpoint::parse(config.base_url().unwrap_or_default()) {
                Ok(endpoint) => Preference::Server { endpoint, model },
                Err(error) => Preference::Unusable {
                    reason: Unusable::Address { error: error.to_string() }.to_string(),
                },
            },
            None => {
                let is_local = self.ports.browser.is_local();
                let candidates = is_local.then(loopback_candidates).into_iter().flatten().collect();
                Preference::Automatic { candidates }
            }
        }
    }

    pub(super) async fn carry_out_all(self: &Rc<Self>, commands: Vec<Command>) {
        join_all(commands.into_iter().map(|command| self.carry_out(command))).await;
    }

    async fn carry_out(self: &Rc<Self>, command: Command) {
        match command {
            Command::ListModels { round, endpoint } => {
                let (key, millis) = self.how_to_ask(&endpoint);
                let listed = self.ports.servers.list_models(endpoint.clone(), key, millis).await;
                self.lacks_discovery.set(matches!(&listed, Err(ProviderError::NotUsable { reason })
                    if *reason == Unusable::PartMissing.to_string()));
                if let Ok(heed_policy) = heed_policy().await {
                    heed_policy(self, &endpoint, &listed);
                }
                if listed.is_ok() {
                    let mut answered = self.answered.borrow_mut();
                    if !answered.contains(&endpoint) {
                        answered.push(endpoint.clone());
                    }
                }
                self.selection.borrow_mut().listed(round, &endpoint, listed);
            }
            Command::ListPageModels { round } => {
                self.read_page_models().await;
                let names = self
                    .state
                    .model
                    .page_models
                    .with_untracked(|models| models.all().into_iter().map(|model| model.name).collect());
                self.selection.borrow_mut().page_models_listed(round, names);
            }
        }
        self.show_selection();
    }

    /// Returns the API key and the timeout in milliseconds for a server. A server that was only discovered gets no key.
    fn how_to_ask(&self, endpoint: &Endpoint) -> (Option<String>, u32) {
        let selection = self.selection.borrow();
        let is_used =
            matches!(selection.target(), Some(Target::Server { endpoint: used, .. }) if used == endpoint);
        match selection.wanted() {
            Preference::Server { .. } => (self.ports.config.api_key(&endpoint.base_url()), ASK_MILLIS),
            _ if is_used => (None, ASK_MILLIS),
            _ => (None, LOOK_MILLIS),
        }
    }

    /// Lists the servers on this machine for the settings form.
    async fn list_local_servers(&self) {
        let ask = |endpoint: Endpoint| async {
            let listed = self.ports.servers.list_models(endpoint.clone(), None, LOOK_MILLIS).await;
            listed.ok().map(|list| FoundServer { endpoint, dialect: list.dialect, models: list.models })
        };
        let found = join_all(loopback_candidates().map(ask)).await.into_iter().flatten().collect();
        self.state.model.found.set(found);
    }

    /// Updates the page from the selection.
    pub(super) fn show_selection(&self) {
        let selection = self.selection.borrow().clone();
        let model = self.state.model;
        let found = |found: &Found| FoundServer {
            endpoint: found.endpoint.clone(),
            dialect: found.list.dialect,
            models: found.list.models.clone(),
        };
        if matches!(selection.wanted(), Preference::Automatic { .. }) {
            model.found.set(selection.found().iter().map(found).collect());
        }
        let is_declined = |server: &FoundServer| self.declined.borrow().as_ref() == Some(&server.endpoint);
        let offer = selection.offer().map(found).filter(|server| !is_declined(server));
        set_if_changed(&model.offer, offer);
        let active = self.active_for(&selection);
        let is_new = model.active.with_untracked(|old| *old != active);
        if let Some(status) = self.status_of(&selection, is_new) {
            self.set_status(status);
        }
        if is_new {
            self.learn_context(&active);
            model.active.set(active);
        }
        set_if_changed(&model.asks_again, selection.asks_again());
    }

    /// Queries the active server for its context size in the background, so that no request waits for it. A model that
    /// was not loaded before an answer reports one after it.
    pub(super) fn learn_context(&self, active: &Active) {
        if let Active::Server(server) = active
            && server.context_tokens.is_none()
        {
            spawn_local(self.ports.servers.learn_context(server.clone()));
        }
    }

    fn active_for(&self, selection: &Selection) -> Active {
        match selection.state() {
            State::Unusable { reason } => Active::Unusable(reason.clone()),
            State::NoModel if matches!(selection.wanted(), Preference::InPage { .. }) => {
                Active::Unusable(Unusable::NoPageModel.to_string())
            }
            State::Chosen(target) | State::Lost { target, .. } => self.active_of(target, selection.wanted()),
            State::Unknown | State::Asking | State::NoModel => Active::Unknown,
        }
    }

    fn active_of(&self, target: &Target, wanted: &Preference) -> Active {
        match target.clone() {
            Target::Mock => Active::Mock,
            Target::InPage { model } => Active::InPage(model),
            Target::Server { endpoint, dialect, model, context_tokens } => {
                let is_configured = matches!(wanted, Preference::Server { .. });
                let api_key = self.ports.config.api_key(&endpoint.base_url()).filter(|_| is_configured);
                Active::Server(Server { endpoint, dialect, model, api_key, context_tokens })
            }
        }
    }

    /// Returns the status to show. `None` if the current one is more specific, such as the loading progress of an
    /// in-tab model.
    fn status_of(&self, selection: &Selection, is_new: bool) -> Option<ProviderStatus> {
        let (kind, state, name, model, detail) = match selection.state() {
            State::Unknown => return None,
            State::Asking => self.asking_status(selection.wanted()),
            State::Chosen(Target::InPage { model }) => {
                let is_said =
                    self.state.model.status.with_untracked(|old| old.kind == Some(ModelKind::InPage));
                if is_said && !is_new {
                    return None;
                }
                (
                    Some(ModelKind::InPage),
                    ProviderState::Ready,
                    t("model-in-page").into(),
                    display_name(model),
                    None,
                )
            }
            State::Chosen(Target::Mock) | State::Lost { target: Target::Mock, .. } => (
                Some(ModelKind::Mock),
                ProviderState::Ready,
                t("model-demo").into(),
                t("model-none").into(),
                None,
            ),
            State::Chosen(Target::Server { dialect, model, .. }) => {
                let name = dialect.localized();
                (Some(ModelKind::Server), ProviderState::Ready, name, display_name(model), None)
            }
            State::Lost { target: Target::Server { endpoint, dialect, model, .. }, problem } => {
                let (state, detail) = self.problem_text(endpoint, problem);
                let name = dialect.localized();
                (Some(ModelKind::Server), state, name, display_name(model), Some(detail))
            }
            State::Lost { target: Target::InPage { .. }, .. } => return None,
            State::NoModel if matches!(selection.wanted(), Preference::InPage { .. }) => {
                let detail = t("page-model-none").to_owned();
                (
                    Some(ModelKind::InPage),
                    ProviderState::Error,
                    t("model-in-page").into(),
                    String::new(),
                    Some(detail),
                )
            }
            State::NoModel => {
                let lacks_discovery = self.lacks_discovery.get();
                let detail =
                    if lacks_discovery { t("model-discovery-missing") } else { t("model-none-detail") };
                (
                    None,
                    ProviderState::Offline,
                    t("model-none-title").into(),
                    String::new(),
                    Some(detail.into()),
                )
            }
            State::Unusable { reason } => {
                let detail = stored(Stored::Unusable, reason);
                let name = t("model-server").to_owned();
                (Some(ModelKind::Server), ProviderState::Error, name, String::new(), Some(detail))
            }
        };
        Some(ProviderStatus { kind, state, name, model, detail })
    }

    fn asking_status(&self, wanted: &Preference) -> StatusParts {
        match wanted {
            Preference::Server { endpoint, .. } => {
                let name = tf("model-waiting", args![url = &endpoint.origin()]);
                (Some(ModelKind::Server), ProviderState::Loading, name, String::new(), None)
            }
            _ => (None, ProviderState::Loading, t("model-looking").into(), String::new(), None),
        }
    }

    fn problem_text(&self, endpoint: &Endpoint, problem: &Problem) -> (ProviderState, String) {
        match problem {
            Problem::NoModel { has_others: false } => {
                (ProviderState::Error, t("model-server-no-model").into())
            }
            Problem::NoModel { has_others: true } => {
                (ProviderState::Error, t("model-server-no-chat-model").into())
            }
            Problem::Failed(ProviderError::NotUsable { .. }) if self.lacks_discovery.get() => {
                (ProviderState::Error, t("model-discovery-missing").into())
            }
            Problem::Failed(ProviderError::Unreachable { .. }) => {
                (ProviderState::Offline, self.away_sentence(endpoint))
            }
            Problem::Failed(error @ ProviderError::Loading { .. }) => {
                (ProviderState::Loading, status_sentence(error))
            }
            Problem::Failed(error) => (ProviderState::Error, status_sentence(error)),
        }
    }

    /// Renders the status again after the language has changed.
    pub(super) fn say_status_again(&self) {
        if let Some(status) = self.status_of(&self.selection.borrow(), true) {
            self.set_status(status);
        }
    }

    pub(super) fn set_status(&self, status: ProviderStatus) {
        set_if_changed(&self.state.model.status, self.with_template_failure(status));
    }

    /// Returns the target of the next request, once it is known and not loading. Waits as long as that takes.
    pub(super) async fn answering(&self) -> Active {
        self.known().await;
        self.selection.borrow_mut().note_question();
        self.state.model.active.get_untracked()
    }

    /// Waits until the target of the next request is known and not loading.
    pub(super) async fn known(&self) {
        while self.is_waited_for() {
            self.ports.clock.sleep(WAIT_STEP_MILLIS).await;
        }
    }

    /// Whether a request has to wait before it can be sent.
    pub(super) fn is_waited_for(&self) -> bool {
        let is_loading = matches!(
            self.selection.borrow().state(),
            State::Lost { problem: Problem::Failed(ProviderError::Loading { .. }), .. }
        );
        is_loading || self.state.model.active.with_untracked(|active| *active == Active::Unknown)
    }
}

type StatusParts = (Option<ModelKind>, ProviderState, String, String, Option<String>);
