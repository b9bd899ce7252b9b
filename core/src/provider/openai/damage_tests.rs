//! Tests of what is made of frames that are broken, odd or of another protocol.

use expect_test::expect;

use super::tests::*;
use super::*;

#[test]
fn halves_of_characters_are_joined_over_deltas() {
    let part = |delta: &str| format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#);
    check(
        &[
            &part(r#"{"content":"news \ud83c"}"#),
            r#"{"choices":[],"usage":{"prompt_tokens":3}}"#,
            &part(r#"{"content":"\udf89 for"}"#),
            &part(r#"{"reasoning":"a\ud83c"}"#),
            &part(r#"{"reasoning":"\udf89"}"#),
            &part(r#"{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":\"\ud83c"}}]}"#),
            &part(r#"{"tool_calls":[{"function":{"arguments":"\udf89\"}"}}]}"#),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Content("news ")
            Usage(Usage { prompt_tokens: Some(3), cached_tokens: None, completion_tokens: None, prompt_ms: None, completion_ms: None })
            Content("🎉 for")
            Reasoning("a")
            Reasoning("🎉")
            ToolCall(ToolCallDelta { index: 0, id: None, name: Some("f"), arguments: "{\"a\":\"" })
            ToolCall(ToolCallDelta { index: 0, id: None, name: None, arguments: "🎉\"}" })
            Finish(ToolCalls)
        "#]],
    );
    check(
        &[&part(r#"{"content":"a\ud83cb"}"#), &part(r#"{"content":"c\ud83c"}"#), FINISH],
        End::InOrder,
        expect![[r#"
            Content("a�b")
            Unreadable("half of a character")
            Content("c")
            Content("�")
            Unreadable("half of a character")
            Finish(Stop)
        "#]],
    );
}

#[test]
fn broken_frames_give_what_can_be_saved() {
    check(
        &[&content("Hel"), r#"{"choices":[{"delta":{"content":"lo the"#, &content("re"), FINISH],
        End::InOrder,
        expect![[r#"
            Content("Hel")
            Unreadable("{\"choices\":[{\"delta\":{\"content\":\"lo the")
            Content("lo the")
            Content("re")
            Finish(Stop)
        "#]],
    );
    // Without the blank lines between events, and with one line that is none.
    let lines = format!("data: {}\ndata: {{bad\ndata: {FINISH}\ndata: [DONE]\n", content("hi"));
    check_response(
        200,
        STREAM,
        &lines,
        End::InOrder,
        expect![[r#"
            Unreadable("{\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n{bad\n{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n[DONE]")
            Content("hi")
            Finish(Stop)
        "#]],
    );
    let bare = format!("data: {}\n\n{}\n{FINISH}\n\n", content("a"), content("b"));
    check_response(
        200,
        STREAM,
        &bare,
        End::InOrder,
        expect![[r#"
            Content("ab")
            Finish(Stop)
        "#]],
    );
    let mut bytes = format!("data: {}\n\ndata: {FINISH}\n\n", content("abc")).into_bytes();
    let at = bytes.windows(3).position(|window| window == b"abc").expect("the text");
    bytes[at + 1] = 0xFF;
    let deltas = read(200, STREAM, [bytes.as_slice()], &End::InOrder);
    assert!(deltas.contains(&Ok(Delta::Content("a\u{fffd}c".into()))), "{deltas:?}");
    assert!(matches!(deltas.first(), Some(Ok(Delta::Unreadable(_)))), "{deltas:?}");
}

#[test]
fn answers_in_the_words_of_other_protocols_are_read() {
    check(
        &[r#"{"choices":[{"text":"a","index":0}]}"#, r#"{"choices":{"delta":"b"}}"#, FINISH],
        End::InOrder,
        expect![[r#"
            Content("ab")
            Finish(Stop)
        "#]],
    );
    let lines = "{\"message\":{\"role\":\"assistant\",\"thinking\":\"hm\",\"content\":\"\"},\"done\":false}\n{\"message\":{\"content\":\"hi\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"length\"}\n";
    check_response(
        200,
        Some("application/x-ndjson"),
        lines,
        End::InOrder,
        expect![[r#"
            Reasoning("hm")
            Content("hi")
            Finish(Length)
        "#]],
    );
    let cut = lines.get(..150).expect("a part");
    check_response(
        200,
        Some("application/x-ndjson"),
        cut,
        End::Cut,
        expect![[r#"
            Unreadable("{\"message\":{\"role\":\"assistant\",\"thinking\":\"hm\",\"content\":\"\"},\"done\":false}\n{\"message\":{\"content\":\"hi\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":")
            Reasoning("hm")
            Content("hi")
            Err: connection cut: network error
        "#]],
    );
    check(
        &[
            r#"{"type":"response.reasoning_text.delta","delta":"hm"}"#,
            r#"{"type":"response.output_text.delta","delta":"hi"}"#,
            r#"{"type":"response.output_text.done","text":"hi"}"#,
            r#"{"type":"response.completed"}"#,
        ],
        End::InOrder,
        expect![[r#"
            Reasoning("hm")
            Content("hi")
            Finish(Stop)
        "#]],
    );
}

#[test]
fn a_message_of_anthropic_is_read_and_ends() {
    check(
        &[
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"hi"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}"#,
        ],
        End::InOrder,
        expect![[r#"
            Reasoning("hm")
            Content("hi")
            Finish(Other("max_tokens"))
        "#]],
    );
}

#[test]
fn keep_alives_are_passed_over_and_odd_frames_are_said() {
    check(
        &[
            "",
            "null",
            "{}",
            r#"{"type":"ping"}"#,
            r#"{"choices":null}"#,
            r#"{"choices":[]}"#,
            &content("hi"),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
        Content("hi")
        Finish(Stop)
    "#]],
    );
    check(
        &["{bad", "7", r#"{"odd":1}"#, &content("hi"), FINISH, "{late"],
        End::InOrder,
        expect![[r#"
        Unreadable("{bad")
        Unreadable("7")
        Unreadable("{\"odd\":1}")
        Content("hi")
        Finish(Stop)
        Unreadable("{late")
    "#]],
    );
    check(
        &[r#"{"type":"odd_start"}"#, "[1]", "[DONE]"],
        End::InOrder,
        expect![[r#"
        Unreadable("{\"type\":\"odd_start\"}")
        Unreadable("[1]")
        Err: not a chat completion (text/event-stream): {"type":"odd_start"}
    "#]],
    );
    let mut reader = ResponseReader::new(200, STREAM);
    assert_eq!(reader.push(b"data: {bad\n\ndata: {}\n\n:\n\n").len(), 1);
    assert_eq!((reader.unreadable_pieces(), reader.is_over()), (1, false));
    assert_eq!(reader.push(b"data: [DONE]\n\n").len(), 1);
    assert!(reader.is_over());
    assert_eq!(reader.finish(), []);
}

#[test]
fn a_finish_reason_is_known_before_the_end_of_the_body() {
    let mut reader = ResponseReader::new(200, STREAM);
    reader.push(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n");
    assert!(!reader.is_finished());
    reader.push(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    assert_eq!((reader.is_finished(), reader.is_over()), (true, false));
}

#[test]
fn only_the_first_choice_is_the_answer() {
    check(
        &[
            r#"{"choices":[{"index":1,"delta":{"content":"no"},"finish_reason":"stop"}]}"#,
            r#"{"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"yes"}}]}"#,
            r#"{"choices":[{"index":0,"delta":null,"finish_reason":"eos"}]}"#,
        ],
        End::InOrder,
        expect![[r#"
            Unreadable("{\"index\":1,\"delta\":{\"content\":\"no\"},\"finish_reason\":\"stop\"}")
            Content("yes")
            Unreadable("{\"index\":1,\"delta\":{\"content\":\"no\"}}")
            Finish(Other("eos"))
        "#]],
    );
}

fn delta(delta: &str) -> String {
    format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#)
}

#[test]
fn a_delta_of_any_shape_is_read() {
    check(
        &[
            &delta(r#"[{"content":"a"},"b",[{"content":[{"type":"text","text":"c"}]}]]"#),
            &delta(r#"[{"type":"thinking","thinking":"hm"},{"type":"text","text":"d"}]"#),
            &delta(r#"[{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]"#),
            &delta("7"),
            &delta("true"),
            r#"{"choices":[{"delta":{},"message":{"content":"e"}}]}"#,
            &delta("[]"),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Content("ab")
            Content("c")
            Reasoning("hm")
            Content("d")
            ToolCall(ToolCallDelta { index: 0, id: None, name: Some("f"), arguments: "{}" })
            Content("7")
            Unreadable("true")
            Content("e")
            Finish(ToolCalls)
        "#]],
    );
}

#[test]
fn calls_of_any_shape_are_read_or_said() {
    check(
        &[
            &delta(r#"{"tool_calls":{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}}"#),
            &delta(r#"{"tool_calls":[{"name":"g","arguments":{"x":1}}]}"#),
            &delta(r#"{"tool_calls":"{\"function\":{\"name\":\"h\",\"arguments\":\"{}\"}}"}"#),
            &delta(r#"{"tool_calls":["[{\"name\":\"i\",\"parameters\":{}}]"]}"#),
            &delta(r#"{"tool_calls":null}"#),
            &delta(r#"{"tool_calls":[]}"#),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("a"), name: Some("f"), arguments: "{}" })
            ToolCall(ToolCallDelta { index: 1, id: None, name: Some("g"), arguments: "{\"x\":1}" })
            ToolCall(ToolCallDelta { index: 2, id: None, name: Some("h"), arguments: "{}" })
            ToolCall(ToolCallDelta { index: 3, id: None, name: Some("i"), arguments: "{}" })
            Finish(ToolCalls)
        "#]],
    );
    check(
        &[
            &delta(r#"{"content":"x","tool_calls":"echo(hi)"}"#),
            &delta(r#"{"tool_calls":["echo", {"odd":"words"}, 7]}"#),
            &delta(r#"{"function_call":"echo(hi)"}"#),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Content("x")
            Unreadable("tool_calls: \"echo(hi)\"")
            Unreadable("tool_calls: \"echo\"")
            Unreadable("tool_calls: {\"odd\":\"words\"}")
            Unreadable("tool_calls: 7")
            Unreadable("tool_calls: \"echo(hi)\"")
            Finish(Stop)
        "#]],
    );
}

#[test]
fn words_under_unknown_names_are_said() {
    check(
        &[
            &delta(r#"{"content":"ok","extra":{"words":"hidden"},"count":{"n":5},"note":5}"#),
            r#"{"choices":[{"delta":{"content":"!"},"more":"words","content_filter_results":{"hate":{"severity":"safe"}}}]}"#,
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Content("ok")
            Unreadable("\"extra\": {\"words\":\"hidden\"}")
            Content("!")
            Unreadable("{\"delta\":{\"content\":\"!\"},\"more\":\"words\",\"content_filter_results\":{\"hate\":{\"severity\":\"safe\"}}}")
            Finish(Stop)
        "#]],
    );
}
