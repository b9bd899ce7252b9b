//! Tests of failures in the shapes that servers give them.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn check(status: u16, body: &str, expected: Expect) {
    expected.assert_eq(&from_response(status, body.as_bytes()).to_string());
}

#[test]
fn responses_are_told_by_status_and_words() {
    check(
        401,
        r#"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#,
        expect!["key refused (HTTP 401): Invalid API Key"],
    );
    check(403, "", expect!["key refused (HTTP 403): "]);
    check(
        503,
        r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
        expect!["model is loading: Loading model"],
    );
    check(503, "Model is still loading", expect!["model is loading: Model is still loading"]);
    check(
        503,
        r#"{"error":"server busy, please try again"}"#,
        expect!["HTTP 503: server busy, please try again"],
    );
    check(
        500,
        r#"{"error":{"message":"tools param requires --jinja flag"}}"#,
        expect!["HTTP 500: tools param requires --jinja flag"],
    );
}

#[test]
fn the_sentence_is_found_wherever_it_stands() {
    check(404, r#"{"error":"model 'x' not found"}"#, expect!["HTTP 404: model 'x' not found"]);
    check(
        400,
        r#"{"object":"error","message":"too long","type":"BadRequestError"}"#,
        expect!["HTTP 400: too long"],
    );
    check(404, r#"{"detail":"Not Found"}"#, expect!["HTTP 404: Not Found"]);
    check(
        422,
        r#"{"detail":[{"loc":["body"],"msg":"Field required"},{"msg":"Bad type"}]}"#,
        expect!["HTTP 422: Field required; Bad type"],
    );
    check(400, r#"{"error":{"code":7}}"#, expect![[r#"HTTP 400: {"code":7}"#]]);
    check(400, r#"{"error":null,"message":"no"}"#, expect!["HTTP 400: no"]);
    check(400, r#""just text""#, expect!["HTTP 400: just text"]);
    check(502, " upstream is down\n", expect!["HTTP 502: upstream is down"]);
    check(
        502,
        "<!DOCTYPE html><html><head><TITLE lang=en> 502 Bad Gateway </TITLE></head>",
        expect!["HTTP 502: 502 Bad Gateway"],
    );
    check(
        413,
        "<html><body><h1>413 Request Entity Too Large</h1><hr>nginx &amp; co</body></html>",
        expect!["HTTP 413: 413 Request Entity Too Large nginx & co"],
    );
    check(
        502,
        "<html><title></title><style>p{}</style><script>if (a<b) {}</script><!-- no --><p>Down<br>now",
        expect!["HTTP 502: Down now"],
    );
    check(301, "", expect!["HTTP 301: "]);
}

#[test]
fn a_full_context_is_known_with_its_numbers() {
    let body = r#"{"error":{"code":400,"message":"too many","type":"exceed_context_size_error","n_prompt_tokens":3031,"n_ctx":2048}}"#;
    let expected = ProviderError::ContextOverflow {
        message: "too many".to_owned(),
        prompt_tokens: Some(3031),
        context_tokens: Some(2048),
    };
    assert_eq!(from_response(400, body.as_bytes()), expected);
    assert_eq!(in_error_event(body), expected);
    check(
        400,
        r#"{"error":{"message":"long","code":"context_length_exceeded","type":"invalid_request_error"}}"#,
        expect!["context exceeded: long"],
    );
    check(
        500,
        r#"{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}"#,
        expect!["context exceeded: Context size has been exceeded."],
    );
}

#[test]
fn a_full_context_is_known_by_the_sentence_alone() {
    let vllm = r#"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5120 tokens in the messages, Please reduce the length of the messages.","type":"BadRequestError","param":null,"code":400}"#;
    let lm_studio = r#"{"error":"Trying to keep the first 5120 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough."}"#;
    let litellm = r#"{"error":{"message":"litellm.ContextWindowExceededError: maximum context length is 4096 tokens. However, your messages resulted in 5120 tokens.","type":null,"code":"400"}}"#;
    for body in [vllm, lm_studio, litellm] {
        let error = from_response(400, body.as_bytes());
        assert!(
            matches!(
                error,
                ProviderError::ContextOverflow { prompt_tokens: Some(5120), context_tokens: Some(4096), .. }
            ),
            "{error:?}"
        );
        let frame = serde_json::from_str(body).expect("valid JSON");
        assert_eq!(in_frame(&frame), Some(error));
    }
}

#[test]
fn frames_report_errors_in_many_shapes() {
    let check = |frame: &str, expected: Option<&str>| {
        let frame = serde_json::from_str(frame).expect("valid JSON");
        let message = in_frame(&frame).map(|error| error.to_string());
        let expected = expected.map(|words| format!("error in the stream: {words}"));
        assert_eq!(message, expected, "{frame}");
    };
    check(r#"{"error":{"message":"a"}}"#, Some("a"));
    check(r#"{"error":"a"}"#, Some("a"));
    check(r#"{"error_type":"t","error_message":"a"}"#, Some("a"));
    check(r#"{"object":"error","message":"a"}"#, Some("a"));
    check(r#"{"choices":[{"finish_reason":"error"}],"error":{"message":"a"}}"#, Some("a"));
    check(r#"{"choices":[{"finish_reason":"error","error":{"message":"a"}}]}"#, Some("a"));
    check(r#"{"choices":[{"finish_reason":"error"}]}"#, Some("finish_reason: error"));
    check(r#"{"error":null,"usage":{}}"#, None);
    check(r#"{"error":{}}"#, None);
    check(r#"{"error":""}"#, None);
    check(r#"{"choices":[{"finish_reason":"stop"}],"message":"a","detail":"b"}"#, None);
}

#[test]
fn long_words_are_cut_at_a_character() {
    let long = "ä".repeat(3000);
    let ProviderError::Http { message, .. } = from_response(500, long.as_bytes()) else {
        panic!("HTTP error")
    };
    assert_eq!(message.chars().count(), MAX_EXCERPT_CHARS + 1);
    let body = serde_json::json!({ "error": long }).to_string();
    let ProviderError::Http { message, .. } = from_response(500, body.as_bytes()) else {
        panic!("HTTP error")
    };
    assert_eq!(message.chars().count(), MAX_MESSAGE_CHARS + 1);
}

proptest! {
    #[test]
    fn any_body_is_read_without_panic(status: u16, body: Vec<u8>, text in "\\PC{0,40}", html in "<[a-z<>/title ]{0,40}") {
        for body in [body.as_slice(), text.as_bytes(), html.as_bytes()] {
            let _ = from_response(status, body).to_string();
        }
    }
}
