//! Open WebUI: a list of chats, each with its tree in `chat.history.messages` by id
//! (<https://docs.openwebui.com/features/chat-features/chat-export>).

use serde_json::Value;

use super::{
    Conversation, OtherMessage, image, role_of, some_text_at, split_thinking, text_at, text_file, time_at,
};
use crate::conversation::message::Role;

pub(super) fn read(value: &Value) -> Option<Conversation> {
    let chat = value.get("chat")?;
    let history = chat.get("history");
    let tree = history.and_then(|history| history.get("messages")).and_then(Value::as_object);
    let mut conversation = Conversation {
        title: Some(text_at(value, "title"))
            .filter(|title| !title.is_empty())
            .unwrap_or(text_at(chat, "title"))
            .to_owned(),
        created_at: time_at(value, "created_at"),
        system_prompt: text_at(chat, "system").to_owned(),
        is_pinned: value.get("pinned").and_then(Value::as_bool).unwrap_or(false),
        head: history.map(|history| text_at(history, "currentId")).unwrap_or_default().to_owned(),
        ..Conversation::default()
    };
    match tree {
        Some(tree) => {
            for (id, message) in tree {
                add(&mut conversation, id, text_at(message, "parentId"), message);
            }
        }
        // Without the tree there is only the branch that is shown.
        None => {
            let mut parent = String::new();
            for (place, message) in (1..).zip(chat.get("messages")?.as_array()?) {
                let id = place.to_string();
                add(&mut conversation, &id, &parent, message);
                parent = id;
            }
        }
    }
    Some(conversation)
}

fn add(conversation: &mut Conversation, id: &str, parent: &str, value: &Value) {
    let role = role_of(text_at(value, "role"));
    let content = text_at(value, "content");
    let (content, reasoning) = match role {
        Some(Role::Assistant) => split_details(content),
        _ => (content.to_owned(), String::new()),
    };
    let mut message = OtherMessage {
        id: id.to_owned(),
        parent: parent.to_owned(),
        role,
        content,
        reasoning,
        model: some_text_at(value, "model"),
        at: time_at(value, "timestamp"),
        ..OtherMessage::default()
    };
    for file in value.get("files").and_then(Value::as_array).into_iter().flatten() {
        let text = file.pointer("/file/data/content").and_then(Value::as_str);
        let name = text_at(file, "name");
        match image(name, text_at(file, "url")).or(text.map(|text| text_file(name, text))) {
            Some(attachment) => message.attachments.push(attachment),
            None => conversation.missing_attachments += 1,
        }
    }
    conversation.messages.push(message);
}

/// Separates the reasoning that Open WebUI writes as `<details type="reasoning">`, with `>` before its lines and some
/// characters as HTML entities.
fn split_details(text: &str) -> (String, String) {
    let block = text.trim_start().strip_prefix("<details type=\"reasoning\"").and_then(|rest| {
        let (_, rest) = rest.split_once('>')?;
        rest.split_once("</details>")
    });
    let Some((inside, content)) = block else { return split_thinking(text) };
    let inside = inside.split_once("</summary>").map_or(inside, |(_, inside)| inside);
    let lines: Vec<&str> = inside
        .trim()
        .lines()
        .map(|line| line.strip_prefix("&gt; ").or(line.strip_prefix("> ")).unwrap_or(line))
        .collect();
    let mut reasoning = lines.join("\n");
    for (entity, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
    {
        reasoning = reasoning.replace(entity, character);
    }
    (content.trim_start().to_owned(), reasoning)
}
