use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::agent::SessionState;
use crate::log::event::{read_lines, read_log, write_log};
use crate::log::transcript::Transcript;

/// Three questions and answers, as our own page writes them.
fn conversation() -> Vec<Value> {
    let mut log = Vec::new();
    for round in 0..3_u64 {
        let first = round * 5;
        let parent = if round == 0 { 0 } else { first - 2 };
        let (question, step) = (first + 1, first + 3);
        log.extend([
            json!({"seq": first + 1, "at": 1, "kind": "user_message", "content": format!("q{round}"), "parent": parent}),
            json!({"seq": first + 2, "at": 1, "kind": "run_started", "provider": "mock"}),
            json!({"seq": step, "at": 1, "kind": "step_started", "parent": question}),
            json!({"seq": first + 4, "at": 1, "kind": "model_response", "content": format!("a{round}"), "message": step, "finish_reason": "stop"}),
            json!({"seq": first + 5, "at": 1, "kind": "run_ended", "status": "completed"}),
        ]);
    }
    log
}

fn read_foreign(lines: impl Iterator<Item = Option<Result<Value, String>>>) -> Foreign {
    let mut reader = ForeignReader::default();
    lines.for_each(|line| reader.take(line));
    reader.end()
}

/// Returns the events that are kept and the lines that are lost.
fn read(log: &[Value]) -> (Vec<LoggedEvent>, Vec<LogError>) {
    let Foreign { events, lost, .. } = read_foreign(log.iter().map(|value| Some(Ok(value.clone()))));
    (events, lost)
}

fn said(events: &[LoggedEvent]) -> Vec<String> {
    let transcript = Transcript::from_log(events);
    transcript.path().iter().map(|node| node.content.clone()).collect()
}

/// Asserts that every later reader, strict or lenient, accepts the events without an error.
fn assert_kept(events: &[LoggedEvent]) {
    let text = write_log(events).expect("a log can be written");
    assert_eq!(read_log(&text).as_deref(), Ok(events));
    assert_eq!(read_lines(1, text.lines()), (events.to_vec(), vec![]));
    let again: Vec<Value> = events.iter().map(LoggedEvent::to_value).collect();
    assert_eq!(read(&again), (events.to_vec(), vec![]), "imported once more it stays as it is");
}

#[test]
fn what_is_in_order_stays_as_it_is() {
    let (events, complaints) = read(&conversation());
    assert_eq!(complaints, []);
    assert_eq!(events.iter().map(LoggedEvent::to_value).collect::<Vec<_>>(), conversation());
    assert_kept(&events);
}

#[test]
fn a_bad_line_costs_that_line_only_now_and_later() {
    let whole = said(&read(&conversation()).0);
    for bad in [
        json!(7),
        json!({"seq": 6, "at": 1, "content": "no kind"}),
        json!({"seq": 6, "at": 1, "kind": "user_message", "content": 7}),
        json!({"seq": 6, "at": 1, "kind": "user_message"}),
        json!({"seq": 9_007_199_254_740_991_u64, "at": 1, "kind": ["nonsense"]}),
        json!({"seq": 3, "at": 1, "kind": "user_message", "content": "a number that is taken", "parent": 0}),
    ] {
        // Inserted between valid lines, and in place of one.
        for replaced in [0, 1] {
            let mut log = conversation();
            log.splice(6..6 + replaced, [bad.clone()]);
            let (events, complaints) = read(&log);
            assert_eq!(complaints.iter().map(|complaint| complaint.line).collect::<Vec<_>>(), [7], "{bad}");
            assert_eq!((events.len(), said(&events)), (15 - replaced, whole.clone()), "{bad}");
            assert_kept(&events);
        }
    }
}

/// An event as a newer version might write it.
fn from_the_future(seq: u64) -> Value {
    json!({"seq": seq, "at": 1, "kind": "plan_revised", "steps": [{"of": 1.5}, null], "message": 3, "first": -1, "size": 1e20, "zeta": "z", "alpha": ""})
}

