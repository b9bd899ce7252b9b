use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::log::event::write_log;

fn session() -> Session {
    let mut session = Session::new("sess-7", 7);
    for (role, content) in
        [(Role::System, "You are abcb."), (Role::User, "q\nmore"), (Role::Assistant, "a"), (Role::Tool, "t")]
    {
        session.push_message(Message::new(role, content));
    }
    session
}

fn only(reading: Reading) -> Found {
    assert_eq!(reading.complaints, []);
    assert_eq!(reading.found.len(), 1);
    reading.found.into_iter().next().expect("one session")
}

#[test]
fn an_exported_session_imports_back_equal() {
    let text = serde_json::to_string_pretty(&session()).expect("should serialize");
    assert_eq!(text, session_text(&session()));
    let found = only(read_file(text.as_bytes()));
    assert_eq!((found.title.as_str(), found.messages), ("q", 4));
    let events = adopt(&found, "sess-7", 7, 100);
    assert_eq!(Transcript::from_log(&events).to_session("x", 0), session());
}

#[test]
fn a_clash_renames_the_session_at_the_end_of_its_log() {
    let text = serde_json::to_string(&session()).expect("should serialize");
    let found = only(read_file(text.as_bytes()));
    let events = adopt(&found, "sess-8", 8, 100);
    let named = Transcript::from_log(&events).to_session("x", 0);
    assert_eq!((named.id.as_str(), named.created_at), ("sess-8", 8));
    assert_eq!(named.messages, session().messages);
}

#[test]
fn a_session_of_the_early_chapters_has_no_time() {
    let found = only(read_file(br#"{"id":"session-1","messages":[{"role":"user","content":"hi"}]}"#));
    assert_eq!((found.id.as_str(), found.created_at, found.messages), ("session-1", 0, 1));
}

#[test]
fn a_bundle_keeps_every_branch() {
    let events = Sequence::default().number(
        3,
        vec![
            Event::SessionStarted { session_id: "sess-7".into(), created_at: 7 },
            Event::UserMessage { content: "one".into(), parent: Some(0), attachments: Default::default() },
            Event::UserMessage { content: "other".into(), parent: Some(0), attachments: Default::default() },
        ],
    );
    let session = Transcript::from_log(&events).to_session("", 0);
    let text = bundle_text(&session, "Mine", &events);
    let found = only(read_file(text.as_bytes()));
    assert_eq!((found.title.as_str(), found.messages), ("Mine", 1));
    assert_eq!(adopt(&found, "sess-7", 7, 9), events, "nothing of a run is in it, so nothing is added");
}

fn pinned_log(id: &str) -> Vec<LoggedEvent> {
    let events = vec![
        Event::SessionStarted { session_id: id.into(), created_at: 7 },
        Event::UserMessage { content: format!("in {id}"), parent: Some(0), attachments: Default::default() },
        Event::SessionPinned { pinned: true },
    ];
    Sequence::default().number(3, events)
}

#[test]
fn several_sessions_in_one_file_come_back_with_all_their_events() {
    let mut bundles = Bundles::default();
    for id in ["sess-7", "sess-8"] {
        let events = pinned_log(id);
        let session = Transcript::from_log(&events).to_session("", 0);
        bundles.push(&bundle_text(&session, "", &events));
    }
    let reading = read_file(bundles.into_text().as_bytes());
    assert_eq!(reading.complaints, []);
    let logs: Vec<_> = reading.found.iter().map(|found| adopt(found, &found.id, 7, 9)).collect();
    assert_eq!(logs, [pinned_log("sess-7"), pinned_log("sess-8")]);
}

#[test]
fn a_bad_session_among_several_costs_only_itself() {
    let text = r#"{"format":"abcb-sessions","version":1,"sessions":[7,
        {"session":{"id":"a","messages":[]},"events":[{"kind":"user_message","content":"x"},{"kind":"user_message"}]}]}"#;
    let reading = read_file(text.as_bytes());
    assert_eq!(reading.found.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["a"]);
    let reasons: Vec<&str> = reading.complaints.iter().map(|complaint| complaint.reason.as_str()).collect();
    assert_eq!(reasons, ["Session 1: The file has no session.", "Session 2, event 2: `content` is missing"]);
}

