//! `npm run eval`: runs core's evaluation against a model server or the built-in engine, prints the scorecard, and
//! writes it to disk with the logs of failed trials. The only part of the evaluation that accesses network, files and
//! clock.

mod options;
mod report;
mod server;
mod with_engine;

use std::process::ExitCode;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use abcb_core::agent::Backend;
use abcb_core::base::clock::Clock;
use abcb_core::eval::{EvalRunner, Plan, Scorecard, Trial, all_cases, run_eval};
use abcb_core::log::event::AgentSettings;
use abcb_core::provider::Provider;
use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};

use options::{Options, Source};

fn main() -> ExitCode {
    let outcome = Options::read(std::env::args().skip(1)).and_then(|options| evaluate(&options));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn evaluate(options: &Options) -> Result<(), String> {
    let plan = plan(options)?;
    let mut provider: Box<dyn Provider> = match &options.source {
        Source::Server { base_url, model } => Box::new(server::Server::new(base_url, model)),
        Source::Gguf { file } => Box::new(with_engine::Engine::load(file)?),
    };
    let lab = EvalRunner {
        provider: &mut *provider,
        clock: Rc::new(SystemClock),
        stop: future::pending().boxed_local(),
    };
    let mut progress = |trial: &Trial| {
        // Held-out trials are reported only in the totals.
        if !trial.is_held_out {
            println!("{}", report::line(trial));
        }
    };
    let trials = block_on(run_eval(&plan, lab, &mut progress));
    // A pass rate that consists only of failed requests would misrepresent the model.
    let failures: Vec<&String> = trials.iter().filter_map(|trial| trial.facts.failure.as_ref()).collect();
    if let Some(reason) = failures.first().filter(|_| failures.len() == trials.len()) {
        return Err(format!("The model could not be asked once: {reason}."));
    }
    let card = Scorecard::of(&trials);
    println!("\n{}", card.to_text());
    report::write(options, &card, &trials)
}

fn plan(options: &Options) -> Result<Plan, String> {
    let mut cases = all_cases();
    if let Some(name) = &options.case {
        cases.retain(|case| case.name.contains(name.as_str()));
    }
    if cases.is_empty() {
        return Err("There is no such case.".to_owned());
    }
    let (base_url, model) = match &options.source {
        Source::Server { base_url, model } => (Some(base_url.clone()), model.clone()),
        Source::Gguf { file } => (None, file.clone()),
    };
    let agent = AgentSettings {
        protocol: options.protocol,
        max_steps: options.max_steps,
        tools: Vec::new(),
        thinks: false,
    };
    let backend = Backend { provider: "eval".to_owned(), base_url, model: Some(model) };
    Ok(Plan { cases, runs: options.runs, with_held_out: options.held_out, agent, backend })
}

struct SystemClock;

impl Clock for SystemClock {
    fn unix_millis(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
    }

    /// Never resolves: both providers block until they have output, and the tools here return at once.
    fn sleep(&self, _millis: u32) -> LocalBoxFuture<'static, ()> {
        future::pending().boxed_local()
    }
}

/// Polls a future to completion. Its parts block instead of returning `Pending`.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
