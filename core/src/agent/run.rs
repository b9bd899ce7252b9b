//! The agent loop as a state machine without I/O: what has happened in the run, folded from the log, and what is to be done
//! next. It never awaits. Its stored form is the log itself, so stopping, resuming after a reload, approving and replaying
//! are all the same: fold, then ask for the next thing.

use serde_json::Value;

use super::driver::Backend;
use super::guard::{Guard, PastCall};
use super::work_time::WorkTime;
use crate::event::{AgentSettings, Decision, Event, FeedbackCause, LoggedEvent, Protocol, RunStatus};
use crate::tool::ToolRegistry;
use crate::transcript::{CallStatus, STOPPED, Transcript};

/// A run that has been at work longer than this is ended before its next step.
pub const MAX_RUN_MILLIS: u64 = 15 * 60 * 1000;

/// What is to be done next. `call` is the id of the call's message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Next {
    /// There is no run, or it has ended.
    Nothing,
    /// The model is answering; or it was, when the page was closed.
    Answering,
    /// Call the model. With a cause, it may only answer, and is told why first.
    Step {
        withheld: Option<FeedbackCause>,
    },
    /// Ask the user whether the call may run.
    Ask {
        call: u64,
    },
    /// Wait for the user's word on the call.
    Wait {
        call: u64,
    },
    RunTool {
        call: u64,
    },
    End {
        status: RunStatus,
        reason: String,
    },
}

/// A permission for the rest of the session: this tool, with this schema word for word.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Grant {
    tool_name: String,
    schema: String,
}

/// What is known of the session's current run, and of the grants of all its runs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Run {
    agent: Option<AgentSettings>,
    backend: Backend,
    is_open: bool,
    /// Number of the event that began it.
    started: u64,
    steps: u64,
    /// The assistant message that is being written.
    answering: Option<u64>,
    /// The calls of the latest step, in order.
    calls: Vec<u64>,
    /// The newest message of the run.
    tip: u64,
    guard: Guard,
    withheld: Option<FeedbackCause>,
    /// What the model was told of its replies that could not be used, since the last one that could.
    complaints: Vec<String>,
    work: WorkTime,
    grants: Vec<Grant>,
    /// Whether what answers has shown thoughts.
    has_thought: bool,
    /// Whether the server has answered with calls in its own format.
    spoke_natively: bool,
    ended: Option<RunStatus>,
}

impl Run {
    /// How the agent of the current run works; none while there is no run, or it is a plain answer.
    pub fn agent(&self) -> Option<&AgentSettings> {
        self.agent.as_ref().filter(|_| self.is_open)
    }

