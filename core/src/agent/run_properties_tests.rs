//! Invariants of every log, whatever the model, the user and the browser do.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;
use serde_json::json;
use strum::VariantArray;

use super::super::Run;
use super::*;
use crate::agent::replay::Replay;
use crate::log::event::Decision;

/// The user's actions.
#[derive(Clone, Debug)]
enum Word {
    Once,
    Session,
    Edited,
    Denied,
    AsksSomethingElse,
    /// Deletes the message at this position of the branch and everything after it.
    Deletes(usize),
    /// The page is closed and reopened.
    Reloads,
}

/// Checks the invariants of a log. A fork may end with a user message, and the approvals of its calls may be on
/// another branch of the original session.
fn check_invariants(events: &[LoggedEvent], is_fork: bool) {
    let mut granted = is_fork;
    let mut calls: BTreeMap<u64, (String, bool, u32, u32)> = BTreeMap::new();
    let mut is_open = false;
    for (place, logged) in events.iter().enumerate() {
        assert_eq!(logged.seq, place as u64 + 1, "seq without gaps");
        match &logged.event {
            Event::UserMessage { .. } if is_open => {
                let next = events.get(place + 1).map(|logged| &logged.event);
                let leads = matches!(
                    next,
                    Some(Event::UserMessage { .. } | Event::Feedback { .. } | Event::StepStarted { .. })
                );
                let is_cut = is_fork && matches!(next, Some(Event::RunEnded { .. }));
                assert!(leads || is_cut, "what the user says in a run leads to a step of it");
            }
            Event::RunStarted { .. } => is_open = true,
            Event::RunEnded { .. } => {
                is_open = false;
                assert!(calls.values().all(|call| call.1), "no run ends over an open call");
            }
            Event::StepStarted { .. } => {
                assert!(is_open && calls.values().all(|call| call.1), "no step over an open call");
            }
            Event::ToolRequested { tool_name, .. } => {
                calls.insert(logged.seq, (tool_name.clone(), false, 0, 0));
            }
            Event::ApprovalDecided { call, decision, .. } => {
                granted |= matches!(decision, Decision::Session { .. });
                calls.get_mut(call).expect("a decision is about a call").2 += 1;
            }
            Event::ToolStarted { call } => {
                let (name, is_settled, words, starts) = calls.get_mut(call).expect("a start is of a call");
                assert!(!*is_settled, "what is settled is not started");
                let needed = if name == "write_file" && !granted { 1 } else { 0 };
                assert!(*words >= (*starts).max(needed), "no start without the word it needs");
                *starts += 1;
            }
            Event::ToolResult { call: Some(call), .. } | Event::ToolFailed { call, .. } => {
                let call = calls.get_mut(call).expect("no orphan result");
                assert!(call.3 > 0 && !call.1, "a result follows a start, once");
                call.1 = true;
            }
            Event::ToolDenied { call: Some(call), .. } => {
                let call = calls.get_mut(call).expect("no orphan denial");
                assert!(!call.1, "settled once");
                call.1 = true;
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn any_interleaving_keeps_the_invariants(
        replies in prop::collection::vec(0_usize..11, 0..12),
        words in prop::collection::vec(
            prop_oneof![
                Just(Word::Once), Just(Word::Session), Just(Word::Edited), Just(Word::Denied),
                Just(Word::AsksSomethingElse), Just(Word::Reloads), (0_usize..9).prop_map(Word::Deletes),
            ],
            0..8,
        ),
        steering in prop::collection::vec(0_usize..3, 0..6),
        kill in 0_usize..60,
        protocol in 0_usize..3,
    ) {
        let both = format!("{ADD}\n{WRITE}");
        let reply = |kind: usize| match kind {
            0 => text(ADD),
            1 => text(WRITE),
            2 => text(&both),
            3 => text(r#"{"name":"rm","arguments":{}}"#),
            4 => text(r#"{"kind":"tool_call","tool_name":"echo","arguments":null}"#),
            5 => text(r#"{"kind":"final","content":"x"}"#),
            6 => text("words"),
            7 => native("write_file", r#"{"path":"../x","content":""}"#),
            8 => native("echo", r#"{"te"#),
            9 => vec![Ok(Delta::Content("ha".into())), Err(ProviderError::Cut { detail: "reset".into() })],
            _ => text(ECHO),
        };
        let protocol = Protocol::VARIANTS[protocol];
        let mut scene = Scene::new(protocol, replies.into_iter().map(reply).collect());
        scene.steering = steering.into_iter().map(|count| vec!["and".into(); count]).collect();
        let mut outcome = scene.ask();
        for word in words {
            // The page can be killed after any stored event.
            if matches!(word, Word::Reloads) {
                let events = scene.log.events().iter().map(|logged| logged.event.clone());
                let kept = events.take(kill.max(1)).collect();
                scene.log = MemoryLog::new(Rc::new(scene.clock.clone()));
                scene.log.push(kept);
                outcome = scene.resume();
                continue;
            }
            if let Word::Deletes(place) = word {
                let transcript = scene.state();
                let path = transcript.path();
                if let Some(node) = path.get(place % path.len().max(1)) {
                    scene.log.push(transcript.removal(node.id));
                    outcome = scene.resume();
                    prop_assert!(scene.state().is_removed(node.id));
                }
                continue;
            }
            let Some(call) = scene.waiting().filter(|_| outcome.status.is_none()) else {
                outcome = scene.ask();
                continue;
            };
            let schema = scene.registry.get("write_file").expect("registered").parameters();
            let event = match word {
                Word::Once => Run::approve(call, None, None),
                Word::Session => Run::approve(call, Some(&schema), None),
                Word::Edited => Run::approve(call, None, Some(json!({ "path": "e.txt", "content": 7 }))),
                Word::Denied => {
                    Event::ToolDenied { tool_name: "write_file".into(), call: Some(call), reason: String::new() }
                }
                Word::AsksSomethingElse | Word::Reloads | Word::Deletes(_) => {
                    outcome = scene.ask();
                    continue;
                }
            };
            scene.log.push(vec![event]);
            outcome = scene.resume();
        }
        check_invariants(scene.log.events(), false);
        prop_assert_eq!(scene.state(), crate::agent::EventSink::state(&scene.log), "fold of log == live state");
        let run = scene.state().run().clone();
        let written = serde_json::to_string(&run).expect("a run can be written");
        prop_assert_eq!(serde_json::from_str::<Run>(&written).expect("and read again"), run);
        let log = crate::log::event::write_log(scene.log.events()).expect("a log can be written");
        let again = crate::log::event::read_log(&log).expect("a log can be read");
        let mut replay = Replay::new(again);
        replay.seek(usize::MAX);
        prop_assert_eq!(replay.state(), &scene.state(), "the stored log, replayed, tells the same");
        let bundle = crate::storage::archive::bundle_text(&scene.state().to_session("sess-1", 1), "t", scene.log.events());
        let reading = crate::storage::archive::read_file(bundle.as_bytes());
        let found = reading.found.first().expect("the bundle holds a session");
        let adopted = SessionState::from_log(&crate::storage::archive::adopt(found, &found.id, found.created_at, 1));
        let live = scene.state();
        prop_assert_eq!(adopted.path().len(), live.path().len());
        for (imported, node) in adopted.path().into_iter().zip(live.path()) {
            match &imported.tool {
                Some(tool) if node.tool.as_ref().is_some_and(|tool| !tool.status.is_settled()) => {
                    prop_assert_eq!(tool.status, CallStatus::Denied, "what waited does not wait in an import");
                }
                _ if node.status.is_open() => {
                    prop_assert_eq!(imported.status, crate::log::transcript::MessageStatus::Interrupted);
                }
                _ => prop_assert_eq!(imported, node, "exported and imported, it is the same conversation"),
            }
        }
        prop_assert!(!adopted.run().is_open(), "nothing goes on in an import");
        for node in live.path() {
            let from = crate::log::transcript::ForkedFrom { session_id: "sess-1".into(), message: node.id };
            let session = crate::conversation::session::Session::new("sess-2", 2);
            let forked = crate::agent::fork::fork(scene.log.events(), &from, &session, "").expect("the message is there");
            check_invariants(&forked, true);
            let fork = SessionState::from_log(&forked);
            prop_assert!(!fork.run().is_open(), "nothing waits in a fork");
            let facts = |node: &crate::log::transcript::Node| (node.role, node.content.clone(), node.usage, node.protocol);
            let (copied, path) = (fork.path(), live.path_to(node.id));
            prop_assert_eq!(copied.len(), path.len());
            for (copy, node) in copied.iter().zip(path) {
                // A pending call is denied in the fork, and its text says so.
                if node.tool.as_ref().is_none_or(|tool| tool.status.is_settled()) {
                    prop_assert_eq!(facts(copy), facts(node));
                }
            }
        }
    }
}
