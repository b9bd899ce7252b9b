//! The context size of a server's model, for servers whose model list does not report it: which server-specific
//! requests to send, and how to parse the responses. Sends no requests itself.

use serde_json::{Value, json};

use crate::provider::ContextSize;
use crate::provider::dialect::Dialect;

/// Ollama's default context size, in tokens, on a machine with less than 24 GB of video memory. Ollama silently
/// truncates longer prompts. Source: docs/context-length.mdx in its repository.
const OLLAMA_DEFAULT: u32 = 4096;

/// A request to a server's own API.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Inquiry {
    /// The path after the server's root URL, without `/v1`.
    pub path: &'static str,
    /// The request body; if it is set, the request is a POST.
    pub json: Option<String>,
}

/// Returns the requests for the context size of `model`; none if the model list reports it or the server never does.
pub fn inquiries(dialect: Dialect, model: &str) -> Vec<Inquiry> {
    let get = |path| Inquiry { path, json: None };
    match dialect {
        Dialect::LlamaServer => vec![get("/props")],
        Dialect::Ollama => {
            let shown = Inquiry { path: "/api/show", json: Some(json!({ "model": model }).to_string()) };
            vec![get("/api/ps"), shown]
        }
        Dialect::LmStudio => vec![get("/api/v0/models")],
        Dialect::Vllm | Dialect::Generic => Vec::new(),
    }
}

/// Reads the context size from the `replies` to [`inquiries`], in the same order; a missing reply is empty.
pub fn read(dialect: Dialect, model: &str, replies: &[Vec<u8>]) -> Option<ContextSize> {
    let replies: Vec<Value> =
        replies.iter().map(|reply| serde_json::from_slice(reply).unwrap_or_default()).collect();
    match (dialect, replies.as_slice()) {
        (Dialect::LlamaServer, [props]) => {
            tokens(props.pointer("/default_generation_settings/n_ctx")).map(ContextSize::told)
        }
        (Dialect::LmStudio, [listed]) => loaded_in_lm_studio(listed, model).map(ContextSize::told),
        (Dialect::Ollama, [running, shown]) => in_ollama(running, shown, model),
        _ => None,
    }
}

/// The maximum a model supports (`max_context_length`) is not the size it is loaded with.
fn loaded_in_lm_studio(listed: &Value, model: &str) -> Option<u32> {
    let models = listed.get("data")?.as_array()?;
    let is_meant = |entry: &&Value| entry.get("id").and_then(Value::as_str) == Some(model);
    tokens(models.iter().find(is_meant)?.get("loaded_context_length"))
}

/// A running model has the size in `/api/ps`. A model that is not loaded yet gets the size its model file sets,
/// otherwise the default, and never more than it was trained with.
fn in_ollama(running: &Value, shown: &Value, model: &str) -> Option<ContextSize> {
    let is_meant = |entry: &&Value| {
        ["name", "model"].iter().any(|field| {
            let name = entry.get(field).and_then(Value::as_str);
            name.is_some_and(|name| name == model || name.strip_suffix(":latest") == Some(model))
        })
    };
    let models = running.get("models").and_then(Value::as_array);
    let loaded = models.and_then(|models| tokens(models.iter().find(is_meant)?.get("context_length")));
    if let Some(loaded) = loaded {
        return Some(ContextSize::told(loaded));
    }
    // Another server on Ollama's usual port has no such routes.
    if running.get("models").is_none() && shown.get("model_info").is_none() {
        return None;
    }
    let most = trained_with(shown).unwrap_or(u32::MAX);
    Some(match num_ctx(shown) {
        Some(set) => ContextSize::told(set.min(most)),
        None => ContextSize { tokens: OLLAMA_DEFAULT.min(most), is_assumed: true },
    })
}

/// `"parameters": "num_ctx                        8192\nstop …"`.
fn num_ctx(shown: &Value) -> Option<u32> {
    let lines = shown.get("parameters")?.as_str()?.lines();
    let mut set = lines.filter_map(|line| line.trim().strip_prefix("num_ctx")?.trim().parse().ok());
    set.next_back().filter(|tokens| *tokens > 0)
}

