//! Conversations that other apps have exported: the formats of llama.cpp's UI, Open WebUI, ChatGPT, LM Studio and Page
//! Assist, recognized by their content. Each has a reader that knows only its format; here the conversations become
//! sessions. Whatever does not fit is left out and reported.

mod chatgpt;
mod llama_cpp;
mod lm_studio;
mod open_webui;
mod page_assist;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::faults::ImportFault;
use super::{Arrival, Found, ImportExtras, ImportProblem, Reading};
use crate::base::json::whole;
use crate::conversation::attachment::{Attachment, Content};
use crate::conversation::message::Role;
use crate::log::event::{Event, LoggedEvent, MAX_MILLIS};
use crate::log::transcript::Transcript;
use crate::provider::think::{Piece, ThinkSplitter};

pub(super) use llama_cpp::is_of_jsonl;

/// A conversation of another app: a tree of messages.
#[derive(Default)]
struct Conversation {
    title: String,
    /// In Unix-epoch milliseconds; 0 if the file does not say.
    created_at: u64,
    system_prompt: String,
    is_pinned: bool,
    messages: Vec<OtherMessage>,
    /// The id of the last message that is shown; the last message of all if it is empty.
    head: String,
    /// The number of attachments that are not in the file.
    missing_attachments: u64,
    /// The number of messages, or parts of one, that this page cannot show.
    unreadable_messages: u64,
}

/// A message of another app. A damaged file may have several with the same id.
#[derive(Default)]
struct OtherMessage {
    id: String,
    /// The id of the previous message; empty for the first. Unknown ids count as empty.
    parent: String,
    /// `None` for a node of the tree that is no message.
    role: Option<Role>,
    content: String,
    reasoning: String,
    model: Option<String>,
    attachments: Vec<Attachment>,
    /// In Unix-epoch milliseconds; 0 if the file does not say.
    at: u64,
}

/// Reads a file of another app that is one JSON value. `None` if it is of no app that is known.
pub(super) fn read_value(value: &Value) -> Option<Reading> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        // Page Assist keeps its chats beside its settings.
        Value::Object(fields) => match fields.get("chat") {
            Some(Value::Array(list)) => list.as_slice(),
            _ => std::slice::from_ref(value),
        },
        _ => return None,
    };
    let readers: [fn(&Value) -> Option<Conversation>; 5] =
        [llama_cpp::read, open_webui::read, chatgpt::read, lm_studio::read, page_assist::read];
    let reader = readers.into_iter().find(|read| list.iter().any(|item| read(item).is_some()))?;
    let mut reading = Reading::default();
    for (number, item) in (1_u64..).zip(list) {
        match reader(item) {
            Some(conversation) => add_session(&mut reading, conversation),
            None => reading.complaints.push(ImportProblem::whole(&ImportFault::Conversation { number })),
        }
    }
    Some(reading)
}

/// Reads the lines of a file of llama.cpp's UI.
pub(super) fn read_jsonl(text: &str) -> Reading {
    let (conversations, complaints) = llama_cpp::read_jsonl(text);
    let mut reading = Reading { complaints, ..Reading::default() };
    conversations.into_iter().for_each(|conversation| add_session(&mut reading, conversation));
    reading
}

/// Adds a conversation as a session, and reports what the file does not have of it.
fn add_session(reading: &mut Reading, conversation: Conversation) {
    let (missing, unreadable) = (conversation.missing_attachments, unreadable_messages(&conversation));
    let found = found(conversation);
    let title = found.title.clone();
    if missing > 0 {
        let fault = ImportFault::AttachmentsMissing { n: missing, title: title.clone() };
        reading.complaints.push(ImportProblem::whole(&fault));
    }
    if unreadable > 0 {
        let fault = ImportFault::MessagesLeftOut { n: unreadable, title };
        reading.complaints.push(ImportProblem::whole(&fault));
    }
    reading.found.push(found);
}

/// Returns how many messages say something that no session can hold.
fn unreadable_messages(conversation: &Conversation) -> u64 {
    let has_text = |message: &&OtherMessage| message.role.is_none() && !message.content.trim().is_empty();
    conversation.unreadable_messages + conversation.messages.iter().filter(has_text).count() as u64
}

/// Makes a session of a conversation.
fn found(conversation: Conversation) -> Found {
    let created_at = match conversation.created_at {
        0 => conversation.messages.iter().map(|message| message.at).find(|at| *at > 0).unwrap_or(0),
        created_at => created_at,
    };
    let Conversation { title, system_prompt, is_pinned, messages, head, .. } = conversation;
    let mut log = Log { events: Vec::new(), at: created_at };
    if !title.trim().is_empty() {
        log.push(Event::SessionRenamed { title: title.trim().to_owned() });
    }
    if !system_prompt.trim().is_empty() {
        log.push(Event::InstructionsSet { content: system_prompt });
    }
    let seqs = add_messages(&mut log, messages);
    if let Some(head) = seqs.get(&head).filter(|head| **head != 0) {
        log.push(Event::HeadMoved { head: *head });
    }
    if is_pinned {
        log.push(Event::SessionPinned { pinned: true });
    }
    let transcript = Transcript::from_log(&log.events);
    Found {
        id: String::new(),
        created_at,
        title: transcript.title().map_or_else(|| transcript.excerpt(), str::to_owned),
        messages: transcript.path().len(),
        brought: ImportExtras::by(&log.events, &transcript),
        events: log.events,
        arrival: Arrival::New,
    }
}

