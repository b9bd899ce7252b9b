use serde_json::{Value, json};

use super::trace_json;
use crate::log::event::{LoggedEvent, read_lines};

fn log(events: &[Value]) -> Vec<LoggedEvent> {
    let line = |(number, event): (usize, &Value)| {
        let mut event = event.clone();
        event["at"] = (1_700_000_000_000_u64 + 1_000 * number as u64).into();
        event.to_string()
    };
    let lines: Vec<String> = events.iter().enumerate().map(line).collect();
    let (events, errors) = read_lines(1, lines.iter().map(String::as_str));
    assert_eq!(errors, []);
    events
}

fn spans(events: &[Value]) -> Vec<Value> {
    let trace = trace_json("sess-7", &log(events));
    let scope = &trace["resourceSpans"][0]["scopeSpans"][0];
    assert_eq!(scope["scope"]["name"], "abcb");
    scope["spans"].as_array().expect("a list").clone()
}

/// Returns the attributes as one object.
fn attributes(span: &Value) -> Value {
    let all = span["attributes"].as_array().expect("a list");
    let plain = |attribute: &Value| {
        let value = attribute["value"].as_object().and_then(|value| value.values().next().cloned());
        (attribute["key"].as_str().unwrap_or_default().to_owned(), value.unwrap_or_default())
    };
    Value::Object(all.iter().map(plain).collect())
}

#[test]
fn a_plain_answer_is_one_model_call() {
    let all = spans(&[
        json!({ "kind": "user_message", "content": "Hi", "parent": 0 }),
        json!({ "kind": "run_started", "provider": "server", "base_url": "http://127.0.0.1:8080/v1", "model": "m" }),
        json!({ "kind": "step_started", "parent": 1 }),
        json!({ "kind": "model_response", "content": "Hello", "message": 3, "reasoning": "Well.", "finish_reason": "stop",
            "model": "m-1", "usage": { "prompt_tokens": 5, "completion_tokens": 2 } }),
        json!({ "kind": "final_answer", "content": "Hello", "message": 3 }),
        json!({ "kind": "run_ended", "status": "completed" }),
    ]);
    let [span] = all.as_slice() else { panic!("one span: {all:?}") };
    assert_eq!((&span["name"], &span["kind"]), (&json!("chat m"), &json!(3)));
    assert_eq!(span["traceId"].as_str().map(str::len), Some(32));
    assert_eq!(span["spanId"].as_str().map(str::len), Some(16));
    assert_eq!((span.get("parentSpanId"), span.get("status")), (None, None));
    assert_eq!(span["startTimeUnixNano"], "1700000002000000000");
    assert_eq!(span["endTimeUnixNano"], "1700000003000000000");
    let input = r#"[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]"#;
    let output = r#"[{"role":"assistant","parts":[{"type":"reasoning","content":"Well."},{"type":"text","content":"Hello"}],"finish_reason":"stop"}]"#;
    assert_eq!(
        attributes(span),
        json!({
            "gen_ai.operation.name": "chat",
            "gen_ai.conversation.id": "sess-7",
            "gen_ai.provider.name": "openai",
            "server.address": "127.0.0.1",
            "server.port": "8080",
            "gen_ai.request.model": "m",
            "gen_ai.input.messages": input,
            "gen_ai.response.finish_reasons": { "values": [{ "stringValue": "stop" }] },
            "gen_ai.response.model": "m-1",
            "gen_ai.usage.input_tokens": "5",
            "gen_ai.usage.output_tokens": "2",
            "gen_ai.output.messages": output,
        })
    );
}

