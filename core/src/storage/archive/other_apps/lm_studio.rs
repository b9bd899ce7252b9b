//! LM Studio: one `*.conversation.json` per chat, in which each message has its versions. Images are other files.

use serde_json::Value;

use super::{Conversation, OtherMessage, role_of, split_thinking, text_at, time_at};
use crate::conversation::message::Role;

pub(super) fn read(value: &Value) -> Option<Conversation> {
    let messages = value.get("messages")?.as_array()?;
    let has_versions = |message: &Value| message.get("versions").is_some_and(Value::is_array);
    if !messages.iter().any(has_versions) {
        return None;
    }
    let mut conversation = Conversation {
        title: text_at(value, "name").to_owned(),
        created_at: time_at(value, "createdAt"),
        system_prompt: text_at(value, "systemPrompt").to_owned(),
        is_pinned: value.get("pinned").and_then(Value::as_bool).unwrap_or(false),
        ..Conversation::default()
    };
    let mut parent = String::new();
    for (number, message) in (1_u64..).zip(messages) {
        let selected = message.get("currentlySelected").and_then(Value::as_u64).unwrap_or(0);
        let versions = message.get("versions").and_then(Value::as_array).into_iter().flatten();
        let mut shown = String::new();
        for (place, version) in (0_u64..).zip(versions) {
            let id = format!("{number}.{place}");
            let read = read_version(&mut conversation, version);
            conversation.messages.push(OtherMessage { id: id.clone(), parent: parent.clone(), ..read });
            if place == selected || shown.is_empty() {
                shown = id;
            }
        }
        match shown.is_empty() {
            true => conversation.unreadable_messages += 1,
            false => parent = shown,
        }
    }
    conversation.head = parent;
    Some(conversation)
}

fn read_version(conversation: &mut Conversation, version: &Value) -> OtherMessage {
    let (mut content, mut reasoning) = (Vec::new(), Vec::new());
    let steps = version.get("steps").and_then(Value::as_array).map(Vec::as_slice);
    for step in steps.unwrap_or(std::slice::from_ref(version)) {
        let is_thinking = step.pointer("/style/type").and_then(Value::as_str) == Some("thinking");
        for part in step.get("content").and_then(Value::as_array).into_iter().flatten() {
            match part.get("text").and_then(Value::as_str) {
                Some(text) if is_thinking => reasoning.push(text),
                Some(text) => content.push(text),
                None if text_at(part, "type") == "file" => conversation.missing_attachments += 1,
                None => conversation.unreadable_messages += 1,
            }
        }
    }
    let role = role_of(text_at(version, "role"));
    let (mut content, mut reasoning) = (content.join("\n\n"), reasoning.join("\n\n"));
    if role == Some(Role::Assistant) && reasoning.is_empty() {
        (content, reasoning) = split_thinking(&content);
    }
    let model = version.pointer("/senderInfo/senderName").and_then(Value::as_str).map(str::to_owned);
    OtherMessage { role, content, reasoning, model, ..OtherMessage::default() }
}
