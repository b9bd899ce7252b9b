//! Builds the body of a streamed chat completion request, including the server-specific fields. Does not send it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::base::json::value_of;
use crate::conversation::message::Role;
use crate::provider::dialect::Dialect;
use crate::provider::{ChatMessage, ChatRequest, ToolCall, ToolSpec};

/// The body of `POST …/chat/completions`.
#[derive(Serialize)]
struct ChatBody<'a> {
    /// Omitted if empty: llama-server with one model ignores it, and servers that need it then say so clearly, whereas
    /// an empty name would cause "model '' not found".
    #[serde(skip_serializing_if = "str::is_empty")]
    model: &'a str,
    messages: Vec<Message<'a>>,
    stream: bool,
    stream_options: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    /// Requests progress reports of prompt processing. This and the others below are only for the server that knows
    /// them: strict servers reject unknown fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_progress: Option<bool>,
    /// Requests counts and times with every token, so that a stopped answer has them too.
    #[serde(skip_serializing_if = "Option::is_none")]
    timings_per_token: Option<bool>,
    /// vLLM continues a final assistant message only if asked to. llama-server and Ollama always do.
    #[serde(skip_serializing_if = "Option::is_none")]
    continue_final_message: Option<bool>,
    /// vLLM rejects `continue_final_message` unless this is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_generation_prompt: Option<bool>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

/// Returns the JSON body of `POST …/chat/completions` that asks `model` to answer `request` as a stream.
pub fn chat_body(request: &ChatRequest, model: &str, dialect: Dialect) -> String {
    let continues = request.messages.last().is_some_and(|message| message.role == Role::Assistant);
    let is_llama_server = dialect == Dialect::LlamaServer;
    let asks_to_continue = dialect == Dialect::Vllm && continues;
    let body = ChatBody {
        model,
        messages: request.messages.iter().map(wire_message).collect(),
        stream: true,
        stream_options: json!({ "include_usage": true }),
        tools: request.tools.iter().map(tool_value).collect(),
        response_format: request.schema.as_ref().map(response_format),
        temperature: request.is_greedy.then_some(0),
        max_tokens: request.max_tokens,
        return_progress: is_llama_server.then_some(true),
        timings_per_token: is_llama_server.then_some(true),
        continue_final_message: asks_to_continue.then_some(true),
        add_generation_prompt: asks_to_continue.then_some(false),
    };
    value_of(&body).to_string()
}

fn wire_message(message: &ChatMessage) -> Message<'_> {
    Message {
        role: wire_role(message),
        content: content_value(message),
        tool_calls: message.calls.iter().map(call_value).collect(),
        tool_call_id: message.call_id.as_deref(),
    }
}

/// Returns plain text, which every server accepts; content parts only if there are images.
fn content_value(message: &ChatMessage) -> Value {
    if message.images.is_empty() {
        return Value::String(message.content.clone());
    }
    let images = message.images.iter().map(|url| json!({ "type": "image_url", "image_url": { "url": url } }));
    let text = json!({ "type": "text", "text": message.content });
    [text].into_iter().chain(images).collect()
}

/// Returns the role for the chat template. The protocol's `tool` role answers a call by its id; a result without an id
/// is sent as a user message, because the templates of small models reject anything else.
fn wire_role(message: &ChatMessage) -> &'static str {
    match message.role {
        Role::System => "system",
        Role::Assistant => "assistant",
        Role::Tool if message.call_id.is_some() => "tool",
        Role::User | Role::Tool => "user",
    }
}

/// Returns a tool call in the protocol's format: its arguments are JSON within a string.
fn call_value(call: &ToolCall) -> Value {
    json!({
        "id": call.id.as_deref().unwrap_or_default(),
        "type": "function",
        "function": { "name": call.name, "arguments": call.arguments.to_string() },
    })
}

fn tool_value(tool: &ToolSpec) -> Value {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters },
    })
}

