//! Decodes server-sent events from bytes, however the network splits them. Only the framing: the caller interprets
//! the data, and nothing here depends on HTTP, JSON or chat completions.

/// The maximum size of one event in bytes. The largest legitimate event is a whole answer in one frame; a stream that
/// never ends its line must not use up the tab's memory.
pub const MAX_EVENT_BYTES: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// An item of an event stream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SseEvent {
    /// A dispatched event: its name, if it has one, and its `data` lines joined with `\n`.
    Message {
        /// The `event` field; `None` if the event has none.
        name: Option<String>,
        /// The text of the event, usually JSON or `[DONE]`.
        data: String,
    },
    /// A comment line. Its text is dropped, but it shows that the server is alive: llama-server sends `:` every 30
    /// seconds while it processes a long prompt.
    Comment,
    /// An `error:` line, which is not part of the specification. llama-server builds of 2025 report a failure this
    /// way.
    Error(String),
    /// A line that is not part of the specification or not valid UTF-8, decoded as far as possible. The event that
    /// the line belongs to follows.
    Damaged(String),
    /// An event exceeded the size limit. It is dropped up to its end and reported once, as soon as the limit is
    /// reached.
    TooLarge,
}

/// An incremental decoder of event streams. It follows the WHATWG HTML specification, with three differences: an
/// event without a blank line at the end of the stream still counts; `error:` lines are reported; and a line that is
/// not a field is not dropped: JSON counts as an event of its own, anything else is reported. The same bytes give the
/// same events however they are split. `id` and `retry` are ignored, because a chat completion cannot be resumed by
/// reconnecting.
#[derive(Debug)]
pub struct SseDecoder {
    limit: usize,
    line: Vec<u8>,
    name: Option<String>,
    data: Option<String>,
    is_first_line: bool,
    after_carriage_return: bool,
    is_too_large: bool,
}

impl Default for SseDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl SseDecoder {
    /// Creates a decoder that keeps at most [`MAX_EVENT_BYTES`] of one event.
    pub fn new() -> Self {
        Self::with_limit(MAX_EVENT_BYTES)
    }

    /// Creates a decoder that keeps at most `limit` bytes of one event.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            name: None,
            data: None,
            is_first_line: true,
            after_carriage_return: false,
            is_too_large: false,
        }
    }

    /// Decodes the next bytes and returns the events they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<SseEvent> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some((first, after_first)) = rest.split_first() {
            // The two bytes of a line ending may arrive in different chunks.
            if std::mem::take(&mut self.after_carriage_return) && *first == b'\n' {
                rest = after_first;
                continue;
            }
            let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            let (line, tail) = rest.split_at(length);
            self.extend_line(line, &mut events);
            if let Some((line_end, tail)) = tail.split_first() {
                self.after_carriage_return = *line_end == b'\r';
                self.end_line(&mut events);
                rest = tail;
            } else {
                rest = tail;
            }
        }
        events
    }

    /// Ends the stream and returns the events that were still waiting for a line ending or blank line.
    pub fn finish(mut self) -> Vec<SseEvent> {
        let mut events = Vec::new();
        self.end_line(&mut events);
        self.dispatch(&mut events);
        events
    }

    fn extend_line(&mut self, bytes: &[u8], events: &mut Vec<SseEvent>) {
        if self.is_too_large {
            // Only whether the line is blank matters now: a blank line ends the dropped event.
            self.line.extend_from_slice(bytes.get(..1).filter(|_| self.line.is_empty()).unwrap_or_default());
            return;
        }
        let held = self.line.len() + self.data.as_ref().map_or(0, String::len);
        // The limit is reached at the same byte, whether the event comes byte by byte or in one piece.
        let room = self.limit.saturating_sub(held);
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        if bytes.len() > room {
            self.is_too_large = true;
            self.line = vec![b'x'];
            self.data = None;
            events.push(SseEvent::TooLarge);
        }
    }

    fn end_line(&mut self, events: &mut Vec<SseEvent>) {
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.is_first_line) && line.starts_with(BYTE_ORDER_MARK) {
            line.drain(..BYTE_ORDER_MARK.len());
        }
        if line.is_empty() {
            self.dispatch(events);
        } else if !self.is_too_large {
            let text = String::from_utf8_lossy(&line);
            if matches!(text, std::borrow::Cow::Owned(_)) && !text.starts_with(':') {
                events.push(SseEvent::Damaged(text.clone().into_owned()));
            }
            self.read_field(&text, events);
        }
        // The buffer is reused for the next line, unless a huge line has enlarged it.
        if line.capacity() <= 64 * 1024 {
            line.clear();
            self.line = line;
        }
    }

    fn read_field(&mut self, line: &str, events: &mut Vec<SseEvent>) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field.trim_start_matches([' ', '\u{feff}']) {
            "" if line.contains(':') => events.push(SseEvent::Comment),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => self.name = Some(value.to_owned()).filter(|name| !name.is_empty()),
            "error" => events.push(SseEvent::Error(value.to_owned())),
            "id" | "retry" => {}
            other if other.starts_with(['{', '[']) => {
                events.push(SseEvent::Message { name: None, data: line.to_owned() });
            }
            _ if line.trim().is_empty() => {}
            _ => events.push(SseEvent::Damaged(line.to_owned())),
        }
    }

    fn dispatch(&mut self, events: &mut Vec<SseEvent>) {
        self.is_too_large = false;
        let name = self.name.take();
        if let Some(data) = self.data.take() {
            events.push(SseEvent::Message { name, data });
        }
    }
}

#[cfg(test)]
#[path = "sse_tests.rs"]
mod tests;
