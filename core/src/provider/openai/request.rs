//! The body of a streamed chat completion request. Decides what is said to which kind of server; does not send it.

use serde::Serialize;

use crate::message::Role;
use crate::provider::ChatRequest;
use crate::provider::dialect::Dialect;

/// The JSON body of `POST …/chat/completions` that asks `model` to answer `request` as a stream.
///
/// An empty `model` leaves the field out: llama-server with one model ignores it, and the servers that need it then say
/// so in words, where an empty name would read "model '' not found".
pub fn chat_body(request: &ChatRequest, model: &str, dialect: Dialect) -> String {
    let continues =
        request.messages.last().is_some_and(|message| message.role == Role::Assistant).then_some(true);
    let body = ChatBody {
        model: Some(model).filter(|name| !name.is_empty()),
        messages: request
            .messages
            .iter()
            .map(|message| ChatMessage { role: wire_role(message.role), content: &message.content })
            .collect(),
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        return_progress: (dialect == Dialect::LlamaServer).then_some(true),
        timings_per_token: (dialect == Dialect::LlamaServer).then_some(true),
        continue_final_message: continues.filter(|_| dialect == Dialect::Vllm),
        add_generation_prompt: continues.filter(|_| dialect == Dialect::Vllm).map(|_| false),
    };
    serde_json::json!(body).to_string()
}

/// The role as chat templates know it. The protocol's `tool` role answers a call by its id, which a conversation kept
/// as plain messages does not have, and templates of small models refuse it: the environment speaks as the user.
fn wire_role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::Assistant => "assistant",
        Role::User | Role::Tool => "user",
    }
}

#[derive(Serialize)]
struct ChatBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    messages: Vec<ChatMessage<'a>>,
    stream: bool,
    stream_options: StreamOptions,
    /// llama-server: report how far the prompt has been read. Strict servers refuse fields they do not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_progress: Option<bool>,
    /// llama-server: counts and times with every token, so that a stopped answer has them too.
    #[serde(skip_serializing_if = "Option::is_none")]
    timings_per_token: Option<bool>,
    /// vLLM continues a final assistant message only when told so. llama-server and Ollama do it by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    continue_final_message: Option<bool>,
    /// vLLM refuses `continue_final_message` unless this is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_generation_prompt: Option<bool>,
}

#[derive(Serialize)]
struct ChatMessage<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn check(roles: &[Role], model: &str, dialect: Dialect, expected: &str) {
        let messages = roles.iter().map(|role| Message::new(*role, "a \"b\"")).collect();
        assert_eq!(chat_body(&ChatRequest { messages }, model, dialect), expected);
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
    fn vllm_is_told_to_continue_an_answer() {
        let continued = r#"{"model":"m","messages":[{"role":"assistant","content":"a \"b\""}],"stream":true,"stream_options":{"include_usage":true},"continue_final_message":true,"add_generation_prompt":false}"#;
        check(&[Role::Assistant], "m", Dialect::Vllm, continued);
    }
}
