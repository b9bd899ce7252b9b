//! Tests of models that loop, in their tool calls or in their reasoning.

use strum::VariantArray;

use super::*;
use crate::conversation::message::Role;

#[test]
fn who_cannot_stop_asking_is_stopped() {
    let mut scene = Scene::native(&[ADD, ADD, ADD]);
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
    let echoes: Vec<String> = (0..5).map(echo).collect();
    let mut scene = Scene::native(&echoes.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(scene.ask().status, Some(RunStatus::MaxStepsExceeded));
    let transcript = scene.state();
    let last = transcript.node(transcript.head()).expect("a last message");
    assert!(last.run_end.as_ref().is_some_and(|end| end.reason.contains("limit")), "{last:?}");
}

#[test]
fn circles_are_told_and_then_ended() {
    // The same sum again and again, with a new call in between.
    let rounds: Vec<String> = (0..5).flat_map(|round| [ADD.to_owned(), echo(round)]).collect();
    let mut scene = Scene::native(&rounds.iter().map(String::as_str).collect::<Vec<_>>());
    scene.settings.max_steps = 20;
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
    let transcript = scene.state();
    let told = transcript.path().iter().filter(|node| node.content.contains("3 times")).count();
    assert_eq!(told, 1);
}

#[test]
fn calls_that_come_again_as_a_group_are_not_made_again() {
    let both = format!("{ADD}\n{ECHO}");
    for replies in [vec![both.as_str(), &both, "42."], vec![ADD, ECHO, ADD, ECHO, "42."]] {
        let calls = if replies.len() == 3 { 2 } else { 3 };
        let mut scene = Scene::native(&replies);
        scene.settings.max_steps = 20;
        assert_eq!(scene.ask().status, Some(RunStatus::Completed));
        let transcript = scene.state();
        assert_eq!(transcript.path().iter().filter(|node| node.tool.is_some()).count(), calls);
        let last = scene.provider.requests.last().expect("a request");
        assert!(last.tools.is_empty(), "the answer is asked for with tools withheld");
    }
}

/// The reason shown to the user at the end of the run.
fn end_of(scene: &Scene) -> String {
    let transcript = scene.state();
    let mut ends =
        transcript.path().into_iter().filter_map(|node| node.run_end.clone()).map(|end| end.reason);
    ends.next_back().unwrap_or_default()
}

fn told(scene: &Scene) -> Vec<String> {
    let transcript = scene.state();
    let path = transcript.path();
    path.iter().filter(|node| node.feedback.is_some()).map(|node| node.feedback_detail.clone()).collect()
}

#[test]
fn the_same_unusable_reply_over_and_over_ends_the_run() {
    let unknown = "The model called `foo`, which is not a tool.";
    let incomplete = "The model called `write_file`, but `path` is missing.";
    let cut = "The model's call was cut off before it was complete.";
    let mut half = native("add_numbers", r#"{"a":12,"b""#);
    half[1] = Ok(Delta::Finish(FinishReason::Length));
    for (reply, what) in [
        (native("foo", "{}"), unknown),
        (native("write_file", r#"{"content":"x"}"#), incomplete),
        (half, cut),
    ] {
        let mut scene = Scene::new(Protocol::Native, vec![reply; 9]);
        scene.settings.max_steps = 9;
        assert_eq!(scene.ask().status, Some(RunStatus::Stuck), "{what}");
        assert_eq!(told(&scene), [what, what]);
        assert_eq!(end_of(&scene), format!("{what} This happened 3 times, so the run was ended."));
        assert_eq!(scene.provider.requests.len(), 3);
    }
}

#[test]
fn mistakes_in_turn_are_a_circle_and_a_usable_call_ends_it() {
    let bad = |name: &str| native(name, "{}");
    let mut scene = Scene::new(Protocol::Native, vec![bad("a"), bad("b"), bad("a"), bad("b"), bad("a")]);
    scene.settings.max_steps = 9;
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
    assert_eq!(scene.provider.requests.len(), 5);
    let mut scene = Scene::new(
        Protocol::Native,
        vec![bad("a"), bad("a"), text(ADD), bad("a"), bad("a"), text("It is 42.")],
    );
    scene.settings.max_steps = 9;
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
}

#[test]
fn nothing_is_told_that_no_step_is_left_to_read() {
    // A bad call, a repeated call, and the third identical result, each in the last step.
    let mut last_is_bad = Scene::new(Protocol::Native, vec![native("foo", "{}"), native("bar", "{}")]);
    last_is_bad.settings.max_steps = 2;
    let mut only_repeats = Scene::new(Protocol::Native, vec![text(ADD), text(ADD)]);
    only_repeats.settings.max_steps = 2;
    let rounds = vec![text(ADD), text(&echo(1)), text(ADD), text(&echo(2)), text(ADD)];
    let mut third_result = Scene::new(Protocol::Native, rounds);
    third_result.settings.max_steps = 5;
    for (mut scene, words) in [
        (last_is_bad, "The run met its limit of 2 steps. The model called `bar`, which is not a tool."),
        (only_repeats, "limit of"),
        (third_result, "limit of"),
    ] {
        assert_eq!(scene.ask().status, Some(RunStatus::MaxStepsExceeded));
        assert!(end_of(&scene).contains(words), "{}", end_of(&scene));
        let events: Vec<&Event> = scene.log.events().iter().map(|logged| &logged.event).collect();
        let last_step = events.iter().rposition(|event| matches!(event, Event::StepStarted { .. }));
        let after = events.get(last_step.unwrap_or_default()..).unwrap_or_default();
        assert!(!after.iter().any(|event| matches!(event, Event::Feedback { .. })), "{after:?}");
    }
}

#[test]
fn what_a_failed_run_was_told_is_not_sent_with_the_next_question() {
    for (protocol, plain) in
        [(Protocol::Native, false), (Protocol::Envelope, false), (Protocol::Native, true)]
    {
        let bad = match protocol {
            Protocol::Native => native("foo", "{}"),
            _ => text(r#"{"kind":"tool_call","tool_name":"foo","arguments":{}}"#),
        };
        let mut scene = Scene::new(protocol, vec![bad.clone(), bad.clone(), bad, text("Hello.")]);
        assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
        if plain {
            scene.ask_plainly();
        } else {
            scene.ask();
        }
        let request = scene.provider.requests.get(3).expect("a fourth request");
        let said: Vec<(Role, &str)> = request
            .messages
            .iter()
            .filter(|message| message.role != Role::System)
            .map(|message| (message.role, message.content.as_str()))
            .collect();
        assert_eq!(said, [(Role::User, "go\n\ngo")], "{protocol:?}");
    }
    // Feedback within a successful run is not sent again either, but the tool result is.
    let mut scene = Scene::native(&[ADD, ADD, "It is 42.", "Hello."]);
    scene.ask();
    scene.ask();
    let request = scene.provider.requests.last().expect("a request");
    let roles: Vec<Role> = request.messages.iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::System, Role::User, Role::Assistant, Role::Tool, Role::Assistant, Role::User]);
}

fn thoughts(text: &str, answer: &str) -> Vec<Result<Delta, ProviderError>> {
    vec![
        Ok(Delta::Reasoning(text.into())),
        Ok(Delta::Content(answer.into())),
        Ok(Delta::Finish(FinishReason::Stop)),
    ]
}

#[test]
fn a_model_that_thinks_is_not_made_to_take_the_likeliest_word() {
    let is_greedy =
        |scene: &Scene| scene.provider.requests.iter().map(|request| request.is_greedy).collect::<Vec<_>>();
    for &protocol in Protocol::VARIANTS {
        // The model is seen to reason, which holds for the rest of this run and for the next.
        let replies = vec![thoughts("Hm.", ADD), text("It is 42."), text("Yes.")];
        let mut scene = Scene::new(protocol, replies);
        scene.ask();
        scene.ask();
        let greedy = is_greedy(&scene);
        assert!(
            greedy.len() > 1 && greedy[0] && greedy[1..].iter().all(|greedy| !greedy),
            "{protocol:?} {greedy:?}"
        );
        // The model is known to reason from its template.
        let mut scene = Scene::new(protocol, vec![text("Yes.")]);
        scene.settings.thinks = true;
        scene.ask();
        assert!(is_greedy(&scene).iter().all(|greedy| !greedy), "{protocol:?}");
    }
    let mut scene = Scene::native(&[ADD, "It is 42."]);
    scene.ask();
    assert_eq!(is_greedy(&scene), [true, true], "any other model's steps do not depend on chance");
}

#[test]
fn thoughts_in_a_circle_end_and_the_model_is_told_once() {
    let circle = || thoughts(&"Wait, let me think about that once more. ".repeat(200), "");
    let mut scene = Scene::new(Protocol::Native, vec![circle(), text("It is 42.")]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let told = &scene.provider.requests[1].messages;
    assert!(told.iter().any(|message| message.content.contains("Your thoughts repeated")), "{told:?}");
    let mut scene = Scene::new(Protocol::Native, vec![circle(), circle()]);
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
}
