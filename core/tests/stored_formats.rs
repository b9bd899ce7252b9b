//! Everything that is stored or written to a file, byte by byte: what an earlier version of the page wrote is read, and
//! written again exactly as it was. The files in `fixtures/stored` must never change; new events and fields add lines.

#![allow(clippy::expect_used, reason = "a fixture that cannot be read must fail the test")]

use abcb_core::conversation::drafts::{draft_owner, read_drafts, with_drafts};
use abcb_core::log::event::{Event, LoggedEvent};
use abcb_core::settings::Config;
use abcb_core::settings::exchange::{read_settings, settings_text};
use abcb_core::storage::archive::{Bundles, bundle_text, read_file, session_text};
use abcb_core::tool::notes::{Note, from_lines, to_lines};
use abcb_core::{Session, SessionMeta, Transcript, read_log, runs, summarize, write_log};
use expect_test::expect_file;

/// One event of every kind, with and without each of its optional fields, and two of kinds that do not exist yet.
const EVENTS: &str = include_str!("fixtures/stored/events.jsonl");
/// A session as a user has it: a run with a tool, two branches, attachments.
const CONVERSATION: &str = include_str!("fixtures/stored/conversation.jsonl");
const SESSIONS: &str = include_str!("fixtures/stored/sessions.jsonl");
const DRAFTS: &str = include_str!("fixtures/stored/drafts.json");
const SETTINGS: &str = include_str!("fixtures/stored/settings.json");
const NOTES: &str = include_str!("fixtures/stored/notes.jsonl");

fn conversation() -> (Session, Vec<LoggedEvent>) {
    let events = read_log(CONVERSATION).expect("a good log");
    (Transcript::from_log(&events).to_session("", 0), events)
}

#[test]
fn every_event_is_written_as_it_was_read() {
    let events = read_log(EVENTS).expect("a good log");
    for (event, line) in events.iter().zip(EVENTS.lines()) {
        assert_eq!(event.to_line().as_deref(), Ok(line));
    }
    assert_eq!(write_log(&events).as_deref(), Ok(EVENTS));
    assert_eq!(write_log(&read_log(CONVERSATION).expect("a good log")).as_deref(), Ok(CONVERSATION));
}

#[test]
fn every_kind_has_a_line() {
    let events = read_log(EVENTS).expect("a good log");
    let mut kinds: Vec<_> = events.iter().map(|logged| std::mem::discriminant(&logged.event)).collect();
    kinds.sort_by_key(|kind| format!("{kind:?}"));
    kinds.dedup();
    let unknown = events.iter().filter(|logged| matches!(logged.event, Event::Unknown(_)));
    assert_eq!((kinds.len(), unknown.count()), (31, 2));
}

#[test]
fn the_record_of_a_session_is_written_as_it_was_read() {
    for line in SESSIONS.lines() {
        let meta: SessionMeta = serde_json::from_str(line).expect("a record");
        assert_eq!(serde_json::to_string(&meta).expect("JSON"), line);
    }
}

#[test]
fn exports_are_written_as_they_were() {
    let (session, events) = conversation();
    let bundle = bundle_text(&session, "A \"title\"", &events);
    let mut bundles = Bundles::default();
    bundles.push(&bundle);
    bundles.push(&bundle_text(&Session::new("sess-6", 6), "", &[]));
    expect_file!["fixtures/stored/session.json"].assert_eq(&session_text(&session));
    expect_file!["fixtures/stored/session.abcb.json"].assert_eq(&bundle);
    expect_file!["fixtures/stored/sessions.abcb.json"].assert_eq(&bundles.into_text());
    let summaries: Vec<String> =
        runs(&events).into_iter().map(|run| format!("{:#}\n", summarize(&events[run]).to_value())).collect();
    expect_file!["fixtures/stored/summaries.json"].assert_eq(&summaries.concat());
}

#[test]
fn exports_are_read_without_loss() {
    let (session, events) = conversation();
    let bundle = read_file(include_bytes!("fixtures/stored/session.abcb.json"));
    assert_eq!((bundle.complaints.len(), bundle.found.len()), (0, 1));
    assert_eq!((&bundle.found[0].events, bundle.found[0].title.as_str()), (&events, "A \"title\""));
    let bundles = read_file(include_bytes!("fixtures/stored/sessions.abcb.json"));
    assert_eq!((bundles.complaints.len(), bundles.found.len()), (0, 2));
    assert_eq!(bundles.found[0].events, events);
    let seed = read_file(include_bytes!("fixtures/stored/session.json"));
    assert_eq!((seed.complaints.len(), seed.found[0].messages), (0, session.messages.len()));
}