#[test]
fn what_a_newer_version_wrote_is_kept_as_it_is_and_changes_nothing() {
    let mut log = conversation();
    for (place, event) in (1_u64..).zip(&mut log).skip(6) {
        for key in ["seq", "parent", "message"] {
            if let Some(number) = event.get(key).and_then(Value::as_u64).filter(|number| *number > 6) {
                event[key] = (number + 1).into();
            }
        }
        assert_eq!(event["seq"], place + 1);
    }
    log.insert(6, from_the_future(7));
    let lines: Vec<String> = log.iter().map(Value::to_string).collect();
    let values = lines.iter().map(|line| Some(serde_json::from_str(line).map_err(|error| error.to_string())));
    let Foreign { events, lost, unknown } = read_foreign(values);
    assert_eq!((lost, unknown), (vec![], vec![(7, "plan_revised".to_owned())]));
    assert_eq!(said(&events), said(&read(&conversation()).0), "it means nothing here");
    let written = write_log(&events).expect("a log can be written");
    assert_eq!(written.lines().collect::<Vec<_>>(), lines, "letter by letter");
    assert_kept(&events);
}

#[test]
fn fields_that_a_newer_version_adds_to_a_known_event_are_kept_too() {
    let mut log = conversation();
    for event in &mut log {
        event["later"] = json!({"a": [null, 1.5], "b": ""});
        event["nothing"] = json!(null);
    }
    log.extend([
        json!({"seq": 16, "at": 1, "kind": "session_imported", "later": 1}),
        json!({"seq": 17, "at": 1, "kind": "context_fitted", "message": 13, "used": 1, "size": 2, "later": 1}),
        json!({"seq": 18, "at": 1, "kind": "approval_decided", "call": 13, "decision": "once", "head": 13}),
    ]);
    let (events, lost) = read(&log);
    assert_eq!((events.iter().map(LoggedEvent::to_value).collect::<Vec<_>>(), lost), (log.clone(), vec![]));
    assert_eq!(said(&events), said(&read(&conversation()).0), "they mean nothing here");
    assert_kept(&events);
    let (events, _) = read(log.get(5..).expect("the last two rounds"));
    let last = events.last().expect("an event");
    assert_eq!(last.unknown_fields.get("head"), Some(&json!(8)), "it points at what it pointed at");
}

#[test]
fn under_new_numbers_it_points_at_what_it_pointed_at() {
    let mut log = conversation();
    log.remove(0);
    log.push(from_the_future(16));
    let (events, lost) = read(&log);
    let last = events.last().expect("an event").to_value();
    assert_eq!(
        (lost, &last["seq"], &last["message"], &last["size"]),
        (vec![], &json!(15), &json!(2), &json!(1e20))
    );
    assert_kept(&events);
}

#[test]
fn lines_of_unknown_kinds_alone_are_no_log() {
    let (events, lost) =
        read(&[json!({"kind": "Deployment", "apiVersion": "v1"}), json!(7), from_the_future(3)]);
    let lost: Vec<(u64, &str)> = lost.iter().map(|error| (error.line, error.reason.as_str())).collect();
    let expected = [
        (1, "unknown kind `Deployment`"),
        (2, "an event should be an object"),
        (3, "unknown kind `plan_revised`"),
    ];
    assert_eq!((events.len(), lost.as_slice()), (0, expected.as_slice()));
}

#[test]
fn odd_numbers_cost_no_line() {
    let whole = said(&read(&conversation()).0);
    for seq in [json!(9_000), json!(1e300), json!(-7), json!(7.0), json!(6.6), json!("7"), json!(null)] {
        let mut log = conversation();
        log[6]["seq"] = seq.clone();
        let (events, complaints) = read(&log);
        assert_eq!((complaints, said(&events)), (vec![], whole.clone()), "{seq}");
        assert_kept(&events);
    }
    let mut gap = conversation();
    for event in gap.iter_mut().skip(5) {
        for key in ["seq", "parent", "message"] {
            if let Some(number) = event.get(key).and_then(Value::as_u64).filter(|number| *number > 5) {
                event[key] = (number + 1_000).into();
            }
        }
    }
    assert_eq!(read(&gap), read(&conversation()), "what follows a gap still points at what it pointed at");
}

