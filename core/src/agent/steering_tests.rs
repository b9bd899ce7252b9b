use super::*;
use crate::conversation::message::Role;

/// The messages of request number `request` without the system prompt: role and text of each.
fn asked(scene: &Scene, request: usize) -> Vec<(Role, String)> {
    let messages = &scene.provider.requests[request].messages;
    messages.iter().skip(1).map(|message| (message.role, message.content.clone())).collect()
}

#[test]
fn what_the_user_says_meanwhile_is_heard_before_the_next_step() {
    let mut scene = Scene::native(&[ADD, "In words: forty-two."]);
    scene.steering.push_back(vec!["In words.".into(), "Quickly.".into()]);
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
        user_message
        user_message
        step_started
        response_delta
        model_response
        final_answer
        run_ended completed"#]]);
    assert_eq!(asked(&scene, 1).last(), Some(&(Role::User, "In words.\n\nQuickly.".into())));
    let transcript = scene.state();
    let roles: Vec<Role> = transcript.path().iter().map(|node| node.role).collect();
    assert_eq!(
        roles,
        [Role::User, Role::Assistant, Role::Tool, Role::User, Role::User, Role::Assistant],
        "all on one branch"
    );
    assert_eq!(crate::log::summary::runs(scene.log.events()).len(), 1, "one run");
}

#[test]
fn after_the_users_word_the_same_call_may_be_made_again() {
    let mut scene = Scene::native(&[ADD, ADD, "42 again."]);
    scene.steering.push_back(vec!["Again, please.".into()]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let calls = scene.state().path().iter().filter(|node| node.tool.is_some()).count();
    assert_eq!(calls, 2);
}

#[test]
fn the_last_step_stays_the_last_whatever_the_user_says() {
    let mut scene = Scene::native(&[ADD, "Sum: 42."]);
    scene.settings.max_steps = 2;
    scene.steering.push_back(vec!["More.".into()]);
    assert_eq!(scene.ask().status, Some(RunStatus::Completed));
    let (role, told) = asked(&scene, 1).pop().expect("a message");
    assert_eq!(role, Role::User);
    assert!(told.starts_with("More.\n\n") && told.len() > 10, "and is told to answer: {told}");
    assert!(scene.provider.requests[1].tools.is_empty());
}

#[test]
fn a_guided_run_is_not_steered() {
    let form = r#"{"a":12,"b":30}"#;
    let mut scene = Scene::new(Protocol::Guided, vec![text(form), text("So it is 42.")]);
    scene.steering.push_back(vec!["In French.".into()]);
    let question = RunKind::Ask { input: "Add 12 and 30".into(), parent: 0 };
    assert_eq!(scene.drive(Some(question)).status, Some(RunStatus::Completed));
    assert_eq!(scene.steering.len(), 1, "nobody took it");
}

#[test]
fn a_message_that_stands_elsewhere_does_not_turn_the_run() {
    let mut scene = Scene::native(&[WRITE]);
    assert_eq!(scene.ask().status, None);
    let before = scene.state().run().tip();
    let elsewhere =
        Event::UserMessage { content: "x".into(), parent: Some(0), attachments: Default::default() };
    scene.log.push(vec![elsewhere]);
    assert_eq!(scene.state().run().tip(), before);
}
