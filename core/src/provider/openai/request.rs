//! The body of a streamed chat completion request. Decides what is said to which kind of server; does not send it.

use serde_json::Value;

use crate::json::Object;
use crate::message::{Message, Role};
use crate::provider::ChatRequest;
use crate::provider::dialect::Dialect;

/// The JSON body of `POST …/chat/completions` that asks `model` to answer `request` as a stream.
///
/// An empty `model` leaves the field out: llama-server with one model ignores it, and the servers that need it then say
/// so in words, where an empty name would read "model '' not found".
pub fn chat_body(request: &ChatRequest, model: &str, dialect: Dialect) -> String {
    let continues = request.messages.last().is_some_and(|message| message.role == Role::Assistant);
    let mut body = Object::default();
    body.optional_text("model", Some(model).filter(|name| !name.is_empty()))
        .set("messages", request.messages.iter().map(message_value).collect())
        .set("stream", Value::Bool(true));
    let mut stream_options = Object::default();
    stream_options.set("include_usage", Value::Bool(true));
    body.set("stream_options", stream_options.into_value());
    // Only to the server that knows them: strict ones refuse other fields.
    if dialect == Dialect::LlamaServer {
        // To report how far the prompt has been read.
        body.set("return_progress", Value::Bool(true));
        // Counts and times with every token, so that a stopped answer has them too.
        body.set("timings_per_token", Value::Bool(true));
    }
    // vLLM continues a final assistant message only when told so. llama-server and Ollama do it by themselves.
    if dialect == Dialect::Vllm && continues {
        body.set("continue_final_message", Value::Bool(true));
        // vLLM refuses `continue_final_message` unless this is false.
        body.set("add_generation_prompt", Value::Bool(false));
    }
    body.into_value().to_string()
}

fn message_value(message: &Message) -> Value {
    let mut object = Object::default();
    object.text("role", wire_role(message.role)).text("content", &message.content);
    object.into_value()
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

#[cfg(test)]
mod tests {
    use super::*;

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
