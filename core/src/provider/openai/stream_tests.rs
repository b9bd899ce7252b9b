//! Tests of the response reader: how bodies are told apart, how answers end, what of a frame is taken.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

pub(super) const STREAM: Option<&str> = Some("text/event-stream");
pub(super) const JSON: Option<&str> = Some("application/json; charset=utf-8");

pub(super) enum End {
    InOrder,
    Cut,
}

pub(super) fn read<'a>(
    status: u16,
    content_type: Option<&str>,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    end: &End,
) -> Deltas {
    let mut reader = ResponseReader::new(status, content_type);
    let mut deltas: Vec<_> = chunks.into_iter().flat_map(|chunk| reader.push(chunk)).collect();
    deltas.extend(match end {
        End::InOrder => reader.finish(),
        End::Cut => reader.cut("network error"),
    });
    let errors = deltas.iter().filter(|delta| delta.is_err()).count();
    let finishes = deltas.iter().filter(|delta| matches!(delta, Ok(Delta::Finish(_)))).count();
    assert_eq!(errors + finishes, 1, "an answer ends once: {deltas:?}");
    assert!(errors == 0 || deltas.last().is_some_and(Result::is_err), "an error is the end: {deltas:?}");
    deltas
}

fn show(deltas: &Deltas) -> String {
    let show_one = |delta: &Result<Delta, ProviderError>| match delta {
        Ok(delta) => format!("{delta:?}\n"),
        Err(error) => format!("Err: {error}\n"),
    };
    deltas.iter().map(show_one).collect()
}

pub(super) fn check_response(
    status: u16,
    content_type: Option<&str>,
    body: &str,
    end: End,
    expected: Expect,
) {
    let body = body.as_bytes();
    let deltas = read(status, content_type, [body], &end);
    assert_eq!(read(status, content_type, body.chunks(1), &end), deltas, "byte by byte");
    expected.assert_eq(&show(&deltas));
}

/// Reads a stream of these data lines, byte by byte too.
pub(super) fn check(data: &[&str], end: End, expected: Expect) {
    let body: String = data.iter().map(|data| format!("data: {data}\n\n")).collect();
    check_response(200, STREAM, &body, end, expected);
}

pub(super) fn content(text: &str) -> String {
    serde_json::json!({ "choices": [{ "delta": { "content": text } }] }).to_string()
}

pub(super) const FINISH: &str = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;

