//! Which server or model a message is sent to, and what happens until that is known. The message is stored before any
//! server is contacted, so that it is not lost if the page is closed in the meantime.

use std::rc::Rc;

use abcb_core::agent::{Backend, RunKind, SessionState, Stop, store_question};
use abcb_core::conversation::message::Role;
use abcb_core::log::event::Protocol;
use abcb_core::log::transcript::{MessageStatus, ROOT, Transcript};
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::{ModelInfo, display_name};
use abcb_core::provider::selection::Preference;
use abcb_core::settings::ModelKind;
use abcb_core::storage::store::StoreError;
use leptos::prelude::*;

use super::agent::ToolRun;
use super::open_session::{OpenSession, SessionLog};
use super::{Controller, Inner};
use crate::i18n::{Localize, args, t, tf};
use crate::ports::Server;
use crate::state::{Active, FoundServer};

/// The server or model a message is sent to.
#[derive(Clone, Debug)]
pub(super) enum Recipient {
    /// The active model.
    Current,
    /// The model the user has chosen for this one answer.
    Chosen(Active),
    /// The model of the message in question if that failed, otherwise the active model.
    LikeBefore,
    /// The model that failed to answer.
    Failed(Backend),
    /// The model that the resumed run started with.
    Resumed(Backend),
}

/// What has changed since the original request.
struct ChangesSince {
    /// The active model is the same as at the time of that request, so the user's choices of that time still hold.
    is_as_then: bool,
    /// The active model has changed. Both this and `is_as_then` are false if the page was reloaded since then.
    has_changed: bool,
    /// A run is resumed, as opposed to a request that is retried.
    is_resumed: bool,
}

impl Recipient {
    /// Resolves the recipient of a request about `message`.
    pub(super) fn about(self, transcript: &Transcript, message: u64) -> Self {
        match self {
            Self::LikeBefore => {
                let has_failed =
                    |status| matches!(status, MessageStatus::Failed | MessageStatus::Interrupted);
                let failed = transcript.node(message).filter(|node| has_failed(node.status));
                failed.map_or(Self::Current, |node| Self::Failed(node.backend.clone()))
            }
            recipient => recipient,
        }
    }
}

impl Controller {
    /// Generates an answer to the user's unanswered `message` with the active model.
    pub fn answer_question(&self, message: u64) {
        self.ask_about(message, Recipient::Current, |message, _| RunKind::Regenerate { parent: message });
    }
}

impl Inner {
    /// Whether something has to be determined before a request can be sent.
    pub(super) fn has_to_wait(&self, is_new: bool, recipient: &Recipient) -> bool {
        let is_chosen = matches!(recipient, Recipient::Chosen(_));
        (is_new && self.state.agent.is_on.get_untracked()) || (!is_chosen && self.is_waited_for())
    }

    /// Stores a new user message on its own. The returned request asks for the answer to it.
    pub(super) async fn store_question(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        question: Option<RunKind>,
        stop: Stop,
    ) -> Result<Option<RunKind>, StoreError> {
        let Some(RunKind::Ask { input: written, parent }) = question else { return Ok(question) };
        let mut sink = SessionLog { session: session.clone(), ports: self.run_ports.clone() };
        let clock = self.ports.clock.as_ref();
        let mut observe = self.observer(session);
        let parent = store_question(&mut sink, clock, stop, &mut observe, written, parent).await?;
        self.state.conversation.jump_to_end();
        Ok(Some(RunKind::Regenerate { parent }))
    }

    /// Waits until the model is known, and returns it together with the tools of the run.
    pub(super) async fn what_answers(
        &self,
        session: &OpenSession,
        asked: &SessionState,
        is_new: bool,
        mut recipient: Recipient,
    ) -> (Active, Option<ToolRun>) {
        loop {
            let settings = self.settings_version.get();
            let active = match &recipient {
                Recipient::Current | Recipient::LikeBefore => self.answering().await,
                Recipient::Chosen(active) => active.clone(),
                Recipient::Failed(backend) => self.answering_again(session, backend, false).await,
                Recipient::Resumed(backend) => self.answering_again(session, backend, true).await,
            };
            let run = self.tool_run(asked, is_new, &active).await;
            if settings == self.settings_version.get() {
                *session.asked_beside.borrow_mut() = Some(self.state.model.active.get_untracked());
                return (active, run);
            }
            // The user has switched to another model in the meantime: send nothing more to this one.
            if let Some(run) = run.filter(|run| is_new && run.settings.protocol == Protocol::Guided) {
                *self.accepted_tools.borrow_mut() = run.settings.tools;
            }
            if matches!(recipient, Recipient::Chosen(_)) {
                recipient = Recipient::Current;
            }
        }
    }

    /// Returns the backend `began` if it may and can still be used. Otherwise notifies the user and returns the active
    /// model.
    async fn answering_again(&self, session: &OpenSession, began: &Backend, is_resumed: bool) -> Active {
        let current = self.answering().await;
        let beside = session.asked_beside.borrow().clone();
        let is_as_then = beside.as_ref() == Some(&current);
        let has_changed = beside.is_some_and(|beside| beside != current);
        let same = match began.provider == ModelKind::InPage.as_str() {
            true => {
                self.read_page_models().await;
                self.same_page_model(began, is_as_then)
            }
            false => {
                let vouched = ChangesSince { is_as_then, has_changed, is_resumed };
                self.same_server(began, &current, &vouched)
            }
        };
        if let Some(same) = same {
            return same;
        }
        self.say_who_answers_instead(began, &current, is_resumed);
        current
    }

