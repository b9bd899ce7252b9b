//! The agent loop as a state machine without I/O: it folds the event log into the state of the run and returns the
//! next action. It never awaits. The log is its only stored form, so stopping, resuming after a reload, approving and
//! replaying all work the same way: fold the log, then ask for the next action.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::guard::{Guard, PastCall};
use super::next::Next;
use super::work_time::WorkTime;
use crate::log::event::{
    AgentSettings, Backend, Decision, Event, FeedbackCause, LoggedEvent, Protocol, RunStatus,
};
use crate::log::reasons::EndReason;
use crate::log::transcript::{CallStatus, STOPPED, Transcript};
use crate::tool::ToolRegistry;

/// The time limit of a run, in milliseconds of work. A run past the limit ends before its next step.
pub const MAX_RUN_MILLIS: u64 = 15 * 60 * 1000;

/// An approval for the rest of the session. It is valid for this tool with exactly this schema.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Grant {
    tool_name: String,
    schema: String,
}

/// The state of the session's current run, and the grants made in all its runs. It is complete: together with the
/// messages it decides everything that comes next, and it can be written down and read again.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Run {
    /// The settings that the run started with, and the protocol it has changed to since; `None` for a plain answer.
    agent: Option<AgentSettings>,
    /// What answers, so that a run that is taken up again can go on with the same model.
    backend: Backend,
    /// Whether the run has started and not ended: only then does anything come next.
    is_open: bool,
    /// The sequence number of the event that started the run: feedback from before it is not sent to the model again.
    started: u64,
    /// The number of model calls so far, which the limit of steps is about.
    steps: u64,
    /// The assistant message that is being streamed. Nothing else may happen until its reply is complete.
    answering: Option<u64>,
    /// The calls of the latest step, in order. They are settled one by one before the next step.
    calls: Vec<u64>,
    /// The newest message of the run, which the next step follows wherever the user is looking.
    tip: u64,
    /// The calls made so far, to notice a model that repeats itself.
    guard: Guard,
    /// Why the next step gets no tools, if feedback has told the model to answer.
    tools_disabled: Option<FeedbackCause>,
    /// The feedback on unusable replies since the last usable one, to notice the same mistake made again.
    complaints: Vec<String>,
    /// The time worked so far, which the time limit is about.
    work: WorkTime,
    /// The approvals for the rest of the session. They outlast the run they were given in.
    grants: Vec<Grant>,
    /// Whether the backend has produced reasoning, in this run or an earlier one: such a model is not asked greedily.
    has_thought: bool,
    /// Whether the server has answered with native tool calls. If so, text is never parsed as calls.
    spoke_natively: bool,
    /// How the run ended, once it has.
    ended: Option<RunStatus>,
}

impl Run {
    /// The agent settings of the current run; `None` if there is no open run or it is a plain answer.
    pub fn agent(&self) -> Option<&AgentSettings> {
        self.agent.as_ref().filter(|_| self.is_open)
    }

    /// The backend of the current run, or of the last one.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Returns the tool protocol of the open run; `None` if there is none or it has no tools.
    pub fn protocol(&self) -> Option<Protocol> {
        self.agent().map(|agent| agent.protocol)
    }

    /// The final status of the run, once it has ended.
    pub fn ended(&self) -> Option<RunStatus> {
        self.ended
    }

    /// Whether the server has answered this run with native tool calls. If so, text is never parsed as calls.
    pub(super) fn spoke_natively(&self) -> bool {
        self.spoke_natively
    }

    /// Returns whether a run has started and not ended.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The call of the open run that waits for the user's approval.
    pub fn waiting_call(&self, transcript: &Transcript) -> Option<u64> {
        self.agent()?;
        let waits = |call: &u64| {
            let tool = transcript.node(*call).and_then(|node| node.tool.as_ref());
            tool.is_some_and(|tool| tool.status == CallStatus::Awaiting)
        };
        self.calls.iter().copied().find(waits)
    }

    /// The number of model calls in the run so far, including the current one.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether this is a reasoning model: the settings say so, or it has produced reasoning.
    pub fn thinks(&self) -> bool {
        self.has_thought || self.agent.as_ref().is_some_and(|agent| agent.thinks)
    }

    pub(crate) fn tip(&self) -> u64 {
        self.tip
    }

    pub(super) fn tools_disabled(&self) -> Option<FeedbackCause> {
        self.tools_disabled
    }

    pub(super) fn guard(&self) -> &Guard {
        &self.guard
    }

    pub(super) fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// The sequence number of the event that started the run. Earlier events belong to earlier runs.
    pub(super) fn started(&self) -> u64 {
        self.started
    }

    /// The step limit, if no further step may follow the current one.
    pub(super) fn limit_met(&self) -> Option<u64> {
        let max_steps = self.agent()?.max_steps;
        let is_met = self.steps >= max_steps;
        is_met.then_some(max_steps)
    }