#[test]
fn a_run_with_tools_has_its_calls_as_children() {
    let agent = json!({ "protocol": "native", "max_steps": 5, "tools": ["echo"] });
    let call = json!([{ "id": "c1", "name": "echo", "arguments": "{\"text\":\"x\"}" }]);
    let all = spans(&[
        json!({ "kind": "user_message", "content": "Say x", "parent": 0 }),
        json!({ "kind": "run_started", "provider": "in-page", "agent": agent }),
        json!({ "kind": "system_prompt", "content": "Be brief." }),
        json!({ "kind": "step_started", "parent": 1 }),
        json!({ "kind": "model_response", "content": "", "message": 4, "tool_calls": call, "finish_reason": "tool_calls" }),
        json!({ "kind": "tool_requested", "message": 4, "tool_name": "echo", "arguments": { "text": "x" }, "call_id": "c1" }),
        json!({ "kind": "tool_started", "call": 6 }),
        json!({ "kind": "tool_result", "tool_name": "echo", "output": "x", "call": 6 }),
        json!({ "kind": "tool_requested", "message": 4, "tool_name": "write_file", "arguments": {} }),
        json!({ "kind": "tool_denied", "tool_name": "write_file", "call": 9, "reason": "Not now." }),
        json!({ "kind": "step_started", "parent": 9 }),
        json!({ "kind": "response_stopped", "message": 11, "content": "Th",
            "cause": { "by": "error", "error": { "kind": "http", "status": 500, "message": "oops" } } }),
        json!({ "kind": "run_ended", "status": "failed", "reason": "It failed." }),
    ]);
    let names: Vec<&str> = all.iter().map(|span| span["name"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["invoke_agent abcb", "chat", "execute_tool echo", "execute_tool write_file", "chat"]);
    let parents: Vec<Option<&str>> =
        all.iter().map(|span| span.get("parentSpanId").and_then(Value::as_str)).collect();
    let run = all[0]["spanId"].as_str();
    assert!(run.is_some());
    assert_eq!(parents, [None, run, run, run, run]);
    let ids: std::collections::BTreeSet<&str> =
        all.iter().filter_map(|span| span["spanId"].as_str()).collect();
    assert_eq!(ids.len(), all.len());
    assert_eq!(all[0]["status"], json!({ "code": 2, "message": "It failed." }));
    assert_eq!(attributes(&all[0])["error.type"], "failed");
    assert_eq!(attributes(&all[0])["gen_ai.agent.name"], "abcb");

    let tool = attributes(&all[2]);
    assert_eq!(
        all[2]["startTimeUnixNano"], "1700000006000000000",
        "when it started, not when it was requested"
    );
    assert_eq!((&tool["gen_ai.tool.call.id"], &tool["gen_ai.tool.call.result"]), (&json!("c1"), &json!("x")));
    assert_eq!(tool["gen_ai.tool.call.arguments"], r#"{"text":"x"}"#);
    assert_eq!(attributes(&all[3])["error.type"], "denied");
    assert_eq!(all[3]["status"]["message"], "Not now.");

    let last = attributes(&all[4]);
    assert_eq!((&last["error.type"], &last["gen_ai.provider.name"]), (&json!("500"), &json!("in-page")));
    assert_eq!(last["gen_ai.system_instructions"], r#"[{"type":"text","content":"Be brief."}]"#);
    let input: Value =
        serde_json::from_str(last["gen_ai.input.messages"].as_str().unwrap_or_default()).expect("JSON");
    let roles: Vec<&Value> =
        input.as_array().expect("a list").iter().map(|message| &message["role"]).collect();
    assert_eq!(roles, ["user", "assistant", "tool", "tool"]);
    assert_eq!(input[1]["parts"][0]["type"], "tool_call");
    assert_eq!(input[2]["parts"][0], json!({ "type": "tool_call_response", "id": "c1", "response": "x" }));
}

#[test]
fn what_follows_the_end_of_a_run_does_not_lengthen_it() {
    let agent = json!({ "protocol": "native", "max_steps": 5, "tools": [] });
    let all = spans(&[
        json!({ "kind": "run_started", "provider": "mock", "agent": agent }),
        json!({ "kind": "run_ended", "status": "completed" }),
        json!({ "kind": "session_renamed", "title": "Later" }),
    ]);
    assert_eq!(all[0]["endTimeUnixNano"], "1700000001000000000");
}

#[test]
fn a_log_of_the_series_is_a_trace() {
    let all = spans(&[
        json!({ "kind": "user_message", "content": "q" }),
        json!({ "kind": "model_response", "content": "a" }),
    ]);
    assert_eq!((all.len(), &all[0]["name"]), (1, &json!("chat")));
}

#[test]
fn what_is_open_ends_with_the_last_event() {
    let all = spans(&[
        json!({ "kind": "run_started", "provider": "mock" }),
        json!({ "kind": "step_started", "parent": 0 }),
        json!({ "kind": "response_delta", "message": 2, "content": "He" }),
    ]);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["endTimeUnixNano"], "1700000002000000000");
}