    fn same_page_model(&self, began: &Backend, is_as_then: bool) -> Option<Active> {
        let model = began.model.clone()?;
        let may_answer = is_as_then
            || match self.selection.borrow().wanted() {
                Preference::Automatic { .. } => true,
                Preference::InPage { model: named } => named.as_ref().is_none_or(|named| *named == model),
                Preference::Nothing
                | Preference::Server { .. }
                | Preference::Mock
                | Preference::Unusable { .. } => false,
            };
        let is_there = self
            .state
            .model
            .page_models
            .with_untracked(|models| models.all().iter().any(|known| known.name == model));
        (may_answer && is_there).then_some(Active::InPage(model))
    }

    /// Returns the server named by `began`. A log may come from anywhere, so its address alone is no reason to contact
    /// a server: the settings, the user's choice or this machine has to vouch for it.
    fn same_server(&self, began: &Backend, current: &Active, vouched: &ChangesSince) -> Option<Active> {
        let endpoint = Endpoint::parse(began.base_url.as_deref()?).ok()?;
        let found =
            self.state.model.found.get_untracked().into_iter().find(|found| found.endpoint == endpoint);
        let (names_model, is_automatic) = match self.selection.borrow().wanted() {
            Preference::Server { model, .. } => (model.is_some(), false),
            Preference::Automatic { .. } => (false, true),
            Preference::Nothing
            | Preference::InPage { .. }
            | Preference::Mock
            | Preference::Unusable { .. } => (false, false),
        };
        let models = self.models_of(&endpoint, found.as_ref());
        let context_of =
            |model: &str| models.iter().find(|one| one.id == model).and_then(|one| one.context_tokens);
        if let Active::Server(server) = current
            && server.endpoint == endpoint
        {
            // If the settings have changed since then, the user may have chosen another model because the first one
            // failed.
            let began_on = began.model.clone().filter(|_| !(vouched.has_changed && names_model));
            let model = began_on.unwrap_or_else(|| server.model.clone());
            if model == server.model {
                return Some(current.clone());
            }
            let is_gone = !models.is_empty() && models.iter().all(|one| one.id != model);
            let context_tokens = context_of(&model);
            return (!is_gone).then(|| Active::Server(Server { model, context_tokens, ..server.clone() }));
        }
        let is_here =
            is_automatic && endpoint.is_loopback() && self.ports.browser.is_local() && !vouched.is_resumed;
        let is_chosen = vouched.is_as_then && found.is_some();
        let model = began.model.clone().filter(|_| is_here || is_chosen)?;
        let context_tokens = context_of(&model);
        let api_key = self.ports.config.api_key(&endpoint.base_url());
        let dialect = found.map_or_else(Dialect::default, |found| found.dialect);
        Some(Active::Server(Server { endpoint, dialect, model, api_key, context_tokens }))
    }

    /// Returns the models of a server, as far as the page knows them.
    fn models_of(&self, endpoint: &Endpoint, found: Option<&FoundServer>) -> Vec<ModelInfo> {
        let selection = self.selection.borrow();
        let listed = selection.found().iter().find(|other| other.endpoint == *endpoint);
        let listed = listed.map(|listed| listed.list.models.clone());
        listed.or_else(|| found.map(|found| found.models.clone())).unwrap_or_default()
    }

    fn say_who_answers_instead(&self, began: &Backend, current: &Active, is_resumed: bool) {
        let name = match current {
            Active::Server(server) if server.model.is_empty() => server.dialect.localized(),
            Active::Server(server) => display_name(&server.model),
            Active::InPage(model) => display_name(model),
            Active::Mock => t("model-demo").to_owned(),
            Active::Unknown | Active::Unusable(_) => return,
        };
        let is_server = began.provider == ModelKind::Server.as_str();
        // The original backend was unspecified, so there is nothing to return to.
        if began.model.is_none() && began.base_url.is_none() {
            return;
        }
        let is_same_server = matches!(current, Active::Server(server)
            if Some(server.endpoint.base_url()) == began.base_url);
        self.toast(match (is_resumed, is_server, is_same_server) {
            (true, ..) => tf("recipient-run-continues", args![model = name]),
            (false, true, false) => tf("recipient-server-changed", args![model = name]),
            (false, ..) => tf("recipient-model-gone", args![model = name]),
        });
    }
}

/// Returns the user message that is being answered, for a provider that only repeats it. Without a question, the one
/// that the run was started with.
pub(super) fn question_text(transcript: &Transcript, question: Option<&RunKind>) -> String {
    let tip = match question {
        Some(RunKind::Ask { input: written, .. }) => return written.content.clone(),
        Some(RunKind::Regenerate { parent }) => *parent,
        Some(RunKind::Continue { message }) => transcript.node(*message).map_or(ROOT, |node| node.parent),
        None => transcript.head(),
    };
    let path = transcript.path_to(tip);
    let last = path.iter().rev().find(|node| node.role == Role::User);
    last.map(|node| node.content.clone()).unwrap_or_default()
}
