use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::log::event::{ContextFit, RunStatus, Sequence};
use crate::provider::{FinishReason, ProviderError, Usage};

pub(super) fn user(content: &str, parent: u64) -> Event {
    Event::UserMessage { content: content.into(), parent: Some(parent), attachments: Default::default() }
}

pub(super) fn step(parent: u64) -> Event {
    Event::StepStarted { parent, continues: None, tools_disabled: false }
}

fn delta(message: u64, content: &str) -> Event {
    Event::ResponseDelta { message, content: content.into(), reasoning: String::new() }
}

pub(super) fn response(message: u64, content: &str) -> Event {
    Event::ModelResponse {
        content: content.into(),
        message: Some(message),
        reasoning: String::new(),
        tool_calls: None,
        finish_reason: Some(FinishReason::Stop),
        model: None,
        usage: Usage::default(),
        unreadable: Vec::new(),
    }
}

pub(super) fn stopped(message: u64, content: &str, cause: StopCause) -> Event {
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

pub(super) fn fold(events: Vec<Event>) -> Transcript {
    Transcript::from_log(&Sequence::default().number(1, events))
}

/// Compares the shown branch, one line per message: id < parent, role, status, text.
pub(super) fn check(transcript: &Transcript, expected: Expect) {
    let lines: Vec<String> = transcript
        .path()
        .iter()
        .map(|node| {
            format!("{}<{} {:?} {} {:?}", node.id, node.parent, node.role, node.status.as_str(), node.content)
        })
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_question_and_its_answer() {
    let transcript =
        fold(vec![user("hi", 0), step(1), delta(2, "hel"), delta(2, "lo"), response(2, "hello")]);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "hi"
            2<1 Assistant complete "hello""#]],
    );
    assert_eq!(transcript.excerpt(), "hi");
}

#[test]
fn what_was_checkpointed_is_there_after_a_kill() {
    let mut transcript = fold(vec![user("hi", 0), step(1), delta(2, "hel"), delta(2, "lo")]);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "hi"
            2<1 Assistant streaming "hello""#]],
    );
    transcript.settle(None);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "hi"
            2<1 Assistant interrupted "hello""#]],
    );
}

