//! The channels of gpt-oss, where the server passes its text on as it is:
//! `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…<|return|>`.
//! What is said in `analysis` is thinking; every other channel is for the user.

use super::{Piece, begins_ignoring_case, give_up_to, push_piece};

/// How such a text begins.
pub(super) const OPENINGS: [&str; 2] = ["<|channel|>", "<|start|>assistant"];

const MESSAGE: &str = "<|message|>";
const HEADER_STARTS: [&str; 2] = ["<|start|>", "<|channel|>"];
const ENDS: [&str; 3] = ["<|end|>", "<|return|>", "<|call|>"];

/// A header is some words long; what goes on without its end is none.
const MAX_HEADER_BYTES: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Channels {
    part: Part,
    /// Whether a message for the user, and a thought, has been given: the next one begins a paragraph of its own.
    has_said: bool,
    has_thought: bool,
    /// Whether the message that is being read is such a next one, and nothing of it has been given yet.
    wants_gap: bool,
}

#[derive(Debug, Default)]
enum Part {
    #[default]
    Header,
    Message {
        is_reasoning: bool,
    },
    /// After a message: another header follows, or nothing.
    Between,
}

impl Channels {
    pub(super) fn is_reasoning(&self) -> bool {
        matches!(self.part, Part::Message { is_reasoning: true })
    }

    fn has_given(&mut self, is_reasoning: bool) -> &mut bool {
        if is_reasoning { &mut self.has_thought } else { &mut self.has_said }
    }

    /// Gives what can be told of `held`. Whether the text has left the channels, so that all that follows is the answer.
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
                    // A call to a tool is written in a channel too; its name stands in the header.
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