#[test]
fn a_finish_reason_completes_the_answer_whatever_follows() {
    let complete = || {
        expect![[r#"
        Content("hi")
        Finish(Stop)
    "#]]
    };
    check(&[&content("hi"), FINISH, "[DONE]"], End::InOrder, complete());
    check(&[&content("hi"), FINISH], End::InOrder, complete());
    check(&[&content("hi"), FINISH], End::Cut, complete());
    check(
        &[&content("hi"), FINISH, r#"{"error":"late"}"#],
        End::Cut,
        expect![[r#"
        Content("hi")
        Finish(Stop)
        Unreadable("error in the stream: late")
    "#]],
    );
    check(
        &[&content("hi"), FINISH, FINISH, &content(" there"), "[DONE]"],
        End::InOrder,
        expect![[r#"
        Content("hi")
        Finish(Stop)
        Content(" there")
    "#]],
    );
}

#[test]
fn without_a_finish_reason_the_answer_is_interrupted() {
    let unfinished = || {
        expect![[r#"
        Content("hi")
        Err: the stream ended without a finish reason
    "#]]
    };
    check(&[&content("hi")], End::InOrder, unfinished());
    check(&[&content("hi"), "[DONE]"], End::InOrder, unfinished());
    check(&[&content("hi"), "[DONE]", &content("late"), FINISH], End::InOrder, unfinished());
    check(
        &[&content("hi")],
        End::Cut,
        expect![[r#"
        Content("hi")
        Err: connection cut: network error
    "#]],
    );
    check(
        &[],
        End::InOrder,
        expect![[r#"
        Err: the stream ended without a finish reason
    "#]],
    );
    check_response(
        200,
        STREAM,
        "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}",
        End::Cut,
        expect![[r#"
        Finish(Stop)
    "#]],
    );
}

#[test]
fn errors_in_the_stream_keep_the_text_before_them() {
    let failed = || {
        expect![[r#"
        Content("hi")
        Err: error in the stream: it broke
    "#]]
    };
    check(&[&content("hi"), r#"{"error":{"message":"it broke"}}"#, "[DONE]"], End::InOrder, failed());
    check(&[&content("hi"), r#"{"error":"it broke"}"#], End::Cut, failed());
    check(
        &[
            r#"{"choices":[{"delta":{"content":"hi"},"finish_reason":"error"}],"error":{"message":"it broke"}}"#,
        ],
        End::InOrder,
        failed(),
    );
    let line = format!("data: {}\n\nerror: {{\"message\":\"it broke\"}}\n\ndata: [DONE]\n\n", content("hi"));
    check_response(200, STREAM, &line, End::InOrder, failed());
    let event = format!("data: {}\n\nevent: error\ndata: it broke\n\n", content("hi"));
    check_response(200, STREAM, &event, End::InOrder, failed());
    // Text held back as a possible tag is not lost either.
    check(
        &[&content("<thi"), r#"{"error":"it broke"}"#],
        End::InOrder,
        expect![[r#"
        Content("<thi")
        Err: error in the stream: it broke
    "#]],
    );
    check(
        &[&content("hi"), r#"{"error":null,"usage":{"prompt_tokens":3}}"#, FINISH],
        End::InOrder,
        expect![[r#"
        Content("hi")
        Usage(Usage { prompt_tokens: Some(3), cached_tokens: None, completion_tokens: None, prompt_ms: None, completion_ms: None })
        Finish(Stop)
    "#]],
    );
}

#[test]
fn bodies_are_told_by_what_they_are() {
    let stream = format!("\n: ping\n\ndata: {FINISH}\n\n");
    let complete = || {
        expect![[r#"
        Finish(Stop)
    "#]]
    };
    for content_type in [STREAM, JSON, Some("text/plain"), None] {
        check_response(200, content_type, &stream, End::InOrder, complete());
        check_response(200, content_type, &format!("\u{feff} {FINISH}"), End::InOrder, complete());
    }
    check_response(
        200,
        Some("text/html"),
        "<html><title>My router</title>",
        End::InOrder,
        expect![[r#"
        Err: not a chat completion (text/html): My router
    "#]],
    );
    check_response(
        200,
        None,
        "",
        End::InOrder,
        expect![[r#"
        Err: not a chat completion (): 
    "#]],
    );
    check_response(
        200,
        JSON,
        "{\"choices\":",
        End::InOrder,
        expect![[r#"
        Err: not a chat completion (application/json; charset=utf-8): {"choices":
    "#]],
    );
    check_response(
        200,
        JSON,
        "{\"choices\":",
        End::Cut,
        expect![[r#"
        Err: connection cut: network error
    "#]],
    );
    let endless = "x".repeat(MAX_UNKNOWN_BYTES + 1);
    let deltas = read(200, None, [endless.as_bytes()], &End::Cut);
    assert!(
        matches!(deltas.as_slice(), [Err(ProviderError::UnexpectedBody { .. })]),
        "given up on: {deltas:?}"
    );
}

#[test]
fn an_answer_in_one_piece_is_an_answer() {
    let body = r#"{"model":"m","choices":[{"message":{"role":"assistant","reasoning_content":"hm","content":"hi","tool_calls":null}}],"usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#;
    check_response(
        200,
        JSON,
        body,
        End::InOrder,
        expect![[r#"
        Model("m")
        Reasoning("hm")
        Content("hi")
        Usage(Usage { prompt_tokens: Some(5), cached_tokens: Some(4), completion_tokens: Some(2), prompt_ms: None, completion_ms: None })
        Finish(Stop)
    "#]],
    );
    check_response(
        200,
        JSON,
        r#"{"error":{"message":"no such model"}}"#,
        End::Cut,
        expect![[r#"
        Err: error in the stream: no such model
    "#]],
    );
    check_response(
        200,
        JSON,
        r#"{"status":"ok"}"#,
        End::InOrder,
        expect![[r#"
            Unreadable("{\"status\":\"ok\"}")
            Err: not a chat completion (application/json; charset=utf-8): {"status":"ok"}
        "#]],
    );
}

#[test]
fn refusals_carry_the_words_of_the_server_even_when_cut() {
    for end in [End::InOrder, End::Cut] {
        check_response(
            404,
            JSON,
            r#"{"error":{"message":"File Not Found"}}"#,
            end,
            expect![[r#"
            Err: HTTP 404: File Not Found
        "#]],
        );
    }
    let long = "x".repeat(2 * MAX_ERROR_BYTES);
    assert_eq!(read(500, None, [long.as_bytes()], &End::InOrder).len(), 1);
}

#[test]
fn thinking_goes_by_many_names_and_is_taken_once() {
    let part = |delta: &str| format!(r#"{{"choices":[{{"delta":{delta}}}]}}"#);
    check(
        &[
            &part(r#"{"reasoning_content":"","reasoning":"a","thinking":"a"}"#),
            &part(r#"{"reasoning_text":"b"}"#),
            &part(r#"{"thinking":"c","content":null}"#),
            &part(r#"{"content":"<thi"}"#),
            &part(r#"{"content":"nk>d</think>e"}"#),
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            Reasoning("a")
            Reasoning("b")
            Reasoning("c")
            Reasoning("d")
            Content("e")
            Finish(Stop)
        "#]],
    );
}

#[test]
fn calls_are_believed_where_old_ollama_says_stop() {
    check(
        &[
            r#"{"choices":[{"delta":{"tool_calls":null,"content":""},"finish_reason":""}]}"#,
            r#"{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"add","arguments":"{}"}}]}}]}"#,
            FINISH,
        ],
        End::InOrder,
        expect![[r#"
            ToolCall(ToolCallDelta { index: 0, id: Some("a"), name: Some("add"), arguments: "{}" })
            Finish(ToolCalls)
        "#]],
    );
}

#[test]
fn counts_may_follow_the_end_and_come_once() {
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":37,"completion_tokens":24},"timings":{"cache_n":36,"prompt_n":1,"prompt_ms":360.846,"predicted_n":24,"predicted_ms":12491.559}}"#;
    check(
        &[r#"{"choices":[],"usage":null}"#, FINISH, usage, usage, "[DONE]"],
        End::InOrder,
        expect![[r#"
        Finish(Stop)
        Usage(Usage { prompt_tokens: Some(37), cached_tokens: Some(36), completion_tokens: Some(24), prompt_ms: Some(361), completion_ms: Some(12492) })
    "#]],
    );
}

fn any_piece() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "data: ",
        "\n",
        "\n\n",
        "\r\n\r\n",
        ":",
        "error: {\"message\":\"x\"}\n",
        "event: error\n",
        "{",
        "}",
        "[DONE]",
        "null",
        "\u{feff}",
        " ",
        "data: {\"choices\":[{\"delta\":{\"content\":\"<think>ä\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":\"</think>\"},\"finish_reason\":\"stop\"}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}]}\n\n",
        "data: {\"error\":\"x\"}\n\n",
    ];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ]
}

proptest! {
    #[test]
    fn any_bytes_give_the_same_deltas_however_they_are_split(
        pieces in prop::collection::vec(any_piece(), 0..24),
        size in 1usize..12,
        status in prop::sample::select(vec![200u16, 200, 200, 401, 503]),
        content_type in prop::sample::select(vec![STREAM, JSON, Some("text/html"), None]),
        is_cut: bool,
    ) {
        let body = pieces.concat();
        let end = if is_cut { End::Cut } else { End::InOrder };
        let whole = read(status, content_type, [body.as_slice()], &end);
        prop_assert_eq!(read(status, content_type, body.chunks(size), &end), whole);
    }
}
