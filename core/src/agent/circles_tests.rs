//! Models that go in circles: with their calls, or in their thoughts.

use super::*;

#[test]
fn who_cannot_stop_asking_is_stopped() {
    let mut scene = Scene::native(&[ADD, ADD, ADD]);
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
    let echoes: Vec<String> = (0..5).map(echo).collect();
    let mut scene = Scene::native(&echoes.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(scene.ask().status, Some(RunStatus::MaxStepsExceeded));
    let transcript = scene.transcript();
    let last = transcript.node(transcript.head()).expect("a last message");
    assert!(last.run_end.as_ref().is_some_and(|end| end.reason.contains("limit")), "{last:?}");
}

#[test]
fn circles_are_told_and_then_ended() {
    // The same sum again and again, with something new in between.
    let rounds: Vec<String> = (0..5).flat_map(|round| [ADD.to_owned(), echo(round)]).collect();
    let mut scene = Scene::native(&rounds.iter().map(String::as_str).collect::<Vec<_>>());
    scene.settings.max_steps = 20;
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
    let transcript = scene.transcript();
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
        let transcript = scene.transcript();
        assert_eq!(transcript.path().iter().filter(|node| node.tool.is_some()).count(), calls);
        let last = scene.provider.requests.last().expect("a request");
        assert!(last.tools.is_empty(), "the answer is asked for with tools withheld");
    }
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
    for protocol in Protocol::ALL {
        // Seen to think, from then on and in the next run.
        let replies = vec![thoughts("Hm.", ADD), text("It is 42."), text("Yes.")];
        let mut scene = Scene::new(protocol, replies);
        scene.ask();
        scene.ask();
        let greedy = is_greedy(&scene);
        assert!(
            greedy.len() > 1 && greedy[0] && greedy[1..].iter().all(|greedy| !greedy),
            "{protocol:?} {greedy:?}"
        );
        // Known to think from its template.
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
    let circle = || thoughts(&"Wait, let me think about that once more. ".repeat(20), "");
    let mut scene = Scene::new(Protocol::Native, vec![circle(), text("It is 42.")]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let told = &scene.provider.requests[1].messages;
    assert!(told.iter().any(|message| message.content.contains("Your thoughts repeated")), "{told:?}");
    let mut scene = Scene::new(Protocol::Native, vec![circle(), circle()]);
    assert_eq!(scene.ask().status, Some(RunStatus::Stuck));
}
