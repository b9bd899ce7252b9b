//! What the model is shown: the branch of the conversation, in a form that strict chat templates accept.

use crate::message::{Message, Role};
use crate::provider::ChatRequest;
use crate::transcript::Transcript;

/// The request for an answer to message `tip`. With `continues` the cut answer is put last, for the model to go on with.
///
/// Answers without text are left out, and questions that then follow each other are joined: many templates refuse roles
/// that do not alternate.
pub fn chat_request(transcript: &Transcript, tip: u64, continues: Option<u64>) -> ChatRequest {
    let mut messages: Vec<Message> = Vec::new();
    let path = transcript.path_to(tip);
    for node in path.into_iter().chain(continues.and_then(|id| transcript.node(id))) {
        if node.role == Role::Assistant && node.content.trim().is_empty() {
            continue;
        }
        match messages.last_mut().filter(|last| last.role == Role::User && node.role == Role::User) {
            Some(last) => {
                last.content.push_str("\n\n");
                last.content.push_str(&node.content);
            }
            None => messages.push(Message::new(node.role, node.content.clone())),
        }
    }
    ChatRequest { messages }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Sequence};

    fn imported(role: Role, content: &str) -> Event {
        Event::MessageImported { role, content: content.into(), parent: None }
    }

    fn check(events: Vec<Event>, tip: u64, continues: Option<u64>, expected: &[(Role, &str)]) {
        let transcript = Transcript::from_log(&Sequence::default().number(1, events));
        let messages: Vec<Message> =
            expected.iter().map(|(role, content)| Message::new(*role, *content)).collect();
        assert_eq!(chat_request(&transcript, tip, continues).messages, messages);
    }

    #[test]
    fn the_branch_is_sent_in_order() {
        let events =
            vec![imported(Role::System, "s"), imported(Role::User, "q"), imported(Role::Assistant, "a")];
        check(events, 3, None, &[(Role::System, "s"), (Role::User, "q"), (Role::Assistant, "a")]);
    }

    #[test]
    fn an_answer_that_never_came_is_left_out_and_the_questions_are_joined() {
        let events =
            vec![imported(Role::User, "one"), imported(Role::Assistant, " "), imported(Role::User, "two")];
        check(events, 3, None, &[(Role::User, "one\n\ntwo")]);
    }

    #[test]
    fn a_cut_answer_is_put_last_to_be_continued() {
        let events = vec![imported(Role::User, "q"), imported(Role::Assistant, "one two")];
        check(events, 1, Some(2), &[(Role::User, "q"), (Role::Assistant, "one two")]);
    }
}
