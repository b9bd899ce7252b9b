use std::rc::Rc;

use expect_test::{Expect, expect};
use serde_json::json;

use super::*;
use crate::agent::Next;
use crate::conversation::message::Role;
use crate::log::event::{AgentSettings, Decision, Protocol, StopCause, read_log, write_log};
use crate::log::transcript::CallStatus;
use crate::provider::{FinishReason, ProviderError, Usage};
use crate::tool::workspace::MemoryWorkspace;
use crate::tool::{ToolRegistry, WriteFile};

fn user(content: &str, parent: u64) -> Event {
    Event::UserMessage { content: content.into(), parent: Some(parent), attachments: Default::default() }
}

fn run(agent: Option<Protocol>) -> Event {
    let settings =
        |protocol| AgentSettings { protocol, max_steps: 5, tools: vec!["write_file".into()], thinks: false };
    Event::RunStarted {
        provider: "server".into(),
        base_url: None,
        model: Some("m".into()),
        agent: agent.map(settings),
    }
}

fn step(parent: u64, continues: Option<u64>) -> Event {
    Event::StepStarted { parent, continues, tools_disabled: false }
}

fn response(message: u64, content: &str) -> Event {
    Event::ModelResponse {
        content: content.into(),
        message: Some(message),
        reasoning: String::new(),
        tool_calls: None,
        finish_reason: Some(FinishReason::Stop),
        model: Some("m-1".into()),
        usage: Usage { completion_tokens: Some(3), ..Usage::default() },
        unreadable: Vec::new(),
    }
}

fn stopped(message: u64, content: &str, cause: StopCause) -> Event {
    Event::ResponseStopped {
        message,
        content: content.into(),
        reasoning: String::new(),
        cause,
        model: None,
        usage: Usage::default(),
        unreadable: Vec::new(),
    }
}

fn ended() -> Event {
    Event::RunEnded { status: RunStatus::Completed, reason: String::new() }
}

fn forked(events: Vec<Event>, message: u64) -> Option<Vec<LoggedEvent>> {
    let from = ForkedFrom { session_id: "sess-1".into(), message };
    let log = fork(&Sequence::default().number(7, events), &from, &Session::new("sess-9", 9), "T (fork)");
    let text = log.as_ref().map(|log| write_log(log).expect("should serialize"));
    assert_eq!(text.map(|text| read_log(&text).expect("numbers without gaps")), log);
    log
}

