//! Parses the response to a chat completion request: status, content type and body bytes in, deltas out. Sans-IO: the
//! caller fetches, and reports how the body ended. The same bytes produce the same deltas however they are split.

use serde_json::Value;

use super::answer::{Answer, Deltas};
use super::error::{self, MAX_ERROR_BYTES};
use crate::provider::sse::{MAX_EVENT_BYTES, SseDecoder, SseEvent};
use crate::provider::{Delta, FinishReason, ProviderError};

/// The number of bytes read from a body that is neither JSON nor an event stream before giving up.
const MAX_UNKNOWN_BYTES: usize = 4 * 1024;

/// The possible beginnings of an event stream: a field, a comment, or llama-server's bare `error:` line.
const STREAM_BEGINNINGS: [&[u8]; 6] = [b"data:", b"event:", b":", b"id:", b"retry:", b"error:"];

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A parser for one response. Feed it with [`push`](Self::push); end it with [`finish`](Self::finish) if the body ended
/// cleanly, or [`cut`](Self::cut) if the connection broke. After the first error it returns nothing more.
#[derive(Debug)]
pub struct ResponseReader {
    status: u16,
    content_type: String,
    body: Body,
    answer: Answer,
    is_over: bool,
}

#[derive(Debug)]
enum Body {
    /// An HTTP error: its body, up to a maximum size.
    Refusal(Vec<u8>),
    /// Not determined yet: the first bytes.
    Unknown(Vec<u8>),
    Events(SseDecoder),
    /// A single JSON object: some servers do not stream although asked to, especially when reporting errors.
    Json(Vec<u8>),
    Neither(Vec<u8>),
}

enum Kind {
    Events,
    Json,
    Neither,
}

impl ResponseReader {
    /// `content_type` is the header's value, if the response has one.
    pub fn new(status: u16, content_type: Option<&str>) -> Self {
        let is_success = (200..300).contains(&status);
        Self {
            status,
            content_type: content_type.unwrap_or_default().trim().to_owned(),
            body: if is_success { Body::Unknown(Vec::new()) } else { Body::Refusal(Vec::new()) },
            answer: Answer::default(),
            is_over: false,
        }
    }

    /// Returns whether no more deltas can follow, so that the caller may stop reading: after an error and after
    /// `[DONE]`.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Returns whether the answer has its finish reason. Only usage figures and the end of the body may follow.
    pub fn is_finished(&self) -> bool {
        self.answer.is_finished()
    }

    /// Returns the number of pieces of the body that could not be parsed.
    pub fn unreadable_pieces(&self) -> u32 {
        self.answer.unreadable_pieces()
    }

