//! Tests of whole runs through the driver: scripted replies, the user's decisions, crashes.

#[path = "circles_tests.rs"]
mod circles;
#[path = "everyday_tests.rs"]
mod everyday;
#[path = "run_properties_tests.rs"]
mod properties;
#[path = "steering_tests.rs"]
mod steering;

use std::collections::VecDeque;
use std::rc::Rc;

use expect_test::{Expect, expect};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::Run;
use crate::agent::{
    AnswerOutcome, Backend, Io, MemoryLog, RunKind, SessionState, Stop, answer, answer_with_tools, resume,
    suggested_tools,
};
use crate::conversation::attachment::UserInput;
use crate::log::event::{AgentSettings, Event, LoggedEvent, Protocol, RunStatus};
use crate::log::transcript::{CallStatus, Transcript};
use crate::provider::{
    Capabilities, ChatRequest, Delta, DeltaStream, FinishReason, Provider, ProviderError, ToolCallDelta,
};
use crate::testing::{FakeClock, block_on, safe_tools};
use crate::tool::workspace::MemoryWorkspace;
use crate::tool::{ToolRegistry, WriteFile};

/// A provider that returns one scripted reply per model call and records its requests.
#[derive(Default)]
struct Replies {
    replies: VecDeque<Vec<Result<Delta, ProviderError>>>,
    requests: Vec<ChatRequest>,
    takes_no_tools: bool,
}

impl Provider for Replies {
    fn capabilities(&self) -> Capabilities {
        Capabilities { takes_tools: !self.takes_no_tools, ..Capabilities::UNKNOWN }
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        self.requests.push(request);
        let reply = self.replies.pop_front().unwrap_or_else(|| vec![Err(ProviderError::NoMoreResponses)]);
        stream::iter(reply).boxed_local()
    }
}

fn text(text: &str) -> Vec<Result<Delta, ProviderError>> {
    vec![Ok(Delta::Content(text.into())), Ok(Delta::Finish(FinishReason::Stop))]
}

fn native(name: &str, arguments: &str) -> Vec<Result<Delta, ProviderError>> {
    let (name, arguments) = (Some(name.to_owned()), arguments.to_owned());
    let call = ToolCallDelta { index: 0, id: Some("c1".into()), name, arguments };
    vec![Ok(Delta::ToolCall(call)), Ok(Delta::Finish(FinishReason::ToolCalls))]
}

const ADD: &str = r#"{"name":"add_numbers","arguments":{"a":12,"b":30}}"#;
const ECHO: &str = r#"{"name":"echo","arguments":{"text":"x"}}"#;
const WRITE: &str = r#"{"name":"write_file","arguments":{"path":"a.txt","content":"x"}}"#;