    /// What answers in the current run, or answered in the last.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    pub fn protocol(&self) -> Option<Protocol> {
        self.agent().map(|agent| agent.protocol)
    }

    /// How the run ended, once it has.
    pub fn ended(&self) -> Option<RunStatus> {
        self.ended
    }

    /// Whether the server has answered this run with calls in its own format: then text is never read as calls.
    pub(super) fn spoke_natively(&self) -> bool {
        self.spoke_natively
    }

    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The call of the open run that the user is asked about.
    pub fn waiting_call(&self, transcript: &Transcript) -> Option<u64> {
        self.agent()?;
        let waits = |call: &u64| {
            let tool = transcript.node(*call).and_then(|node| node.tool.as_ref());
            tool.is_some_and(|tool| tool.status == CallStatus::Awaiting)
        };
        self.calls.iter().copied().find(waits)
    }

    /// Model calls of the run so far, the current one included.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether the model is one that thinks: it was said to be, or it has been seen to do so.
    pub fn thinks(&self) -> bool {
        self.has_thought || self.agent.as_ref().is_some_and(|agent| agent.thinks)
    }

    pub(crate) fn tip(&self) -> u64 {
        self.tip
    }

    pub(super) fn withheld(&self) -> Option<FeedbackCause> {
        self.withheld
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(super) fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// When the run began: what stands before it in the log belongs to earlier runs.
    pub(super) fn started(&self) -> u64 {
        self.started
    }

    /// Why there is no further step, if the one that is being taken is the last that the run may have.
    pub(super) fn limit_met(&self) -> Option<String> {
        let max_steps = self.agent()?.max_steps;
        let is_met = self.steps >= max_steps;
        is_met.then(|| format!("The run met its limit of {}.", count(max_steps, "step")))
    }

    /// Folds one more event. `transcript` has folded it already.
    pub fn apply(&mut self, logged: &LoggedEvent, transcript: &Transcript) {
        self.fold(logged, transcript);
        self.work.count(logged);
    }

    fn fold(&mut self, logged: &LoggedEvent, transcript: &Transcript) {
        match &logged.event {
            Event::RunStarted { provider, base_url, model, agent } => {
                let grants = std::mem::take(&mut self.grants);
                let agent = agent.clone();
                let backend =
                    Backend { provider: provider.clone(), base_url: base_url.clone(), model: model.clone() };
                let has_thought = self.has_thought && backend == self.backend;
                let started = logged.seq;
                *self =
                    Self { agent, backend, is_open: true, started, grants, has_thought, ..Self::default() };
            }
            Event::ProtocolChanged { protocol, .. } => {
                // The refused step was none.
                self.steps = self.steps.saturating_sub(1);
                self.tip = transcript.head();
                if let Some(agent) = &mut self.agent {
                    agent.protocol = *protocol;
                }
            }
            Event::StepStarted { .. } => {
                self.steps += 1;
                self.answering = Some(logged.seq);
                self.tip = logged.seq;
                self.calls.clear();
            }
            Event::ResponseDelta { reasoning, .. } => self.has_thought |= !reasoning.is_empty(),
            Event::ModelResponse { reasoning, tool_calls, .. } => {
                self.has_thought |= !reasoning.is_empty();
                self.spoke_natively |= tool_calls.is_some();
                self.answering = None;
            }
            Event::ResponseStopped { reasoning, .. } => {
                self.has_thought |= !reasoning.is_empty();
                self.answering = None;
            }
            Event::ToolRequested { .. } => {
                self.calls.push(logged.seq);
                self.tip = logged.seq;
                self.withheld = None;
                self.complaints.clear();
            }
            Event::ApprovalDecided { call, decision, .. } => self.remember(*call, decision, transcript),
            Event::ToolResult { call, .. } | Event::ToolDenied { call, .. } => {
                self.settle(*call, transcript);
            }
            Event::ToolFailed { call, .. } => self.settle(Some(*call), transcript),
            Event::Feedback { cause, content, .. } => {
                self.tip = logged.seq;
                self.take_feedback(*cause, content);
            }
            Event::UserMessage { .. } => self.hear(logged.seq, transcript),
            Event::SessionForked { .. } | Event::SessionImported => self.lapse(),
            Event::RunEnded { status, .. } => {
                self.is_open = false;
                self.ended = Some(*status);
                self.answering = None;
            }
            _ => {}
        }
    }

    /// The user said more while the run goes on: what comes next follows that, and what kept the model from going in circles
    /// counts anew. A message that stands elsewhere is none of the run's business.
    fn hear(&mut self, message: u64, transcript: &Transcript) {
        let follows = transcript.node(message).is_some_and(|node| node.parent == self.tip);
        if follows && self.agent().is_some() && self.answering.is_none() {
            self.tip = message;
            self.withheld = None;
            self.complaints.clear();
            self.guard.hear();
        }
    }

    /// All before this is a copy: nobody is at work on its run, and what was allowed there is not allowed here.
    fn lapse(&mut self) {
        self.grants.clear();
        self.calls.clear();
        self.answering = None;
        if std::mem::take(&mut self.is_open) {
            self.ended = Some(RunStatus::Interrupted);
        }
    }

    fn remember(&mut self, call: u64, decision: &Decision, transcript: &Transcript) {
        let Decision::Session { schema } = decision else { return };
        if let Some(tool) = transcript.node(call).and_then(|node| node.tool.as_ref()) {
            let grant = Grant { tool_name: tool.tool_name.clone(), schema: schema.clone() };
            if !self.grants.contains(&grant) {
                self.grants.push(grant);
            }
        }
    }

    fn settle(&mut self, call: Option<u64>, transcript: &Transcript) {
        let Some(node) = call.and_then(|id| transcript.node(id)) else { return };
        if let Some(tool) = &node.tool {
            self.guard.remember(PastCall {
                name: tool.tool_name.clone(),
                arguments: tool.asked_arguments.as_ref().unwrap_or(&tool.arguments).clone(),
                result: node.content.clone(),
            });
        }
    }

    fn take_feedback(&mut self, cause: FeedbackCause, content: &str) {
        match cause {
            FeedbackCause::RepeatedCall | FeedbackCause::LastStep => self.withheld = Some(cause),
            FeedbackCause::Unreadable | FeedbackCause::BadCall => self.complaints.push(content.to_owned()),
            FeedbackCause::Circles => {}
        }
    }

    /// What is to be done next.
    pub fn next(&self, transcript: &Transcript, registry: &ToolRegistry) -> Next {
        let Some(agent) = self.agent() else { return Next::Nothing };
        if self.answering.is_some() {
            return Next::Answering;
        }
        for call in &self.calls {
            if let Some(next) = self.next_for_call(*call, transcript, registry) {
                return next;
            }
        }
        self.next_step(agent)
    }

    fn next_for_call(&self, call: u64, transcript: &Transcript, registry: &ToolRegistry) -> Option<Next> {
        let tool = transcript.node(call)?.tool.as_ref()?;
        match tool.status {
            CallStatus::Requested if self.needs_approval(&tool.tool_name, registry) => {
                Some(Next::Ask { call })
            }
            CallStatus::Requested | CallStatus::Approved => Some(Next::RunTool { call }),
            CallStatus::Awaiting => Some(Next::Wait { call }),
            // It was begun and has no end: only the user can say whether it may be done again.
            CallStatus::Started => Some(Next::Ask { call }),
            CallStatus::Done | CallStatus::Failed | CallStatus::Denied => None,
        }
    }

    /// Whether the user has to be asked. A tool that is not registered needs no word: it cannot run.
    fn needs_approval(&self, tool_name: &str, registry: &ToolRegistry) -> bool {
        registry.get(tool_name).is_some_and(|tool| {
            let grant = Grant { tool_name: tool_name.to_owned(), schema: grant_schema(&tool.parameters()) };
            registry.asks(tool.as_ref()) && !self.grants.contains(&grant)
        })
    }

    fn next_step(&self, agent: &AgentSettings) -> Next {
        if let Some(reason) = self.guard.circles() {
            return Next::End { status: RunStatus::Stuck, reason };
        }
        if let Some(reason) = self.limit_met() {
            return Next::End { status: RunStatus::MaxStepsExceeded, reason };
        }
        if self.work.millis() > MAX_RUN_MILLIS {
            let minutes = MAX_RUN_MILLIS / 60_000;
            let reason = format!("The run met its limit of {minutes} minutes.");
            return Next::End { status: RunStatus::TimedOut, reason };
        }
        Next::Step { withheld: self.withheld.or(self.last_step(agent)) }
    }

    fn last_step(&self, agent: &AgentSettings) -> Option<FeedbackCause> {
        let is_last = self.steps + 1 == agent.max_steps && !self.guard.is_empty();
        is_last.then_some(FeedbackCause::LastStep)
    }

    /// Why the next step may only answer, if the user says more before it: only the limit of steps still counts then.
    pub(super) fn withheld_after_words(&self) -> Option<FeedbackCause> {
        self.last_step(self.agent()?)
    }

    /// The user's word on a call, as events. With `schema` the word holds for the rest of the session.
    pub fn approve(call: u64, schema: Option<&Value>, arguments: Option<Value>) -> Event {
        let decision =
            schema.map_or(Decision::Once, |schema| Decision::Session { schema: grant_schema(schema) });
        Event::ApprovalDecided { call, decision, arguments }
    }

    /// The events that end the run after the user stopped `call` while it ran.
    pub(super) fn abandon_after(&self, transcript: &Transcript, call: u64) -> Vec<Event> {
        let is_about_it =
            |event: &Event| matches!(event, Event::ToolDenied { call: Some(id), .. } if *id == call);
        let events = self.abandon(transcript, STOPPED).into_iter();
        events.filter(|event| !is_about_it(event)).collect()
    }

    /// What the model is to be told because it goes in circles, once, and while there is a step in which it could read it.
    pub(super) fn warning(&self) -> Option<String> {
        self.guard.warning().filter(|_| self.is_open && self.limit_met().is_none())
    }

    /// The events that end an open run for which nobody works any more: what was not decided is denied.
    pub fn abandon(&self, transcript: &Transcript, reason: &str) -> Vec<Event> {
        if !self.is_open {
            return Vec::new();
        }
        let open = self.calls.iter().filter_map(|call| {
            let tool = transcript.node(*call)?.tool.as_ref().filter(|tool| !tool.status.is_settled())?;
            let (tool_name, reason) = (tool.tool_name.clone(), reason.to_owned());
            Some(Event::ToolDenied { tool_name, call: Some(*call), reason })
        });
        let ended = Event::RunEnded { status: RunStatus::Cancelled, reason: String::new() };
        open.chain([ended]).collect()
    }
}

/// The text by which two schemas are the same.
pub(super) fn grant_schema(parameters: &Value) -> String {
    parameters.to_string()
}

/// `1 step`, `2 steps`.
pub(super) fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
