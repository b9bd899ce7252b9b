use serde_json::json;

use super::super::{Scorecard, all_cases};
use super::*;
use crate::log::event::{Protocol, RunStatus};
use crate::log::transcript::CallStatus;
use crate::provider::{Delta, FinishReason};
use crate::testing::{Cue, FakeClock, ScriptedProvider, block_on};

fn plan(name: &str, runs: usize, with_held_out: bool) -> Plan {
    let mut cases = all_cases();
    cases.retain(|case| case.name == name);
    let agent =
        AgentSettings { protocol: Protocol::Envelope, max_steps: 5, tools: Vec::new(), thinks: false };
    Plan { cases, runs, with_held_out, agent, backend: Backend::default() }
}

fn replies(texts: &[&str]) -> Vec<Cue> {
    let said =
        |text: &&str| [Cue::Say(Delta::Content((*text).into())), Cue::Say(Delta::Finish(FinishReason::Stop))];
    // Each reply is one stream: its end in the script is followed by the next request's reply.
    texts.iter().flat_map(said).collect()
}

fn call(name: &str, arguments: serde_json::Value) -> String {
    json!({ "kind": "tool_call", "tool_name": name, "arguments": arguments }).to_string()
}

const DONE: &str = r#"{"kind":"final","content":"It could not be done: not allowed."}"#;

/// Runs the plan with these replies, one per request.
fn run(plan: &Plan, texts: &[&str]) -> (Vec<Trial>, usize) {
    let clock = FakeClock::at(1_000);
    let mut provider = OneByOne { texts: texts.iter().map(|text| (*text).to_owned()).rev().collect() };
    let mut told = 0;
    let lab = EvalRunner {
        provider: &mut provider,
        clock: Rc::new(clock),
        stop: futures_util::future::pending().boxed_local(),
    };
    let trials = block_on(run_eval(plan, lab, &mut |_| told += 1));
    (trials, told)
}

/// Returns one reply per request.
struct OneByOne {
    texts: Vec<String>,
}

impl Provider for OneByOne {
    fn capabilities(&self) -> Capabilities {
        Capabilities::UNKNOWN
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let text = self.texts.pop().unwrap_or_default();
        let mut script = ScriptedProvider::new(&FakeClock::at(0), replies(&[&text]));
        let deltas: Vec<_> = block_on(futures_util::StreamExt::collect(script.stream(request)));
        futures_util::StreamExt::boxed_local(futures_util::stream::iter(deltas))
    }
}

#[test]
fn a_trial_calls_tools_on_files_of_its_own_and_is_judged() {
    let read = call("read_file", json!({ "path": "shopping.txt" }));
    let answer = r#"{"kind":"final","content":"It says eggs, butter and 12 lemons."}"#;
    let (trials, told) = run(&plan("read-file", 1, false), &[&read, answer, "no JSON", answer]);
    assert_eq!((trials.len(), told), (2, 2));
    assert!(trials[0].is_passed(), "{:?}", trials[0].missed);
    assert_eq!((trials[0].facts.steps, trials[0].facts.constrained, trials[0].facts.valid), (2, 2, 2));
    assert!(!trials[1].is_passed(), "no file was read");
    assert_eq!((trials[1].facts.constrained, trials[1].facts.valid), (2, 1));
    let card = Scorecard::of(&trials);
    assert_eq!((card.dev.passed, card.dev.of, card.held_out.of), (1, 2, 0));
    assert_eq!((card.valid_json.passed, card.valid_json.of), (3, 4));
    assert!(card.to_text().contains("1/2 (50 %)"), "{}", card.to_text());
    assert_eq!(card.cases[0].missed.len(), 1);
}

#[test]
fn what_asks_is_denied_and_the_run_goes_on() {
    let write = call("write_file", json!({ "path": "greeting.txt", "content": "hello" }));
    let mut plan = plan("write-denied", 1, false);
    plan.cases[0].phrasings = &plan.cases[0].phrasings[..1];
    let (trials, _) = run(&plan, &[&write, DONE]);
    assert!(trials[0].is_passed(), "{:?}", trials[0].missed);
    assert_eq!(trials[0].facts.calls[0].status, CallStatus::Denied);
    assert_eq!(trials[0].facts.status, Some(RunStatus::Completed));
}

#[test]
fn notes_stay_between_sessions_and_are_new_for_each_trial() {
    let save = call("session_note_append", json!({ "note": "the door code is 4471" }));
    let find = call("session_note_search", json!({ "query": "door code" }));
    let said = r#"{"kind":"final","content":"Saved."}"#;
    let answer = r#"{"kind":"final","content":"It is 4471."}"#;
    let mut plan = plan("note-across-sessions", 2, true);
    plan.cases[0].phrasings = &plan.cases[0].phrasings[..1];
    let (trials, _) = run(&plan, &[&save, said, &find, answer, said, &find, answer]);
    assert!(trials[0].is_passed(), "{:?}", trials[0].missed);
    assert_eq!(trials[0].logs.len(), 2);
    assert!(trials[1].missed.iter().any(|one| matches!(one, Expectation::NoteSaved(_))), "its own notes");
}

#[test]
fn a_stop_ends_the_evaluation() {
    let mut provider = OneByOne { texts: Vec::new() };
    let lab = EvalRunner {
        provider: &mut provider,
        clock: Rc::new(FakeClock::at(1_000)),
        stop: futures_util::future::ready(()).boxed_local(),
    };
    let trials = block_on(run_eval(&plan("say-hi", 3, true), lab, &mut |_| {}));
    assert!(trials.is_empty());
}

#[test]
fn why_the_model_could_not_be_asked_is_kept() {
    let error = crate::provider::ProviderError::Unreachable { url: "x".into(), detail: "refused".into() };
    let mut provider = ScriptedProvider::new(&FakeClock::at(0), [Cue::Fail(error)]);
    let stop = futures_util::future::pending().boxed_local();
    let lab = EvalRunner { provider: &mut provider, clock: Rc::new(FakeClock::at(1_000)), stop };
    let trials = block_on(run_eval(&plan("say-hi", 1, false), lab, &mut |_| {}));
    assert_eq!(trials[0].facts.failure.as_deref(), Some("no response from x: refused"));
    assert!(!trials[0].is_passed());
}

#[test]
fn a_guided_trial_fills_a_form_and_retells_the_result() {
    let mut plan = plan("add-large", 1, false);
    plan.agent.protocol = Protocol::Guided;
    let (trials, _) = run(&plan, &[r#"{"a":48213,"b":9921}"#, " 58134", r#"{"a":7305,"b":6618}"#, ""]);
    assert!(trials.iter().all(Trial::is_passed), "{:?}", trials[0].facts);
    let answers: Vec<&str> = trials.iter().filter_map(|trial| trial.facts.answer.as_deref()).collect();
    assert_eq!(answers, ["48213 + 9921 = 58134\n\nThe answer is: 58134", "7305 + 6618 = 13923"]);
    let form = trials[0].requests[0].schema.as_ref().expect("the first step is a form");
    assert_eq!(form.pointer("/properties/a/enum"), Some(&json!([48213])));
    assert!(trials[0].requests[1].schema.is_none(), "the answer is in plain words");
}
