//! Tests of the requests to a model whose context is smaller than the conversation.

use std::rc::Rc;

use crate::agent::{AnswerOutcome, Backend, Io, MemoryLog, RunKind, Stop, answer, answer_with_tools};
use crate::log::event::{AgentSettings, ContextFit, Event, Protocol, RunStatus, read_log, write_log};
use crate::provider::{ChatRequest, ContextSize, Delta, FinishReason, ProviderError, ToolCallDelta, Usage};
use crate::testing::{Cue, FakeClock, ScriptedProvider, block_on};
use crate::tool::workspace::{MemoryWorkspace, Workspace, WorkspacePath};
use crate::tool::{ReadFile, ToolRegistry};

struct Scene {
    log: MemoryLog,
    clock: FakeClock,
    registry: ToolRegistry,
    context: Option<ContextSize>,
    requests: Vec<ChatRequest>,
}

impl Scene {
    fn new(context: Option<u32>) -> Self {
        let context = context.map(ContextSize::told);
        let clock = FakeClock::at(1_000);
        let log = MemoryLog::new(Rc::new(clock.clone()));
        Self { log, clock, registry: ToolRegistry::new(), context, requests: Vec::new() }
    }

    fn ask(&mut self, content: &str, agent: Option<AgentSettings>, cues: Vec<Cue>) -> AnswerOutcome {
        let mut provider = ScriptedProvider::new(&self.clock, cues);
        provider.context = self.context;
        let parent = crate::agent::EventSink::state(&self.log).head();
        let question = RunKind::Ask { input: content.into(), parent };
        let io = Io {
            provider: &mut provider,
            sink: &mut self.log,
            clock: &self.clock,
            registry: &self.registry,
            stop: Stop::never(),
            observe: &mut |_| (),
            steering: &mut Vec::new,
        };
        let outcome = match agent {
            None => block_on(answer(io, Backend::default(), question)),
            Some(agent) => block_on(answer_with_tools(io, Backend::default(), agent, question)),
        };
        self.requests = provider.requests.take();
        outcome.expect("memory takes every event")
    }

    fn fits(&self) -> Vec<ContextFit> {
        let fit = |event: &Event| match event {
            Event::ContextFitted { fit, .. } => Some(*fit),
            _ => None,
        };
        self.log.events().iter().filter_map(|logged| fit(&logged.event)).collect()
    }
}

fn says(text: &str) -> Vec<Cue> {
    vec![Cue::Say(Delta::Content(text.into())), Cue::Say(Delta::Finish(FinishReason::Stop))]
}

fn overflow(prompt_tokens: Option<u32>, context_tokens: Option<u32>) -> Cue {
    Cue::Fail(ProviderError::ContextOverflow { message: "too long".into(), prompt_tokens, context_tokens })
}

fn long() -> String {
    "several words ".repeat(240)
}

fn contents(request: &ChatRequest) -> Vec<&str> {
    request.messages.iter().map(|message| message.content.as_str()).collect()
}

#[test]
fn two_long_answers_do_not_end_the_conversation() {
    let mut scene = Scene::new(Some(2_048));
    scene.ask("one", None, says(&long()));
    scene.ask("two", None, says(&long()));
    assert_eq!(scene.fits(), [], "so far all fits");
    let outcome = scene.ask("three", None, says("Yes."));
    assert_eq!(outcome.status, Some(RunStatus::Completed));
    assert_eq!(contents(&scene.requests[0]), ["two", long().as_str(), "three"]);
    let [fit] = scene.fits()[..] else { panic!("one request was fitted") };
    let second =
        scene.log.events().iter().filter(|logged| matches!(logged.event, Event::UserMessage { .. })).nth(1);
    assert_eq!((fit.first, fit.left_out, fit.size), (second.map(|logged| logged.seq), 2, 2_048));
    // The log keeps everything and, after a reload, still shows what was sent.
    let log = read_log(&write_log(scene.log.events()).expect("a log")).expect("the same log");
    let transcript = crate::log::transcript::Transcript::from_log(&log);
    assert_eq!(transcript.path().len(), 6);
    assert_eq!(transcript.path().last().and_then(|node| node.context_fit), Some(fit));
}

#[test]
fn a_server_that_refuses_a_conversation_and_tells_its_size_is_asked_once_more() {
    let mut scene = Scene::new(None);
    scene.ask("one", None, says(&long()));
    let cues = [vec![overflow(Some(2_600), Some(2_048))], says("Yes.")].concat();
    let outcome = scene.ask("two", None, cues);
    assert_eq!(outcome.status, Some(RunStatus::Completed));
    assert_eq!(contents(&scene.requests[1]), ["two"]);
    assert_eq!(scene.fits().len(), 1);

    let twice = vec![overflow(Some(2_600), Some(2_048)), overflow(Some(2_300), Some(2_048))];
    let outcome = scene.ask("three", None, [twice, says("never heard")].concat());
    assert_eq!((outcome.status, scene.requests.len()), (Some(RunStatus::Failed), 2));
}