    /// Takes the next bytes of the body and returns the deltas they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Result<Delta, ProviderError>> {
        let mut deltas = Vec::new();
        if !self.is_over {
            self.read(bytes, &mut deltas);
        }
        deltas
    }

    /// Ends a body that ended cleanly.
    pub fn finish(mut self) -> Vec<Result<Delta, ProviderError>> {
        let mut deltas = Vec::new();
        if self.is_over {
            return deltas;
        }
        self.tell_kind(true, &mut deltas);
        match std::mem::replace(&mut self.body, Body::Neither(Vec::new())) {
            Body::Refusal(body) => self.answer.fail(error::from_response(self.status, &body), &mut deltas),
            Body::Events(decoder) => {
                self.read_events(decoder.finish(), &mut deltas);
                self.answer.end(&self.content_type, &mut deltas);
            }
            Body::Json(body) => {
                self.read_json(&body, &mut deltas);
                if self.answer.has_begun() {
                    self.answer.end(&self.content_type, &mut deltas);
                } else {
                    self.refuse(&body, &mut deltas);
                }
            }
            Body::Neither(body) | Body::Unknown(body) => self.refuse(&body, &mut deltas),
        }
        deltas
    }

    /// Ends a body whose connection broke; `detail` is the platform's error message. An answer that has its finish
    /// reason, or is complete JSON, still counts as complete.
    pub fn cut(mut self, detail: &str) -> Vec<Result<Delta, ProviderError>> {
        let mut deltas = Vec::new();
        if self.is_over {
            return deltas;
        }
        self.tell_kind(true, &mut deltas);
        match std::mem::replace(&mut self.body, Body::Neither(Vec::new())) {
            Body::Refusal(body) => self.answer.fail(error::from_response(self.status, &body), &mut deltas),
            Body::Events(decoder) => self.read_events(decoder.finish(), &mut deltas),
            Body::Json(body) => self.read_json(&body, &mut deltas),
            Body::Neither(_) | Body::Unknown(_) => {}
        }
        self.answer.fail(ProviderError::Cut { detail: detail.to_owned() }, &mut deltas);
        deltas
    }

    fn read(&mut self, bytes: &[u8], deltas: &mut Deltas) {
        match &mut self.body {
            Body::Refusal(body) => {
                let room = MAX_ERROR_BYTES.saturating_sub(body.len());
                body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
            }
            Body::Unknown(body) => {
                body.extend_from_slice(bytes);
                drop_blank_start(body);
                self.tell_kind(false, deltas);
            }
            Body::Events(decoder) => {
                let events = decoder.push(bytes);
                self.read_events(events, deltas);
            }
            Body::Json(body) => {
                let room = MAX_EVENT_BYTES.saturating_sub(body.len());
                body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
                if bytes.len() > room {
                    let body = std::mem::take(body);
                    self.refuse(&body, deltas);
                }
            }
            Body::Neither(body) => {
                let room = MAX_UNKNOWN_BYTES.saturating_sub(body.len());
                body.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
                if bytes.len() > room {
                    let body = std::mem::take(body);
                    self.refuse(&body, deltas);
                }
            }
        }
    }

    /// Determines the kind of the body once there are enough bytes, and parses them accordingly.
    fn tell_kind(&mut self, is_whole: bool, deltas: &mut Deltas) {
        let Body::Unknown(body) = &mut self.body else { return };
        let declared = self.content_type.to_ascii_lowercase().starts_with("text/event-stream");
        let Some(kind) = kind_of(body, declared, is_whole) else { return };
        let bytes = std::mem::take(body);
        self.body = match kind {
            Kind::Events => Body::Events(SseDecoder::new()),
            Kind::Json => Body::Json(Vec::new()),
            Kind::Neither => Body::Neither(Vec::new()),
        };
        self.read(&bytes, deltas);
    }

    fn read_events(&mut self, events: Vec<SseEvent>, deltas: &mut Deltas) {
        for event in events {
            if self.is_over {
                return;
            }
            self.read_event(event, deltas);
            self.is_over |= self.answer.has_failed();
        }
    }

    fn read_event(&mut self, event: SseEvent, deltas: &mut Deltas) {
        match event {
            SseEvent::Comment => {}
            SseEvent::Error(data) => self.answer.fail(error::in_error_event(&data), deltas),
            SseEvent::TooLarge => self.answer.unreadable("an event larger than 16 MiB", deltas),
            SseEvent::Damaged(line) => self.answer.unreadable(&line, deltas),
            SseEvent::Message { name, data } => match data.trim() {
                // Keep-alives of some servers.
                "" | "null" => {}
                "[DONE]" => {
                    self.answer.end(&self.content_type, deltas);
                    self.is_over = true;
                }
                data if name.as_deref() == Some("error") => {
                    self.answer.fail(error::in_error_event(data), deltas);
                }
                data => {
                    if self.answer.read_data(data, deltas) {
                        self.answer.end(&self.content_type, deltas);
                        self.is_over = true;
                    }
                }
            },
        }
    }

    /// Parses an answer that was not streamed, or was sent line by line. If the body is whole, the answer is complete
    /// with or without a finish reason.
    fn read_json(&mut self, body: &[u8], deltas: &mut Deltas) {
        let text = String::from_utf8_lossy(body);
        let whole = serde_json::from_str::<Value>(&text).ok();
        let has_choice = whole.as_ref().is_some_and(|whole| whole.pointer("/choices/0").is_some());
        if whole.is_none() && !could_be_an_answer(&text) {
            return;
        }
        if matches!(text, std::borrow::Cow::Owned(_)) {
            self.answer.unreadable(&text, deltas);
        }
        self.answer.read_data(&text, deltas);
        if whole.is_some() && (has_choice || self.answer.has_begun()) {
            self.answer.finish(FinishReason::Stop, deltas);
        }
    }

    fn refuse(&mut self, body: &[u8], deltas: &mut Deltas) {
        let error = error::unexpected_body(&self.content_type, &String::from_utf8_lossy(body));
        self.answer.fail(error, deltas);
        self.is_over = true;
    }
}

/// Returns whether broken or multi-line JSON may still contain text of an answer.
fn could_be_an_answer(text: &str) -> bool {
    ["\"content\"", "\"text\"", "\"response\"", "\"reasoning\""].iter().any(|field| text.contains(field))
}

/// Determines the kind of a success body from its first bytes: JSON begins with `{` whatever the header says, and
/// proxies and old builds declare streams as any type. `None` if there are too few bytes to tell.
fn kind_of(start: &[u8], is_declared_stream: bool, is_whole: bool) -> Option<Kind> {
    if matches!(start.first(), Some(b'{' | b'[')) {
        return Some(Kind::Json);
    }
    if STREAM_BEGINNINGS.iter().any(|beginning| start.starts_with(beginning)) {
        return Some(Kind::Events);
    }
    let is_unsure = STREAM_BEGINNINGS.iter().chain([&BYTE_ORDER_MARK]).any(|whole| whole.starts_with(start));
    if is_unsure && !is_whole {
        return None;
    }
    Some(if is_declared_stream { Kind::Events } else { Kind::Neither })
}

/// Drops whitespace and byte order marks from the start of a body: they have no meaning in JSON or an event stream, and
/// a server that sends only whitespace must not fill the memory.
fn drop_blank_start(body: &mut Vec<u8>) {
    let mut rest = body.trim_ascii_start();
    while let Some(after) = rest.strip_prefix(BYTE_ORDER_MARK) {
        rest = after.trim_ascii_start();
    }
    let blank = body.len() - rest.len();
    body.drain(..blank);
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "damage_tests.rs"]
mod damage_tests;

#[cfg(test)]
#[path = "message_tests.rs"]
mod message_tests;