#[test]
fn a_stopped_answer_keeps_its_text_and_its_cause() {
    let failure = ProviderError::InBand { message: "slot lost".into() };
    let transcript = fold(vec![
        user("a", 0),
        step(1),
        stopped(2, "so f", StopCause::User),
        user("b", 2),
        step(4),
        stopped(5, "par", StopCause::Error { error: failure.clone() }),
        user("c", 5),
        step(7),
        stopped(8, "", StopCause::Error { error: ProviderError::Unfinished }),
    ]);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "a"
            2<1 Assistant cancelled "so f"
            4<2 User complete "b"
            5<4 Assistant failed "par"
            7<5 User complete "c"
            8<7 Assistant interrupted """#]],
    );
    assert_eq!(transcript.node(5).and_then(|node| node.error.clone()), Some(failure));
}

#[test]
fn a_continued_answer_begins_with_the_old_text_and_stands_for_both() {
    let transcript = fold(vec![
        user("count", 0),
        step(1),
        stopped(2, "one two", StopCause::User),
        Event::StepStarted { parent: 1, continues: Some(2), tools_disabled: false },
        delta(4, " three"),
        response(4, " three four"),
    ]);
    check(
        &transcript,
        expect![[r#"
            1<0 User complete "count"
            4<1 Assistant complete "one two three four""#]],
    );
    assert_eq!(transcript.siblings(4), [4]);
}

#[test]
fn regenerating_and_editing_branch() {
    let mut events = vec![user("q", 0), step(1), response(2, "first"), step(1), response(4, "second")];
    let transcript = fold(events.clone());
    assert_eq!(transcript.siblings(4), [2, 4]);
    assert_eq!(transcript.path().last().map(|node| node.content.as_str()), Some("second"));

    events.push(Event::HeadMoved { head: 2 });
    assert_eq!(fold(events.clone()).path().last().map(|node| node.content.as_str()), Some("first"));

    events.extend([user("other q", 0), step(7), response(8, "other")]);
    let transcript = fold(events);
    assert_eq!(transcript.siblings(7), [1, 7]);
    assert_eq!(transcript.tip_below(1), 4);
    check(
        &transcript,
        expect![[r#"
            7<0 User complete "other q"
            8<7 Assistant complete "other""#]],
    );
}

#[test]
fn a_log_of_the_series_folds_to_a_conversation() {
    let text = concat!(
        r#"{"kind":"user_message","content":"add"}"#,
        "\n",
        r#"{"kind":"model_response","content":"{\"kind\":\"tool_call\"}"}"#,
        "\n",
        r#"{"kind":"tool_result","tool_name":"add_numbers","output":"5"}"#,
        "\n",
        r#"{"kind":"model_response","content":"{\"kind\":\"final\",\"content\":\"5\"}"}"#,
        "\n",
        r#"{"kind":"final_answer","content":"5"}"#,
    );
    let events = crate::log::event::read_log(text).expect("should read");
    check(
        &Transcript::from_log(&events),
        expect![[r#"
            1<0 User complete "add"
            2<1 Assistant complete "{\"kind\":\"tool_call\"}"
            3<2 Tool complete "5"
            4<3 Assistant complete "5""#]],
    );
}

#[test]
fn the_session_is_the_path_to_the_head() {
    let transcript = fold(vec![
        Event::SessionStarted { session_id: "sess-9".into(), created_at: 9 },
        Event::imported(Role::System, "You are abcb.", None),
        user("q", 2),
        step(3),
        response(4, "a"),
        Event::SessionRenamed { title: " Mine ".into() },
    ]);
    let session = transcript.to_session("elsewhere", 1);
    assert_eq!(
        serde_json::to_string(&session).expect("should serialize"),
        r#"{"id":"sess-9","created_at":9,"messages":[{"role":"system","content":"You are abcb."},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#
    );
    assert_eq!(transcript.title(), Some("Mine"));
}

pub(super) fn removed(message: u64) -> Event {
    Event::BranchRemoved { message }
}

pub(super) fn any_event() -> impl Strategy<Value = Event> {
    let id = 0u64..12;
    prop_oneof![
        (id.clone(), "[a-c]{0,3}").prop_map(|(parent, text)| user(&text, parent)),
        (id.clone(), proptest::option::of(id.clone())).prop_map(|(parent, continues)| Event::StepStarted {
            parent,
            continues,
            tools_disabled: false
        }),
        (id.clone(), "[a-c]{0,3}").prop_map(|(message, text)| delta(message, &text)),
        (id.clone(), "[a-c]{0,3}").prop_map(|(message, text)| response(message, &text)),
        (id.clone(), "[a-c]{0,3}").prop_map(|(message, text)| stopped(message, &text, StopCause::User)),
        id.clone().prop_map(|head| Event::HeadMoved { head }),
        id.clone().prop_map(removed),
        (id.clone(), proptest::option::of(id.clone())).prop_map(|(message, first)| Event::ContextFitted {
            message,
            fit: ContextFit { first, left_out: 1, shortened: 0, used: 2, size: 3, is_assumed: false },
        }),
        id.clone().prop_map(|message| Event::BranchRestored { message }),
        id.prop_map(|message| Event::ToolRequested {
            message,
            tool_name: "echo".into(),
            arguments: serde_json::json!({}),
            call_id: None,
        }),
        Just(Event::InstructionsSet { content: "i".into() }),
        Just(Event::RunStarted { provider: "mock".into(), base_url: None, model: None, agent: None }),
        Just(Event::RunEnded { status: RunStatus::Completed, reason: String::new() }),
        Just(Event::FinalAnswer { content: "f".into(), message: None }),
    ]
}

proptest! {
    /// For any log the fold terminates, has no cycles, and its head is one of its messages.
    #[test]
    fn any_log_folds_to_a_tree(events in proptest::collection::vec(any_event(), 0..30)) {
        let transcript = fold(events);
        let path = transcript.path();
        prop_assert!(path.len() <= transcript.len());
        prop_assert_eq!(path.is_empty(), transcript.head() == ROOT);
        for node in path {
            prop_assert!(!transcript.is_removed(node.id));
            prop_assert!(transcript.siblings(node.id).iter().all(|id| !transcript.is_removed(*id)));
            prop_assert!(!transcript.is_removed(transcript.tip_below(node.id)));
            prop_assert!(node.parent < node.id);
            prop_assert!(transcript.siblings(node.id).contains(&node.id));
            prop_assert!(transcript.tip_below(node.id) >= node.id);
        }
    }
}

#[test]
fn a_pin_holds_until_it_is_taken_out_and_makes_no_session_newer() {
    let log = |pins: &[bool]| {
        let pins = pins.iter().map(|pinned| Event::SessionPinned { pinned: *pinned });
        let mut events = Sequence::default().number(5, vec![user("q", 0)]);
        events.extend(Sequence::after(1).number(9, pins.collect()));
        Transcript::from_log(&events)
    };
    assert!(!log(&[]).is_pinned() && log(&[true]).is_pinned() && !log(&[true, false]).is_pinned());
    assert_eq!((log(&[true]).last_seq(), log(&[true]).updated_at()), (2, 5));
}

#[test]
fn every_answer_knows_what_was_asked_for_it() {
    let started = |base_url: &str, model: &str| Event::RunStarted {
        provider: "server".into(),
        base_url: Some(base_url.into()),
        model: Some(model.into()),
        agent: None,
    };
    let ended = || Event::RunEnded { status: RunStatus::Completed, reason: String::new() };
    let transcript = fold(vec![
        user("Hi", ROOT),
        started("http://one/v1", "a"),
        step(1),
        response(3, "Hello"),
        ended(),
        started("http://two/v1", "b"),
        step(1),
        response(7, "Good day"),
        ended(),
    ]);
    let asked = |id| transcript.node(id).and_then(|node| node.backend.base_url.clone());
    assert_eq!(
        [asked(1), asked(3), asked(7)],
        [None, Some("http://one/v1".into()), Some("http://two/v1".into())]
    );
}

/// Returns the shortfall and the unoffered calls of an answer whose log has these fields.
fn shortfall(
    protocol: Option<Protocol>,
    change: impl FnOnce(&mut Event),
) -> (Option<Shortfall>, Vec<UnofferedCall>) {
    let agent = protocol.map(|protocol| crate::log::event::AgentSettings {
        protocol,
        max_steps: 5,
        tools: Vec::new(),
        thinks: false,
    });
    let run = Event::RunStarted { provider: "server".into(), base_url: None, model: None, agent };
    let mut answer = response(3, "");
    change(&mut answer);
    let transcript = fold(vec![user("q", 0), run, step(1), answer]);
    let node = transcript.node(3).expect("the answer");
    (node.shortfall(), node.unoffered_calls.clone())
}

#[test]
fn what_a_whole_answer_lacks_is_told() {
    let lacks = |text: &str, thought: &str, reason: FinishReason| {
        let change = |event: &mut Event| {
            if let Event::ModelResponse { content, reasoning, finish_reason, .. } = event {
                (*content, *reasoning) = (text.into(), thought.into());
                *finish_reason = Some(reason);
            }
        };
        shortfall(None, change).0
    };
    assert_eq!(lacks("", "", FinishReason::Stop), Some(Shortfall::Empty));
    assert_eq!(lacks(" \n", "hm", FinishReason::Stop), Some(Shortfall::OnlyThought));
    assert_eq!(lacks("", "hm", FinishReason::Length), Some(Shortfall::OnlyThought));
    assert_eq!(lacks("I call now", "", FinishReason::ToolCalls), Some(Shortfall::MissingCall));
    assert_eq!(lacks("yes", "", FinishReason::Stop), None);
    assert_eq!(shortfall(Some(Protocol::Native), |_| ()).0, None, "a step is no answer");
    let damaged = |event: &mut Event| {
        if let Event::ModelResponse { unreadable, .. } = event {
            unreadable.push("tool_calls: \"echo(hi)\"".into());
        }
    };
    assert_eq!(shortfall(None, damaged).0, None, "it may not have been empty");
}

#[test]
fn a_call_without_tools_on_offer_can_be_read_and_does_not_run() {
    let call = |event: &mut Event| {
        if let Event::ModelResponse { tool_calls, .. } = event {
            *tool_calls = Some(serde_json::json!([{ "id": "a", "name": "echo", "arguments": "{\"te" }, 7]));
        }
    };
    let (lacks, calls) = shortfall(None, call);
    assert_eq!(lacks, Some(Shortfall::UnofferedCalls));
    assert_eq!(calls[0], UnofferedCall { name: "echo".into(), arguments: "{\"te".into() });
    assert_eq!(shortfall(Some(Protocol::Native), call), (None, Vec::new()));
}

#[test]
fn numbers_of_a_fit_are_no_larger_than_the_conversation() {
    let fit = ContextFit {
        first: None,
        left_out: 4_294_967_295,
        shortened: 7,
        used: 1,
        size: 1,
        is_assumed: false,
    };
    let events = vec![user("q", 0), step(1), Event::ContextFitted { message: 2, fit }, response(2, "a")];
    let fit = fold(events).node(2).and_then(|node| node.context_fit).expect("a fit");
    assert_eq!((fit.left_out, fit.shortened), (1, 1));
}

#[test]
fn of_a_call_that_was_begun_nobody_says_that_it_did_not_run() {
    let call = Event::ToolRequested {
        message: 2,
        tool_name: "f".into(),
        arguments: serde_json::json!({}),
        call_id: None,
    };
    let denied =
        |reason: &str| Event::ToolDenied { tool_name: "f".into(), call: Some(4), reason: reason.into() };
    let ends = [Event::SessionImported, denied(LAPSED_BY_IMPORT), denied(WENT_ON), denied("no")];
    for (end, is_lapse) in ends.into_iter().zip([true, true, true, false]) {
        for is_begun in [true, false] {
            let mut events = vec![user("q", 0), step(1), response(2, ""), call.clone()];
            events.extend(is_begun.then_some(Event::ToolStarted { call: 4 }));
            events.push(end.clone());
            let transcript = fold(events);
            let node = transcript.node(4).expect("the call");
            let begins = if is_begun { "It is not known whether f ran" } else { "did not run" };
            assert!(node.content.contains(begins), "{end:?}: {}", node.content);
            let lapse = if is_begun { Lapse::MayHaveRun } else { Lapse::NotRun };
            let found = node.tool.as_ref().and_then(ToolUse::lapse);
            assert_eq!(found, is_lapse.then_some(lapse), "{end:?}");
        }
    }
}