#[test]
fn a_conversation_fits_a_context_that_is_only_assumed_and_the_log_says_so() {
    let mut scene = Scene::new(None);
    scene.context = Some(ContextSize { tokens: 2_048, is_assumed: true });
    for question in ["one", "two", "three"] {
        scene.ask(question, None, says(&long()));
    }
    let [fit] = scene.fits()[..] else { panic!("one request was fitted") };
    assert_eq!((fit.left_out, fit.size, fit.is_assumed), (2, 2_048, true));
    // A size that the server reports is not an assumption.
    let cues = [vec![overflow(Some(2_600), Some(1_024))], says("Yes.")].concat();
    scene.ask("four", None, cues);
    let last = scene.fits().last().copied();
    assert_eq!(last.map(|fit| (fit.size, fit.is_assumed)), Some((1_024, false)));
}

#[test]
fn a_refusal_that_nothing_can_be_done_about_stands() {
    for (context, refusal) in [
        // The size is unknown.
        (None, overflow(None, None)),
        // There is nothing to leave out.
        (None, overflow(Some(5_000), Some(2_048))),
    ] {
        let mut scene = Scene::new(context);
        let outcome = scene.ask("one", None, [vec![refusal], says("never heard")].concat());
        assert_eq!((outcome.status, scene.requests.len()), (Some(RunStatus::Failed), 1));
        assert_eq!(scene.fits(), []);
    }
}

/// Only the server knows how many tokens a text has.
#[test]
fn an_estimate_refuses_nothing() {
    for question in ["今天天气很好我们去公园散步吧".repeat(150), long().repeat(6)] {
        let mut scene = Scene::new(Some(2_048));
        scene.ask("one", None, says("Yes."));
        let outcome = scene.ask(&question, None, says("It fits me."));
        assert_eq!((outcome.status, scene.requests.len()), (Some(RunStatus::Completed), 1));
        assert_eq!(contents(&scene.requests[0]), [question.as_str()], "the question whole, and nothing else");
    }
}

#[test]
fn a_question_that_was_too_long_stands_in_the_way_of_no_other() {
    let mut scene = Scene::new(Some(2_048));
    scene.ask("hello", None, says("ok"));
    let outcome = scene.ask(&"Z".repeat(60_000), None, vec![overflow(None, Some(2_048))]);
    assert_eq!((outcome.status, scene.requests.len()), (Some(RunStatus::Failed), 1));
    for (question, sent) in
        [("short", vec!["hello", "ok", "short"]), ("next", vec!["hello", "ok", "short", "Yes.", "next"])]
    {
        let outcome = scene.ask(question, None, says("Yes."));
        assert_eq!(outcome.status, Some(RunStatus::Completed));
        assert_eq!(contents(&scene.requests[0]), sent);
    }
    assert_eq!(scene.fits().last().map(|fit| (fit.first, fit.left_out)), Some((None, 1)));
}

#[test]
fn nor_where_nobody_says_how_large_the_context_is() {
    let mut scene = Scene::new(None);
    scene.ask("hello", None, says("ok"));
    scene.ask(&"Z".repeat(60_000), None, vec![overflow(None, None), overflow(None, None)]);
    let cues = [vec![overflow(None, None)], says("Yes.")].concat();
    assert_eq!(scene.ask("short", None, cues).status, Some(RunStatus::Completed));
    assert_eq!(contents(&scene.requests[1]), ["hello", "ok", "short"]);
    assert!(scene.fits().iter().all(|fit| fit.is_assumed), "{:?}", scene.fits());
}

#[test]
fn a_question_that_failed_and_fits_is_sent_with_the_next() {
    let mut scene = Scene::new(Some(2_048));
    scene.ask("one", None, vec![overflow(None, None)]);
    scene.ask("two", None, says("Yes."));
    assert_eq!(contents(&scene.requests[0]), ["one\n\ntwo"], "templates want the sides to alternate");
    assert_eq!(scene.fits(), []);
}

