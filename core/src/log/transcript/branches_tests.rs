//! Tests of deleting and restoring branches, for any log.

use expect_test::expect;
use proptest::prelude::*;

use crate::agent::SessionState;
use crate::conversation::message::Role;
use crate::conversation::session::Session;
use crate::log::event::{AgentSettings, Event, Protocol, RunStatus, Sequence, StopCause};
use crate::log::transcript::tests::{any_event, check, fold, removed, response, step, stopped, user};
use crate::log::transcript::{ForkedFrom, Node, ROOT, Transcript};

/// The conversation and the run: whether a deletion ends the run is up to both.
fn state(events: Vec<Event>) -> SessionState {
    SessionState::from_log(&Sequence::default().number(1, events))
}

/// Three answers to one question. The second is shown and is followed by another question and answer.
fn three_answers() -> Vec<Event> {
    vec![
        user("q", 0),
        step(1),
        response(2, "first"),
        step(1),
        response(4, "second"),
        step(1),
        response(6, "third"),
        Event::HeadMoved { head: 4 },
        user("more", 4),
        step(9),
        response(10, "answer"),
    ]
}

#[test]
fn a_deleted_version_makes_room_for_the_one_before_it() {
    let mut events = three_answers();
    events.push(removed(4));
    let transcript = fold(events.clone());
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "q"
            2<1 Assistant complete "first""#]],
    );
    assert_eq!(transcript.siblings(2), [2, 6]);
    assert!(transcript.is_removed(10) && !transcript.is_removed(6));

    // A deleted message can be neither shown nor answered.
    events.extend([Event::HeadMoved { head: 10 }, user("hm", 10)]);
    check(
        &fold(events.clone()),
        expect![[r#"
            1<0 User complete "q"
            2<1 Assistant complete "first"
            14<2 User complete "hm""#]],
    );

    events.extend([Event::BranchRestored { message: 4 }, Event::HeadMoved { head: 10 }]);
    let transcript = fold(events);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "q"
            4<1 Assistant complete "second"
            9<4 User complete "more"
            10<9 Assistant complete "answer""#]],
    );
    assert_eq!(transcript.siblings(4), [2, 4, 6]);
}

#[test]
fn without_another_version_the_conversation_ends_before_what_was_deleted() {
    let mut events = three_answers();
    events.push(removed(9));
    assert_eq!(fold(events.clone()).head(), 4);
    events.push(removed(1));
    let transcript = fold(events);
    assert!(transcript.path().is_empty());
    assert_eq!(transcript.head(), ROOT);
}

#[test]
fn with_a_continued_answer_goes_what_it_took_up() {
    let mut events = vec![
        user("count", 0),
        step(1),
        stopped(2, "one", StopCause::User),
        Event::StepStarted { parent: 1, continues: Some(2), tools_disabled: false },
        response(4, " two"),
    ];
    events.push(removed(4));
    assert_eq!(fold(events.clone()).head(), 1);
    events.extend([step(1), response(7, "again")]);
    assert_eq!(fold(events).siblings(7), [7]);
}

#[test]
fn with_an_agents_answer_go_its_steps_and_an_open_run_ends() {
    let call = |message| Event::ToolRequested {
        message,
        tool_name: "echo".into(),
        arguments: serde_json::json!({}),
        call_id: None,
    };
    let agent = AgentSettings { protocol: Protocol::Native, max_steps: 5, tools: Vec::new(), thinks: false };
    let started =
        Event::RunStarted { provider: "mock".into(), base_url: None, model: None, agent: Some(agent) };
    let mut events = vec![user("q", 0), started, step(1), response(3, "{}"), call(3)];
    let open = state(events.clone());
    let denied = Event::ToolDenied {
        tool_name: "echo".into(),
        call: Some(5),
        reason: "The user deleted this part of the conversation.".into(),
    };
    let over = Event::RunEnded { status: RunStatus::Cancelled, reason: String::new() };
    assert_eq!(open.removal(1), [denied, over, removed(1)]);

    events.extend([
        Event::ToolResult { tool_name: "echo".into(), output: "x".into(), call: Some(5) },
        step(5),
        response(7, "a"),
        Event::FinalAnswer { content: "a".into(), message: Some(7) },
        Event::RunEnded { status: RunStatus::Completed, reason: String::new() },
    ]);
    assert_eq!(state(events.clone()).removal(7), [removed(3)]);
    // An alternative to the answer alone keeps the steps.
    events.extend([step(5), response(11, "b")]);
    assert_eq!(state(events).removal(11), [removed(11)]);
}

#[test]
fn the_last_instructions_count_and_stand_first_in_the_session() {
    let set = |content: &str| Event::InstructionsSet { content: content.into() };
    let told = |events: Vec<Event>| {
        let session = fold(events).to_session("s", 1);
        session.messages.into_iter().map(|message| (message.role, message.content)).collect::<Vec<_>>()
    };
    let mut events = vec![set("Be brief."), user("q", 0), set("Be kind.\n")];
    assert_eq!(told(events.clone()), [(Role::System, "Be kind.\n".to_owned()), (Role::User, "q".to_owned())]);
    events.push(set(" "));
    assert_eq!(fold(events.clone()).instructions(), None);
    assert_eq!(told(events), [(Role::User, "q".to_owned())]);
}

proptest! {
    /// A deletion removes the message, and undoing it restores everything.
    #[test]
    fn any_deletion_can_be_undone(events in proptest::collection::vec(any_event(), 0..30), id in 0u64..30) {
        let before = state(events.clone());
        if before.node(id).is_some() && !before.is_removed(id) {
            let mut events = events;
            let events_then = before.removal(id);
            let Some(Event::BranchRemoved { message }) = events_then.last().cloned() else {
                panic!("a removal ends with the removal")
            };
            events.extend(events_then);
            let after = fold(events.clone());
            prop_assert!(after.is_removed(id) && after.path().iter().all(|node| node.id != id));
            events.extend([Event::BranchRestored { message }, Event::HeadMoved { head: before.head() }]);
            let restored = fold(events);
            let ids = |transcript: &Transcript| transcript.path().iter().map(|node| node.id).collect::<Vec<_>>();
            prop_assert_eq!(ids(&restored), ids(before.transcript()));
        }
    }

    /// A fork of any log has the same conversation up to its message, and is a valid log itself.
    #[test]
    fn any_message_can_be_forked(events in proptest::collection::vec(any_event(), 0..30), message in 0u64..30) {
        let log = Sequence::default().number(1, events);
        let transcript = Transcript::from_log(&log);
        let from = ForkedFrom { session_id: "sess-1".into(), message };
        let forked = crate::agent::fork::fork(&log, &from, &Session::new("sess-2", 2), "");
        prop_assert_eq!(forked.is_some(), transcript.node(message).is_some());
        if let Some(forked) = forked {
            let text = crate::log::event::write_log(&forked).expect("can be written");
            prop_assert!(crate::log::event::read_log(&text).is_ok(), "numbers without gaps");
            let fold = Transcript::from_log(&forked);
            // A pending call is denied in the fork, and its text says so.
            let waits = |node: &Node| node.tool.as_ref().is_some_and(|tool| !tool.status.is_settled());
            let said = |path: Vec<&Node>| -> Vec<(Role, String)> {
                path.iter().map(|node| (node.role, node.content.clone())).collect()
            };
            let (copied, path) = (fold.path(), transcript.path_to(message));
            if path.iter().any(|node| waits(node)) {
                prop_assert_eq!(copied.len(), path.len());
            } else {
                prop_assert_eq!(said(copied), said(path));
            }
        }
    }
}
