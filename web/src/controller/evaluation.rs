//! Evaluates the active model on test cases for the agent. In a chunk of its own, together with the cases.

use std::rc::Rc;

use abcb_core::eval::{EvalRunner, Plan, Scorecard, Trial, all_cases, run_eval};
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, LocalBoxFuture, pending};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};
use crate::i18n::{args, tf};
use crate::lazy::lazy;
use crate::state::{AgentPage, CaseLine, Score};

type Measuring = fn(Rc<Inner>, usize) -> LocalBoxFuture<'static, ()>;

lazy!(measuring in evaluation: Measuring = measure);

impl Controller {
    /// Runs every phrasing of every case `runs` times. Continues in the background if its page is closed.
    pub fn evaluate(&self, runs: usize) {
        let inner = self.inner();
        let shown = inner.state.evaluation;
        if shown.is_running.get_untracked() {
            return;
        }
        let (stop, stopped) = AbortHandle::new_pair();
        *inner.evaluation.borrow_mut() = Some(stop.clone());
        shown.is_running.set(true);
        shown.score.set(None);
        self.fetch(measuring, move |measure| {
            spawn_local(async move {
                let has_come = measure.is_some();
                if let Some(measure) = measure {
                    // Aborting drops everything, including a request in flight.
                    let _ = Abortable::new(measure(inner.clone(), runs), stopped).await;
                }
                // After an abort, the state may already belong to the next evaluation.
                if !stop.is_aborted() {
                    inner.end_evaluation();
                    inner.tell_score(has_come);
                }
            });
        });
    }

    /// Stops the evaluation immediately, even while it waits for a model. The results so far are kept.
    pub fn stop_evaluation(&self) {
        self.inner().end_evaluation();
    }

    /// Opens the evaluation page.
    pub fn show_evaluation(&self) {
        self.inner().state.agent.page.set(Some(AgentPage::Evaluation));
    }
}

impl Inner {
    fn end_evaluation(&self) {
        if let Some(stop) = self.evaluation.take() {
            stop.abort();
        }
        self.state.evaluation.is_running.set(false);
    }

    /// Shows a toast with the result if the evaluation page is not open.
    fn tell_score(&self, was_measured: bool) {
        let is_seen = self.state.agent.page.get_untracked() == Some(AgentPage::Evaluation);
        let score = self.state.evaluation.score.get_untracked().filter(|_| was_measured && !is_seen);
        if let Some(score) = score {
            self.toast(tf("evaluation-ended", args![n = score.passed, all = score.done]));
        }
    }
}

fn measure(inner: Rc<Inner>, runs: usize) -> LocalBoxFuture<'static, ()> {
    async move {
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
        let lab = EvalRunner {
            provider: provider.as_mut(),
            clock: inner.ports.clock.clone(),
            // The evaluation is stopped by dropping it.
            stop: pending().boxed_local(),
        };
        run_eval(&plan, lab, &mut progress).await;
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
