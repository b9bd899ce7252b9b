//! Separates a model's thinking from its answer when the server returns both in one text, with the thinking in tags
//! at the start. Works on streamed text and is independent of the server and of what the answer means.

mod channels;
mod stripped;
mod tags;

pub use tags::split_unopened;

use channels::Channels;
use tags::{Opening, Tag, goes_on_thinking, opening};

/// A piece of a reply, classified as thinking or answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Piece {
    /// Text that the model thinks.
    Reasoning(String),
    /// Text of the answer.
    Content(String),
}

/// A streaming splitter for `<think>…</think>` and similar tags (see `tags`) at the start of a reply, and for the
/// channels of gpt-oss (see `channels`).
///
/// Only the tags and marks themselves are removed; the pieces contain the rest of the text. A tag counts only at the
/// very start, ignoring whitespace, or right after another block of thinking, so an answer may write about these tags
/// and may even begin with a tag that it explains. A model that began with thinking may think again between two parts
/// of its answer, in the same tag. A closing tag in a code span (`` `</think>` ``) is ignored. A closing tag without
/// an opening one (from a template that opens the thinking in the prompt, served without a reasoning parser) cannot
/// be recognized while streaming, because everything before it was already shown as the answer; [`split_unopened`]
/// splits such a text once it is complete.
#[derive(Debug, Default)]
pub struct ThinkSplitter {
    state: State,
    /// Text that cannot be classified yet, because it may be the start of a tag.
    held: String,
    /// Whether the last line of the thinking has an open code span.
    in_code: bool,
    /// The answer so far, if thinking preceded it.
    answer: String,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Start,
    Thinking(&'static Tag),
    /// After the thinking, where an answer in marks of its own may follow.
    BeforeAnswer(&'static Tag),
    /// In an answer that ends with this mark.
    Marked(&'static str),
    Channels(Channels),
    /// In an answer that followed thinking in this tag.
    AfterThinking(&'static Tag),
    Answer,
}

impl ThinkSplitter {
    /// Creates a splitter for one reply.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a splitter for the reply to `prompt`. If the prompt ends with an opening tag, the reply begins inside
    /// the thinking.
    pub fn after(prompt: &str) -> Self {
        /// The maximum length of an opening tag, in characters.
        const CHARACTERS: usize = 48;
        let prompt = prompt.trim_end();
        let starts = prompt.char_indices().rev().take(CHARACTERS);
        let openings = starts.filter_map(|(at, _)| {
            let text = prompt.get(at..)?;
            match opening(text, true) {
                Opening::Tag(tag, length) if length == text.len() => Some(State::Thinking(tag)),
                _ => None,
            }
        });
        openings.last().map_or_else(Self::new, |state| Self { state, ..Self::default() })
    }

    /// Adds text and returns the pieces that can be classified, in order. No piece is empty.
    pub fn push(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.held.push_str(text);
        while self.step(&mut pieces) {}
        pieces
    }

    /// Ends the text and returns what is still held. Afterwards the splitter is in the answer state.
    pub fn flush(&mut self) -> Option<Piece> {
        let is_open = match self.state {
            State::Start | State::BeforeAnswer(_) => true,
            // The held text is an opening tag that the answer may only mention, or the start of one.
            State::AfterThinking(_) => {
                goes_on_thinking(&self.answer) && !self.held.starts_with(char::is_whitespace)
            }
            _ => false,
        };
        if is_open {
            self.find_opening_tag(true);
        }
        let held = std::mem::take(&mut self.held);
        let is_thinking = match std::mem::replace(&mut self.state, State::Answer) {
            State::Thinking(_) => true,
            State::Channels(channels) => channels.is_reasoning(),
            _ => false,
        };
        let piece = if is_thinking { Piece::Reasoning } else { Piece::Content };
        (!held.is_empty()).then(|| piece(held))
    }

    /// Processes the held text in the current state. Returns whether to call it again in the next state.
    fn step(&mut self, pieces: &mut Vec<Piece>) -> bool {
        match &mut self.state {
            State::Start => self.begin(),
            State::Thinking(tag) => {
                let tag = *tag;
                let is_closed = self.think(tag, pieces);
                if is_closed {
                    self.state = State::BeforeAnswer(tag);
                }
                is_closed
            }
            State::BeforeAnswer(tag) => {
                let tag = *tag;
                match self.find_opening_tag(false) {
                    Some(true) => true,
                    None => false,
                    Some(false) => self.find_answer_mark(tag),
                }
            }
            State::Marked(closing) => {
                let closing = [*closing];
                let is_closed = give_up_to(&mut self.held, &closing, Piece::Content, pieces);
                if is_closed {
                    self.state = State::Answer;
                }
                is_closed
            }
            State::AfterThinking(tag) => {
                let tag = *tag;
                self.answer_on(tag, pieces)
            }
            State::Channels(channels) => {
                let is_over = channels.read(&mut self.held, pieces);
                if is_over {
                    self.state = State::Answer;
                }
                is_over
            }
            State::Answer => {
                push_piece(pieces, Piece::Content, std::mem::take(&mut self.held));
                false
            }
        }
    }

    fn begin(&mut self) -> bool {
        let text = self.held.trim_start();
        if channels::OPENINGS.iter().any(|opening| text.starts_with(opening)) {
            self.held = text.to_owned();
            self.state = State::Channels(Channels::default());
            return true;
        }
        let is_stripped = stripped::begins(text);
        if is_stripped == Some(true) {
            self.held = text.get(stripped::TAG.opening.len()..).unwrap_or_default().to_owned();
            self.state = State::Thinking(&stripped::TAG);
            return true;
        }
        let may_open = is_stripped.is_none()
            || channels::OPENINGS.iter().any(|opening| begins_ignoring_case(opening, text));
        match self.find_opening_tag(false) {
            Some(false) if may_open => false,
            Some(false) => {
                self.state = State::Answer;
                true
            }
            found => found.is_some(),
        }
    }

    /// Removes the opening tag at the start of the held text; whitespace before it becomes part of the thinking.
    /// Returns whether there is a tag, or `None` if that needs more text, which never happens if `is_whole`.
    fn find_opening_tag(&mut self, is_whole: bool) -> Option<bool> {
        let blanks = self.held.len() - self.held.trim_start().len();
        match opening(self.held.get(blanks..).unwrap_or_default(), is_whole) {
            Opening::Tag(tag, length) => {
                self.held.replace_range(blanks..blanks + length, "");
                self.state = State::Thinking(tag);
                self.in_code = false;
                Some(true)
            }
            Opening::Unsure => None,
            Opening::None => Some(false),
        }
    }

    /// Emits the thinking up to its closing tag and removes the tag. Returns whether the tag was found.
    fn think(&mut self, tag: &Tag, pieces: &mut Vec<Piece>) -> bool {
        loop {
            let found =
                tag.closing.iter().filter_map(|end| Some((find_ignoring_case(&self.held, end)?, end.len())));
            let Some((at, length)) = found.min() else {
                let unsure = tag.closing.iter().map(|end| length_of_unsure_end(&self.held, end)).max();
                let rest = self.held.split_off(self.held.len() - unsure.unwrap_or(0));
                let thinking = std::mem::replace(&mut self.held, rest);
                self.thought(thinking, pieces);
                return false;
            };
            let rest = self.held.split_off(at);
            let thinking = std::mem::replace(&mut self.held, rest);
            self.thought(thinking, pieces);
            // A tag is quoted if its code span ends right after it.
            match self.held.as_bytes().get(length) {
                None if self.in_code => return false,
                Some(b'`') if self.in_code => {
                    let rest = self.held.split_off(length);
                    let quoted = std::mem::replace(&mut self.held, rest);
                    self.thought(quoted, pieces);
                }
                _ => {
                    self.held.drain(..length);
                    return true;
                }
            }
        }
    }

    fn thought(&mut self, text: String, pieces: &mut Vec<Piece>) {
        let line = text.rsplit('\n').next().unwrap_or_default();
        let is_toggled = line.matches('`').count() % 2 == 1;
        self.in_code = is_toggled != (self.in_code && line.len() == text.len());
        push_piece(pieces, Piece::Reasoning, text);
    }

    /// Emits the answer up to the next opening tag that resumes the thinking. Returns whether there is one.
    fn answer_on(&mut self, tag: &'static Tag, pieces: &mut Vec<Piece>) -> bool {
        let mut given = String::new();
        let is_opened = loop {
            let Some(at) = find_ignoring_case(&self.held, tag.opening) else {
                let unsure = length_of_unsure_end(&self.held, tag.opening);
                let rest = self.held.split_off(self.held.len() - unsure);
                given.push_str(&std::mem::replace(&mut self.held, rest));
                break false;
            };
            let rest = self.held.split_off(at);
            given.push_str(&std::mem::replace(&mut self.held, rest));
            let before = format!("{}{given}", self.answer);
            match opening(&self.held, false) {
                Opening::Unsure if goes_on_thinking(&before) => break false,
                Opening::Tag(..) if goes_on_thinking(&before) => break true,
                _ => {
                    let rest = self.held.split_off(tag.opening.len());
                    given.push_str(&std::mem::replace(&mut self.held, rest));
                }
            }
        };
        self.answer.push_str(&given);
        push_piece(pieces, Piece::Content, given);
        is_opened && self.find_opening_tag(false) == Some(true)
    }

    fn find_answer_mark(&mut self, tag: &'static Tag) -> bool {
        let answers = tag.answers;
        let text = self.held.trim_start();
        let found = answers.iter().find_map(|(opening, closing)| {
            strip_ignoring_case(text, opening).map(|answer| (answer.to_owned(), *closing))
        });
        if let Some((answer, closing)) = found {
            self.held = answer;
            self.state = State::Marked(closing);
            return true;
        }
        if answers.iter().any(|(opening, _)| begins_ignoring_case(opening, text)) {
            return false;
        }
        self.state = if tag.opens_in_words() { State::Answer } else { State::AfterThinking(tag) };
        true
    }
}

/// Emits `held` up to the first of `ends` and removes that mark. Without a mark, emits everything that cannot be the
/// start of one. Returns whether a mark was found.
fn give_up_to(held: &mut String, ends: &[&str], kind: fn(String) -> Piece, pieces: &mut Vec<Piece>) -> bool {
    let found = ends.iter().filter_map(|end| Some((find_ignoring_case(held, end)?, end.len()))).min();
    if let Some((at, length)) = found {
        let rest = held.get(at + length..).unwrap_or_default().to_owned();
        held.truncate(at);
        push_piece(pieces, kind, std::mem::replace(held, rest));
        return true;
    }
    let unsure = ends.iter().map(|end| length_of_unsure_end(held, end)).max().unwrap_or(0);
    let rest = held.split_off(held.len() - unsure);
    push_piece(pieces, kind, std::mem::replace(held, rest));
    false
}

fn push_piece(pieces: &mut Vec<Piece>, kind: fn(String) -> Piece, text: String) {
    if !text.is_empty() {
        pieces.push(kind(text));
    }
}

fn strip_ignoring_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

/// Whether `text` is a prefix of `whole`, ignoring case.
fn begins_ignoring_case(whole: &str, text: &str) -> bool {
    whole.get(..text.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(text))
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.as_bytes();
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted))
}

/// The length of the longest suffix of `text` that is a proper prefix of `tag`, ignoring case.
fn length_of_unsure_end(text: &str, tag: &str) -> usize {
    let is_unsure = |length: &usize| {
        let (Some(beginning), Some(start)) = (tag.get(..*length), text.len().checked_sub(*length)) else {
            return false;
        };
        text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(beginning))
    };
    (1..tag.len()).rev().find(is_unsure).unwrap_or(0)
}

#[cfg(test)]
#[path = "think_tests.rs"]
mod tests;