fn bundle(events: &[LoggedEvent]) -> String {
    bundle_text(&Transcript::from_log(events).to_session("", 0), "Mine", events)
}

#[test]
fn a_file_that_was_cut_off_gives_what_is_in_it() {
    let events = pinned_log("sess-7");
    let text = bundle(&events);
    let message = text.find("in sess-7").expect("the session's message");
    let first = message + text[message..].find('}').expect("its end");
    for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
        let part = text[..cut].to_owned();
        let whole = events
            .iter()
            .filter(|event| part.contains(&format!("{:#}", event.to_value()).replace('\n', "\n    ")))
            .count();
        let reading = read_file(part.as_bytes());
        assert_eq!(reading.found.is_empty(), cut <= first, "{part}");
        if whole > 0 {
            assert_eq!(reading.found[0].events, events[..whole], "{part}");
        }
    }
    let cut = read_file(&text.as_bytes()[..text.len() - 40]);
    assert!(reasons(&cut)[0].starts_with("The file is damaged, so only a part of it could be read: EOF"));
}

#[test]
fn a_value_that_no_parser_accepts_costs_only_its_event() {
    let mut bundles = Bundles::default();
    for id in ["sess-7", "sess-8"] {
        bundles.push(&bundle(&pinned_log(id)));
    }
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    for bad in ["1e999", "tru", "+1", &deep] {
        let text = bundles.clone().into_text().replacen("\"pinned\": true", &format!("\"pinned\": {bad}"), 1);
        let reading = read_file(text.as_bytes());
        let lengths: Vec<usize> = reading.found.iter().map(|found| found.events.len()).collect();
        assert_eq!(lengths, [2, 3], "{bad:.20}");
        assert_eq!(reasons(&reading)[1..], ["Session 1, event 3: an event should be an object"], "{bad:.20}");
    }
    let session = r#"{"id":"a","created_at":1,"messages":[{"role":"user","content":"x"},{"role":01},{"role":"user","content":"y"}]}"#;
    let reading = read_file(session.as_bytes());
    assert_eq!(reading.found[0].messages, 2);
    assert_eq!(reasons(&reading)[1..], ["Message 2 is left out: a message should be an object."]);
}

#[test]
fn a_file_that_nests_sessions_without_end_is_refused() {
    for field in ["{\"session\":", "{\"sessions\":[", "["] {
        let text = format!("{{\"format\":\"abcb-session\",\"session\":{}", field.repeat(20_000));
        assert_eq!(read_file(text.as_bytes()).found, []);
    }
}

#[test]
fn an_export_with_an_event_on_each_line_is_no_log() {
    let text = r#"{"format":"abcb-session","version":1,"title":"Mine","session":{"id":"a","messages":[]},"events":[
        {"kind":"user_message","content":"x"}
        ]}"#;
    let found = only(read_file(text.as_bytes()));
    assert_eq!((found.id.as_str(), found.title.as_str(), found.messages), ("a", "Mine", 1));
}

#[test]
fn days_are_those_of_the_local_calendar() {
    const HOUR: i64 = 3_600_000;
    for (at, offset, expected) in [
        (0, 0, "1970-01-01"),
        (0, HOUR, "1969-12-31"),
        (951_782_400_000, 0, "2000-02-29"),
        (1_735_689_599_999, 0, "2024-12-31"),
        (1_735_689_599_999, -HOUR, "2025-01-01"),
        (1_748_613_022_123, 0, "2025-05-30"),
    ] {
        assert_eq!(date(at, offset), expected);
    }
}

#[test]
fn a_bare_log_is_a_session_too() {
    let events = Sequence::default().number(
        3,
        vec![Event::UserMessage { content: "one".into(), parent: None, attachments: Default::default() }],
    );
    let text = write_log(&events).expect("should serialize");
    assert_eq!(only(read_file(text.as_bytes())).events, events);
}

