//! The agent's controls: enabling it, loading its tools, approving or denying tool calls.

use std::rc::Rc;

use abcb_core::agent::{Run, SessionState};
use abcb_core::log::event::{AgentSettings, Event, Protocol};
use abcb_core::log::transcript::{CallStatus, ToolUse};
use abcb_core::settings::list::Setting;
use abcb_core::storage::store::StoreError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::open_session::OpenSession;
use super::{Controller, Inner};
use crate::i18n::{Localize, t, te};
use crate::ports::{ModelFacts, Toolbox};
use crate::state::{Active, read_steps_with};

/// A model with fewer parameters or a smaller file than this uses the guided protocol, unless its template supports
/// tools.
const SMALL_PARAMETERS: u64 = 1_000_000_000;
const SMALL_BYTES: u64 = 700_000_000;

/// The user's approval decision on a tool call.
#[derive(Clone, Debug, PartialEq)]
pub enum ApprovalDecision {
    /// Run it once with these arguments.
    Once {
        arguments: Value,
    },
    /// Run it with these arguments, and later calls of the tool in this session without approval.
    Session {
        arguments: Value,
    },
    /// Run it with these arguments, and later calls of the tool in any session without approval.
    Always {
        arguments: Value,
    },
    Deny {
        reason: String,
    },
}

/// What a run with tools needs.
pub(super) struct ToolRun {
    pub toolbox: Rc<Toolbox>,
    pub settings: AgentSettings,
}

impl Controller {
    /// Enables or disables the agent for the messages to come.
    pub fn toggle_agent(&self) {
        let inner = self.inner();
        let is_on = !inner.state.agent.is_on.get_untracked();
        inner.state.agent.is_on.set(is_on);
        let mut config = inner.config.borrow_mut();
        config.set_switch(Setting::AgentOn, is_on);
        // If the browser stores nothing, the user was told on startup. The agent is toggled anyway.
        let _ = inner.ports.config.save(&config);
    }

    /// Approves or denies the pending tool call `call`, and continues the run.
    pub fn decide(&self, call: u64, word: ApprovalDecision) {
        let inner = self.inner();
        let Some(session) = inner.current().filter(|session| !session.is_running()) else { return };
        spawn_local(async move { inner.decide(session, call, word).await });
    }

    /// Returns why the arguments do not match the tool's schema, as a clause without a final period. `None` if they
    /// match or the tools are not loaded yet.
    pub fn misfit(&self, tool: &str, arguments: &Value) -> Option<String> {
        let toolbox = self.inner().toolbox.borrow().clone()?;
        let parameters = toolbox.registry.get(tool)?.parameters();
        abcb_core::tool::schema::check(&parameters, arguments).err().map(|fault| fault.localized())
    }

    /// Loads what is needed to render a conversation with tools.
    pub fn load_toolbox(&self) {
        let inner = self.inner();
        spawn_local(async move {
            inner.toolbox().await;
        });
    }

    /// Resumes a run that was interrupted.
    pub fn go_on(&self) {
        let inner = self.inner();
        if let Some(session) = inner.current() {
            spawn_local(inner.resume(session));
        }
    }
}

impl Inner {
    async fn decide(self: Rc<Self>, session: Rc<OpenSession>, call: u64, word: ApprovalDecision) {
        if !session.whole().await {
            return;
        }
        // A second decision on the same call waits until the first one is stored, and is then rejected as too late.
        let turn = session.deciding.lock().await;
        let waiting = |tool: &ToolUse| tool.status == CallStatus::Awaiting;
        let asked = session.log.borrow().state.node(call).and_then(|node| node.tool.clone());
        let Some(asked) = asked.filter(waiting) else {
            return self.toast(t("approval-decided-before"));
        };
        let changed = |arguments: Value| Some(arguments).filter(|arguments| *arguments != asked.arguments);
        let mut always = None;
        let event = match word {
            ApprovalDecision::Once { arguments } => Run::approve(call, None, changed(arguments)),
            ApprovalDecision::Session { arguments } => {
                let Some(toolbox) = self.toolbox().await else { return };
                let schema = toolbox.registry.get(&asked.tool_name).map(|tool| tool.parameters());
                Run::approve(call, schema.as_ref(), changed(arguments))
            }
            ApprovalDecision::Always { arguments } => {
                let Some(toolbox) = self.toolbox().await else { return };
                always = toolbox.registry.get(&asked.tool_name).map(|tool| tool.parameters().to_string());
                Run::approve(call, None, changed(arguments))
            }
            ApprovalDecision::Deny { reason } => {
                Event::ToolDenied { tool_name: asked.tool_name.clone(), call: Some(call), reason }
            }
        };
        // Held across the decision and the resumed run, so that other tabs do not see the session as idle in between.
        let _at_work = self.ports.tabs.work_on(&session.id);
        let stored = session.append(&self.ports, vec![event]).await;
        drop(turn);
        match stored {
            Ok(_) => {
                self.was_saved();
                session.show();
                if always.is_some() {
                    self.allow_always(&asked.tool_name, always);
                }
                self.resume(session).await;
            }
            // Of decisions in two tabs at the same moment one counts, and the other must not leave a permission behind.
            Err(StoreError::Conflict { .. }) if !session.view.works_elsewhere.get_untracked() => {
                self.toast(t("approval-decided-before"));
                self.reopen(&session).await;
            }
            Err(error) => self.not_stored(&session, &error).await,
        }
    }

