//! The programs in `examples` print what they promise.

#![allow(clippy::duplicate_mod, reason = "each program brings its clock along")]
#![expect(clippy::expect_used, reason = "a test may fail by panicking, in its helpers too")]

use std::error::Error;
use std::io::Write;

use expect_test::expect;

#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/chat.rs"]
mod chat;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/own_tool.rs"]
mod own_tool;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/replay.rs"]
mod replay;
#[allow(dead_code, reason = "its `main` is not called here")]
#[path = "../examples/series.rs"]
mod series;

/// Returns what a program prints.
fn printed<T>(run: impl FnOnce(&mut dyn Write) -> Result<T, Box<dyn Error>>) -> String {
    let mut out = Vec::new();
    run(&mut out).expect("it runs");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_chat_prints_its_answers() {
    expect![[r#"
        user: Hello.
        assistant: Hello! What can I do?
        user: What is a log?
        assistant: A log is a list of events.
    "#]]
    .assert_eq(&printed(chat::run));
}

#[test]
fn an_own_tool_is_called() {
    expect![[r#"
        user: How many words has "to be or not to be"?
        calls count_words {"text":"to be or not to be"}
        result: 6
        assistant: The sentence has 6 words.
    "#]]
    .assert_eq(&printed(own_tool::run));
}

#[test]
fn the_program_of_the_series_answers_and_keeps_its_session() {
    expect![[r#"
        mock run: you said What is 2 + 3?
        user: What is 2 + 3?
        assistant: {"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}
        tool: 5
        assistant: {"kind":"final","content":"mock run: you said What is 2 + 3?"}
        mock run: you said What is 2 + 3?
        another session: true
    "#]]
    .assert_eq(&printed(series::run));
}

#[test]
fn a_replay_prints_every_state_and_the_summary() {
    expect![[r#"
        after event 1:
          user (complete): What is 2 + 3?
        after event 2:
          user (complete): What is 2 + 3?
          assistant (complete): {"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}
        after event 3:
          user (complete): What is 2 + 3?
          assistant (complete): {"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}
          tool (complete): 5
        after event 4:
          user (complete): What is 2 + 3?
          assistant (complete): {"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}
          tool (complete): 5
          assistant (complete): {"kind":"final","content":"2 + 3 is 5."}
        after event 5:
          user (complete): What is 2 + 3?
          assistant (complete): {"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}
          tool (complete): 5
          assistant (complete): 2 + 3 is 5.
        status=completed steps=2 tools=[add_numbers] denied=[] endpoint=unknown
    "#]]
    .assert_eq(&printed(|out| replay::run(replay::BUILT_IN, out)));
}
