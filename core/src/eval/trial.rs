//! Runs cases with the real driver. Every trial has its own in-memory notes, files and logs. Where a call needs
//! approval, the harness approves notes and denies everything else; in a guided run it accepts every suggested tool.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};

use super::{EvalCase, Expectation, Facts, Phrasing, missed};
use crate::agent::{
    AnswerOutcome, Backend, EventSink as _, Io, MemoryLog, Next, Observation, Run, RunKind, Stop,
    run_with_tools,
};
use crate::base::clock::{Clock, now_millis};
use crate::base::store_error::StoreError;
use crate::log::event::{AgentSettings, Event, LoggedEvent};
use crate::provider::{Capabilities, ChatRequest, DeltaStream, Provider};
use crate::tool::notes::{MemoryNotes, NoteStore};
use crate::tool::workspace::MemoryWorkspace;
use crate::tool::{BuiltinTool, ToolHost, ToolRegistry, builtin_tools};

/// The evaluation to run: the cases, the number of runs and the agent. `agent.tools` is filled in per case.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The tasks, in order.
    pub cases: Vec<EvalCase>,
    /// How often each phrasing is tried.
    pub runs: usize,
    /// Whether the held-out phrasings are tried too.
    pub with_held_out: bool,
    /// The protocol and the limits of each run.
    pub agent: AgentSettings,
    /// What is written to the logs as provider and model.
    pub backend: Backend,
}

/// The environment of an evaluation.
pub struct EvalRunner<'a> {
    /// The model that is evaluated.
    pub provider: &'a mut dyn Provider,
    /// The time, for logs and durations.
    pub clock: Rc<dyn Clock>,
    /// Completes when the user stops the evaluation.
    pub stop: LocalBoxFuture<'static, ()>,
}

/// One run of one phrasing, with everything needed to see why it failed.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The name of the case.
    pub case: &'static str,
    /// The number of the phrasing within the case, and the number of the run, both starting at 1.
    pub phrasing: usize,
    /// The number of the run, starting at 1.
    pub run: usize,
    /// Whether nobody may tune to this phrasing.
    pub is_held_out: bool,
    /// The expectations that were not met; empty if the trial passed.
    pub missed: Vec<Expectation>,
    /// What happened, as far as it is judged.
    pub facts: Facts,
    /// The duration in milliseconds.
    pub millis: u64,
    /// The event log of each session.
    pub logs: Vec<Vec<LoggedEvent>>,
    /// Every request to the model, in order.
    pub requests: Vec<ChatRequest>,
}

impl Trial {
    /// Returns whether all expectations were met.
    pub fn is_passed(&self) -> bool {
        self.missed.is_empty()
    }
}

/// Runs all trials of the plan one after another and reports each to `progress`. After a stop, returns the trials
/// completed so far.
pub async fn run_eval(plan: &Plan, lab: EvalRunner<'_>, progress: &mut dyn FnMut(&Trial)) -> Vec<Trial> {
    let stop = lab.stop.shared();
    let mut trials = Vec::new();
    for case in &plan.cases {
        let wanted = case.phrasings.iter().zip(1..);
        for (phrasing, number) in wanted.filter(|(one, _)| plan.with_held_out || !one.is_held_out) {
            for run in 1..=plan.runs {
                let bench = TrialEnvironment { plan, case, clock: lab.clock.clone(), stop: stop.clone() };
                let mut trial = bench.try_once(phrasing, &mut *lab.provider).await;
                if stop.peek().is_some() {
                    return trials;
                }
                (trial.phrasing, trial.run) = (number, run);
                progress(&trial);
                trials.push(trial);
            }
        }
    }
    trials
}

/// The environment of one trial.
struct TrialEnvironment<'a> {
    plan: &'a Plan,
    case: &'a EvalCase,
    clock: Rc<dyn Clock>,
    stop: Shared<LocalBoxFuture<'static, ()>>,
}

