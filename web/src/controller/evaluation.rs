//! Measures the model that answers, on cases of the agent. In a chunk of its own, which brings the cases.

use std::rc::Rc;

use abcb_core::eval::{Lab, Plan, Scorecard, Trial, all_cases, run_eval};
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, LocalBoxFuture, pending};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::lazy::lazy;
use crate::state::{CaseLine, Score};

type Measuring = fn(Rc<Inner>, usize) -> LocalBoxFuture<'static, ()>;

lazy!(measuring in evaluation: Measuring = measure);

impl Controller {
    /// Tries every wording of every case `runs` times.
    pub fn evaluate(&self, runs: usize) {
        let inner = self.inner();
        if inner.state.evaluation.is_running.get_untracked() {
            return;
        }
        inner.state.evaluation.is_running.set(true);
        self.fetch(measuring, move |measure| match measure {
            Some(measure) => spawn_local(measure(inner, runs)),
            None => inner.state.evaluation.is_running.set(false),
        });
    }

    /// Ends the evaluation; what was measured stays.
    pub fn stop_evaluation(&self) {
        if let Some(stop) = self.inner().evaluation.borrow().as_ref() {
            stop.abort();
        }
    }
}

fn measure(inner: Rc<Inner>, runs: usize) -> LocalBoxFuture<'static, ()> {
    async move {
        let (stop, stopped) = AbortHandle::new_pair();
        *inner.evaluation.borrow_mut() = Some(stop);
        let (mut provider, backend) = inner.provider(inner.answering().await, "", None);
        let agent = inner.agent_settings_now().await;
        let model = backend.model.clone().unwrap_or_else(|| backend.provider.clone());
        let protocol = agent.protocol;
        let plan = Plan { cases: all_cases(), runs, with_held_out: true, agent, backend };
        let of = plan.cases.iter().map(|case| case.phrasings.len() * runs).sum();
        let shown = inner.state.evaluation.score;
        let empty = Score { model, protocol: Some(protocol), of, ..Score::default() };
        shown.set(Some(empty.clone()));
        let mut trials: Vec<Trial> = Vec::new();
        let mut progress = |trial: &Trial| {
            trials.push(trial.clone());
            shown.set(Some(score(&empty, &trials)));
        };
        let lab = Lab {
            provider: provider.as_mut(),
            clock: inner.ports.clock.clone(),
            stop: Abortable::new(pending::<()>(), stopped).map(|_| ()).boxed_local(),
        };
        run_eval(&plan, lab, &mut progress).await;
        *inner.evaluation.borrow_mut() = None;
        inner.state.evaluation.is_running.set(false);
    }
    .boxed_local()
}

fn score(empty: &Score, trials: &[Trial]) -> Score {
    let card = Scorecard::of(trials);
    let cases = card.cases.iter().map(|case| CaseLine {
        name: case.name,
        passed: case.dev.passed + case.held_out.passed,
        of: case.dev.of + case.held_out.of,
        missed: case.missed.join("; "),
    });
    Score {
        cases: cases.collect(),
        passed: card.dev.passed + card.held_out.passed,
        done: trials.len(),
        valid_json: card.valid_json.passed,
        constrained: card.valid_json.of,
        millis: card.millis,
        ..empty.clone()
    }
}
