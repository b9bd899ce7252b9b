//! Parses the channels of gpt-oss when the server passes its text through unchanged:
//! `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…<|return|>`. The `analysis`
//! channel is thinking; every other channel is for the user.

use super::{Piece, begins_ignoring_case, give_up_to, push_piece};

/// The possible beginnings of such a text.
pub(super) const OPENINGS: [&str; 2] = ["<|channel|>", "<|start|>assistant"];

const MESSAGE: &str = "<|message|>";
const HEADER_STARTS: [&str; 2] = ["<|start|>", "<|channel|>"];
const ENDS: [&str; 3] = ["<|end|>", "<|return|>", "<|call|>"];

/// The maximum length of a header, in bytes. Longer text without a header's end is not a header.
const MAX_HEADER_BYTES: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Channels {
    part: Part,
    /// Whether any answer text, and any thinking, has been emitted. If so, the next message of that kind starts a new
    /// paragraph.
    has_said: bool,
    has_thought: bool,
    /// Whether the current message starts a new paragraph and nothing of it has been emitted yet.
    wants_gap: bool,
}

#[derive(Debug, Default)]
enum Part {
    #[default]
    Header,
    Message {
        is_reasoning: bool,
    },
    /// After a message, before the next header or other text.
    Between,
}

impl Channels {
    pub(super) fn is_reasoning(&self) -> bool {
        matches!(self.part, Part::Message { is_reasoning: true })
    }

    fn has_given(&mut self, is_reasoning: bool) -> &mut bool {
        if is_reasoning { &mut self.has_thought } else { &mut self.has_said }
    }

    /// Emits what can be classified of `held`. Returns whether the channels have ended, so that the rest is the
    /// answer.
    pub(super) fn read(&mut self, held: &mut String, pieces: &mut Vec<Piece>) -> bool {
        loop {
            match self.part {
                Part::Header => {
                    let found =
                        held.split_once(MESSAGE).filter(|(header, _)| header.len() <= MAX_HEADER_BYTES);
                    let Some((header, message)) = found else {
                        return held.len() > MAX_HEADER_BYTES + MESSAGE.len();
                    };
                    let is_reasoning = header.contains("analysis");
                    // A tool call is also written in a channel, with the tool's name in the header.
                    let is_call = header.contains(" to=") && !is_reasoning;
                    let call = is_call.then(|| format!("{header}{MESSAGE}"));
                    *held = message.to_owned();
                    push_piece(pieces, Piece::Content, call.unwrap_or_default());
                    self.part = Part::Message { is_reasoning };
                    self.wants_gap = !is_call && *self.has_given(is_reasoning);
                }
                Part::Message { is_reasoning } => {
                    let kind = if is_reasoning { Piece::Reasoning } else { Piece::Content };
                    let first = pieces.len();
                    let is_over = give_up_to(held, &ENDS, kind, pieces);
                    if pieces.len() > first {
                        if std::mem::take(&mut self.wants_gap) {
                            pieces.insert(first, kind("\n\n".to_owned()));
                        }
                        *self.has_given(is_reasoning) = true;
                    }
                    if !is_over {
                        return false;
                    }
                    self.part = Part::Between;
                }
                Part::Between => {
                    let text = held.trim_start();
                    if HEADER_STARTS.iter().any(|start| text.starts_with(start)) {
                        *held = text.to_owned();
                        self.part = Part::Header;
                    } else {
                        return !HEADER_STARTS.iter().any(|start| begins_ignoring_case(start, text));
                    }
                }
            }
        }
    }
}