/// A call that is different for each number.
fn echo(number: usize) -> String {
    format!(r#"{{"name":"echo","arguments":{{"text":"{number}"}}}}"#)
}

/// A session with a scripted user, model and tools.
struct Scene {
    log: MemoryLog,
    clock: FakeClock,
    registry: ToolRegistry,
    provider: Replies,
    settings: AgentSettings,
    /// The user's messages before each step after the first.
    steering: VecDeque<Vec<UserInput>>,
}

impl Scene {
    fn new(protocol: Protocol, replies: Vec<Vec<Result<Delta, ProviderError>>>) -> Self {
        let clock = FakeClock::at(1_000);
        let mut registry = safe_tools();
        registry.register(Rc::new(WriteFile(Rc::new(MemoryWorkspace::default())))).expect("a new name");
        let tools = registry.names();
        Self {
            log: MemoryLog::new(Rc::new(clock.clone())),
            clock,
            registry,
            provider: Replies { replies: replies.into(), ..Replies::default() },
            settings: AgentSettings { protocol, max_steps: 5, tools, thinks: false },
            steering: VecDeque::new(),
        }
    }

    fn native(replies: &[&str]) -> Self {
        Self::new(Protocol::Native, replies.iter().map(|reply| text(reply)).collect())
    }

    fn ask(&mut self) -> AnswerOutcome {
        let question = RunKind::Ask { input: "go".into(), parent: self.state().head() };
        self.drive(Some(question))
    }

    /// Asks a question with the agent off.
    fn ask_plainly(&mut self) -> AnswerOutcome {
        let question = RunKind::Ask { input: "go".into(), parent: self.state().head() };
        let io = Io {
            provider: &mut self.provider,
            sink: &mut self.log,
            clock: &self.clock,
            registry: &self.registry,
            stop: Stop::never(),
            observe: &mut |_| (),
            steering: &mut Vec::new,
        };
        block_on(answer(io, Backend::default(), question)).expect("memory takes every event")
    }

    fn resume(&mut self) -> AnswerOutcome {
        self.drive(None)
    }

    fn drive(&mut self, question: Option<RunKind>) -> AnswerOutcome {
        let io = Io {
            provider: &mut self.provider,
            sink: &mut self.log,
            clock: &self.clock,
            registry: &self.registry,
            stop: Stop::never(),
            observe: &mut |_| (),
            steering: &mut || self.steering.pop_front().unwrap_or_default(),
        };
        let outcome = match question {
            Some(question) => {
                block_on(answer_with_tools(io, Backend::default(), self.settings.clone(), question))
            }
            None => block_on(resume(io)),
        };
        outcome.expect("memory takes every event")
    }

    fn state(&self) -> SessionState {
        SessionState::from_log(self.log.events())
    }

    /// The call that waits for approval.
    fn waiting(&self) -> Option<u64> {
        let transcript = self.state();
        let waits = |tool: &crate::log::transcript::ToolUse| tool.status == CallStatus::Awaiting;
        let path = transcript.path();
        path.iter().find(|node| node.tool.as_ref().is_some_and(waits)).map(|node| node.id)
    }

    /// Compares the log in short form: each event's kind and its important texts.
    fn check(&self, expected: Expect) {
        let lines: Vec<String> = self.log.events().iter().map(short).collect();
        expected.assert_eq(&lines.join("\n"));
    }
}

fn short(logged: &LoggedEvent) -> String {
    let value = logged.to_value();
    let word =
        |key: &str| value.get(key).and_then(Value::as_str).map(|word| format!(" {word}")).unwrap_or_default();
    let words = ["tool_name", "status", "decision", "cause", "output", "reason", "tools"].map(word).concat();
    let number = value.get("call").map(|call| format!(" #{call}")).unwrap_or_default();
    format!("{}{number}{words}", word("kind").trim())
}

#[test]
fn a_call_its_result_and_the_answer() {
    let mut scene = Scene::native(&[ADD, "It is 42."]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    scene.check(expect![[r#"
        user_message
        run_started
        system_prompt
        step_started
        response_delta
        model_response
        tool_requested add_numbers
        tool_started #7
        tool_result #7 add_numbers 42
        step_started
        response_delta
        model_response
        final_answer
        run_ended completed"#]]);
    let session = scene.state().to_session("s", 0);
    let texts: Vec<&str> = session.messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, ["go", ADD, "42", "It is 42."]);
}

#[test]
fn native_calls_are_kept_with_the_servers_id() {
    let arguments = r#"{"a":12,"b":"30"}"#;
    let replies = vec![native("add_numbers", arguments), text("It is 42.")];
    let mut scene = Scene::new(Protocol::Native, replies);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let asked = &scene.provider.requests[1].messages;
    assert_eq!(asked[2].calls[0].id.as_deref(), Some("c1"));
    assert_eq!(asked[2].calls[0].arguments, json!({ "a": 12, "b": 30 }), "a number as text is a number");
    assert_eq!(asked[3].call_id.as_deref(), Some("c1"));
    let session = scene.state().to_session("s", 0);
    let action = r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":12,"b":30}}"#;
    assert_eq!(session.messages[1].content, action, "a session without its log still says what was called");
}

#[test]
fn a_cut_call_is_never_made() {
    let mut cut = native("add_numbers", r#"{"a":12,"b""#);
    cut[1] = Ok(Delta::Finish(FinishReason::Length));
    let mut scene = Scene::new(Protocol::Native, vec![cut, text("Sorry.")]);
    scene.ask();
    let kinds: Vec<&Event> = scene.log.events().iter().map(|logged| &logged.event).collect();
    assert!(!kinds.iter().any(|event| matches!(event, Event::ToolRequested { .. })), "{kinds:?}");
    assert!(kinds.iter().any(|event| matches!(event, Event::Feedback { .. })), "{kinds:?}");
}

#[test]
fn a_repeated_call_leads_to_an_answer_without_tools() {
    let mut scene = Scene::native(&[ADD, ADD, "It is 42."]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    scene.check(expect![[r#"
        user_message
        run_started
        system_prompt
        step_started
        response_delta
        model_response
        tool_requested add_numbers
        tool_started #7
        tool_result #7 add_numbers 42
        step_started
        response_delta
        model_response
        feedback repeated_call
        step_started withheld
        response_delta
        model_response
        final_answer
        run_ended completed"#]]);
    let request = &scene.provider.requests[2];
    assert!(request.tools.is_empty());
    let said: Vec<&str> = request.messages.iter().map(|message| message.content.as_str()).collect();
    assert!(
        !said.iter().any(|text| text.contains("\"arguments\"")),
        "shown again, it is made again: {said:?}"
    );
}

#[test]
fn a_risky_call_waits_and_the_waiting_is_in_the_log() {
    let mut scene = Scene::native(&[WRITE, "Written."]);
    assert_eq!(scene.ask().status, None);
    let call = scene.waiting().expect("a waiting call");
    assert_eq!(scene.resume().status, None, "nothing happens without the user's word");
    scene.log.push(vec![Run::approve(call, None, Some(json!({ "path": "b.txt", "content": "y" })))]);
    assert_eq!(scene.resume().status, Some(RunStatus::Completed));
    scene.check(expect![[r#"
        user_message
        run_started
        system_prompt
        step_started
        response_delta
        model_response
        tool_requested write_file
        approval_asked #7
        approval_decided #7 once
        tool_started #7
        tool_result #7 write_file wrote 1 bytes to b.txt
        step_started
        response_delta
        model_response
        final_answer
        run_ended completed"#]]);
    let transcript = scene.state();
    let tool = transcript.node(call).and_then(|node| node.tool.clone()).expect("a call");
    assert_eq!(tool.asked_arguments, Some(json!({ "path": "a.txt", "content": "x" })));
}

#[test]
fn a_grant_for_the_session_holds_in_later_runs_until_the_schema_changes() {
    let mut scene = Scene::native(&[WRITE, "Done.", WRITE, "Done again."]);
    scene.ask();
    let call = scene.waiting().expect("a waiting call");
    let schema = scene.registry.get("write_file").expect("registered").parameters();
    scene.log.push(vec![Run::approve(call, Some(&schema), None)]);
    assert_eq!(scene.resume().status, Some(RunStatus::Completed));
    assert_eq!(scene.ask().status, Some(RunStatus::Completed), "no second question");

    let mut scene = Scene::native(&[WRITE, "Done.", WRITE]);
    scene.ask();
    let call = scene.waiting().expect("a waiting call");
    scene.log.push(vec![Run::approve(call, Some(&json!({ "another": "schema" })), None)]);
    scene.resume();
    assert_eq!(scene.ask().status, None, "a grant for another schema is none");
}

#[test]
fn a_denied_call_does_not_run_and_the_model_is_told_why() {
    let mut scene = Scene::native(&[WRITE, "I did not write it."]);
    scene.ask();
    let call = scene.waiting().expect("a waiting call");
    let denied =
        Event::ToolDenied { tool_name: "write_file".into(), call: Some(call), reason: "not now".into() };
    scene.log.push(vec![denied]);
    assert_eq!(scene.resume().status, Some(RunStatus::Completed));
    let told = &scene.provider.requests[1].messages.last().expect("messages").content;
    assert!(told.contains("The user declined") && told.contains("not now"), "{told}");
}

#[test]
fn what_may_have_run_is_not_run_again_without_asking() {
    let mut scene = Scene::native(&[ADD, "It is 42."]);
    scene.ask();
    // The page is killed while the tool runs, so the log ends with the tool's start.
    let events: Vec<Event> = scene.log.events().iter().map(|logged| logged.event.clone()).collect();
    let start = events.iter().position(|event| matches!(event, Event::ToolStarted { .. })).expect("a start");
    let mut killed = Scene::native(&["It is 42."]);
    killed.log.push(events[..=start].to_vec());
    assert_eq!(killed.resume().status, None);
    let call = killed.waiting().expect("the user is asked");
    killed.log.push(vec![Run::approve(call, None, None)]);
    assert_eq!(killed.resume().status, Some(RunStatus::Completed));
}

#[test]
fn a_server_that_takes_no_tools_is_asked_with_envelopes() {
    let refused = ProviderError::Http { status: 500, message: "tools param requires --jinja flag".into() };
    let answer = text(r#"{"kind":"final","content":"Hello!"}"#);
    let mut scene = Scene::new(Protocol::Native, vec![vec![Err(refused)], answer]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    assert!(scene.provider.requests[1].schema.is_some());
    let texts: Vec<String> = scene.state().path().iter().map(|node| node.content.clone()).collect();
    assert_eq!(texts, ["go", "Hello!"]);
}

#[test]
fn the_next_question_ends_a_run_that_waits() {
    let mut scene = Scene::native(&[WRITE, "Hello."]);
    scene.ask();
    let call = scene.waiting().expect("a waiting call");
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let transcript = scene.state();
    let status = transcript.node(call).and_then(|node| node.tool.as_ref()).map(|tool| tool.status);
    assert_eq!(status, Some(CallStatus::Denied));
}