#[test]
fn a_call_with_a_huge_argument_does_not_end_the_session() {
    for protocol in [Protocol::Native, Protocol::Envelope] {
        let mut scene = Scene::new(Some(2_048));
        scene.registry.register(Rc::new(crate::tool::Echo)).expect("a new name");
        let arguments = serde_json::json!({ "text": "Z".repeat(200_000) });
        let called = match protocol {
            Protocol::Native => vec![
                Cue::Say(Delta::ToolCall(ToolCallDelta {
                    name: Some("echo".into()),
                    arguments: arguments.to_string(),
                    ..ToolCallDelta::default()
                })),
                Cue::Say(Delta::Finish(FinishReason::ToolCalls)),
                Cue::End,
            ],
            Protocol::Envelope | Protocol::Guided => {
                let call =
                    serde_json::json!({ "kind": "tool_call", "tool_name": "echo", "arguments": arguments });
                [says(&call.to_string()), vec![Cue::End]].concat()
            }
        };
        let answered = match protocol {
            Protocol::Native => says("Done."),
            Protocol::Envelope | Protocol::Guided => says(r#"{"kind":"final","content":"Done."}"#),
        };
        let agent = AgentSettings { protocol, max_steps: 8, tools: scene.registry.names(), thinks: false };
        let outcome = scene.ask("Echo this.", Some(agent), [called, answered].concat());
        assert_eq!(outcome.status, Some(RunStatus::Completed), "{protocol:?}");
        let fit = scene.fits().last().copied().expect("it was fitted");
        assert!(fit.shortened > 0 && fit.used <= 1_536, "{protocol:?} {fit:?}");
        let last = scene.requests.last().expect("a request");
        let asked = &last.messages[2];
        let told = asked.calls.first().map_or(asked.content.clone(), |call| call.arguments.to_string());
        assert!(told.contains("ZZZ") && told.contains(" bytes left out …]"), "{protocol:?} {told}");
        assert!(
            serde_json::from_str::<serde_json::Value>(&told).is_ok_and(|told| told.is_object()),
            "{told}"
        );
        // The next question still fits.
        assert_eq!(scene.ask("And?", None, says("Yes.")).status, Some(RunStatus::Completed));
    }
}

/// The model sees its unusable reply again, however long it was.
#[test]
fn a_huge_reply_that_cannot_be_used_does_not_end_the_session() {
    let mut scene = Scene::new(Some(2_048));
    scene.registry.register(Rc::new(crate::tool::Echo)).expect("a new name");
    let agent = AgentSettings {
        protocol: Protocol::Envelope,
        max_steps: 8,
        tools: scene.registry.names(),
        thinks: false,
    };
    let cues = [
        says(&"no JSON at all ".repeat(5_000)),
        vec![Cue::End],
        says(r#"{"kind":"final","content":"Done."}"#),
    ];
    scene.ask("Echo this.", Some(agent), cues.concat());
    let fit = scene.fits().last().copied().expect("it was fitted");
    assert!(fit.shortened == 1 && fit.used <= 1_536, "{fit:?}");
}

#[test]
fn what_the_server_counted_decides_how_much_is_sent() {
    let counted = |tokens| Cue::Say(Delta::Usage(Usage { prompt_tokens: Some(tokens), ..Usage::default() }));
    let last_request = |tokens| {
        let mut scene = Scene::new(Some(2_048));
        scene.ask("one", None, says(&long()));
        let [text, finish] = <[Cue; 2]>::try_from(says(&long())).expect("two cues");
        scene.ask("two", None, vec![text, counted(tokens), finish]);
        scene.ask("three", None, says("Yes."));
        scene.requests[0].messages.len()
    };
    assert_eq!(last_request(500), 5, "its tokens are longer than thought: all fits");
    assert_eq!(last_request(1_400), 3);
}

#[test]
fn an_agents_run_fits_by_shortening_what_its_tools_gave() {
    let mut scene = Scene::new(Some(2_048));
    let files = MemoryWorkspace::default();
    for name in ["a.txt", "b.txt", "c.txt"] {
        let path = WorkspacePath::parse(name).expect("a path");
        block_on(files.write(&path, &long().repeat(2))).expect("memory takes it");
    }
    scene.registry.register(Rc::new(ReadFile(Rc::new(files)))).expect("a new name");
    let reads = |name: &str| {
        let call = ToolCallDelta {
            index: 0,
            id: Some(format!("id-{name}")),
            name: Some("read_file".into()),
            arguments: format!(r#"{{"path":"{name}"}}"#),
        };
        vec![Cue::Say(Delta::ToolCall(call)), Cue::Say(Delta::Finish(FinishReason::ToolCalls)), Cue::End]
    };
    let cues = [reads("a.txt"), reads("b.txt"), reads("c.txt"), says("Done.")].concat();
    let agent = AgentSettings {
        protocol: Protocol::Native,
        max_steps: 8,
        tools: scene.registry.names(),
        thinks: false,
    };
    let outcome = scene.ask("Compare the files.", Some(agent), cues);
    assert_eq!(outcome.status, Some(RunStatus::Completed));
    let shown = scene.log.events().iter().filter_map(|logged| match &logged.event {
        Event::ToolResult { output, .. } => Some(output.len()),
        _ => None,
    });
    assert!(shown.into_iter().all(|length| length < 2_200), "a result follows the context's size");
    let last = scene.requests.last().expect("a request");
    let fit = *scene.fits().last().expect("it was fitted");
    assert!(fit.shortened > 0 && fit.left_out == 0 && fit.used <= 1_536, "{fit:?}");
    let calls: Vec<_> =
        last.messages.iter().flat_map(|message| &message.calls).filter_map(|call| call.id.clone()).collect();
    let answered: Vec<_> = last.messages.iter().filter_map(|message| message.call_id.clone()).collect();
    assert_eq!(calls, answered);
}
