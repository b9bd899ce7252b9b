use std::rc::Rc;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::log::event::Protocol;
use crate::tool::{AddNumbers, Echo};

fn call(name: &str, arguments: Value) -> WrittenCall {
    WrittenCall { name: name.into(), arguments }
}

#[test]
fn an_envelope_is_read_strictly_and_written_back() {
    let text = r#"{"kind":"tool_call","tool_name":"echo","arguments":{"text":"x"},"note":"n"}"#;
    let output = ModelOutput::parse(text).expect("a call");
    assert_eq!(output.to_text(), text);
    let text = r#"{"kind":"final","content":"a ```rust\nx\n``` b"}"#;
    assert_eq!(
        ModelOutput::parse(text),
        Ok(ModelOutput::Final { content: "a ```rust\nx\n``` b".into() }),
        "a fence inside the content is content"
    );
    let fenced = "```json\n{\"kind\":\"final\",\"content\":\"x\"}\n```\n";
    assert_eq!(ModelOutput::parse(fenced), Ok(ModelOutput::Final { content: "x".into() }));
    assert!(ModelOutput::parse(&format!("It looks so:\n{fenced}")).is_err(), "a fence among words is shown");
    let null = ModelOutput::parse(r#"{"kind":"tool_call","tool_name":"echo","arguments":null,"more":1}"#);
    assert!(null.is_ok(), "{null:?}");
}

#[test]
fn what_is_no_envelope_is_an_error_that_says_why() {
    for text in [
        "",
        "hello",
        "{}",
        r#"{"kind":"other"}"#,
        r#"{"kind":"final","content":7}"#,
        r#"{"kind":"tool_call","tool_name":"echo"}"#,
        r#"{"kind":"final","content":"x"} and more"#,
    ] {
        assert!(ModelOutput::parse(text).is_err(), "{text}");
    }
    assert_eq!(ModelOutput::parse("{}"), Err(ModelOutputError::Parse("`kind` is missing".into())));
}

#[test]
fn calls_are_found_in_the_shapes_that_small_models_write() {
    let sum = || vec![call("add_numbers", json!({ "a": 2, "b": 3 }))];
    for text in [
        r#"{"name": "add_numbers", "arguments": {"a": 2, "b": 3}}"#,
        "```json\n{\n  \"name\": \"add_numbers\",\n  \"arguments\": {\"a\": 2, \"b\": 3}\n}\n```",
        "<tool_call>\n{\"name\": \"add_numbers\", \"arguments\": {\"a\": 2, \"b\": 3}}\n</tool_call>",
        r#"{"type":"function","function":{"name":"add_numbers","parameters":{"a":2,"b":3}}}"#,
        r#"[{"name":"add_numbers","arguments":{"a":2,"b":3}}]"#,
        r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}"#,
        r#"{"tool_calls":[{"name":"add_numbers","arguments":{"a":2,"b":3}}]}"#,
        "{\"name\":\"add_numbers\",\"arguments\":{\"a\":2,\"b\":3}}\n{\"name\":\"add_numbers\",\"arguments\":{\"a\":2,\"b\":3}}",
    ] {
        assert_eq!(calls_in(text), sum(), "{text}");
    }
}

#[test]
fn calls_in_a_row_all_count_and_none_does_beside_words() {
    let text = "```json\n{\"name\":\"a\",\"arguments\":{}}\n```\n\n\n```json\n{\"name\":\"b\",\"arguments\":{}}\n```\n";
    assert_eq!(calls_in(&format!("{text}\nOr: {{\"name\":\"c\",\"arguments\":{{}}}}")), []);
    assert_eq!(calls_in(text), [call("a", json!({})), call("b", json!({}))]);
}

#[test]
fn arguments_go_by_many_names() {
    for field in crate::tool::ARGUMENT_FIELDS {
        let whole = format!("{{\"name\": \"a\", \"{field}\": {{\"x\": 1}}}}");
        assert_eq!(calls_in(&whole), [call("a", json!({ "x": 1 }))], "{whole}");
        for end in 1..=whole.len() {
            assert_eq!(shown_text(Some(Protocol::Native), &whole[..end]), "", "{}", &whole[..end]);
        }
    }
}

#[test]
fn only_a_call_of_a_tool_is_repeated() {
    let twice = |line: &str| format!("{line}\n{line}\n");
    let is_tool = |name: &str| name == "echo";
    for (reply, is_repeated) in [
        (twice("{\"name\":\"echo\",\"arguments\":{}}"), true),
        (twice("{\"name\":\"worker\",\"arguments\":[]}"), false),
        (twice("```json\n{\"name\":\"echo\",\"arguments\":{}}\n```"), false),
    ] {
        assert_eq!(repeats_a_call(&reply, is_tool), is_repeated, "{reply}");
    }
}

#[test]
fn bare_calls_stand_in_no_fence() {
    let call_text = "{\"name\":\"a\",\"arguments\":{}}";
    assert_eq!(bare_calls_in(&format!("<tool_call>{call_text}</tool_call>")), [call("a", json!({}))]);
    for shown in [format!("```json\n{call_text}\n```"), format!("{call_text}\n```\n{call_text}\n```")] {
        assert_eq!(bare_calls_in(&shown), [], "{shown}");
    }
}