    /// Folds one more event. `transcript` must already include it.
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
                // The refused step does not count.
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
                self.tools_disabled = None;
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
            Event::UserMessage { .. } => self.take_user_message(logged.seq, transcript),
            Event::SessionForked { .. } | Event::SessionImported => self.lapse(),
            Event::RunEnded { status, .. } => {
                self.is_open = false;
                self.ended = Some(*status);
                self.answering = None;
            }
            _ => {}
        }
    }

    /// Handles a message that the user sent during the run: the next step follows it, and the loop detection starts
    /// over. A message on another branch is ignored.
    fn take_user_message(&mut self, message: u64, transcript: &Transcript) {
        let follows = transcript.node(message).is_some_and(|node| node.parent == self.tip);
        if follows && self.agent().is_some() && self.answering.is_none() {
            self.tip = message;
            self.tools_disabled = None;
            self.complaints.clear();
            self.guard.hear();
        }
    }

    /// Handles a fork or an import. Everything before it is a copy: no run is in progress, and earlier grants do not
    /// apply.
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
            FeedbackCause::RepeatedCall | FeedbackCause::LastStep => self.tools_disabled = Some(cause),
            FeedbackCause::Unreadable | FeedbackCause::BadCall => self.complaints.push(content.to_owned()),
            FeedbackCause::Circles => {}
        }
    }

    /// Returns the next action.
    pub fn next(&self, transcript: &Transcript, registry: &ToolRegistry) -> Next {
        if let Some(message) = self.answering.filter(|_| self.is_open) {
            return Next::Answering { message };
        }
        let Some(agent) = self.agent() else { return Next::Nothing };
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
            // The call started but has no result, so only the user can decide whether to run it again.
            CallStatus::Started => Some(Next::Ask { call }),
            CallStatus::Done | CallStatus::Failed | CallStatus::Denied => None,
        }
    }

    /// Whether the user has to approve the tool. An unregistered tool needs no approval, because it cannot run.
    fn needs_approval(&self, tool_name: &str, registry: &ToolRegistry) -> bool {
        registry.get(tool_name).is_some_and(|tool| {
            let grant = Grant { tool_name: tool_name.to_owned(), schema: grant_schema(&tool.parameters()) };
            registry.asks(tool.as_ref()) && !self.grants.contains(&grant)
        })
    }

    fn next_step(&self, agent: &AgentSettings) -> Next {
        if let Some(reason) = self.guard.loop_detected() {
            return Next::End { status: RunStatus::Stuck, reason: reason.to_string() };
        }
        if let Some(limit) = self.limit_met() {
            let reason = EndReason::steps(limit).to_string();
            return Next::End { status: RunStatus::MaxStepsExceeded, reason };
        }
        if self.work.millis() > MAX_RUN_MILLIS {
            let reason = EndReason::Minutes { limit: MAX_RUN_MILLIS / 60_000 }.to_string();
            return Next::End { status: RunStatus::TimedOut, reason };
        }
        Next::Step { tools_disabled: self.tools_disabled.or(self.last_step(agent)) }
    }

    fn last_step(&self, agent: &AgentSettings) -> Option<FeedbackCause> {
        let is_last = self.steps + 1 == agent.max_steps && !self.guard.is_empty();
        is_last.then_some(FeedbackCause::LastStep)
    }

    /// Why tools are disabled in the next step if the user sends a message before it. Only the step limit still
    /// applies then.
    pub(super) fn tools_disabled_after_steering(&self) -> Option<FeedbackCause> {
        self.last_step(self.agent()?)
    }

    /// The event for the user's approval of a call. With `schema`, the approval holds for the rest of the session.
    pub fn approve(call: u64, schema: Option<&Value>, arguments: Option<Value>) -> Event {
        let decision =
            schema.map_or(Decision::Once, |schema| Decision::Session { schema: grant_schema(schema) });
        Event::ApprovalDecided { call, decision, arguments }
    }

    /// The events that end the run after the user stopped `call` while it was running.
    pub(super) fn abandon_after(&self, transcript: &Transcript, call: u64) -> Vec<Event> {
        let is_about_it =
            |event: &Event| matches!(event, Event::ToolDenied { call: Some(id), .. } if *id == call);
        let events = self.abandon(transcript, STOPPED).into_iter();
        events.filter(|event| !is_about_it(event)).collect()
    }

    /// The warning to the model that it is repeating a call. Returned once, and only if another step can read it.
    pub(super) fn warning(&self) -> Option<String> {
        self.guard.warning().filter(|_| self.is_open && self.limit_met().is_none())
    }

    /// The events that end an open run that nothing will continue. Unsettled calls are denied.
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

/// The canonical text of a schema, used to compare two schemas.
pub(super) fn grant_schema(parameters: &Value) -> String {
    parameters.to_string()
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