impl TrialEnvironment<'_> {
    async fn try_once(&self, phrasing: &Phrasing, provider: &mut dyn Provider) -> Trial {
        let begun = now_millis(&*self.clock);
        let notes: Rc<dyn NoteStore> = Rc::new(MemoryNotes::default());
        for note in self.case.notes {
            // In-memory notes never reject a write.
            let _ = notes.append(0, note).await;
        }
        let registry = self.tools(notes.clone());
        let mut watched = Watched { inner: provider, requests: Rc::default() };
        let requests = watched.requests.clone();
        let sessions: Vec<&[&str]> = match phrasing.is_apart {
            true => phrasing.prompts.chunks(1).collect(),
            false => vec![phrasing.prompts],
        };
        let mut facts = Facts::default();
        let mut logs = Vec::new();
        for prompts in sessions {
            let first = requests.borrow().len();
            let events = self.converse(prompts, &registry, &mut watched).await;
            facts.read_log(&events, facts.prompts);
            facts.read_replies(&events, requests.borrow().get(first..).unwrap_or_default());
            logs.push(events);
        }
        let notes = notes.list().await.unwrap_or_default();
        facts.new_notes = notes.into_iter().skip(self.case.notes.len()).map(|note| note.text).collect();
        Trial {
            case: self.case.name,
            phrasing: 0,
            run: 0,
            is_held_out: phrasing.is_held_out,
            missed: missed(phrasing.expect, &facts),
            facts,
            millis: now_millis(&*self.clock).saturating_sub(begun),
            logs,
            requests: requests.take(),
        }
    }

    fn tools(&self, notes: Rc<dyn NoteStore>) -> ToolRegistry {
        builtin_tools(&ToolHost {
            notes,
            clock: self.clock.clone(),
            workspace: Rc::new(MemoryWorkspace::with_files(self.case.files.iter().copied())),
            can_write: self.case.can_write,
            code_runner: None,
        })
    }

    /// Runs one session with these prompts and returns its log.
    async fn converse(
        &self,
        prompts: &[&str],
        registry: &ToolRegistry,
        provider: &mut dyn Provider,
    ) -> Vec<LoggedEvent> {
        let mut log = MemoryLog::new(self.clock.clone());
        for prompt in prompts {
            // An in-memory log never rejects a write, so the outcome is in the log too.
            let _ = self.answer(prompt, registry, provider, &mut log).await;
        }
        log.events().to_vec()
    }

    async fn answer(
        &self,
        prompt: &str,
        registry: &ToolRegistry,
        provider: &mut dyn Provider,
        log: &mut MemoryLog,
    ) -> Result<AnswerOutcome, StoreError> {
        let parent = log.state().head();
        let mut question = Some(RunKind::Ask { input: prompt.into(), parent });
        let agent = AgentSettings { tools: registry.names(), ..self.plan.agent.clone() };
        loop {
            let io = Io {
                provider: &mut *provider,
                sink: log,
                clock: &*self.clock,
                registry,
                stop: Stop::when(self.stop.clone()),
                observe: &mut |_: Observation<'_>| {},
                steering: &mut Vec::new,
            };
            let backend = self.plan.backend.clone();
            let outcome = run_with_tools(io, backend, agent.clone(), question.take()).await?;
            if outcome.status.is_some() || !self.decide(registry, log) {
                return Ok(outcome);
            }
        }
    }

    /// Decides for the user on a pending call: approves notes, denies everything else. Returns whether a call was
    /// pending.
    fn decide(&self, registry: &ToolRegistry, log: &mut MemoryLog) -> bool {
        let state = log.state();
        let next = state.run().next(&state, registry);
        let Next::Wait { call } = next else { return false };
        let Some(tool) = state.node(call).and_then(|node| node.tool.as_ref()) else { return false };
        let tool_name = tool.tool_name.clone();
        log.push(vec![match tool_name.parse() {
            Ok(BuiltinTool::SessionNoteAppend) => Run::approve(call, None, None),
            _ => Event::ToolDenied { tool_name, call: Some(call), reason: String::new() },
        }]);
        true
    }
}

/// A provider that records its requests.
struct Watched<'a> {
    inner: &'a mut dyn Provider,
    requests: Rc<RefCell<Vec<ChatRequest>>>,
}

impl Provider for Watched<'_> {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        self.requests.borrow_mut().push(request.clone());
        self.inner.stream(request)
    }
}

#[cfg(test)]
#[path = "trial_tests.rs"]
mod tests;