#[test]
fn words_and_cut_calls_are_no_calls() {
    for text in
        ["", "The sum is 5.", "{\"name\": \"add", "{\"a\": 1}", "see `{\"name\":\"a\",\"arguments\":{}}`"]
    {
        assert_eq!(calls_in(text), [], "{text}");
    }
}

#[test]
fn the_answer_shows_while_its_json_arrives() {
    let whole = r#"{"kind":"final","content":"one \"two\"\n\u00e4 three"}"#;
    let mut last = String::new();
    for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let shown = shown_answer(&whole[..end]).into_owned();
        assert!(shown.starts_with(&last) || end < 2, "{shown:?} after {last:?}");
        last = shown;
    }
    assert_eq!(last, "one \"two\"\nä three");
    assert_eq!(shown_answer("plain words"), "plain words");
    assert_eq!(shown_answer(r#"{"kind":"tool_call","tool_name":"echo","arguments":{"content":"x"}"#), "");
}

#[test]
fn a_call_written_as_text_is_not_shown_even_while_it_arrives() {
    let whole = "{\"name\": \"add_numbers\", \"arguments\": {\"a\": 2}}";
    for end in 1..=whole.len() {
        assert_eq!(shown_text(Some(Protocol::Native), &whole[..end]), "", "{}", &whole[..end]);
    }
    let json = "{\"name\": \"Ada\", \"born\": 1815}";
    for end in json.len() - 6..=json.len() {
        assert_eq!(shown_text(Some(Protocol::Native), &json[..end]), &json[..end], "no call begins so");
    }
    let fenced = format!("```json\n{whole}\n```");
    for text in ["Hello", "```rust\nfn main() {}\n```", "{braces}", fenced.as_str()] {
        assert_eq!(shown_text(Some(Protocol::Native), text), text);
    }
    // Wherever the tags around a call are cut, no part of them is shown.
    for (open, close) in
        [("<tool_call>\n", "\n</tool_call>"), ("[TOOL_CALLS] [", "]"), ("<tools>", "</tools>\n")]
    {
        let tagged = format!("{open}{{\"name\":\"echo\",\"arguments\":{{}}}}{close}");
        for end in 1..=tagged.len() {
            assert_eq!(shown_text(Some(Protocol::Native), &tagged[..end]), "", "{}", &tagged[..end]);
        }
    }
    assert_eq!(shown_text(None, whole), whole);
}

#[test]
fn the_schema_names_every_tool_and_the_answer() {
    let mut registry = ToolRegistry::new();
    registry.register(Rc::new(Echo)).expect("a new name");
    registry.register(Rc::new(AddNumbers)).expect("a new name");
    let names = |schema: &Value| {
        let all = schema["anyOf"].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| one["properties"]["tool_name"]["const"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&action_schema(&registry)), [json!("add_numbers"), json!("echo"), Value::Null]);
}

/// The text of an answer recorded from llama.cpp's server.
fn recorded(events: &str) -> String {
    let frames =
        events.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let text = |frame: Value| frame["choices"][0]["delta"]["content"].as_str().map(str::to_owned);
    frames.filter_map(text).collect()
}

#[test]
fn calls_are_found_in_what_a_real_server_sent_as_text() {
    let check = |events: &str, expected: &[(i64, i64)]| {
        let text = recorded(events);
        let sums: Vec<WrittenCall> =
            expected.iter().map(|(a, b)| call("add_numbers", json!({ "a": a, "b": b }))).collect();
        assert_eq!(calls_in(&text), sums, "{text}");
    };
    check(include_str!("../../tests/fixtures/wire/llama-server-qwen-tools-as-content.sse"), &[(2, 3)]);
    check(include_str!("../../tests/fixtures/wire/llama-server-qwen-toolsreq-as-content.sse"), &[]);
    check(
        include_str!("../../tests/fixtures/wire/llama-server-qwen-toolspar-as-content.sse"),
        &[(2, 3), (10, 20)],
    );
    check(include_str!("../../tests/fixtures/wire/llama-server-tool-auto.sse"), &[]);
}

proptest! {
    #[test]
    fn arbitrary_text_is_read_without_harm(text in "\\PC*|[\\[\\]{}\":,a-z`\\\\\n ]*") {
        let _ = ModelOutput::parse(&text);
        let _ = calls_in(&text);
        for protocol in [None, Some(Protocol::Native), Some(Protocol::Envelope)] {
            let _ = shown_text(protocol, &text);
        }
    }

    #[test]
    fn arbitrary_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = ModelOutput::parse(&text);
        let _ = calls_in(&text);
    }

    #[test]
    fn every_answer_survives_its_envelope(content in "\\PC*") {
        let text = ModelOutput::Final { content: content.clone() }.to_text();
        prop_assert_eq!(ModelOutput::parse(&text), Ok(ModelOutput::Final { content: content.clone() }));
        prop_assert_eq!(shown_answer(&text), content);
    }
}
