//! llama.cpp's own UI: JSON Lines with a header and one line per message, and before June 2026 one JSON object
//! `{"conv":…,"messages":[…]}` or a list of these
//! (<https://github.com/ggml-org/llama.cpp/blob/master/tools/ui/src/lib/services/conversation-transfer.service.ts>).

use serde_json::Value;

use super::{
    Conversation, OtherMessage, image, role_of, some_text_at, split_thinking, text_at, text_file, time_at,
};
use crate::conversation::message::Role;
use crate::storage::archive::text::parse;
use crate::storage::archive::{ImportFault, ImportProblem};

/// Whether the line is of such a file: the header of a session or a message.
pub(in crate::storage::archive) fn is_of_jsonl(value: &Value) -> bool {
    is_header(value) || text_at(value, "type") == "message" && value.get("message").is_some()
}

fn is_header(value: &Value) -> bool {
    text_at(value, "type") == "session"
}

pub(super) fn read_jsonl(text: &str) -> (Vec<Conversation>, Vec<ImportProblem>) {
    let mut conversations: Vec<Conversation> = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let problem = |reason: String| ImportProblem { line: Some(number), reason };
        match parse(line) {
            Err(error) => problems.push(problem(error.to_string())),
            Ok((header, _)) if is_header(&header) => conversations.push(begin(&header)),
            Ok((record, _)) => match record.get("message").filter(|message| message.is_object()) {
                Some(message) => {
                    // The header of the first session may be damaged.
                    if conversations.is_empty() {
                        conversations.push(Conversation::default());
                    }
                    conversations.iter_mut().last().into_iter().for_each(|last| add(last, message));
                }
                None => problems.push(problem(ImportFault::OtherJson.to_string())),
            },
        }
    }
    (conversations, problems)
}

pub(super) fn read(value: &Value) -> Option<Conversation> {
    let messages = value.get("messages")?.as_array()?;
    let mut conversation = begin(value.get("conv")?);
    messages.iter().for_each(|message| add(&mut conversation, message));
    Some(conversation)
}

fn begin(header: &Value) -> Conversation {
    Conversation {
        title: text_at(header, "name").to_owned(),
        head: text_at(header, "currNode").to_owned(),
        is_pinned: header.get("pinned").and_then(Value::as_bool).unwrap_or(false),
        ..Conversation::default()
    }
}

fn add(conversation: &mut Conversation, value: &Value) {
    let (mut content, mut reasoning) = (text_at(value, "content").to_owned(), String::new());
    // The tree begins with a message of the type `root` that says nothing.
    let role = role_of(text_at(value, "role")).filter(|_| text_at(value, "type") != "root");
    if role == Some(Role::Assistant) {
        (content, reasoning) = split_thinking(&content);
        for key in ["reasoningContent", "thinking"] {
            if reasoning.is_empty() {
                text_at(value, key).clone_into(&mut reasoning);
            }
        }
    }
    let mut message = OtherMessage {
        id: text_at(value, "id").to_owned(),
        parent: text_at(value, "parent").to_owned(),
        role,
        content,
        reasoning,
        model: some_text_at(value, "model"),
        at: time_at(value, "timestamp"),
        ..OtherMessage::default()
    };
    for extra in value.get("extra").and_then(Value::as_array).into_iter().flatten() {
        let name = text_at(extra, "name");
        let attachment = match text_at(extra, "type") {
            "imageFile" => image(name, text_at(extra, "base64Url")),
            "textFile" | "pdfFile" | "context" => Some(text_file(name, text_at(extra, "content"))),
            _ => None,
        };
        match attachment {
            Some(attachment) => message.attachments.push(attachment),
            None => conversation.missing_attachments += 1,
        }
    }
    let has_calls = value.get("toolCalls").is_some_and(|calls| !calls.is_null());
    conversation.unreadable_messages += u64::from(has_calls);
    conversation.messages.push(message);
}
