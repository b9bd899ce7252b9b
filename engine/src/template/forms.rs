//! The forms in which a conversation is passed to a template, from the original to the plainest one, alternating user
//! and assistant messages. Many templates raise an error on a system message or on two consecutive messages of one
//! role; others silently drop what they do not support. Knows nothing about templates.

use super::ChatMessage;

/// The separator between message texts that are merged.
const SEPARATOR: &str = "\n\n";

/// Returns the conversation in every form, in the order in which to try them.
pub(super) fn of(messages: &[ChatMessage]) -> impl Iterator<Item = Vec<ChatMessage>> {
    let forms = [messages.to_vec(), in_turns(messages.to_vec()), without_system(messages)];
    forms.into_iter()
}

/// Whether the prompt contains all messages except the assistant's, which templates shorten on purpose (by their
/// thinking).
pub(super) fn is_all_said(prompt: &str, messages: &[ChatMessage]) -> bool {
    messages.iter().filter(|message| message.role != "assistant").all(|message| {
        // Compares line by line, since templates indent and trim.
        message.content.lines().all(|line| prompt.contains(line.trim()))
    })
}

/// Merges consecutive messages of one role. Roles other than system and assistant, such as tool results, become user.
fn in_turns(messages: Vec<ChatMessage>) -> Vec<ChatMessage> {
    let mut turns: Vec<ChatMessage> = Vec::new();
    for mut message in messages {
        if !matches!(message.role.as_str(), "system" | "assistant") {
            message.role = "user".to_owned();
        }
        match turns.last_mut().filter(|last| last.role == message.role) {
            Some(last) => {
                last.content.push_str(SEPARATOR);
                last.content.push_str(&message.content);
            }
            None => turns.push(message),
        }
    }
    turns
}

/// Turns system messages into user messages, placed before the first user message.
fn without_system(messages: &[ChatMessage]) -> Vec<ChatMessage> {
    let (system, mut others): (Vec<ChatMessage>, Vec<ChatMessage>) =
        messages.iter().cloned().partition(|message| message.role == "system");
    for (at, message) in system.into_iter().enumerate() {
        others.insert(at, ChatMessage { role: "user".to_owned(), ..message });
    }
    in_turns(others)
}