#[test]
fn numbers_are_whole_and_within_bounds() {
    let log = [
        json!({"seq": 1, "at": 1e300, "kind": "session_started", "session_id": "a", "created_at": 12.5}),
        json!({"seq": 2, "at": -5, "kind": "user_message", "content": "q", "parent": -1}),
        json!({"seq": 3, "at": "noon", "kind": "run_started", "provider": "mock",
            "agent": {"protocol": "native", "max_steps": 18_446_744_073_709_551_615_u64, "tools": []}}),
        json!({"seq": 4, "at": 1.5, "kind": "step_started", "parent": 1e18, "continues": 4}),
        json!({"seq": 5, "at": 2, "kind": "model_response", "content": "a", "message": 4.0,
            "usage": {"prompt_tokens": 1e12, "completion_tokens": 2.4}}),
    ];
    let (events, complaints) = read(&log);
    assert_eq!(complaints, []);
    assert_eq!(events.iter().map(|event| event.at).collect::<Vec<_>>(), [MAX_MILLIS, 0, 0, 2, 2]);
    assert_eq!(said(&events), ["q", "a"], "a message that points nowhere follows what was there");
    let text = write_log(&events).expect("a log");
    for part in
        ["\"created_at\":13", "\"max_steps\":1000", "\"prompt_tokens\":4294967295", "\"completion_tokens\":2"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_kept(&events);
}

#[test]
fn a_number_that_is_missing_in_a_stored_log_costs_no_line_that_is_there() {
    let (mut events, _) = read(&conversation());
    events.retain(|event| event.seq != 6);
    let text = write_log(&events).expect("a log");
    let (kept, complaints) = read_lines(1, text.lines());
    assert_eq!(kept, events);
    assert_eq!(complaints, [LogError { line: 6, reason: "event 6 is missing".into() }]);
    // A number out of sequence costs only its own line.
    let text = text.replace("\"seq\":9,", "\"seq\":90000,");
    let (kept, complaints) = read_lines(1, text.lines());
    assert_eq!((kept.len(), complaints.len()), (events.len() - 1, 2));
}

fn any_value() -> impl Strategy<Value = Value> {
    // The JSON parser may miss a fraction of 17 digits by its last bit, and unknown fields are kept as they are.
    let fraction = any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0));
    prop_oneof![
        Just(json!(null)),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        fraction,
        prop_oneof![Just(json!(1e300)), Just(json!(-1e300)), Just(json!(1e18))],
        (0_u64..20).prop_map(Value::from),
        "[a-z_]{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({"protocol": "native", "max_steps": u64::MAX, "tools": [7]})),
    ]
}

proptest! {
    #[test]
    fn a_log_that_was_tampered_with_is_read_and_kept(
        changes in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), any_value()), 0..12),
    ) {
        let mut log = conversation();
        for (place, how, key, value) in changes {
            let place = usize::from(place) % log.len();
            let keys = ["seq", "at", "kind", "parent", "message", "content", "head", "call", "usage", "agent"];
            let key = keys[usize::from(key) % keys.len()];
            match how % 4 {
                0 => { log.remove(place); if log.is_empty() { log.push(json!({})); } }
                1 => { let copy = log[place].clone(); log.push(copy); }
                2 => log[place] = value,
                _ => if let Some(fields) = log[place].as_object_mut() { fields.insert(key.into(), value); }
            }
        }
        let (events, complaints) = read(&log);
        prop_assert_eq!(events.len() + complaints.len(), log.len(), "every line is kept or named");
        assert_kept(&events);
        let _ = said(&events);
    }

    #[test]
    fn a_store_that_was_tampered_with_is_read_and_folded(
        changes in prop::collection::vec((any::<u8>(), any::<u8>(), any_value()), 0..12),
    ) {
        let mut log = conversation();
        for (place, key, value) in changes {
            let keys = ["seq", "at", "kind", "parent", "message", "continues", "head", "call", "usage", "agent"];
            let (place, key) = (usize::from(place) % log.len(), keys[usize::from(key) % keys.len()]);
            log[place][key] = value;
        }
        let text: String = log.iter().map(|value| format!("{value}\n")).collect();
        let (events, complaints) = read_lines(1, text.lines());
        prop_assert!(events.len() + complaints.len() >= log.len(), "every line is kept or named");
        prop_assert!(events.is_sorted_by(|one, other| one.seq < other.seq));
        let state = SessionState::from_log(&events);
        let _ = state.run().next(&state, &crate::testing::safe_tools());
        for run in crate::log::summary::runs(&events) {
            let _ = crate::log::summary::summarize(&events[run]).to_value();
        }
        let _ = crate::log::event::Sequence::after(state.last_seq()).number(1, vec![Event::SessionImported; 2]);
        let _ = crate::log::transcript::foldable_tail(&events).map(SessionState::from_log);
    }
}