#[test]
fn bad_parts_are_named_and_the_rest_is_kept() {
    let reading =
        read_file(br#"{"id":"a","messages":[{"role":"user","content":"x"},{"role":"god","content":"y"},7]}"#);
    assert_eq!(reading.found.first().map(|found| found.messages), Some(1));
    assert_eq!(reading.complaints.len(), 2);
    assert!(reading.complaints[0].reason.starts_with("Message 2"), "{:?}", reading.complaints);

    let reading = read_file(b"{\"kind\":\"user_message\",\"content\":\"x\"}\nnonsense\n");
    assert_eq!(reading.found.first().map(|found| found.messages), Some(1));
    assert_eq!(reading.complaints.first().and_then(|complaint| complaint.line), Some(2));
}

#[test]
fn hopeless_files_say_why() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"hello", "not an abcb export"),
        (b"[1,2]", "neither"),
        (b"\xff\xfe\x00", "not an abcb export"),
        (br#"{"format":"abcb-session","version":99}"#, "newer"),
        (br#"{"format":"other","version":1}"#, "format"),
        (br#"{"format":"abcb-sessions","version":2,"sessions":[]}"#, "newer"),
        (br#"{"format":"abcb-sessions","version":1,"sessions":[]}"#, "no session"),
        (br#"{"format":"abcb-sessions","version":1}"#, "list"),
        (br#"{"messages":7}"#, "list"),
    ] {
        let reading = read_file(bytes);
        assert!(reading.found.is_empty());
        assert!(reading.complaints[0].reason.contains(word), "{:?}", reading.complaints);
    }
}

#[test]
fn ids_that_could_leave_the_root_are_not_safe() {
    for id in ["", ".", "..", "../x", "/etc", "a/b", "a\\b", ".hidden", "a\0"] {
        assert!(!is_safe_id(id), "{id:?}");
    }
    for id in ["sess-1", "session_1.old"] {
        assert!(is_safe_id(id));
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_file(&bytes);
    }
}

fn reasons(reading: &Reading) -> Vec<&str> {
    reading.complaints.iter().map(|complaint| complaint.reason.as_str()).collect()
}

fn first_words(reading: &Reading) -> String {
    let found = reading.found.first().expect("a session");
    Transcript::from_log(&found.events).path().first().expect("a message").content.clone()
}

#[test]
fn half_a_character_costs_half_a_character() {
    let halves = ImportFault::HalvesReplaced.to_string();
    let halves = [halves.as_str()];
    let seed = r#"{"id":"c","messages":[{"role":"user","content":"a\ud83c"},{"role":"user","content":"\ud83c\udf89"}]}"#;
    let reading = read_file(seed.as_bytes());
    assert_eq!((first_words(&reading).as_str(), reasons(&reading)), ("a\u{fffd}", halves.to_vec()));
    assert_eq!(reading.found[0].messages, 2);
    let log = "{\"kind\":\"user_message\",\"content\":\"\\udf89b\"}\n{\"kind\":\"model_response\",\"content\":\"c\"}\n";
    let reading = read_file(log.as_bytes());
    assert_eq!((first_words(&reading).as_str(), reasons(&reading)), ("\u{fffd}b", halves.to_vec()));
    assert_eq!(reading.found[0].messages, 2);
    // What has one meaning only is read without a word: a raw tab, a backslash too many.
    let reading = read_file(b"{\"id\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"a\tb\\d\"}]}");
    assert_eq!((first_words(&reading).as_str(), reasons(&reading)), ("a\tb\\d", vec![]));
}

#[test]
fn files_are_read_in_the_encodings_they_have() {
    let text =
        |content: &str| format!(r#"{{"id":"c","messages":[{{"role":"user","content":"{content}"}}]}}"#);
    let utf16 = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let units = text("żółć").encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        read_file(&[mark, &units].concat())
    };
    for reading in [utf16(b"\xff\xfe", u16::to_le_bytes), utf16(b"\xfe\xff", u16::to_be_bytes)] {
        assert_eq!((first_words(&reading).as_str(), reasons(&reading)), ("żółć", vec![]));
    }
    let latin: Vec<u8> = text("café").chars().map(|letter| letter as u32 as u8).collect();
    let reading = read_file(&latin);
    assert_eq!(first_words(&reading), "café");
    assert_eq!(reasons(&reading), ["The file does not say its encoding. It was read as Windows-1252."]);
    let mut bytes = text("żółć!").into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'!').expect("a mark");
    bytes[at] = 0xFF;
    let reading = read_file(&bytes);
    assert_eq!(first_words(&reading), "żółć\u{fffd}");
    assert_eq!(reasons(&reading), ["Bytes that are no text were replaced by “\u{fffd}”."]);
}

#[test]
fn a_bundle_that_loses_its_log_says_so() {
    for events in ["{\"0\":{}}", "\"x\"", "7"] {
        let text = format!(
            r#"{{"format":"abcb-session","version":1,"session":{{"id":"a","messages":[]}},"events":{events}}}"#
        );
        let reading = read_file(text.as_bytes());
        assert_eq!(reasons(&reading), ["The session's events are not a list, so none was read."]);
    }
}

#[test]
fn a_deletion_of_nothing_is_named_and_one_of_everything_too() {
    let bundle = |last: &str| {
        let text = format!(
            r#"{{"format":"abcb-session","version":1,"session":{{"id":"a","messages":[]}},"events":[{{"kind":"user_message","content":"q","parent":0}},{last}]}}"#
        );
        let reading = read_file(text.as_bytes());
        let messages = reading.found.first().expect("a session").messages;
        (messages, reasons(&reading).into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    for message in [0, 7] {
        let (messages, said) = bundle(&format!(r#"{{"kind":"branch_removed","message":{message}}}"#));
        assert_eq!((messages, said), (1, vec![format!("there is no message {message} before it")]));
    }
    let hidden = "None of its messages is shown: in the file they are deleted or left behind.";
    for last in [r#"{"kind":"branch_removed","message":1}"#, r#"{"kind":"head_moved","head":0}"#] {
        assert_eq!(bundle(last), (0, vec![hidden.to_owned()]));
    }
}

#[test]
fn a_large_file_is_read_with_pauses_between_its_lines_and_reads_the_same() {
    let count = 300;
    let line =
        |n: u64| json!({"seq": n, "at": n, "kind": "message_imported", "role": "user", "content": "Hi"});
    let lines: Vec<Value> = (1..=count).map(line).collect();
    let log = lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let bundle = |id: &str| json!({"format": "abcb-session", "version": 1, "session": {"id": id, "created_at": 1, "messages": []}, "events": lines});
    let bundles =
        json!({"format": "abcb-sessions", "version": 1, "sessions": [bundle("sess-1"), bundle("sess-2")]});
    for (file, least) in
        [(log, count), (bundle("sess-1").to_string(), count), (bundles.to_string(), 2 * count)]
    {
        let asked = std::cell::Cell::new(0);
        let pause = || {
            asked.set(asked.get() + 1);
            Some(futures_util::future::ready(()).boxed_local())
        };
        let reading = crate::testing::block_on(read_file_with_pauses(file.as_bytes(), &pause));
        assert_eq!(reading, read_file(file.as_bytes()));
        assert!(!reading.found.is_empty() && asked.get() >= least, "{} pauses", asked.get());
    }
}

#[test]
fn a_log_without_anything_known_is_read_once_and_says_what_is_wrong_with_each_line() {
    let file = "{\"kind\":\"a\"}\n{\"kind\":\"b\"}\n{\"kind\":";
    let asked = std::cell::Cell::new(0);
    let pause = || {
        asked.set(asked.get() + 1);
        None
    };
    let reading = crate::testing::block_on(read_file_with_pauses(file.as_bytes(), &pause));
    let reasons: Vec<_> =
        reading.complaints.iter().map(|complaint| (complaint.line, complaint.reason.as_str())).collect();
    assert_eq!(reading.found, []);
    assert_eq!(reasons.first(), Some(&(Some(1), "unknown kind `a`")));
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    // Once for the bytes and once for each line.
    assert_eq!(asked.get(), 4);
    let many = "{\"kind\":\"a\"}\n".repeat(10_000);
    assert!(read_file(many.as_bytes()).complaints.len() < 20, "a file of something else");
}
