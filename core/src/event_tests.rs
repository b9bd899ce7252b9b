use expect_test::expect;
use proptest::prelude::*;

use super::*;

fn logged(events: Vec<Event>) -> Vec<LoggedEvent> {
    Sequence::default().number(5, events)
}

#[test]
fn a_log_reads_back_as_it_was_written() {
    let events = logged(vec![
        Event::SessionStarted { session_id: "sess-5".into(), created_at: 5 },
        Event::UserMessage { content: "hi \"you\"\n".into(), parent: Some(0) },
        Event::RunStarted { provider: "mock".into(), base_url: None, model: None },
        Event::StepStarted { parent: 2, continues: None },
        Event::ResponseDelta { message: 4, content: "he".into(), reasoning: String::new() },
        Event::ResponseStopped {
            message: 4,
            content: "hel".into(),
            reasoning: String::new(),
            cause: StopCause::Error { error: ProviderError::Http { status: 500, message: "boom".into() } },
            model: None,
            usage: Usage::default(),
        },
        Event::RunEnded { status: RunStatus::Failed },
        Event::HeadMoved { head: 2 },
    ]);
    let text = write_log(&events).expect("log should serialize");
    expect![[r#"
        {"seq":1,"at":5,"kind":"session_started","session_id":"sess-5","created_at":5}
        {"seq":2,"at":5,"kind":"user_message","content":"hi \"you\"\n","parent":0}
        {"seq":3,"at":5,"kind":"run_started","provider":"mock"}
        {"seq":4,"at":5,"kind":"step_started","parent":2}
        {"seq":5,"at":5,"kind":"response_delta","message":4,"content":"he"}
        {"seq":6,"at":5,"kind":"response_stopped","message":4,"content":"hel","cause":{"by":"error","error":{"kind":"http","status":500,"message":"boom"}}}
        {"seq":7,"at":5,"kind":"run_ended","status":"failed"}
        {"seq":8,"at":5,"kind":"head_moved","head":2}
    "#]]
    .assert_eq(&text);
    assert_eq!(read_log(&text), Ok(events));
}

#[test]
fn a_log_of_the_series_is_a_log_of_ours() {
    let text = concat!(
        r#"{"kind":"user_message","content":"hi"}"#,
        "\n\n",
        r#"{"at":7,"kind":"model_response","content":"{}"}"#,
        "\n",
        r#"{"at":8,"kind":"tool_result","tool_name":"echo","output":"x"}"#,
        "\n",
        r#"{"at":8,"kind":"tool_denied","tool_name":"echo"}"#,
        "\n",
        r#"{"at":9,"kind":"final_answer","content":"x"}"#,
    );
    let events = read_log(text).expect("the series' kinds should read");
    assert_eq!(
        events.iter().map(|event| (event.seq, event.at)).collect::<Vec<_>>(),
        [(1, 0), (2, 7), (3, 8), (4, 8), (5, 9)]
    );
}

#[test]
fn strict_reading_names_the_first_bad_line() {
    let check = |text: &str, expected: expect_test::Expect| match read_log(text) {
        Ok(events) => panic!("read {} events", events.len()),
        Err(error) => expected.assert_eq(&error.to_string()),
    };
    check(
        "\n{\"kind\":\"nonsense\"}",
        expect![
            "line 2: unknown variant `nonsense`, expected one of `session_started`, `session_renamed`, `message_imported`, `user_message`, `run_started`, `step_started`, `response_delta`, `model_response`, `response_stopped`, `tool_result`, `tool_denied`, `final_answer`, `run_ended`, `head_moved` at line 1 column 19"
        ],
    );
    check("{", expect!["line 1: EOF while parsing an object at line 1 column 1"]);
    check(
        r#"{"seq":1,"at":1.5,"kind":"head_moved","head":0}"#,
        expect!["line 1: invalid type: floating point `1.5`, expected u64 at line 1 column 17"],
    );
    check(r#"{"seq":2,"kind":"head_moved","head":0}"#, expect!["line 1: event has seq 2, expected 1"]);
}

#[test]
fn a_torn_line_costs_that_line_only() {
    let text = concat!(
        r#"{"seq":1,"at":1,"kind":"user_message","content":"a"}"#,
        "\n",
        r#"{"seq":2,"at":1,"kind":"user_mess"#,
        "\n",
        r#"{"seq":3,"at":1,"kind":"user_message","content":"c"}"#,
    );
    let (events, complaints) = read_lines(text.lines());
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(complaints.len(), 1);
    assert_eq!(complaints[0].line, 2);
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = read_log(&text);
    }

    #[test]
    fn arbitrary_json_objects_never_panic(seq: u64, at: u64, kind in "[a-z_]{0,20}", head: u64) {
        let _ = read_log(&format!(r#"{{"seq":{seq},"at":{at},"kind":"{kind}","head":{head},"message":{head},"content":""}}"#));
    }
}
