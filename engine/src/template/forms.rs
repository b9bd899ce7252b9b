//! The forms in which a template is given a conversation, from the conversation as it is to the plainest one: turns of
//! user and assistant. Many templates raise an error on a system message or on two neighbours of one role; others leave
//! out in silence what they do not know. Knows nothing of templates.

use super::ChatMessage;

/// Between texts that become one message.
const SEPARATOR: &str = "\n\n";

/// The conversation in every form, in the order in which they are tried.
pub(super) fn of(messages: &[ChatMessage]) -> impl Iterator<Item = Vec<ChatMessage>> {
    let forms = [messages.to_vec(), in_turns(messages.to_vec()), without_system(messages)];
    forms.into_iter()
}

/// Whether the prompt holds all messages but the assistant's own: templates shorten those on purpose, by their thinking.
pub(super) fn is_all_said(prompt: &str, messages: &[ChatMessage]) -> bool {
    messages.iter().filter(|message| message.role != "assistant").all(|message| {
        // Line by line: templates indent, and trim.
        message.content.lines().all(|line| prompt.contains(line.trim()))
    })
}

/// Neighbours of one role as one message. What is no role of a conversation, as a tool's result, comes from the user.
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

/// Turns of user and assistant; what the system says stands before the first words of the user.
fn without_system(messages: &[ChatMessage]) -> Vec<ChatMessage> {
    let (system, mut others): (Vec<ChatMessage>, Vec<ChatMessage>) =
        messages.iter().cloned().partition(|message| message.role == "system");
    for (at, message) in system.into_iter().enumerate() {
        others.insert(at, ChatMessage { role: "user".to_owned(), ..message });
    }
    in_turns(others)
}
