//! The texts of one delta or message, in whatever shape a server gives them: a string, a list of parts, an object, a number.
//! What has a shape that is not known here is given as it came, so that it can be said instead of dropped.

use serde_json::{Map, Value};

/// A piece of what a delta says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Content(String),
    Reasoning(String),
    /// JSON that says nothing in a way known here.
    Unreadable(String),
}

/// The thinking, under whichever name: `reasoning_content` (llama-server, LM Studio), `reasoning` (Ollama, vLLM),
/// `reasoning_text`, `thinking` (Ollama native), `reasoning_details` (OpenRouter). The first that says something: gateways
/// send one text under two names, so they are never joined.
const REASONING_FIELDS: [&str; 6] =
    ["reasoning_content", "reasoning", "reasoning_text", "thinking", "thought", "reasoning_details"];

/// The answer: `content`, or what other protocols call it.
const CONTENT_FIELDS: [&str; 4] = ["content", "text", "output_text", "response"];

/// What a delta or a message has beside its texts: calls, which are read elsewhere, and what nobody is meant to read.
const OTHER_FIELDS: [&str; 29] = [
    "refusal",
    "images",
    "audio",
    "tool_calls",
    "function_call",
    "role",
    "id",
    "type",
    "object",
    "name",
    "channel",
    "recipient",
    "status",
    "model",
    "created",
    "created_at",
    "done_reason",
    "finish_reason",
    "stop_reason",
    "stop_sequence",
    "signature",
    "tool_call_id",
    "annotations",
    "citations",
    "token_ids",
    "logprobs",
    "usage",
    // What gateways say of themselves.
    "provider_specific_fields",
    "extra_content",
];

/// Where a part of a list keeps its text.
const TEXT_FIELDS: [&str; 11] = [
    "text",
    "thinking",
    "reasoning",
    "summary",
    "refusal",
    "content",
    "output_text",
    "value",
    "transcript",
    "thought",
    "delta",
];

/// The kinds of parts that are calls, which are read elsewhere: Anthropic's, and what gateways make of it.
const CALL_KINDS: [&str; 4] = ["tool_use", "tool_call", "toolcall", "function_call"];

pub(super) fn is_call(part: &Value) -> bool {
    let kind = part.get("type").and_then(Value::as_str).unwrap_or_default();
    CALL_KINDS.iter().any(|call| kind.eq_ignore_ascii_case(call))
        && part.get("name").is_some_and(Value::is_string)
}

/// What an entry of a list says as text: a part of a content where it says what kind it is, else a delta of its own.
pub(super) fn read_entry(entry: &Value) -> Vec<Part> {
    if is_call(entry) {
        return Vec::new();
    }
    let is_part = entry.get("type").is_some_and(Value::is_string) && entry.get("content").is_none();
    if !is_part || !TEXT_FIELDS.iter().any(|field| entry.get(*field).is_some()) {
        return read(entry);
    }
    let mut parts = Vec::new();
    flatten(entry, false, &mut parts);
    parts
}

/// All that a delta or a message says as text. One that is no object is read as a content is.
pub(super) fn read(part: &Value) -> Vec<Part> {
    let mut parts = Vec::new();
    if !part.is_object() {
        flatten(part, false, &mut parts);
        return parts;
    }
    let first = |fields: &[&str]| fields.iter().find_map(|field| part.get(field).filter(|value| says(value)));
    if let Some(value) = first(&REASONING_FIELDS) {
        flatten(value, true, &mut parts);
    }
    let content = [first(&CONTENT_FIELDS), first(&["refusal"]), first(&["images"]), first(&["audio"])];
    content.into_iter().flatten().for_each(|value| flatten(value, false, &mut parts));
    parts.extend(unknown_fields(part));
    parts
}

