//! ChatGPT: `conversations.json` in the exported archive, a list of conversations with their trees in `mapping`
//! (<https://help.openai.com/en/articles/7260999-how-do-i-export-my-chatgpt-history-and-data>). Files are not in it.

use serde_json::Value;

use super::{Conversation, OtherMessage, role_of, text_at, time_at};
use crate::conversation::message::Role;

pub(super) fn read(value: &Value) -> Option<Conversation> {
    let mapping = value.get("mapping")?.as_object()?;
    let mut conversation = Conversation {
        title: text_at(value, "title").to_owned(),
        created_at: time_at(value, "create_time"),
        head: text_at(value, "current_node").to_owned(),
        ..Conversation::default()
    };
    for (id, node) in mapping {
        let message = read_message(&mut conversation, node.get("message").unwrap_or(&Value::Null));
        conversation.messages.push(OtherMessage {
            id: id.clone(),
            parent: text_at(node, "parent").to_owned(),
            ..message
        });
    }
    Some(conversation)
}

fn read_message(conversation: &mut Conversation, message: &Value) -> OtherMessage {
    let is_hidden =
        message.pointer("/metadata/is_visually_hidden_from_conversation").and_then(Value::as_bool);
    let role = message.pointer("/author/role").and_then(Value::as_str).and_then(role_of);
    if is_hidden == Some(true) {
        return OtherMessage::default();
    }
    let content = message.get("content").unwrap_or(&Value::Null);
    let kind = text_at(content, "content_type");
    let mut texts: Vec<&str> = Vec::new();
    for part in content.get("parts").and_then(Value::as_array).into_iter().flatten() {
        match part.as_str().or(part.get("text").and_then(Value::as_str)) {
            Some(text) => texts.push(text),
            None => conversation.missing_attachments += 1,
        }
    }
    for thought in content.get("thoughts").and_then(Value::as_array).into_iter().flatten() {
        texts.push(text_at(thought, "content"));
    }
    texts.extend(["text", "result", "content"].iter().filter_map(|key| content.get(key)?.as_str()));
    let text = texts.join("\n\n");
    // Reasoning is a message of its own, before the answer.
    let is_reasoning = kind == "thoughts" && role == Some(Role::Assistant);
    let model = message.pointer("/metadata/model_slug").and_then(Value::as_str).map(str::to_owned);
    let (content, reasoning) = if is_reasoning { (String::new(), text) } else { (text, String::new()) };
    OtherMessage {
        role,
        content,
        reasoning,
        model,
        at: time_at(message, "create_time"),
        ..OtherMessage::default()
    }
}
