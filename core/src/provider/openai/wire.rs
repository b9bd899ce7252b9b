//! What a chat completion says, asked field by field. Servers send null, leave fields out and get types wrong: a field
//! that cannot be read counts as absent, and the rest of the frame still speaks. By hand, because lenient readers derived
//! for every shape were 45 KB of wasm. `frame` is a `chat.completion.chunk`, or a whole `chat.completion`.

use serde_json::Value;

use crate::provider::{PromptProgress, Usage};

/// A text that says something: some servers say `""` for "not yet".
pub(super) fn text<'a>(object: &'a Value, field: &str) -> Option<&'a str> {
    object.get(field)?.as_str().filter(|text| !text.is_empty())
}

fn count(object: &Value, field: &str) -> Option<u32> {
    object.get(field)?.as_u64()?.try_into().ok()
}

/// The answer that was asked for. With `n` over 1 others are interleaved.
pub(super) fn choice(frame: &Value) -> Option<&Value> {
    let is_first = |choice: &Value| choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0;
    objects(frame, "choices").find(|choice| is_first(choice))
}

/// `delta` is what is new, in a stream; `message` the whole answer, when the server did not stream although asked to.
pub(super) fn part(choice: &Value) -> Option<&Value> {
    ["delta", "message"].into_iter().filter_map(|field| choice.get(field)).find(|part| part.is_object())
}

/// The thinking, under whichever name: `reasoning_content` (llama-server, LM Studio), `reasoning` (Ollama, vLLM),
/// `reasoning_text`, `thinking` (Ollama native). The first that says something: gateways send one text under two names, so
/// they are never joined.
pub(super) fn reasoning(part: &Value) -> Option<&str> {
    ["reasoning_content", "reasoning", "reasoning_text", "thinking"]
        .into_iter()
        .find_map(|field| text(part, field))
}

/// The objects of a list; none where there is no list.
pub(super) fn objects<'a>(object: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    let list = object.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter(|item| item.is_object())
}

/// The counts of a frame. What the protocol's `usage` says goes before llama-server's `timings`.
pub(super) fn usage(frame: &Value) -> Usage {
    let mut usage = frame.get("timings").map(read_timings).unwrap_or_default();
    usage.merge(frame.get("usage").map(read_usage).unwrap_or_default());
    usage
}

fn read_usage(usage: &Value) -> Usage {
    Usage {
        prompt_tokens: count(usage, "prompt_tokens"),
        cached_tokens: usage.get("prompt_tokens_details").and_then(|details| count(details, "cached_tokens")),
        completion_tokens: count(usage, "completion_tokens"),
        ..Usage::default()
    }
}

/// llama-server's own counts: tokens from the cache, tokens read, tokens written; times in fractional milliseconds.
fn read_timings(timings: &Value) -> Usage {
    let millis = |field| Some(timings.get(field)?.as_f64()?.round() as u64);
    let cached_tokens = count(timings, "cache_n");
    Usage {
        // `prompt_n` leaves out what came from the cache; `usage.prompt_tokens` does not.
        prompt_tokens: count(timings, "prompt_n").map(|read| read.saturating_add(cached_tokens.unwrap_or(0))),
        cached_tokens,
        completion_tokens: count(timings, "predicted_n"),
        prompt_ms: millis("prompt_ms"),
        completion_ms: millis("predicted_ms"),
    }
}

/// llama-server's `prompt_progress`; `processed` counts the tokens taken from the cache too.
pub(super) fn progress(frame: &Value) -> Option<PromptProgress> {
    let progress = frame.get("prompt_progress")?;
    Some(PromptProgress { processed: count(progress, "processed")?, total: count(progress, "total")? })
}
