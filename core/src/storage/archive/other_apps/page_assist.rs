//! Page Assist: a backup with the chats in `chat`, each a `history` with its `messages`
//! (<https://github.com/n4ze3m/page-assist/blob/main/src/db/dexie/types.ts>).

use serde_json::Value;

use super::{Conversation, OtherMessage, image, role_of, some_text_at, split_thinking, text_at, time_at};
use crate::conversation::message::Role;

pub(super) fn read(value: &Value) -> Option<Conversation> {
    let history = value.get("history").filter(|history| history.is_object())?;
    let mut conversation = Conversation {
        title: text_at(history, "title").to_owned(),
        created_at: time_at(history, "createdAt"),
        is_pinned: history.get("is_pinned").and_then(Value::as_bool).unwrap_or(false),
        ..Conversation::default()
    };
    let mut messages: Vec<&Value> = value.get("messages")?.as_array()?.iter().collect();
    messages.sort_by_key(|message| time_at(message, "createdAt"));
    let mut parent = String::new();
    for (number, message) in (1_u64..).zip(messages) {
        let role = role_of(text_at(message, "role"));
        let content = text_at(message, "content");
        let (content, reasoning) = match role {
            Some(Role::Assistant) => split_thinking(content),
            _ => (content.to_owned(), String::new()),
        };
        let images = message.get("images").and_then(Value::as_array).into_iter().flatten();
        let urls: Vec<&str> = images.filter_map(Value::as_str).filter(|url| !url.is_empty()).collect();
        let attachments: Vec<_> = urls.iter().filter_map(|url| image("image", url)).collect();
        conversation.missing_attachments += (urls.len() - attachments.len()) as u64;
        let id = number.to_string();
        conversation.messages.push(OtherMessage {
            id: id.clone(),
            parent,
            role,
            content,
            reasoning,
            model: some_text_at(message, "modelName"),
            attachments,
            at: time_at(message, "createdAt"),
        });
        parent = id;
    }
    Some(conversation)
}
