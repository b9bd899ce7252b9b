//! The agent as the user meets it: switching it on, what its tools are, saying yes or no to a call.

use std::rc::Rc;

use abcb_core::agent::Run;
use abcb_core::event::{AgentSettings, Event, Protocol};
use abcb_core::transcript::{CallStatus, ToolUse, Transcript};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::open_session::OpenSession;
use super::{Controller, Inner};
use crate::i18n::{t, te, translated};
use crate::ports::{ModelFacts, Toolbox};
use crate::state::{Active, read_steps_with};

/// A model with fewer weights than this, or in a smaller file, is guided where its template knows no tools.
const SMALL_PARAMETERS: u64 = 1_000_000_000;
const SMALL_BYTES: u64 = 700_000_000;

/// The user's word on a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// With these arguments, this once.
    Once {
        arguments: Value,
    },
    /// With these arguments, and later calls of the tool in this session unasked.
    Session {
        arguments: Value,
    },
    /// With these arguments, and later calls of the tool in any session unasked.
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
    /// Switches the agent on or off, for the messages to come.
    pub fn toggle_agent(&self) {
        let inner = self.inner();
        let is_on = !inner.state.agent.is_on.get_untracked();
        inner.state.agent.is_on.set(is_on);
        let mut config = inner.config.borrow_mut();
        config.set_agent_on(is_on);
        // A browser that keeps nothing has said so at the start; the agent is switched all the same.
        let _ = inner.ports.config.save(&config);
    }

    /// Says yes or no to `call`, which waits, and goes on with the run.
    pub fn decide(&self, call: u64, word: Word) {
        let inner = self.inner();
        let Some(session) = inner.current().filter(|session| !session.is_running()) else { return };
        spawn_local(async move { inner.decide(session, call, word).await });
    }

    /// Why the tool cannot be called with the arguments, as far as it is known already; half a sentence.
    pub fn misfit(&self, tool: &str, arguments: &Value) -> Option<String> {
        let toolbox = self.inner().toolbox.borrow().clone()?;
        let parameters = toolbox.registry.get(tool)?.parameters();
        abcb_core::tool::schema::check(&parameters, arguments).err().map(|reason| translated(&reason))
    }

    /// Fetches what a conversation with tools needs to be read.
    pub fn load_toolbox(&self) {
        let inner = self.inner();
        spawn_local(async move {
            inner.toolbox().await;
        });
    }

    /// Goes on with a run that was left in the middle.
    pub fn go_on(&self) {
        let inner = self.inner();
        if let Some(session) = inner.current() {
            spawn_local(inner.resume(session));
        }
    }
}

impl Inner {
    async fn decide(self: Rc<Self>, session: Rc<OpenSession>, call: u64, word: Word) {
        if !session.whole().await {
            return;
        }
        // A second word on the same call waits until the first one is stored, and then comes too late.
        let turn = session.deciding.lock().await;
        let waiting = |tool: &ToolUse| tool.status == CallStatus::Awaiting;
        let asked = session.log.borrow().transcript.node(call).and_then(|node| node.tool.clone());
        let Some(asked) = asked.filter(waiting) else {
            return self.toast(t("This call was decided before, here or in another tab."));
        };
        let changed = |arguments: Value| Some(arguments).filter(|arguments| *arguments != asked.arguments);
        let event = match word {
            Word::Once { arguments } => Run::approve(call, None, changed(arguments)),
            Word::Session { arguments } => {
                let Some(toolbox) = self.toolbox().await else { return };
                let schema = toolbox.registry.get(&asked.tool_name).map(|tool| tool.parameters());
                Run::approve(call, schema.as_ref(), changed(arguments))
            }
            Word::Always { arguments } => {
                let Some(toolbox) = self.toolbox().await else { return };
                if let Some(tool) = toolbox.registry.get(&asked.tool_name) {
                    self.allow_always(&asked.tool_name, Some(tool.parameters().to_string()));
                }
                Run::approve(call, None, changed(arguments))
            }
            Word::Deny { reason } => {
                Event::ToolDenied { tool_name: asked.tool_name, call: Some(call), reason }
            }
        };
        // Other tabs hear of the word and of the run that goes on in one.
        let _at_work = self.ports.tabs.work_on(&session.id);
        let stored = session.append(&self.ports, vec![event]).await;
        drop(turn);
        match stored {
            Ok(_) => {
                self.was_saved();
                session.show();
                self.resume(session).await;
            }
            Err(error) => self.not_stored(&session, &error).await,
        }
    }

    /// Whether a call waits for the user's decision. It is on the page then, also where another branch was shown.
    pub(super) async fn show_waiting_call(self: &Rc<Self>, session: &Rc<OpenSession>) -> bool {
        let Some(call) = session.waiting_call() else { return false };
        if session.view.awaiting.get_untracked().is_none() {
            self.turn_to(session, call).await;
        }
        true
    }

    /// The tools of a run and how it uses them; `None` for a plain answer. `is_new` says whether the run begins now; one
    /// that goes on has its settings in the log.
    pub(super) async fn tool_run(
        &self,
        transcript: &Transcript,
        is_new: bool,
        active: &Active,
    ) -> Option<ToolRun> {
        let known = transcript.run().agent().cloned().filter(|_| !is_new);
        if known.is_none() && !(is_new && self.state.agent.is_on.get_untracked()) {
            return None;
        }
        let toolbox = self.toolbox().await?;
        let settings = match known {
            Some(known) => known,
            None => {
                let settings = self.agent_settings_for(active).await;
                // A guided run has only what the user accepted: the words of a question are no reason to act.
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

    /// How the agent works with what answers; its tools are not named yet.
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
            // It has one reply, an action that ends the run.
            (Active::Mock, _) => Protocol::Envelope,
            (_, Some(protocol)) => protocol,
            (_, None) => self.best_protocol(active.clone(), facts).await,
        };
        let max_steps = u64::try_from(max_steps).unwrap_or(u64::MAX);
        AgentSettings { protocol, max_steps, tools: Vec::new(), thinks: facts.thinks.unwrap_or(false) }
    }

    /// What works best with what answers: a server whose template shows tools to the model gets them in the request, since
    /// the model was trained with that, whatever its size; any other model that is too small to choose is guided, and a
    /// larger one is held to a schema.
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

    /// Lets a tool with this schema always run unasked; none lets it ask again.
    pub(super) fn allow_always(&self, tool_name: &str, schema: Option<String>) {
        let mut config = self.config.borrow_mut();
        config.set_always_allowed(tool_name, schema.as_deref());
        if let Err(error) = self.ports.config.save(&config) {
            self.toast(te("The settings could not be saved: {error}.", &error));
        }
    }

    /// The tools, fetched when they are first wanted; none where they do not come, which the user has been told.
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
                // What was shown without the reader is shown again.
                if let Some(session) = self.current() {
                    session.show();
                }
                Some(toolbox)
            }
            Err(_) => {
                self.toast(t("The agent's tools could not be loaded. Try again when there is a network, or reload the page."));
                None
            }
        }
    }
}