    /// Returns whether a tool call needs the user's approval, and makes sure it is visible, switching branches if
    /// necessary.
    pub(super) async fn show_waiting_call(self: &Rc<Self>, session: &Rc<OpenSession>) -> bool {
        let Some(call) = session.waiting_call() else { return false };
        if session.view.awaiting.get_untracked().is_none() {
            self.turn_to(session, call).await;
        }
        true
    }

    /// Returns the tools and settings of a run; `None` for a plain answer. `is_new` says whether the run begins now; a
    /// run that is resumed has its settings in the log.
    pub(super) async fn tool_run(
        &self,
        folded: &SessionState,
        is_new: bool,
        active: &Active,
    ) -> Option<ToolRun> {
        let known = folded.run().agent().cloned().filter(|_| !is_new);
        if known.is_none() && !(is_new && self.state.agent.is_on.get_untracked()) {
            return None;
        }
        let toolbox = self.toolbox().await?;
        let settings = match known {
            Some(known) => known,
            None => {
                let settings = self.agent_settings_for(active).await;
                // A guided run only gets the tools the user has accepted: the wording of a message alone is no reason
                // to act.
                let tools = match settings.protocol {
                    Protocol::Guided => std::mem::take(&mut *self.accepted_tools.borrow_mut()),
                    Protocol::Native | Protocol::Envelope => toolbox.registry.names(),
                };
                AgentSettings { tools, ..settings }
            }
        };
        Some(ToolRun { toolbox: toolbox.clone(), settings })
    }

    pub(super) async fn agent_settings_now(&self) -> AgentSettings {
        let active = self.state.model.active.get_untracked();
        self.agent_settings_for(&active).await
    }

    /// Returns the agent settings for a model, without the list of tools.
    async fn agent_settings_for(&self, active: &Active) -> AgentSettings {
        let (chosen, max_steps) = {
            let config = self.config.borrow();
            (config.protocol(), config.max_steps())
        };
        let facts = match active {
            Active::Server(server) => self.ports.servers.model_facts(server.clone()).await,
            Active::InPage(_) | Active::Mock | Active::Unknown | Active::Unusable(_) => ModelFacts::default(),
        };
        let protocol = match (active, chosen) {
            // Its only reply is an action that ends the run.
            (Active::Mock, _) => Protocol::Envelope,
            (_, Some(protocol)) => protocol,
            (_, None) => self.best_protocol(active.clone(), facts).await,
        };
        let max_steps = u64::try_from(max_steps).unwrap_or(u64::MAX);
        AgentSettings { protocol, max_steps, tools: Vec::new(), thinks: facts.thinks.unwrap_or(false) }
    }

    /// Returns the best protocol for a model. A server whose template supports tools gets them in the request, whatever
    /// the model's size, since the model was trained that way. Other models use the guided protocol if they are too
    /// small to choose tools, and a JSON schema if they are larger. If a server does not report whether its template
    /// supports tools, only models known to be small are guided; the others get the tools in the request.
    async fn best_protocol(&self, active: Active, facts: ModelFacts) -> Protocol {
        match active {
            Active::InPage(name) => {
                let all = [self.ports.in_page.offered().await, self.ports.in_page.kept().await].concat();
                let size = all.iter().find(|model| model.name == name).map_or(0, |model| model.size);
                if size < SMALL_BYTES { Protocol::Guided } else { Protocol::Envelope }
            }
            Active::Server(_) => match (facts.knows_tools, facts.parameters) {
                (Some(true), _) => Protocol::Native,
                (_, Some(..SMALL_PARAMETERS)) => Protocol::Guided,
                (Some(false), _) => Protocol::Envelope,
                (None, _) => Protocol::Native,
            },
            Active::Mock | Active::Unknown | Active::Unusable(_) => Protocol::Native,
        }
    }

    /// Allows a tool with this schema to always run without approval; `None` revokes that.
    pub(super) fn allow_always(&self, tool_name: &str, schema: Option<String>) {
        let mut config = self.config.borrow_mut();
        config.set_always_allowed(tool_name, schema.as_deref());
        if let Err(error) = self.ports.config.save(&config) {
            self.toast(te("settings-save-failed", &error));
        }
    }

    /// Returns the tools, loading them on first use. `None` if they could not be loaded; the user has been notified in
    /// that case.
    pub(super) async fn toolbox(&self) -> Option<Rc<Toolbox>> {
        let known = self.toolbox.borrow().clone();
        if known.is_some() {
            return known;
        }
        match (self.ports.toolbox)().await {
            Ok(toolbox) => {
                let toolbox = Rc::new(toolbox);
                read_steps_with(toolbox.reader);
                *self.toolbox.borrow_mut() = Some(toolbox.clone());
                // Renders again what was shown without the reader.
                if let Some(session) = self.current() {
                    session.show();
                }
                Some(toolbox)
            }
            Err(_) => {
                self.toast(t("agent-tools-missing"));
                None
            }
        }
    }
}