/// Fields of a delta that may hold words and have no known name.
fn unknown_fields(part: &Value) -> impl Iterator<Item = Part> {
    let is_known = |name: &str| {
        REASONING_FIELDS.contains(&name) || CONTENT_FIELDS.contains(&name) || OTHER_FIELDS.contains(&name)
    };
    let fields = part.as_object().into_iter().flatten();
    let unknown = fields.filter(move |(name, value)| !is_known(name) && may_hold_words(value));
    unknown.map(|(name, value)| Part::Unreadable(format!("{}: {value}", Value::from(name.as_str()))))
}

pub(super) fn may_hold_words(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(may_hold_words),
        other => (other.is_string() || other.is_array()) && says(other),
    }
}

/// Whether a delta says anything as text.
pub(super) fn says_text(part: &Value) -> bool {
    read(part).iter().any(|part| !matches!(part, Part::Unreadable(_)))
}

/// Whether there is anything in a value.
pub(super) fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn flatten(value: &Value, is_reasoning: bool, parts: &mut Vec<Part>) {
    let text = |text: String| if is_reasoning { Part::Reasoning(text) } else { Part::Content(text) };
    match value {
        Value::Null => {}
        Value::String(words) if words.is_empty() => {}
        Value::String(words) => parts.push(text(words.clone())),
        Value::Number(number) => parts.push(text(number.to_string())),
        Value::Bool(_) => parts.push(Part::Unreadable(value.to_string())),
        Value::Array(list) => list.iter().for_each(|item| flatten(item, is_reasoning, parts)),
        Value::Object(fields) => read_object(fields, value, is_reasoning, parts),
    }
}

fn read_object(fields: &Map<String, Value>, value: &Value, is_reasoning: bool, parts: &mut Vec<Part>) {
    let Some(kind) = fields.get("type").and_then(Value::as_str).map(str::to_ascii_lowercase) else {
        return read_untyped(fields, value, is_reasoning, parts);
    };
    // Sealed by the service; there is nothing in it that anybody could read.
    if is_call(value) || kind.contains("encrypted") || kind.contains("redacted") {
        return;
    }
    let is_reasoning = is_reasoning || kind.contains("think") || kind.contains("reason");
    if let Some(text) = TEXT_FIELDS.iter().find_map(|field| fields.get(*field).filter(|value| says(value))) {
        return flatten(text, is_reasoning, parts);
    }
    if let Some(url) = image_url(fields) {
        return parts.push(image(url));
    }
    let is_empty = TEXT_FIELDS.iter().any(|field| fields.contains_key(*field)) || fields.len() == 1;
    if !is_empty && !fields.contains_key("signature") {
        parts.push(Part::Unreadable(value.to_string()));
    }
}

/// An object that does not say what it is: a text with its marks, a picture, or else JSON that is the answer itself.
fn read_untyped(fields: &Map<String, Value>, value: &Value, is_reasoning: bool, parts: &mut Vec<Part>) {
    let is_mark = |name: &String| {
        matches!(name.as_str(), "text" | "value" | "content" | "transcript" | "annotations" | "id" | "index")
    };
    let text = ["text", "value", "content", "transcript"].iter().find_map(|field| fields.get(*field));
    match (text, image_url(fields)) {
        (Some(text), _) if fields.keys().all(is_mark) || fields.contains_key("transcript") => {
            flatten(text, is_reasoning, parts);
        }
        (_, Some(url)) => parts.push(image(url)),
        _ if is_reasoning => parts.push(Part::Reasoning(value.to_string())),
        _ => parts.push(Part::Content(value.to_string())),
    }
}

fn image_url(fields: &Map<String, Value>) -> Option<&str> {
    let image = fields.get("image_url").or_else(|| fields.get("image"))?;
    image.as_str().or_else(|| image.get("url")?.as_str())
}

