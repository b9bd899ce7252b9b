//! Fake servers that answer from a script, as soon as their gates are open.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::endpoint::Endpoint;
use abcb_core::provider::openai::models::{ModelInfo, ModelList};
use abcb_core::provider::{
    Capabilities, ChatRequest, Delta, DeltaStream, FinishReason, Provider, ProviderError, ToolCallDelta,
};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use serde_json::Value;

use super::gate::Gate;
use crate::ports::{ListedModels, ModelFacts, Server, Servers};

/// One step of a scripted answer.
#[derive(Clone)]
pub enum Cue {
    Say(Delta),
    Fail(ProviderError),
    Wait(Gate),
}

pub fn say(text: &str) -> Cue {
    Cue::Say(Delta::Content(text.to_owned()))
}

pub fn think(text: &str) -> Cue {
    Cue::Say(Delta::Reasoning(text.to_owned()))
}

/// Without this cue an answer is interrupted.
pub fn finish() -> Cue {
    Cue::Say(Delta::Finish(FinishReason::Stop))
}

pub fn fail(error: ProviderError) -> Cue {
    Cue::Fail(error)
}

/// Holds the answer up until the gate is open.
pub fn wait(gate: &Gate) -> Cue {
    Cue::Wait(gate.clone())
}

/// Emits a tool call in the server's native format and ends the reply.
pub fn call(tool: &str, arguments: &Value) -> [Cue; 2] {
    let delta = ToolCallDelta {
        index: 0,
        id: Some(format!("call-{tool}")),
        name: Some(tool.to_owned()),
        arguments: arguments.to_string(),
    };
    [Cue::Say(Delta::ToolCall(delta)), Cue::Say(Delta::Finish(FinishReason::ToolCalls))]
}

/// The scripted replies, one per request, and the requests received. Clones share the same script.
#[derive(Clone, Default)]
pub struct Script {
    replies: Rc<RefCell<VecDeque<Vec<Cue>>>>,
    /// Every request, with the model it was sent to.
    pub requests: Rc<RefCell<Vec<(String, ChatRequest)>>>,
    /// The number of streams being read.
    pub open: Rc<Cell<usize>>,
    /// Whether tools sent with a request do not reach the model.
    pub drops_tools: Rc<Cell<bool>>,
}

impl Script {
    /// Adds the next reply. Requests beyond the scripted replies are answered with "An answer.".
    pub fn answers(&self, cues: impl IntoIterator<Item = Cue>) {
        self.replies.borrow_mut().push_back(cues.into_iter().collect());
    }

    /// The texts of the messages in the last request.
    pub fn last_asked(&self) -> Vec<String> {
        let requests = self.requests.borrow();
        let messages = requests.last().map(|(_, request)| request.messages.clone()).unwrap_or_default();
        messages.into_iter().map(|message| message.content).collect()
    }

    pub fn provider(&self, model: &str) -> Box<dyn Provider> {
        Box::new(Scripted { script: self.clone(), model: model.to_owned() })
    }
}

struct Scripted {
    script: Script,
    model: String,
}

/// Counts the streams being read.
struct Reading(Rc<Cell<usize>>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Provider for Scripted {
    fn capabilities(&self) -> Capabilities {
        Capabilities { takes_tools: !self.script.drops_tools.get(), ..Capabilities::UNKNOWN }
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let Script { replies, requests, open, .. } = self.script.clone();
        requests.borrow_mut().push((self.model.clone(), request));
        let cues = replies.borrow_mut().pop_front().unwrap_or_else(|| vec![say("An answer."), finish()]);
        open.set(open.get() + 1);
        let reading = Reading(open);
        stream::unfold((VecDeque::from(cues), reading), |(mut cues, reading)| async move {
            loop {
                match cues.pop_front()? {
                    Cue::Say(delta) => return Some((Ok(delta), (cues, reading))),
                    Cue::Fail(error) => return Some((Err(error), (VecDeque::new(), reading))),
                    Cue::Wait(gate) => gate.pass().await,
                }
            }
        })
        .boxed_local()
    }
}

#[derive(Clone)]
pub struct FakeServers {
    script: Script,
    /// The model list that every server returns.
    pub models: Rc<RefCell<Result<ModelList, ProviderError>>>,
    pub list_gate: Gate,
    pub facts: Rc<Cell<ModelFacts>>,
    pub facts_gate: Gate,
    /// By base URL: servers that return a different list.
    pub lists: Rc<RefCell<HashMap<String, Result<ModelList, ProviderError>>>>,
    /// The base URLs that model lists were requested from.
    pub looked_at: Rc<RefCell<Vec<String>>>,
    /// The servers and models whose context size was queried. The query never completes, because nothing may wait for
    /// it.
    pub learned: Rc<RefCell<Vec<(String, String)>>>,
    /// The servers that requests were sent to.
    pub sent_to: Rc<RefCell<Vec<Server>>>,
}

impl Default for FakeServers {
    fn default() -> Self {
        let list = ModelList { models: vec![model("tiny")], dialect: Dialect::LlamaServer };
        Self {
            script: Script::default(),
            models: Rc::new(RefCell::new(Ok(list))),
            list_gate: Gate::default(),
            facts: Rc::default(),
            facts_gate: Gate::default(),
            lists: Rc::default(),
            looked_at: Rc::default(),
            learned: Rc::default(),
            sent_to: Rc::default(),
        }
    }
}

impl FakeServers {
    /// Creates fakes without any reachable server.
    pub fn none() -> Self {
        let servers = Self::default();
        *servers.models.borrow_mut() = Err(away());
        servers
    }

    /// From now on, the server at `base_url` lists these models, or is unreachable if `None`.
    pub fn says(&self, base_url: &str, models: Option<&[&str]>) {
        let listed = models.map(|ids| ModelList {
            models: ids.iter().map(|id| model(id)).collect(),
            dialect: Dialect::LlamaServer,
        });
        self.lists.borrow_mut().insert(base_url.to_owned(), listed.ok_or_else(away));
    }
}

fn away() -> ProviderError {
    ProviderError::Unreachable { url: "the server".into(), detail: "refused".into() }
}

fn model(id: &str) -> ModelInfo {
    ModelInfo { id: id.to_owned(), context_tokens: None, owned_by: None, parameters: None, chats: true }
}

impl std::ops::Deref for FakeServers {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.script
    }
}

impl Servers for FakeServers {
    fn list_models(&self, endpoint: Endpoint, _: Option<String>, _: u32) -> ListedModels {
        let servers = self.clone();
        servers.looked_at.borrow_mut().push(endpoint.base_url());
        async move {
            servers.list_gate.pass().await;
            let own = servers.lists.borrow().get(&endpoint.base_url()).cloned();
            own.unwrap_or_else(|| servers.models.borrow().clone())
        }
        .boxed_local()
    }

    fn provider(&self, server: Server) -> Box<dyn Provider> {
        self.sent_to.borrow_mut().push(server.clone());
        self.script.provider(&server.model)
    }

    fn learn_context(&self, server: Server) -> LocalBoxFuture<'static, ()> {
        self.learned.borrow_mut().push((server.endpoint.base_url(), server.model));
        std::future::pending().boxed_local()
    }

    fn model_facts(&self, _: Server) -> LocalBoxFuture<'static, ModelFacts> {
        let servers = self.clone();
        async move {
            servers.facts_gate.pass().await;
            servers.facts.get()
        }
        .boxed_local()
    }
}