/// `"model_info": {"qwen3.context_length": 40960}`.
fn trained_with(shown: &Value) -> Option<u32> {
    let facts = shown.get("model_info")?.as_object()?;
    tokens(facts.iter().find(|(name, _)| name.ends_with(".context_length")).map(|(_, value)| value))
}

fn tokens(value: Option<&Value>) -> Option<u32> {
    value?.as_u64()?.try_into().ok().filter(|tokens| *tokens > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dialect: Dialect, model: &str, replies: &[&str], expected: Option<(u32, bool)>) {
        let replies: Vec<Vec<u8>> = replies.iter().map(|reply| reply.as_bytes().to_vec()).collect();
        assert_eq!(inquiries(dialect, model).len(), replies.len(), "a reply for each inquiry");
        let size = read(dialect, model, &replies);
        assert_eq!(size.map(|size| (size.tokens, size.is_assumed)), expected, "{replies:?}");
    }

    #[test]
    fn llama_server_tells_the_context_of_one_slot_in_its_props() {
        let recorded = include_str!("../../../tests/fixtures/wire/llama-server-props.http");
        let recorded = recorded.lines().last().unwrap_or_default();
        check(Dialect::LlamaServer, "any", &[recorded], Some((2048, false)));
        for silent in ["", "{}", r#"{"default_generation_settings":{"n_ctx":0}}"#, "<html>"] {
            check(Dialect::LlamaServer, "any", &[silent], None);
        }
    }

    #[test]
    fn lm_studio_tells_it_of_a_model_that_is_loaded() {
        let listed = r#"{"object":"list","data":[
            {"id":"qwen2-vl-7b-instruct","type":"vlm","state":"not-loaded","max_context_length":32768},
            {"id":"llama-3.1-8b","type":"llm","state":"loaded","max_context_length":131072,"loaded_context_length":4096}]}"#;
        check(Dialect::LmStudio, "llama-3.1-8b", &[listed], Some((4096, false)));
        check(Dialect::LmStudio, "qwen2-vl-7b-instruct", &[listed], None);
        check(Dialect::LmStudio, "llama-3.1-8b", &[r#"{"error":"Unexpected endpoint"}"#], None);
    }

    #[test]
    fn ollama_tells_it_of_a_running_model_and_else_its_default_is_assumed() {
        let running = r#"{"models":[{"name":"gemma3:latest","model":"gemma3:latest","size":6591830464,"size_vram":5333539264,"context_length":8192}]}"#;
        let none = r#"{"models":[]}"#;
        let plain = r#"{"parameters":"stop \"<|im_end|>\"","model_info":{"general.architecture":"qwen3","qwen3.context_length":40960}}"#;
        let set = r#"{"parameters":"num_ctx                        16384\nstop           \"x\"","model_info":{"qwen3.context_length":40960}}"#;
        let small = r#"{"model_info":{"smollm.context_length":2048}}"#;
        let check =
            |model, running, shown, expected| check(Dialect::Ollama, model, &[running, shown], expected);
        check("gemma3", running, plain, Some((8192, false)));
        check("gemma3:latest", running, "", Some((8192, false)));
        check("qwen3:4b", running, plain, Some((4096, true)));
        check("qwen3:4b", none, set, Some((16_384, false)));
        check("smollm", none, small, Some((2048, true)));
        check("smollm", r#"{"models":null}"#, "", Some((4096, true)));
        // Ollama before 0.9 lists a running model without its context size.
        check("old", r#"{"models":[{"name":"old:latest"}]}"#, plain, Some((4096, true)));
        // Another server on that port.
        check("other", r#"{"error":"not found"}"#, "404 page not found", None);
    }

    #[test]
    fn servers_that_tell_it_in_their_list_are_not_asked_again() {
        assert_eq!(inquiries(Dialect::Vllm, "m"), []);
        assert_eq!(inquiries(Dialect::Generic, "m"), []);
    }
}