/// The events of the session that is being made.
struct Log {
    events: Vec<LoggedEvent>,
    /// The time of the last event.
    at: u64,
}

impl Log {
    /// Adds an event and returns its number.
    fn push(&mut self, event: Event) -> u64 {
        let seq = self.events.last().map_or(1, |last| last.seq + 1);
        self.events.push(LoggedEvent::new(seq, self.at, event));
        seq
    }
}

/// Adds the messages, each after its parent, and returns their numbers by their ids. What is no message has the number of
/// the message before it.
fn add_messages(log: &mut Log, messages: Vec<OtherMessage>) -> BTreeMap<String, u64> {
    let order = parents_first(&messages);
    let mut messages: Vec<Option<OtherMessage>> = messages.into_iter().map(Some).collect();
    let mut seqs = BTreeMap::new();
    for place in order {
        let Some(message) = messages.get_mut(place).and_then(Option::take) else { continue };
        let parent = seqs.get(&message.parent).copied().unwrap_or(0);
        let id = message.id.clone();
        let seq = add_message(log, message, parent);
        seqs.insert(id, seq);
    }
    seqs
}

/// Returns the places of all messages, of each after that of its parent. Of messages that follow each other in a circle,
/// the first comes first.
fn parents_first(messages: &[OtherMessage]) -> Vec<usize> {
    let ids: BTreeSet<&str> = messages.iter().map(|message| message.id.as_str()).collect();
    let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, message) in messages.iter().enumerate() {
        children.entry(&message.parent).or_default().push(place);
    }
    // Most messages are reached from those without a parent; those in circles are not.
    let (first, rest): (Vec<_>, Vec<_>) =
        messages.iter().enumerate().partition(|(_, message)| !ids.contains(message.parent.as_str()));
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    for (start, _) in first.into_iter().chain(rest) {
        let mut next = vec![start];
        while let Some(place) = next.pop() {
            let Some(message) = messages.get(place).filter(|_| seen.insert(place)) else { continue };
            order.push(place);
            // Taken out, since several messages may have the same id.
            next.extend(children.remove(message.id.as_str()).into_iter().flatten().rev());
        }
    }
    order
}

/// Adds one message and returns its number, or that of `parent` if there is nothing to add.
fn add_message(log: &mut Log, message: OtherMessage, parent: u64) -> u64 {
    let OtherMessage { role, content, reasoning, model, attachments, at, .. } = message;
    let is_blank = content.trim().is_empty() && reasoning.trim().is_empty() && attachments.is_empty();
    let Some(role) = role.filter(|_| !is_blank) else { return parent };
    log.at = log.at.max(at);
    let parent = Some(parent);
    log.push(match role {
        Role::User => Event::UserMessage { content, parent, attachments: attachments.into() },
        role => Event::MessageImported { role, content, parent, reasoning, model },
    })
}

fn text_at<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a text, or `None` if there is none or it is empty.
fn some_text_at(value: &Value, key: &str) -> Option<String> {
    Some(text_at(value, key).to_owned()).filter(|text| !text.is_empty())
}

/// Reads a time in seconds or milliseconds; 0 if there is none.
fn time_at(value: &Value, key: &str) -> u64 {
    /// The year 5138 in seconds, 1973 in milliseconds.
    const FIRST_MILLIS: f64 = 1e11;
    let seconds =
        value.get(key).and_then(Value::as_f64).filter(|number| (0.0..FIRST_MILLIS).contains(number));
    match seconds {
        Some(seconds) => (seconds * 1_000.0) as u64,
        None => value.get(key).and_then(|at| whole(at, MAX_MILLIS)).unwrap_or(0),
    }
}

fn role_of(word: &str) -> Option<Role> {
    match word {
        "user" | "human" => Some(Role::User),
        "assistant" => Some(Role::Assistant),
        "system" => Some(Role::System),
        "tool" => Some(Role::Tool),
        _ => None,
    }
}

/// Separates the reasoning that is in tags at the beginning of an answer.
fn split_thinking(text: &str) -> (String, String) {
    let mut splitter = ThinkSplitter::new();
    let mut pieces = splitter.push(text);
    pieces.extend(splitter.flush());
    let (mut content, mut reasoning) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Content(text) => content.push_str(&text),
            Piece::Reasoning(text) => reasoning.push_str(&text),
        }
    }
    (content.trim_start_matches('\n').to_owned(), reasoning.trim().to_owned())
}

/// Reads an image from a `data:` URL.
fn image(name: &str, url: &str) -> Option<Attachment> {
    let (media_type, data) = url.strip_prefix("data:")?.split_once(";base64,")?;
    let content = Content::Data(data.to_owned());
    Some(Attachment { name: name.to_owned(), media_type: media_type.to_owned(), content })
}

fn text_file(name: &str, text: &str) -> Attachment {
    let content = Content::Text(text.to_owned());
    Attachment { name: name.to_owned(), media_type: "text/plain".to_owned(), content }
}

#[cfg(test)]
#[path = "other_apps_tests.rs"]
mod tests;