/// OpenAI's own API and vLLM require `strict` and a name next to the schema; llama-server ignores both.
fn response_format(schema: &Value) -> Value {
    json!({ "type": "json_schema", "json_schema": { "name": "action", "strict": true, "schema": schema } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::message::Message;

    fn check(roles: &[Role], model: &str, dialect: Dialect, expected: &str) {
        let request = ChatRequest::of(roles.iter().map(|role| Message::new(*role, "a \"b\"")));
        assert_eq!(chat_body(&request, model, dialect), expected);
    }

    #[test]
    fn bodies_by_server() {
        let end = r#""stream":true,"stream_options":{"include_usage":true}"#;
        check(
            &[Role::System, Role::User, Role::Assistant, Role::Tool],
            "smollm2:135m",
            Dialect::Ollama,
            &format!(
                r#"{{"model":"smollm2:135m","messages":[{},{},{},{}],{end}}}"#,
                r#"{"role":"system","content":"a \"b\""}"#,
                r#"{"role":"user","content":"a \"b\""}"#,
                r#"{"role":"assistant","content":"a \"b\""}"#,
                r#"{"role":"user","content":"a \"b\""}"#,
            ),
        );
        check(
            &[],
            "",
            Dialect::LlamaServer,
            &format!(r#"{{"messages":[],{end},"return_progress":true,"timings_per_token":true}}"#),
        );
        check(&[], "m", Dialect::Generic, &format!(r#"{{"model":"m","messages":[],{end}}}"#));
    }

    #[test]
    fn pictures_are_parts_of_their_message() {
        let url = "data:image/png;base64,AAAA";
        let seen = ChatMessage { images: vec![url.into()], ..ChatMessage::new(Role::User, "What?") };
        let request = ChatRequest { messages: vec![seen], ..ChatRequest::default() };
        let body: Value = serde_json::from_str(&chat_body(&request, "m", Dialect::Generic)).expect("JSON");
        let parts = json!([
            { "type": "text", "text": "What?" },
            { "type": "image_url", "image_url": { "url": url } },
        ]);
        assert_eq!(body.pointer("/messages/0/content"), Some(&parts));
    }

    #[test]
    fn vllm_is_told_to_continue_an_answer() {
        let continued = r#"{"model":"m","messages":[{"role":"assistant","content":"a \"b\""}],"stream":true,"stream_options":{"include_usage":true},"continue_final_message":true,"add_generation_prompt":false}"#;
        check(&[Role::Assistant], "m", Dialect::Vllm, continued);
    }

    #[test]
    fn an_agents_request_carries_tools_calls_and_schema() {
        let call =
            ToolCall { id: Some("call-7".into()), name: "echo".into(), arguments: json!({ "text": "x" }) };
        let asked = ChatMessage { calls: vec![call], ..ChatMessage::new(Role::Assistant, "") };
        let result = ChatMessage { call_id: Some("call-7".into()), ..ChatMessage::new(Role::Tool, "x") };
        let tool = ToolSpec {
            name: "echo".into(),
            description: "Repeats.".into(),
            parameters: json!({ "type": "object" }),
        };
        let request = ChatRequest {
            messages: vec![asked, result],
            tools: vec![tool],
            schema: Some(json!({ "type": "object" })),
            is_greedy: true,
            repetition: crate::provider::RepetitionGuard::Off,
            max_tokens: Some(9),
        };
        let expected = concat!(
            r#"{"model":"m","messages":[{"role":"assistant","content":"","tool_calls":[{"id":"call-7","#,
            r#""type":"function","function":{"name":"echo","arguments":"{\"text\":\"x\"}"}}]},"#,
            r#"{"role":"tool","content":"x","tool_call_id":"call-7"}],"stream":true,"#,
            r#""stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"echo","#,
            r#""description":"Repeats.","parameters":{"type":"object"}}}],"response_format":"#,
            r#"{"type":"json_schema","json_schema":{"name":"action","strict":true,"schema":{"type":"object"}}},"#,
            r#""temperature":0,"max_tokens":9}"#,
        );
        assert_eq!(chat_body(&request, "m", Dialect::Generic), expected);
    }
}