/// A picture as Markdown, which the page loads when the user asks for it. One that holds all its bytes is only named: as
/// text it would bury the answer.
fn image(url: &str) -> Part {
    let is_address = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url.len() <= 2_000 && !url.contains([' ', '<', '>', '(', ')', '\n']);
    Part::Content(if is_address && is_plain {
        format!("\n\n![image]({url})\n\n")
    } else {
        "\n\n[image]\n\n".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_of_content_is_read() {
        let check = |part: Value, expected: &[(&str, &str)]| {
            let shown: Vec<(&str, String)> = read(&part)
                .into_iter()
                .map(|part| match part {
                    Part::Content(text) => ("content", text),
                    Part::Reasoning(text) => ("reasoning", text),
                    Part::Unreadable(json) => ("unreadable", json),
                })
                .collect();
            let shown: Vec<(&str, &str)> = shown.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
            assert_eq!(shown, expected, "{part}");
        };
        check(json!({ "content": null, "refusal": null }), &[]);
        check(json!({ "content": "a" }), &[("content", "a")]);
        check(json!("a"), &[("content", "a")]);
        check(json!({ "content": 42 }), &[("content", "42")]);
        check(
            json!({ "content": ["a", { "type": "text", "text": "b" }] }),
            &[("content", "a"), ("content", "b")],
        );
        check(json!({ "content": [{ "type": "output_text", "text": "a" }] }), &[("content", "a")]);
        check(
            json!({ "content": [{ "type": "text", "text": { "value": "a", "annotations": [] } }] }),
            &[("content", "a")],
        );
        check(json!({ "content": [{ "type": "text", "text": "" }, { "type": "text" }] }), &[]);
        check(json!({ "content": { "text": "a" } }), &[("content", "a")]);
        check(
            json!({ "content": { "kind": "final", "content": "a" } }),
            &[("content", r#"{"kind":"final","content":"a"}"#)],
        );
        check(
            json!({ "content": [{ "type": "thinking", "thinking": [{ "type": "text", "text": "a" }], "closed": true }] }),
            &[("reasoning", "a")],
        );
        check(
            json!({ "content": [{ "type": "reasoning", "summary": [{ "type": "summary_text", "text": "a" }] }] }),
            &[("reasoning", "a")],
        );
        check(json!({ "content": [{ "type": "refusal", "refusal": "no" }] }), &[("content", "no")]);
        check(json!({ "refusal": "no" }), &[("content", "no")]);
        check(json!({ "output_text": "a" }), &[("content", "a")]);
        check(json!({ "content": "a", "text": "a" }), &[("content", "a")]);
        check(json!({ "content": "", "text": "a" }), &[("content", "a")]);
        check(json!({ "reasoning": { "content": "a" } }), &[("reasoning", "a")]);
        check(
            json!({ "reasoning_details": [{ "type": "reasoning.text", "text": "a" }, { "type": "reasoning.summary", "summary": "b" }, { "type": "reasoning.encrypted", "data": "x" }] }),
            &[("reasoning", "a"), ("reasoning", "b")],
        );
        check(json!({ "content": [{ "type": "thinking", "signature": "x" }] }), &[]);
        check(
            json!({ "content": [{ "type": "image_url", "image_url": { "url": "https://x.example/a.png" } }] }),
            &[("content", "\n\n![image](https://x.example/a.png)\n\n")],
        );
        check(
            json!({ "images": [{ "image_url": { "url": "data:image/png;base64,AA" } }] }),
            &[("content", "\n\n[image]\n\n")],
        );
        check(json!({ "audio": { "id": "x", "transcript": "a", "data": "AA" } }), &[("content", "a")]);
        check(
            json!({ "content": [{ "type": "video", "data": "AA" }] }),
            &[("unreadable", r#"{"type":"video","data":"AA"}"#)],
        );
        check(
            json!({ "content": [{ "type": "text", "text": "a" }, { "type": "tool_use", "id": "x", "name": "f", "input": {} }] }),
            &[("content", "a")],
        );
        check(json!({ "role": "assistant", "contemt": "a" }), &[("unreadable", "\"contemt\": \"a\"")]);
        check(json!({ "content": true }), &[("unreadable", "true")]);
    }
}
