//! Tests of model lists, by server, and of model names.

use proptest::prelude::*;

use super::*;

fn summary(body: &str, port: Option<u16>) -> String {
    match parse_models(body.as_bytes(), Some("application/json"), port) {
        Ok(list) => {
            let models = list.models.iter().map(|model| match model.context_tokens {
                Some(tokens) => format!("{} ({tokens})", model.id),
                None => model.id.clone(),
            });
            format!("{}: {}", list.dialect.display_name(), models.collect::<Vec<_>>().join(", "))
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn model_lists_by_server() {
    let check =
        |body: &str, port: Option<u16>, expected: &str| assert_eq!(summary(body, port), expected, "{body}");
    check(
        r#"{"models":[{"name":"a"}],"object":"list","data":[{"id":"a","owned_by":"llamacpp","meta":{"n_ctx":2048,"n_ctx_train":8192}}]}"#,
        Some(8080),
        "llama-server: a (2048)",
    );
    check(
        r#"{"data":[{"id":"a","owned_by":"vllm","max_model_len":4096},{"id":"b","max_model_len":null}]}"#,
        Some(8000),
        "vLLM: a (4096), b",
    );
    check(
        r#"{"data":[{"id":"a","loaded_context_length":4096,"max_context_length":32768},{"id":"b","max_context_length":9},{"id":"c","context_length":7}]}"#,
        Some(1234),
        "LM Studio: a (4096), b, c (7)",
    );
    check(
        r#"{"data":[{"id":"smollm2:135m","object":"model","created":1,"owned_by":"library"}]}"#,
        Some(11434),
        "Ollama: smollm2:135m",
    );
    // Ollama with no models, and servers that say even less.
    check(r#"{"object":"list","data":null}"#, Some(11434), "Ollama: ");
    check("{}", Some(8080), "OpenAI-compatible server: ");
    check(
        r#"{"data":[{"id":""},{},7,{"id":3},{"id":"ok","meta":null,"owned_by":null}]}"#,
        None,
        "OpenAI-compatible server: ok",
    );
    check(r#"{"error":{"message":"no"}}"#, None, "error in the stream: no");
    check("<html><title>Router</title></html>", None, "not a chat completion (application/json): Router");
    check("[7]", None, "not a chat completion (application/json): [7]");
}

#[test]
fn each_model_is_listed_once_and_the_first_that_chats_is_asked() {
    check_list(
        r#"{"object":"list","data":[{"id":"gpt-x"},{"id":"gpt-x"},{"id":"other"},{"id":"gpt-x"},{"id":""},{"id":" "}]}"#,
        &["gpt-x", "other"],
        Some("gpt-x"),
    );
    check_list(
        r#"{"data":[{"id":"nomic-embed-text"},{"id":"b","type":"embeddings"},{"id":"c"}]}"#,
        &["nomic-embed-text", "b", "c"],
        Some("c"),
    );
    check_list(r#"{"data":[{"id":"whisper-1"}]}"#, &["whisper-1"], None);
}

#[test]
fn a_list_of_models_is_read_in_every_shape() {
    // Together sends the list alone.
    check_list(
        r#"[{"id":"arr1"},{"id":"arr1"},{"id":"arr2","type":"chat"}]"#,
        &["arr1", "arr2"],
        Some("arr1"),
    );
    check_list(r#"["s1","s2"]"#, &["s1", "s2"], Some("s1"));
    check_list("[]", &[], None);
    check_list(r#"{"data":["s1"," s1 ","s2","",null]}"#, &["s1", "s2"], Some("s1"));
    check_list(r#"{"models":["nomic-embed-text","a"]}"#, &["nomic-embed-text", "a"], Some("a"));
    // Ollama's own list, and one for people beside the other.
    check_list(r#"{"models":[{"name":"a:1b","model":"a:1b"},{"name":"b"}]}"#, &["a:1b", "b"], Some("a:1b"));
    check_list(r#"{"data":null,"models":[{"name":"a"}]}"#, &["a"], Some("a"));
    check_list(r#"{"data":[],"models":[{"key":"k","display_name":"The K"}]}"#, &["k"], Some("k"));
    check_list(r#"{"data":[{"id":"a","name":"The A"}],"models":[{"name":"b"}]}"#, &["a"], Some("a"));
    check_list(
        "{\"data\":[{\"id\":\" a \"},{\"id\":\"a\\u200b\"},{\"id\":\"\\ufeffa\\t\"},{\"id\":\"\\u200b\"},{\"id\":null},{\"id\":\"b\u{a0}\"}]}",
        &["a", "b"],
        Some("a"),
    );
}

fn check_list(body: &str, ids: &[&str], asked: Option<&str>) {
    let list = parse_models(body.as_bytes(), None, None).expect("a list");
    assert_eq!(list.models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(), ids, "{body}");
    assert_eq!(first_chat_model(&list.models).map(|model| model.id.as_str()), asked, "{body}");
}

#[test]
fn names_are_readable() {
    let check = |id: &str, expected: &str| assert_eq!(display_name(id), expected, "{id}");
    check("models/x/SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct Q4_1");
    check("C:\\models\\Qwen2.5-0.5B-Instruct-Q4_K_M.gguf", "Qwen2.5-0.5B-Instruct Q4_K_M");
    check("/m/Big-BF16-00001-of-00003.gguf", "Big BF16");
    check("models/qwen2.5-coder-0.5b-instruct.gguf", "qwen2.5-coder-0.5b-instruct");
    check("ggml-org/gemma-3-1b-it-GGUF:Q4_K_M", "gemma-3-1b-it Q4_K_M");
    check("bartowski/Llama-3.2-1B-Instruct-GGUF", "Llama-3.2-1B-Instruct");
    check("Qwen/Qwen2.5-0.5B-Instruct", "Qwen2.5-0.5B-Instruct");
    check("smollm2:135m", "smollm2:135m");
    check("llama3.2:1b-instruct-q4_0", "llama3.2:1b-instruct-q4_0");
    check("smollm2-135m-instruct", "smollm2-135m-instruct");
    check(".gguf", ".gguf");
    check("///", "///");
    check("", "");
}

proptest! {
    #[test]
    fn any_reply_and_any_name_is_read_without_panic(body: Vec<u8>, id in "\\PC{0,30}") {
        let _ = parse_models(&body, None, None);
        prop_assert_eq!(display_name(&id).is_empty(), id.is_empty());
    }
}
