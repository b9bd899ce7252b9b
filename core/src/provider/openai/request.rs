//! Builds the body of a streamed chat completion request, including the server-specific fields. Does not send it.

use serde_json::{Value, json};

use crate::base::json::Object;
use crate::conversation::message::Role;
use crate::provider::dialect::Dialect;
use crate::provider::{ChatMessage, ChatRequest, ToolCall, ToolSpec};

/// Returns the JSON body of `POST …/chat/completions` that asks `model` to answer `request` as a stream.
///
/// An empty `model` omits the field: llama-server with one model ignores it, and servers that need it then say so
/// clearly, whereas an empty name would cause "model '' not found".
pub fn chat_body(request: &ChatRequest, model: &str, dialect: Dialect) -> String {
    let continues = request.messages.last().is_some_and(|message| message.role == Role::Assistant);
    let mut body = Object::default();
    body.optional_text("model", Some(model).filter(|name| !name.is_empty()))
        .set("messages", request.messages.iter().map(message_value).collect())
        .set("stream", Value::Bool(true));
    let mut stream_options = Object::default();
    stream_options.set("include_usage", Value::Bool(true));
    body.set("stream_options", stream_options.into_value());
    if !request.tools.is_empty() {
        body.set("tools", request.tools.iter().map(tool_value).collect());
    }
    body.optional("response_format", request.schema.as_ref().map(response_format));
    body.optional("temperature", request.is_greedy.then(|| Value::from(0)));
    body.optional_number("max_tokens", request.max_tokens.map(u64::from));
    // Only for the server that knows these fields: strict servers reject unknown ones.
    if dialect == Dialect::LlamaServer {
        // Requests progress reports of prompt processing.
        body.set("return_progress", Value::Bool(true));
        // Requests counts and times with every token, so that a stopped answer has them too.
        body.set("timings_per_token", Value::Bool(true));
    }
    // vLLM continues a final assistant message only if asked to. llama-server and Ollama always do.
    if dialect == Dialect::Vllm && continues {
        body.set("continue_final_message", Value::Bool(true));
        // vLLM rejects `continue_final_message` unless this is false.
        body.set("add_generation_prompt", Value::Bool(false));
    }
    body.into_value().to_string()
}

fn message_value(message: &ChatMessage) -> Value {
    let mut object = Object::default();
    object.text("role", wire_role(message)).set("content", content_value(message));
    if !message.calls.is_empty() {
        object.set("tool_calls", message.calls.iter().map(call_value).collect());
    }
    object.optional_text("tool_call_id", message.call_id.as_deref());
    object.into_value()
}

/// Returns plain text, which every server accepts; content parts only if there are images.
fn content_value(message: &ChatMessage) -> Value {
    if message.images.is_empty() {
        return Value::String(message.content.clone());
    }
    let images = message.images.iter().map(|url| {
        let mut image = Object::default();
        image.text("type", "image_url").set("image_url", json!({ "url": url }));
        image.into_value()
    });
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