fn check(events: Vec<Event>, message: u64, expected: Expect) -> SessionState {
    let log = forked(events, message).expect("the message is there");
    let lines = log.iter().map(|event| event.to_line().expect("should serialize"));
    let short = lines.map(|line| line.replace(r#""at":7,"kind":"#, "").replace(r#""at":9,"kind":"#, "now "));
    expected.assert_eq(&short.collect::<Vec<_>>().join("\n"));
    SessionState::from_log(&log)
}

#[test]
fn one_branch_is_copied_with_all_that_was_said_of_it() {
    let events = vec![
        Event::SessionStarted { session_id: "sess-1".into(), created_at: 1 },
        Event::InstructionsSet { content: "Be brief.".into() },
        user("q", 0),
        run(None),
        step(3, None),
        stopped(5, "one", StopCause::User),
        ended(),
        run(None),
        step(3, Some(5)),
        response(9, " two"),
        ended(),
        run(None),
        step(3, None),
        response(13, "another"),
        ended(),
        Event::HeadMoved { head: 9 },
        user("more", 9),
    ];
    let transcript = check(
        events,
        9,
        expect![[r#"
            {"seq":1,now "session_started","session_id":"sess-9","created_at":9}
            {"seq":2,now "instructions_set","content":"Be brief."}
            {"seq":3,"user_message","content":"q","parent":0}
            {"seq":4,"run_started","provider":"server","model":"m"}
            {"seq":5,"step_started","parent":3}
            {"seq":6,"response_stopped","message":5,"content":"one","cause":{"by":"user"}}
            {"seq":7,"run_ended","status":"completed"}
            {"seq":8,"run_started","provider":"server","model":"m"}
            {"seq":9,"step_started","parent":3,"continues":5}
            {"seq":10,"model_response","content":" two","message":9,"finish_reason":"stop","model":"m-1","usage":{"completion_tokens":3}}
            {"seq":11,"run_ended","status":"completed"}
            {"seq":12,now "session_forked","session_id":"sess-1","message":9}
            {"seq":13,now "session_renamed","title":"T (fork)"}"#]],
    );
    let answer = transcript.node(transcript.head()).expect("an answer");
    assert_eq!((answer.content.as_str(), answer.usage.completion_tokens), ("one two", Some(3)));
    assert_eq!((transcript.title(), transcript.instructions()), (Some("T (fork)"), Some("Be brief.")));
    let from = transcript.forked_from().expect("it says where it is from");
    assert_eq!((from.session_id.as_str(), from.message), ("sess-1", 9));
}

fn registry() -> ToolRegistry {
    let mut registry = ToolRegistry::new();
    registry.register(Rc::new(WriteFile(Rc::new(MemoryWorkspace::default())))).expect("a new name");
    registry
}

fn agent_run() -> Vec<Event> {
    let write = |message| Event::ToolRequested {
        message,
        tool_name: "write_file".into(),
        arguments: json!({ "path": "a" }),
        call_id: None,
    };
    vec![
        user("write", 0),
        run(Some(Protocol::Native)),
        step(1, None),
        stopped(
            3,
            "",
            StopCause::Error { error: ProviderError::Http { status: 400, message: "tools".into() } },
        ),
        Event::ProtocolChanged { message: 3, protocol: Protocol::Envelope, reason: "no tools".into() },
        step(1, None),
        response(6, "{}"),
        write(6),
        Event::ApprovalAsked { call: 8 },
        Event::ApprovalDecided {
            call: 8,
            decision: Decision::Session {
                schema: registry().get("write_file").expect("registered").parameters().to_string(),
            },
            arguments: None,
        },
        Event::ToolStarted { call: 8 },
        Event::ToolResult { tool_name: "write_file".into(), output: "written".into(), call: Some(8) },
        step(8, None),
        response(13, "{\"kind\":\"final\",\"content\":\"Done.\"}"),
        Event::FinalAnswer { content: "Done.".into(), message: Some(13) },
        ended(),
    ]
}

#[test]
fn a_run_with_tools_is_copied_whole_and_its_permissions_are_not() {
    let log = forked(agent_run(), 13).expect("the answer is there");
    let transcript = SessionState::from_log(&log);
    let said: Vec<(Role, &str)> =
        transcript.path().iter().map(|node| (node.role, node.content.as_str())).collect();
    assert_eq!(
        said,
        [(Role::User, "write"), (Role::Assistant, "{}"), (Role::Tool, "written"), (Role::Assistant, "Done.")]
    );
    assert!(log.iter().any(|event| matches!(event.event, Event::ProtocolChanged { .. })));
    let waiting = |transcript: &SessionState| {
        let ask = [user("again", 0), run(Some(Protocol::Envelope)), step(0, None), response(0, "{}")];
        let last = transcript.last_seq();
        let mut transcript = transcript.clone();
        let mut events = Sequence::after(last).number(9, ask.to_vec());
        let call = Event::ToolRequested {
            message: last + 3,
            tool_name: "write_file".into(),
            arguments: json!({ "path": "a", "content": "" }),
            call_id: None,
        };
        if let Some(LoggedEvent { event: Event::ModelResponse { message, .. }, .. }) = events.last_mut() {
            *message = Some(last + 3);
        }
        events.extend(Sequence::after(last + 4).number(9, vec![call]));
        events.iter().for_each(|event| transcript.apply(event));
        transcript.run().next(&transcript, &registry())
    };
    assert!(matches!(waiting(&transcript), Next::Ask { .. }));
    let here = SessionState::from_log(&Sequence::default().number(7, agent_run()));
    assert!(matches!(waiting(&here), Next::RunTool { .. }), "where it was given it holds");
    assert!(!transcript.run().is_open());
}

#[test]
fn forked_in_the_middle_of_a_run_nothing_waits_any_more() {
    let mut events = agent_run();
    events.truncate(9);
    let transcript = SessionState::from_log(&forked(events.clone(), 8).expect("the call is there"));
    assert!(!transcript.run().is_open());
    let call = transcript.node(transcript.head()).and_then(|node| node.tool.as_ref()).expect("a call");
    assert_eq!(call.status, CallStatus::Denied);
    // The question alone copies no run.
    let log = forked(events, 1).expect("the question is there");
    assert!(log.iter().all(|event| !matches!(event.event, Event::RunStarted { .. })));
}

#[test]
fn there_is_no_fork_of_what_is_not_there() {
    assert_eq!(forked(vec![user("q", 0)], 5), None);
    assert_eq!(forked(vec![user("q", 0)], 0), None);
}

#[test]
fn forks_are_told_apart() {
    let name = |taken: &[&str]| {
        let taken: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
        fork_title(&taken, |number| match number {
            1 => "Tea (fork)".to_owned(),
            number => format!("Tea (fork {number})"),
        })
    };
    assert_eq!(name(&["Tea"]), "Tea (fork)");
    assert_eq!(name(&["Tea (fork)", "Tea (fork 2)"]), "Tea (fork 3)");
}
