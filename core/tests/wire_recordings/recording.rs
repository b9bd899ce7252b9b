//! A recorded response: how to load one, replay it through the response reader, and tell what became of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use abcb_core::provider::openai::stream::ResponseReader;
use abcb_core::provider::{Delta, ProviderError, Usage};

pub const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire");

pub type Deltas = Vec<Result<Delta, ProviderError>>;

pub struct Recording {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// Reads a recording: a comment with the request, a status line, headers, a blank line, the body. Some hold the body of
/// a stream and nothing else.
pub fn load(name: &str) -> Recording {
    let bytes = fs::read(Path::new(DIRECTORY).join(name)).expect(name);
    if !bytes.starts_with(b"#") {
        return Recording::stream(bytes);
    }
    let head_length =
        bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a blank line after the headers");
    let head = str::from_utf8(&bytes[..head_length]).expect("headers are text");
    let mut lines = head.lines().skip_while(|line| line.starts_with('#'));
    let status_line = lines.next().expect("a status line");
    let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(':'));
    let content_type = headers
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.trim().to_owned())
        .next();
    Recording { status, content_type, body: bytes[head_length + 4..].to_vec() }
}

/// The deltas of a stream of these events.
pub fn replay(events: &[&str]) -> Deltas {
    Recording::stream(events.concat().into_bytes()).read_whole()
}

impl Recording {
    pub fn stream(body: Vec<u8>) -> Self {
        Self { status: 200, content_type: Some("text/event-stream".to_owned()), body }
    }

    /// Reads the body whole, whatever is in it.
    pub fn read_whole(&self) -> Deltas {
        let mut reader = ResponseReader::new(self.status, self.content_type.as_deref());
        let mut deltas = reader.push(&self.body);
        deltas.extend(reader.finish());
        deltas
    }

    pub fn replay<'a>(&self, chunks: impl IntoIterator<Item = &'a [u8]>) -> Deltas {
        let mut reader = ResponseReader::new(self.status, self.content_type.as_deref());
        let mut deltas: Vec<_> = chunks.into_iter().flat_map(|chunk| reader.push(chunk)).collect();
        assert_eq!(reader.unreadable_pieces(), 0, "every recorded frame is understood");
        deltas.extend(reader.finish());
        deltas
    }

    /// Replays the recording byte by byte, and cut in two at every byte: the deltas must stay the same. A long stream is
    /// cut without its middle, which is the same frame over and over, and would take minutes.
    pub fn check_splits(&self) {
        let whole = self.replay([self.body.as_slice()]);
        assert_eq!(self.replay(self.body.chunks(1)), whole, "byte by byte");

        let short =
            Self { body: without_middle(&self.body), content_type: self.content_type.clone(), ..*self };
        let whole = short.replay([short.body.as_slice()]);
        for at in 0..=short.body.len() {
            let (head, tail) = short.body.split_at(at);
            assert_eq!(short.replay([head, tail]), whole, "cut at {at}");
        }
    }
}

fn without_middle(body: &[u8]) -> Vec<u8> {
    let text = str::from_utf8(body).expect("recordings are text");
    let events: Vec<_> = text.split_inclusive("\n\n").collect();
    let kept = 4;
    if events.len() <= 2 * kept {
        return body.to_vec();
    }
    [&events[..kept], &events[events.len() - kept..]].concat().concat().into_bytes()
}

/// The texts joined, the rest counted, the last counts and the end in full.
pub fn summarize(deltas: &Deltas) -> String {
    let mut texts = BTreeMap::<&str, String>::new();
    let mut pieces = BTreeMap::<&str, usize>::new();
    let mut usage = Usage::default();
    let mut end = "none".to_owned();
    let mut tell = |kind: &'static str, text: &str| {
        texts.entry(kind).or_default().push_str(text);
        *pieces.entry(kind).or_default() += 1;
    };
    for delta in deltas {
        match delta {
            Ok(Delta::Content(text)) => tell("content", text),
            Ok(Delta::Reasoning(text)) => tell("reasoning", text),
            Ok(Delta::Model(name)) => tell("model", name),
            Ok(Delta::ToolCall(call)) => tell("tool call", &call.arguments),
            Ok(Delta::Progress(progress)) => {
                tell("progress", &format!("{}/{} ", progress.processed, progress.total));
            }
            Ok(Delta::Usage(newer)) => usage.merge(*newer),
            Ok(Delta::Finish(reason)) => end = format!("{reason:?}"),
            Ok(Delta::Unreadable(piece)) => tell("unreadable", piece),
            Ok(Delta::Queued) => tell("queued", "queued "),
            Ok(Delta::Loading(loading)) => tell("loading", &format!("{}/{} ", loading.loaded, loading.total)),
            Err(error) => end = format!("{error:?}"),
        }
    }
    let mut lines: Vec<_> =
        texts.iter().map(|(kind, text)| format!("{kind} in {}: {text:?}", pieces[kind])).collect();
    if !usage.is_empty() {
        lines.push(format!("usage: {}", serde_json::to_string(&usage).expect("JSON")));
    }
    lines.push(format!("end: {end}\n"));
    lines.join("\n")
}
