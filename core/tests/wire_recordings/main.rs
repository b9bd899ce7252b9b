//! Replays bytes recorded from real servers (`fixtures/wire`, see the README there) through the response reader. The
//! snapshots say what became of each recording; how its bytes are split must make no difference.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod damage;
mod recording;

use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::models::parse_models;
use expect_test::{Expect, expect};

use crate::recording::{load, summarize};

fn check(name: &str, expected: Expect) {
    let recording = load(name);
    expected.assert_eq(&summarize(&recording.replay([recording.body.as_slice()])));
    recording.check_splits();
}

/// Answers to other questions than a chat completion: read as one, they fail in order.
#[test]
fn other_answers_split_alike_too() {
    for name in ["health", "models", "preflight", "props"] {
        load(&format!("llama-server-{name}.http")).check_splits();
    }
}

#[test]
fn chat_length() {
    check(
        "llama-server-chat-length.sse",
        expect![[r#"
        content in 3: "The story of"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":35,"cached_tokens":24,"completion_tokens":3,"prompt_ms":2322,"completion_ms":3600}
        end: Length
    "#]],
    );
}

#[test]
fn chat_logprobs() {
    check(
        "llama-server-chat-logprobs.sse",
        expect![[r#"
        content in 3: "Hello there!"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":33,"cached_tokens":21,"completion_tokens":3,"prompt_ms":632,"completion_ms":96}
        end: Length
    "#]],
    );
}

#[test]
fn chat_nonstream() {
    check(
        "llama-server-chat-nonstream.http",
        expect![[r#"
        content in 1: "L'Étoile, la Marseillaise, la femme au roi, la femme au ro"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":37,"cached_tokens":36,"completion_tokens":24,"prompt_ms":792,"completion_ms":17864}
        end: Length
    "#]],
    );
}

#[test]
fn chat_usage() {
    check(
        "llama-server-chat-usage.sse",
        expect![[r#"
        content in 24: "L'Étoile, la Marseillaise, la femme au roi, la femme au ro"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":37,"cached_tokens":36,"completion_tokens":24,"prompt_ms":361,"completion_ms":12492}
        end: Length
    "#]],
    );
}

#[test]
fn chat() {
    check(
        "llama-server-chat.sse",
        expect![[r#"
        content in 24: "L'Étoile, la Marseillaise, la femme au roi, la femme au ro"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":37,"cached_tokens":0,"completion_tokens":24,"prompt_ms":7761,"completion_ms":18980}
        end: Length
    "#]],
    );
}

#[test]
fn error_badgrammar() {
    check(
        "llama-server-error-badgrammar.http",
        expect![[r#"
        end: Http { status: 400, message: "Failed to initialize samplers: failed to parse grammar" }
    "#]],
    );
}

#[test]
fn error_badjson() {
    check(
        "llama-server-error-badjson.http",
        expect![[r#"
        end: Http { status: 400, message: "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing object key - invalid literal; last read: '{b'; expected string literal" }
    "#]],
    );
}

#[test]
fn error_badrequest() {
    check(
        "llama-server-error-badrequest.http",
        expect![[r#"
        end: Http { status: 400, message: "Expected 'messages' to be an array" }
    "#]],
    );
}

#[test]
fn error_badschema() {
    check(
        "llama-server-error-badschema.http",
        expect![[r#"
        end: Http { status: 400, message: "Unable to generate parser for this template. Automatic parser generation failed: JSON schema error at #: cannot resolve $ref #/nope, nope not found" }
    "#]],
    );
}

#[test]
fn error_notfound() {
    check(
        "llama-server-error-notfound.http",
        expect![[r#"
        end: Http { status: 404, message: "File Not Found" }
    "#]],
    );
}

#[test]
fn error_overflow_stream() {
    check(
        "llama-server-error-overflow-stream.http",
        expect![[r#"
        end: ContextOverflow { message: "request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it", prompt_tokens: Some(3031), context_tokens: Some(2048) }
    "#]],
    );
}

#[test]
fn error_with_origin() {
    check(
        "llama-server-error-with-origin.http",
        expect![[r#"
        end: Http { status: 400, message: "Expected 'messages' to be an array" }
    "#]],
    );
}

#[test]
fn json_object() {
    check(
        "llama-server-json-object.sse",
        expect![[r#"
        content in 17: "{\n    \"name\": \"John\",\n    \"age\": 25\n}"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":42,"cached_tokens":24,"completion_tokens":23,"prompt_ms":2255,"completion_ms":9545}
        end: Stop
    "#]],
    );
}

#[test]
fn json_schema_final() {
    check(
        "llama-server-json-schema-final.sse",
        expect![[r#"
        content in 31: "{\n  \"kind\":\"tool_call\",\n  \"tool\":\"add\",\"args\":{\"a\":1,\"b\":2}\n}"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":71,"cached_tokens":58,"completion_tokens":37,"prompt_ms":1048,"completion_ms":10228}
        end: Stop
    "#]],
    );
}

#[test]
fn json_schema() {
    check(
        "llama-server-json-schema.sse",
        expect![[r#"
        content in 34: "{\n  \"kind\":\"tool_call\",\"tool\":\"add\",\n  \"args\":{\n    \"a\":1,\n    \"b\":2\n  }\n}"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":70,"cached_tokens":0,"completion_tokens":37,"prompt_ms":8631,"completion_ms":21401}
        end: Stop
    "#]],
    );
}

#[test]
fn progress() {
    check(
        "llama-server-progress.sse",
        expect![[r#"
        content in 3: "The sea is"
        model in 1: "smollm2-135m-instruct"
        progress in 2: "26/44 44/44 "
        usage: {"prompt_tokens":44,"cached_tokens":26,"completion_tokens":3,"prompt_ms":674,"completion_ms":145}
        end: Length
    "#]],
    );
}

#[test]
fn qwen_tools_as_content() {
    check(
        "llama-server-qwen-tools-as-content.sse",
        expect![[r#"
        content in 22: "{\"name\": \"add_numbers\", \"arguments\": {\"a\": 2, \"b\": 3}}"
        model in 1: "models/qwen2.5-coder-0.5b-instruct.gguf"
        usage: {"prompt_tokens":182,"cached_tokens":0,"completion_tokens":23,"prompt_ms":7627,"completion_ms":3337}
        end: Stop
    "#]],
    );
}

#[test]
fn qwen_toolspar_as_content() {
    check(
        "llama-server-qwen-toolspar-as-content.sse",
        expect![[r#"
        content in 80: "```json\n{\n  \"name\": \"add_numbers\",\n  \"arguments\": {\n    \"a\": 2,\n    \"b\": 3\n  }\n}\n```\n\n\n```json\n{\n  \"name\": \"add_numbers\",\n  \"arguments\": {\n    \"a\": 10,\n    \"b\": 20\n  }\n}\n```\n\n\n```json\n{\n  \""
        model in 1: "models/qwen2.5-coder-0.5b-instruct.gguf"
        usage: {"prompt_tokens":189,"cached_tokens":166,"completion_tokens":80,"prompt_ms":878,"completion_ms":5661}
        end: Length
    "#]],
    );
}

#[test]
fn qwen_toolsreq_as_content() {
    check(
        "llama-server-qwen-toolsreq-as-content.sse",
        expect![[r#"
        content in 79: "{\"name\": \"add_numbers\", \"arguments\": {\"a\": 2, \"b\": 3}}.json\n```json\n{\n  \"name\": \"add_numbers\",\n  \"arguments\": {\n    \"a\": 2,\n    \"b\": 3\n  }\n}\n```\nYou can also add more numbers using the tool. For example, to add 4 and"
        model in 1: "models/qwen2.5-coder-0.5b-instruct.gguf"
        usage: {"prompt_tokens":182,"cached_tokens":181,"completion_tokens":80,"prompt_ms":133,"completion_ms":6728}
        end: Length
    "#]],
    );
}

#[test]
fn surrogates_in_two_deltas() {
    check(
        "13-surrogates-in-two-deltas.sse",
        expect![[r#"
        content in 5: "Good news 🎉 for all of us."
        model in 1: "m1"
        end: Stop
    "#]],
    );
}

#[test]
fn content_parts() {
    check(
        "14-content-parts.sse",
        expect![[r#"
        content in 2: "Hello there."
        model in 1: "m1"
        reasoning in 2: "It is a greeting."
        end: Stop
    "#]],
    );
}

#[test]
fn root() {
    check(
        "llama-server-root.http",
        expect![[r#"
        end: Http { status: 404, message: "File Not Found" }
    "#]],
    );
}

#[test]
fn tool_auto() {
    check(
        "llama-server-tool-auto.sse",
        expect![[r#"
        content in 12: "The sum of 2 and 3 is 6."
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":36,"cached_tokens":24,"completion_tokens":13,"prompt_ms":1927,"completion_ms":6392}
        end: Stop
    "#]],
    );
}

#[test]
fn tool_required_nonstream() {
    check(
        "llama-server-tool-required-nonstream.http",
        expect![[r#"
        content in 1: "The sum of 2 and 3 is 6."
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":36,"cached_tokens":35,"completion_tokens":13,"prompt_ms":221,"completion_ms":7421}
        end: Stop
    "#]],
    );
}

#[test]
fn tool_required() {
    check(
        "llama-server-tool-required.sse",
        expect![[r#"
        content in 12: "The sum of 2 and 3 is 6."
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":36,"cached_tokens":35,"completion_tokens":13,"prompt_ms":144,"completion_ms":6156}
        end: Stop
    "#]],
    );
}

#[test]
fn tool_result_turn() {
    check(
        "llama-server-tool-result-turn.sse",
        expect![[r#"
        content in 10: "<tool_response>\n5\n</tool_response>"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":267,"cached_tokens":210,"completion_tokens":14,"prompt_ms":2992,"completion_ms":2061}
        end: Stop
    "#]],
    );
}

#[test]
fn tools_fewshot_no_tool_calls() {
    check(
        "llama-server-tools-fewshot-no-tool-calls.sse",
        expect![[r#"
        content in 11: "<tool_response>\n10\n</tool_response>"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":443,"cached_tokens":0,"completion_tokens":15,"prompt_ms":4342,"completion_ms":215}
        end: Stop
    "#]],
    );
}

#[test]
fn tools_qwen_template_no_tool_calls_nonstream() {
    check(
        "llama-server-tools-qwen-template-no-tool-calls-nonstream.http",
        expect![[r#"
        content in 1: "You can use the `+` operator to add two numbers:\n```\nadd23\n```\n\nYou can also use the `*` operator to multiply two numbers:\n```\nadd34\n```\n\nYou can also use the `*` operator to multiply two numbers:\n```\n"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":210,"cached_tokens":209,"completion_tokens":64,"prompt_ms":14,"completion_ms":7891}
        end: Length
    "#]],
    );
}

#[test]
fn tools_qwen_template_no_tool_calls() {
    check(
        "llama-server-tools-qwen-template-no-tool-calls.sse",
        expect![[r#"
        content in 64: "You can use the `+` operator to add two numbers:\n```\nadd23\n```\n\nYou can also use the `*` operator to multiply two numbers:\n```\nadd34\n```\n\nYou can also use the `*` operator to multiply two numbers:\n```\n"
        model in 1: "smollm2-135m-instruct"
        usage: {"prompt_tokens":210,"cached_tokens":0,"completion_tokens":64,"prompt_ms":7299,"completion_ms":5009}
        end: Length
    "#]],
    );
}

#[test]
fn the_recorded_model_list() {
    let recording = load("llama-server-models.http");
    let list = parse_models(&recording.body, recording.content_type.as_deref(), Some(8080)).expect("a list");
    let model = list.models.first().expect("a model");
    assert_eq!(list.dialect, Dialect::LlamaServer);
    assert_eq!((model.id.as_str(), model.context_tokens), ("smollm2-135m-instruct", Some(2048)));
}
