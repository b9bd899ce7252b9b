//! Tests of tool call fragments as servers really send them; each case names the server.

use super::*;

/// Reads the fragments, given as JSON, and shows each delta as `index id name arguments`, `-` for absent.
fn check(fragments: &[&str], expected: &[&str]) {
    let mut calls = ToolCalls::default();
    let deltas: Vec<_> = fragments
        .iter()
        .filter_map(|fragment| calls.read(&serde_json::from_str(fragment).expect("valid JSON")))
        .map(|delta| {
            let text = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
            format!("{} {} {} {}", delta.index, text(delta.id), text(delta.name), delta.arguments)
        })
        .collect();
    assert_eq!(deltas, expected);
}

#[test]
fn llama_server_sends_a_head_and_then_arguments() {
    check(
        &[
            r#"{"index":0,"id":"a","type":"function","function":{"name":"add","arguments":"{"}}"#,
            r#"{"index":0,"function":{"arguments":"\"x\":1}"}}"#,
            r#"{"index":1,"id":"b","function":{"name":"now","arguments":""}}"#,
            r#"{"index":1,"function":{"arguments":"{}"}}"#,
        ],
        &["0 a add {", r#"0 - - "x":1}"#, "1 b now ", "1 - - {}"],
    );
}

#[test]
fn ollama_says_index_0_for_every_call_or_none_at_all() {
    let expected = [r#"0 a add {"x":1}"#, r#"1 b add {"x":2}"#];
    for index in [r#""index":0,"#, ""] {
        let call = |id: &str, x: u8| {
            format!(r#"{{{index}"id":"{id}","function":{{"name":"add","arguments":"{{\"x\":{x}}}"}}}}"#)
        };
        check(&[&call("a", 1), &call("b", 2)], &expected);
    }
}

#[test]
fn lm_studio_repeats_empty_ids_and_names() {
    check(
        &[
            r#"{"index":0,"id":"a","function":{"name":"add","arguments":""}}"#,
            r#"{"index":0,"id":"","function":{"name":"","arguments":"{}"}}"#,
            r#"{"index":0,"id":"","function":{"name":"","arguments":""}}"#,
        ],
        &["0 a add ", "0 - - {}"],
    );
}

#[test]
fn the_same_head_again_is_the_same_call() {
    let head = r#"{"index":0,"id":"a","function":{"name":"add","arguments":"1"}}"#;
    check(&[head, head], &["0 a add 1", "0 - - 1"]);
}

#[test]
fn arguments_may_be_an_object() {
    check(
        &[
            r#"{"index":0,"function":{"name":"add","arguments":{"b":1,"a":2}}}"#,
            r#"{"index":0,"function":{"name":"add","arguments":{"b":3}}}"#,
            r#"{"function":{"name":"now","arguments":null}}"#,
        ],
        &[r#"0 - add {"b":1,"a":2}"#, r#"1 - add {"b":3}"#, "2 - now "],
    );
}

#[test]
fn without_an_index_the_id_or_the_order_tells() {
    check(
        &[
            r#"{"id":"a","function":{"name":"add","arguments":"{"}}"#,
            r#"{"id":"b","function":{"name":"now"}}"#,
            r#"{"id":"a","function":{"arguments":"}"}}"#,
            r#"{"function":{"arguments":"{}"}}"#,
        ],
        &["0 a add {", "1 b now ", "0 - - }", "1 - - {}"],
    );
}

#[test]
fn sparse_indexes_become_dense() {
    check(
        &[
            r#"{"index":7,"id":"a","function":{"name":"add"}}"#,
            r#"{"index":2,"id":"b","function":{"name":"now"}}"#,
            r#"{"index":7,"function":{"arguments":"{}"}}"#,
        ],
        &["0 a add ", "1 b now ", "0 - - {}"],
    );
}

#[test]
fn a_name_may_come_in_pieces() {
    let head = r#"{"index":0,"id":"a","function":{"name":"add_"}}"#;
    let rest = r#"{"index":0,"function":{"name":"numbers","arguments":"{}"}}"#;
    check(
        &[head, rest, r#"{"index":0,"function":{"arguments":"!"}}"#],
        &["0 a add_ ", "0 - numbers {}", "0 - - !"],
    );
    // The whole name so far, each time.
    let grown = r#"{"index":0,"id":"a","function":{"name":"add_numbers"}}"#;
    check(&[head, grown, grown], &["0 a add_ ", "0 - numbers "]);
}

#[test]
fn another_name_after_arguments_is_another_call() {
    let call = |name: &str| format!(r#"{{"index":0,"function":{{"name":"{name}","arguments":"{{}}"}}}}"#);
    check(&[&call("add"), &call("now")], &["0 - add {}", "1 - now {}"]);
}

#[test]
fn arguments_go_by_many_names() {
    for field in crate::tool::ARGUMENT_FIELDS {
        let call = format!(r#"{{"id":"a","function":{{"name":"add","{field}":{{"x":1}}}}}}"#);
        check(&[&call], &[r#"0 a add {"x":1}"#]);
    }
}
