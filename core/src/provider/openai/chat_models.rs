//! Detects which models of a server's list are chat models. Servers list everything they have: embeddings, rerankers,
//! speech, images, classifiers. Only the default choice depends on this; the user may name any model.

use serde_json::Value;

/// Words in the ids of models for other purposes. Matched as whole words, since `e5` also occurs in `phi-3e5`.
const OTHER_WORDS: [&str; 39] = [
    "bge",
    "gte",
    "e5",
    "minilm",
    "colbert",
    "splade",
    "clip",
    "siglip",
    "mmproj",
    "whisper",
    "tts",
    "stt",
    "asr",
    "parakeet",
    "kokoro",
    "xtts",
    "piper",
    "bark",
    "speech",
    "transcribe",
    "musicgen",
    "wav2vec",
    "dall",
    "dalle",
    "sd",
    "sdxl",
    "flux",
    "image",
    "imagen",
    "sora",
    "vae",
    "controlnet",
    "moderation",
    "guard",
    "shieldgemma",
    "ocr",
    "reward",
    "prm",
    "classifier",
];

/// Beginnings and middles of such words.
const OTHER_PARTS: [&str; 7] =
    ["embed", "rerank", "diffusion", "whisper", "moderation", "transcri", "text-to-"];

/// Returns whether an entry of the list is a chat model. An entry without any information is judged by its name.
pub(super) fn chats(id: &str, entry: &Value) -> bool {
    says_it_chats(entry).unwrap_or_else(|| !is_named_otherwise(id))
}

/// Returns what the entry itself reports, in the fields of LM Studio (`type`), Ollama and Mistral (`capabilities`),
/// routers (`architecture`) and others (`task`).
fn says_it_chats(entry: &Value) -> Option<bool> {
    let word = |field: &str| entry.get(field).and_then(Value::as_str).map(str::to_ascii_lowercase);
    let kinds = ["type", "model_type", "task", "pipeline_tag", "object"].into_iter().filter_map(word);
    for kind in kinds {
        if matches!(kind.as_str(), "llm" | "vlm" | "chat" | "text-generation" | "language") {
            return Some(true);
        }
        if is_named_otherwise(&kind)
            || matches!(kind.as_str(), "feature-extraction" | "audio" | "classify" | "score")
        {
            return Some(false);
        }
    }
    if let Some(outputs) = entry.pointer("/architecture/output_modalities").and_then(Value::as_array) {
        return Some(outputs.iter().any(|output| output == "text"));
    }
    capabilities(entry.get("capabilities")?)
}

fn capabilities(capabilities: &Value) -> Option<bool> {
    let is_chat = |name: &str| matches!(name, "completion" | "completions" | "completion_chat" | "chat");
    if let Some(flags) = capabilities.as_object() {
        return flags.iter().find(|(name, _)| is_chat(name)).and_then(|(_, is_on)| is_on.as_bool());
    }
    let names: Vec<&str> = capabilities.as_array()?.iter().filter_map(Value::as_str).collect();
    if names.iter().any(|name| is_chat(name)) {
        return Some(true);
    }
    names.iter().any(|name| is_named_otherwise(name)).then_some(false)
}

fn is_named_otherwise(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // `guard3` counts as `guard`.
    let is_other = |word: &str| {
        let bare = word.trim_end_matches(|character: char| character.is_ascii_digit());
        OTHER_WORDS.contains(&word) || OTHER_WORDS.contains(&bare)
    };
    let mut words = name.split(|character: char| !character.is_ascii_alphanumeric());
    OTHER_PARTS.iter().any(|part| name.contains(part)) || words.any(is_other)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chats(entry: &Value) -> bool {
        super::chats(entry.get("id").and_then(Value::as_str).unwrap_or_default(), entry)
    }

    #[test]
    fn models_that_do_something_else_are_known_by_their_names() {
        let is_chat = |id: &str| chats(&json!({ "id": id, "object": "model" }));
        for id in [
            "llama3.2:1b",
            "Qwen/Qwen2.5-0.5B-Instruct",
            "gpt-4o",
            "smollm2-135m-instruct",
            "gemma-3-4b-it",
            "llava:7b",
            "qwen2.5-vl-3b",
            "deepseek-r1",
            "phi-3e5",
            "mistral-small",
            "models/SmolLM2-135M-Instruct.Q4_1.gguf",
        ] {
            assert!(is_chat(id), "{id} chats");
        }
        for id in [
            "nomic-embed-text:latest",
            "text-embedding-3-small",
            "BAAI/bge-m3",
            "mxbai-embed-large",
            "all-minilm",
            "intfloat/e5-large",
            "qwen3-reranker-0.6b",
            "whisper-1",
            "openai/whisper-large-v3",
            "tts-1",
            "kokoro-82m",
            "dall-e-3",
            "gpt-image-1",
            "stable-diffusion-xl",
            "flux.1-dev",
            "omni-moderation-latest",
            "llama-guard3:1b",
            "mmproj-model-f16.gguf",
            "gpt-4o-transcribe",
            "clip-vit-base",
        ] {
            assert!(!is_chat(id), "{id} does something else");
        }
    }

    #[test]
    fn what_the_list_says_goes_before_the_name() {
        assert!(!chats(&json!({ "id": "a", "type": "embeddings" })));
        assert!(chats(&json!({ "id": "embedding-talker", "type": "llm" })));
        assert!(!chats(&json!({ "id": "a", "capabilities": ["embedding"] })));
        assert!(chats(&json!({ "id": "a", "capabilities": ["completion", "tools", "embedding"] })));
        assert!(chats(&json!({ "id": "a", "capabilities": ["tool_use"] })));
        assert!(!chats(&json!({ "id": "a", "capabilities": { "completion_chat": false } })));
        assert!(!chats(&json!({ "id": "a", "task": "feature-extraction" })));
        assert!(!chats(&json!({ "id": "a", "architecture": { "output_modalities": ["image"] } })));
        assert!(!chats(&json!({ "id": "a", "object": "embedding" })));
        assert!(chats(&json!({ "id": "a", "object": "model", "type": null, "capabilities": null })));
    }
}
