//! Accessors for the fields of a chat completion. Servers send null, omit fields and get types wrong: a field that
//! cannot be parsed counts as missing, and the rest of the frame is still used. Written by hand, because lenient
//! derived deserializers for every shape took 45 KB of wasm. `frame` is a `chat.completion.chunk`, or a whole
//! `chat.completion`.

use serde_json::{Value, json};

use super::fields::{count, objects, text};
use super::{parts, tool_calls};
use crate::provider::{PromptProgress, Usage};

/// Returns the choices of a frame: a list, or a single choice.
pub(super) fn choices(frame: &Value) -> impl Iterator<Item = &Value> {
    let single = frame.get("choices").filter(|choices| choices.is_object());
    single.into_iter().chain(objects(frame, "choices"))
}

/// Returns the requested choice. With `n` over 1, others are interleaved.
pub(super) fn choice(frame: &Value) -> Option<&Value> {
    choices(frame).find(|choice| is_first(choice))
}

fn is_first(choice: &Value) -> bool {
    choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0
}

/// Returns the other choices, if they have content.
pub(super) fn other_choices(frame: &Value) -> impl Iterator<Item = &Value> {
    let read = choice(frame);
    let is_other = move |choice: &&Value| read.is_none_or(|read| !std::ptr::eq(read, *choice));
    choices(frame).filter(is_other).filter(|choice| part(choice).is_some_and(parts::says_text))
}

/// Returns `delta`, the new content of a stream, or `message`, the whole answer if the server did not stream although
/// asked to. The legacy completions have neither: their text is in the choice itself.
pub(super) fn part(choice: &Value) -> Option<&Value> {
    let is_there = |part: &&Value| parts::says(part);
    let part = ["delta", "message"].into_iter().filter_map(|field| choice.get(field)).find(is_there);
    part.or_else(|| text(choice, "text").map(|_| choice))
}

/// Returns whether a choice, or a frame without choices, has content in an unknown field where the answer should be.
pub(super) fn has_unknown_words(place: &Value, known: &[&str]) -> bool {
    let mut fields = place.as_object().into_iter().flatten();
    fields.any(|(name, value)| {
        !known.contains(&name.as_str()) && (value.is_object() || parts::may_hold_words(value))
    })
}

/// Returns whether a frame is part of a chat completion. Counts alone do not show this if the answer is in another
/// format: a whole message of Anthropic's protocol has `usage` too, and llama-server's own answer has `timings`.
pub(super) fn is_completion(frame: &Value) -> bool {
    let has_any = |fields: &[&str]| fields.iter().any(|field| frame.get(*field).is_some());
    if is_message_event(frame) {
        return false;
    }
    has_any(&["choices"])
        || text(frame, "object") == Some("chat.completion.chunk")
        || (has_any(&["usage", "timings", "prompt_progress"])
            && foreign_part(frame).is_none()
            && foreign_finish(frame).is_none())
}

/// Returns the content of a frame in another format: Ollama's own, llama-server's own, or the newer Responses protocol.
/// `None` if it has no known content.
pub(super) fn foreign_part(frame: &Value) -> Option<&Value> {
    let kind = text(frame, "type").unwrap_or_default();
    // These events repeat what was already sent in pieces.
    if kind.ends_with(".done") || kind.ends_with(".completed") {
        return None;
    }
    let nested = ["message", "delta", "content_block"].into_iter().filter_map(|field| frame.get(field));
    let nested = nested.filter(|part| part.is_object() || (part.is_string() && !kind.is_empty()));
    let known = |part: &&Value| parts::says_text(part) || !call_fragments(part).is_empty();
    nested.chain([frame]).find(known)
}

/// Returns the finish reason of a frame in another format: Ollama's `done`, llama-server's `stop`,
/// `response.completed`, `message_stop`.
pub(super) fn foreign_finish(frame: &Value) -> Option<&str> {
    let is_set = |field: &str| frame.get(field).and_then(Value::as_bool) == Some(true);
    let kind = text(frame, "type").unwrap_or_default();
    // Anthropic sends it in the `delta` of a separate frame, or in the whole message.
    let said = frame.get("delta").or((kind == "message").then_some(frame));
    if let Some(reason) = said.and_then(|said| text(said, "stop_reason")) {
        return Some(reason);
    }
    let is_last = matches!(kind, "response.completed" | "message_stop");
    (is_set("done") || is_set("stop") || is_last).then(|| text(frame, "done_reason").unwrap_or("stop"))
}

/// The types of the frames of Anthropic's protocol.
const MESSAGE_EVENTS: [&str; 6] = [
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
];

/// What such a frame says that nobody is meant to read, by the kind of its delta.
const SILENT_DELTAS: [&str; 3] = ["signature_delta", "input_json_delta", "citations_delta"];

pub(super) fn is_message_event(frame: &Value) -> bool {
    text(frame, "type").is_some_and(|kind| MESSAGE_EVENTS.contains(&kind))
}

