//! Tests of answers in the parts that Anthropic's protocol is made of, which gateways pass on as they are.

use expect_test::expect;

use super::tests::*;

#[test]
fn a_stream_of_message_events_is_read_whole_and_ends() {
    check(
        &[
            r#"{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"tiny","content":[],"stop_reason":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#,
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"x"}}"#,
            r#"{"type":"content_block_stop","index":0}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"hi"}}"#,
            r#"{"type":"content_block_stop","index":1}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}"#,
            r#"{"type":"message_stop"}"#,
        ],
        End::InOrder,
        expect![[r#"
            Model("tiny")
            Usage(Usage { prompt_tokens: Some(9), cached_tokens: None, completion_tokens: Some(1), prompt_ms: None, completion_ms: None })
            Reasoning("hm")
            Content("hi")
            Usage(Usage { prompt_tokens: Some(9), cached_tokens: None, completion_tokens: Some(7), prompt_ms: None, completion_ms: None })
            Finish(Other("end_turn"))
        "#]],
    );
}

#[test]
fn message_stop_alone_is_an_end() {
    check(
        &[
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"h"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"i"}}"#,
            r#"{"type":"message_stop"}"#,
        ],
        End::InOrder,
        expect![[r#"
            Content("hi")
            Finish(Stop)
        "#]],
    );
    check(
        &[
            r#"{"type":"message_start"}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"cut"}}"#,
        ],
        End::InOrder,
        expect![[r#"
            Content("cut")
            Err: the stream ended without a finish reason
        "#]],
    );
}

#[test]
fn a_tool_use_is_a_call() {
    check(
        &[
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"echo","input":{}}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"text\":"}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"x\"}"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#,
        ],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "{\"text\":" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "\"x\"}" })
            Finish(Other("tool_use"))
        "#]],
    );
    // As a part of a content, in a stream of deltas.
    check(
        &[
            r#"{"choices":[{"delta":{"content":[{"type":"text","text":"I ask."},{"type":"tool_use","id":"t1","name":"echo","input":{"text":"x"}},{"type":"tool_use","id":"t2","name":"echo","input":{"text":"y"}}]}}]}"#,
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Content("I ask.")
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            ToolCall(ToolCallDelta { index: 1, id: Some("t2"), name: Some("echo"), arguments: "{\"text\":\"y\"}" })
            Finish(ToolCalls)
        "#]],
    );
    // Ollama's own.
    check(
        &[
            r#"{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"echo","arguments":{"text":"x"}}}]},"done":false}"#,
            r#"{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}"#,
        ],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: None, name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            Finish(ToolCalls)
        "#]],
    );
}

#[test]
fn a_call_that_a_chunk_has_in_two_shapes_is_one_call() {
    let call =
        r#""tool_calls":[{"index":0,"id":"t1","function":{"name":"echo","arguments":"{\"text\":\"x\"}"}}]"#;
    let chunk = |delta: &str| format!(r#"{{"choices":[{{"delta":{{{delta}}}}}]}}"#);
    let one = || {
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            Finish(ToolCalls)
        "#]]
    };
    let part = r#""content":[{"type":"tool_use","id":"t1","name":"echo","input":{"text":"x"}}]"#;
    let without_input = r#""content":[{"type":"tool_use","id":"t1","name":"echo","input":{}}]"#;
    let legacy = r#""function_call":{"name":"echo","arguments":"{\"text\":\"x\"}"}"#;
    for again in [part, without_input, legacy] {
        check(&[&chunk(&format!("{call},{again}")), FINISH], End::InOrder, one());
    }
    check(&[&chunk(call), &chunk(part), FINISH], End::InOrder, one());
    // Streamed in pieces, all of them twice.
    let head = r#""tool_calls":[{"index":0,"id":"t1","function":{"name":"echo","arguments":""}}]"#;
    let piece = |piece: &str| {
        chunk(&format!(
            r#""tool_calls":[{{"index":0,"function":{{"arguments":"{piece}"}}}}],"function_call":{{"arguments":"{piece}"}}"#
        ))
    };
    check(
        &[&chunk(&format!("{head},{without_input}")), &piece(r#"{\"text\":"#), &piece(r#"\"x\"}"#), FINISH],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "{\"text\":" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "\"x\"}" })
            Finish(ToolCalls)
        "#]],
    );
    // Only the second shape has the arguments.
    check(
        &[&chunk(&format!("{head},{part}")), FINISH],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "{\"text\":\"x\"}" })
            Finish(ToolCalls)
        "#]],
    );
    // Another call.
    let other = r#""content":[{"type":"tool_use","id":"t2","name":"echo","input":{"text":"x"}}]"#;
    check(
        &[&chunk(&format!("{call},{other}")), FINISH],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            ToolCall(ToolCallDelta { index: 1, id: Some("t2"), name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            Finish(ToolCalls)
        "#]],
    );
}

#[test]
fn a_message_that_was_not_streamed_is_an_answer() {
    check_response(
        200,
        JSON,
        r#"{"id":"m","type":"message","role":"assistant","model":"tiny","content":[{"type":"thinking","thinking":"hm","signature":"x"},{"type":"text","text":"I ask."},{"type":"tool_use","id":"t1","name":"echo","input":{"text":"x"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":7}}"#,
        End::InOrder,
        expect![[r#"
            Model("tiny")
            Usage(Usage { prompt_tokens: Some(9), cached_tokens: None, completion_tokens: Some(7), prompt_ms: None, completion_ms: None })
            Reasoning("hm")
            Content("I ask.")
            ToolCall(ToolCallDelta { index: 0, id: Some("t1"), name: Some("echo"), arguments: "{\"text\":\"x\"}" })
            Finish(Other("tool_use"))
        "#]],
    );
    check_response(
        200,
        JSON,
        r#"{"id":"m","type":"message","role":"assistant","model":"tiny","content":[{"type":"text","text":"hi"}],"stop_reason":"stop_sequence","stop_sequence":"END","usage":{"input_tokens":9,"output_tokens":7}}"#,
        End::Cut,
        expect![[r#"
            Model("tiny")
            Usage(Usage { prompt_tokens: Some(9), cached_tokens: None, completion_tokens: Some(7), prompt_ms: None, completion_ms: None })
            Content("hi")
            Finish(Other("stop_sequence"))
        "#]],
    );
    // Without an end of its own.
    check_response(
        200,
        JSON,
        r#"{"type":"message","content":[{"type":"text","text":"hi"}],"usage":{"input_tokens":9}}"#,
        End::InOrder,
        expect![[r#"
            Usage(Usage { prompt_tokens: Some(9), cached_tokens: None, completion_tokens: None, prompt_ms: None, completion_ms: None })
            Content("hi")
            Finish(Stop)
        "#]],
    );
    // llama-server's own, which has timings.
    check_response(
        200,
        JSON,
        r#"{"content":"hi","model":"tiny","stop":true,"tokens_predicted":1,"timings":{"prompt_n":2,"predicted_n":1}}"#,
        End::InOrder,
        expect![[r#"
            Model("tiny")
            Usage(Usage { prompt_tokens: Some(2), cached_tokens: None, completion_tokens: Some(1), prompt_ms: None, completion_ms: None })
            Content("hi")
            Finish(Stop)
        "#]],
    );
}