#[test]
fn drafts_settings_and_notes_are_written_as_they_were_read() {
    let drafts = read_drafts(DRAFTS);
    assert!(drafts.iter().any(|(key, _)| draft_owner(key) == ("sess-5", "")));
    assert_eq!(with_drafts("", drafts, 1_748_613_022_123), DRAFTS.trim_end());

    let settings = read_settings(&Config::default(), SETTINGS).expect("a file of settings");
    let rule = "fixtures/stored/settings.json has every setting of settings/list.rs";
    assert_eq!(settings_text(&settings), SETTINGS.trim_end(), "{rule}");
    let stored = settings.to_text();
    assert_eq!(Config::parse(&stored).expect("settings").to_text(), stored);

    let notes: Vec<Note> =
        from_lines(NOTES).into_iter().zip(1..).map(|((at, text), id)| Note { id, at, text }).collect();
    assert_eq!(to_lines(&notes), NOTES);
}

#[test]
fn what_is_wrong_with_an_event_is_said() {
    for (event, reason) in [
        ("7", "an event should be an object"),
        ("{}", "`kind` is missing"),
        (r#"{"kind":7}"#, "`kind` should be text"),
        (r#"{"at":1.5,"kind":"x"}"#, "`at` should be a whole number that is not negative"),
        (r#"{"seq":-1,"kind":"x"}"#, "`seq` should be a whole number that is not negative"),
        (r#"{"kind":"user_message"}"#, "`content` is missing"),
        (r#"{"kind":"user_message","content":null}"#, "`content` is missing"),
        (r#"{"kind":"user_message","content":["a"]}"#, "`content` should be text"),
        (
            r#"{"kind":"user_message","content":"","parent":"1"}"#,
            "`parent` should be a whole number that is not negative",
        ),
        (r#"{"kind":"user_message","content":"","attachments":{}}"#, "`attachments` should be a list"),
        (
            r#"{"kind":"user_message","content":"","attachments":[{"name":"a","media_type":"b"}]}"#,
            "`text` is missing",
        ),
        (r#"{"kind":"session_pinned","pinned":1}"#, "`pinned` should be true or false"),
        (r#"{"kind":"message_imported","role":"god","content":""}"#, "unknown role `god`"),
        (r#"{"kind":"message_imported","content":""}"#, "`role` is missing"),
        (r#"{"kind":"message_imported","role":7,"content":""}"#, "`role` should be text"),
        (r#"{"kind":"run_ended","status":"lost"}"#, "unknown status `lost`"),
        (r#"{"kind":"run_started","provider":"mock","agent":[]}"#, "`agent` should be an object"),
        (
            r#"{"kind":"run_started","provider":"mock","agent":{"protocol":"x","max_steps":1,"tools":[]}}"#,
            "unknown protocol `x`",
        ),
        (r#"{"kind":"tool_requested","message":1,"tool_name":"echo"}"#, "`arguments` is missing"),
        (
            r#"{"kind":"tool_requested","message":1,"tool_name":"echo","arguments":null}"#,
            "`arguments` is missing",
        ),
        (r#"{"kind":"approval_decided","call":1,"decision":"session"}"#, "`schema` is missing"),
        (r#"{"kind":"approval_decided","call":1,"decision":"x"}"#, "unknown decision `x`"),
        (r#"{"kind":"feedback","content":"","cause":"x"}"#, "unknown cause `x`"),
        (r#"{"kind":"response_stopped","message":1,"content":"","cause":{"by":"x"}}"#, "unknown cause `x`"),
        (
            r#"{"kind":"response_stopped","message":1,"content":"","cause":{"by":"error"}}"#,
            "`error` is missing",
        ),
        (
            r#"{"kind":"response_stopped","message":1,"content":"","cause":{"by":"error","error":{"kind":"x"}}}"#,
            "unknown kind `x`",
        ),
        (
            r#"{"kind":"response_stopped","message":1,"content":"","cause":{"by":"error","error":{"kind":"cut"}}}"#,
            "`detail` is missing",
        ),
        (
            r#"{"kind":"response_stopped","message":1,"content":"","cause":{"by":"error","error":{"kind":"http","status":70000,"message":""}}}"#,
            "`status` is too large",
        ),
        (
            r#"{"kind":"model_response","content":"","usage":{"prompt_tokens":"1"}}"#,
            "`prompt_tokens` should be a whole number that is not negative",
        ),
        (r#"{"kind":"model_response","content":"","unreadable":"a"}"#, "`unreadable` should be a list"),
        (
            r#"{"kind":"model_response","content":"","unreadable":[1]}"#,
            "an entry of `unreadable` should be text",
        ),
        (r#"{"kind":"context_fitted","used":1,"size":1}"#, "`message` is missing"),
    ] {
        let value = serde_json::from_str(event).expect("JSON");
        assert_eq!(LoggedEvent::from_value(&value), Err(reason.to_owned()), "{event}");
    }
}