/// Returns the tool call part of a frame of Anthropic's protocol: the beginning of a call, or the next piece of its
/// arguments.
pub(super) fn call_of_event(frame: &Value) -> Option<Value> {
    let index = frame.get("index");
    if let Some(block) = frame.get("content_block").filter(|block| parts::is_call(block)) {
        // Empty here, since its pieces follow.
        let input = block.get("input").filter(|input| parts::says(input));
        return Some(
            json!({ "index": index, "id": block.get("id"), "name": block.get("name"), "arguments": input }),
        );
    }
    let pieces = text(frame.get("delta")?, "partial_json")?;
    Some(json!({ "index": index, "arguments": pieces }))
}

/// Returns whether a frame without content is only a keep-alive or repeats earlier content.
pub(super) fn is_keep_alive(frame: &Value) -> bool {
    let kind = ["type", "event"].into_iter().find_map(|field| text(frame, field)).unwrap_or_default();
    let is_known = matches!(kind, "ping" | "heartbeat" | "keepalive" | "keep-alive");
    let delta = frame.get("delta").filter(|_| kind == "content_block_delta");
    let is_silent = |delta: &Value| text(delta, "type").is_some_and(|kind| SILENT_DELTAS.contains(&kind));
    is_known
        || kind.starts_with("response.")
        || (is_message_event(frame) && delta.is_none_or(is_silent))
        || frame.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Returns the tool call fragments of a delta, in any format: a list, a single call, a list of lists, JSON in a string.
/// A string that is not JSON is returned as it is. Legacy servers send one `function_call`; servers that use content
/// parts send a call as one of the parts. A call that is there in several shapes is returned once.
pub(super) fn call_fragments(part: &Value) -> Vec<Value> {
    let mut fragments = Vec::new();
    if let Some(calls) = part.get("tool_calls") {
        add_fragments(calls, &mut fragments);
    }
    if let Some(call) = part.get("function_call").filter(|call| parts::says(call)) {
        let is_read = call.is_object();
        let call = if is_read { json!({ "function": call }) } else { call.clone() };
        add_new([call], &mut fragments);
    }
    add_new(
        objects(part, "content").chain([part]).filter(|part| parts::is_call(part)).cloned(),
        &mut fragments,
    );
    fragments
}

/// Adds the calls that none of `fragments`, which have another shape, contains already.
fn add_new(calls: impl IntoIterator<Item = Value>, fragments: &mut Vec<Value>) {
    let others = fragments.len();
    for call in calls {
        let mut others = fragments.iter().take(others);
        if !others.any(|other| tool_calls::repeats(&call, other)) {
            fragments.push(call);
        }
    }
}

fn add_fragments(calls: &Value, fragments: &mut Vec<Value>) {
    match calls {
        Value::Array(list) => list.iter().for_each(|call| add_fragments(call, fragments)),
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => add_fragments(&inner, fragments),
            _ if text.is_empty() => {}
            _ => fragments.push(calls.clone()),
        },
        other if parts::says(other) => fragments.push(other.clone()),
        _ => {}
    }
}

/// Returns the token counts of a frame. The protocol's `usage` takes precedence over llama-server's `timings`.
pub(super) fn usage(frame: &Value) -> Usage {
    let mut usage = frame.get("timings").map(read_timings).unwrap_or_default();
    usage.merge(frame.get("usage").map(read_usage).unwrap_or_default());
    usage
}

fn read_usage(usage: &Value) -> Usage {
    Usage {
        prompt_tokens: count(usage, "prompt_tokens").or_else(|| count(usage, "input_tokens")),
        cached_tokens: usage.get("prompt_tokens_details").and_then(|details| count(details, "cached_tokens")),
        completion_tokens: count(usage, "completion_tokens").or_else(|| count(usage, "output_tokens")),
        ..Usage::default()
    }
}

/// Reads llama-server's own counts: cached tokens, processed tokens, generated tokens; times in fractional
/// milliseconds.
fn read_timings(timings: &Value) -> Usage {
    let millis = |field| Some(timings.get(field)?.as_f64()?.round() as u64);
    let cached_tokens = count(timings, "cache_n");
    Usage {
        // `prompt_n` excludes the cached tokens; `usage.prompt_tokens` does not.
        prompt_tokens: count(timings, "prompt_n").map(|read| read.saturating_add(cached_tokens.unwrap_or(0))),
        cached_tokens,
        completion_tokens: count(timings, "predicted_n"),
        prompt_ms: millis("prompt_ms"),
        completion_ms: millis("predicted_ms"),
    }
}

/// Reads llama-server's `prompt_progress`; `processed` includes the cached tokens.
pub(super) fn progress(frame: &Value) -> Option<PromptProgress> {
    let progress = frame.get("prompt_progress")?;
    Some(PromptProgress { processed: count(progress, "processed")?, total: count(progress, "total")? })
}
