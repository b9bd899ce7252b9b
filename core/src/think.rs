//! Tells a model's thinking from its answer where the server leaves both in one text, as tags at the start of it.
//! Works on text as it streams; knows nothing of the server, nor of what the answer means.

const TAG_NAMES: [&str; 4] = ["think", "thinking", "reason", "thought"];

/// A piece of an answer, told apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Piece {
    Reasoning(String),
    Content(String),
}

/// Streaming splitter of `<think>…</think>` (or `thinking`, `reason`, `thought`) at the start of an answer.
///
/// Only the tags themselves are taken out: joined, the pieces are the whole text. Only a tag at the very start counts,
/// blanks aside, so an answer may write about these tags. A closing tag without an opening one (templates that open
/// the thinking in the prompt, served without a reasoning parser) stays in the content as it is: the text before it
/// has already been shown as the answer, and cannot be told from an answer that quotes the tag.
#[derive(Debug, Default)]
pub struct ThinkSplitter {
    state: State,
    /// Text that cannot be told yet: it may be the beginning of a tag.
    held: String,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Start,
    Thinking {
        closing_tag: String,
    },
    Answer,
}

impl ThinkSplitter {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes more text and gives what can be told of it, in order. No piece is empty.
    pub fn push(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.held.push_str(text);
        if matches!(self.state, State::Start) {
            self.find_opening_tag(&mut pieces);
        }
        if let State::Thinking { closing_tag } = &self.state {
            if let Some((thinking, answer)) = self.held.split_once(closing_tag.as_str()) {
                push_reasoning(&mut pieces, thinking.to_owned());
                self.held = answer.to_owned();
                self.state = State::Answer;
            } else {
                let unsure = length_of_unsure_end(&self.held, closing_tag);
                let rest = self.held.split_off(self.held.len() - unsure);
                push_reasoning(&mut pieces, std::mem::replace(&mut self.held, rest));
            }
        }
        if matches!(self.state, State::Answer) && !self.held.is_empty() {
            pieces.push(Piece::Content(std::mem::take(&mut self.held)));
        }
        pieces
    }

    /// Gives the text still held; there will be no more. The splitter is then in the answer.
    pub fn flush(&mut self) -> Option<Piece> {
        let held = std::mem::take(&mut self.held);
        let was_thinking =
            matches!(std::mem::replace(&mut self.state, State::Answer), State::Thinking { .. });
        let piece = if was_thinking { Piece::Reasoning } else { Piece::Content };
        (!held.is_empty()).then(|| piece(held))
    }

    fn find_opening_tag(&mut self, pieces: &mut Vec<Piece>) {
        let text = self.held.trim_start();
        let opened = TAG_NAMES.iter().find_map(|name| Some((name, strip_opening_tag(text, name)?)));
        if let Some((name, thinking)) = opened {
            let blanks = self.held.len() - text.len();
            let thinking = thinking.to_owned();
            self.held.truncate(blanks);
            push_reasoning(pieces, std::mem::replace(&mut self.held, thinking));
            self.state = State::Thinking { closing_tag: format!("</{name}>") };
        } else if !TAG_NAMES.iter().any(|name| format!("<{name}>").starts_with(text)) {
            self.state = State::Answer;
        }
    }
}

fn strip_opening_tag<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix('<')?.strip_prefix(name)?.strip_prefix('>')
}

fn push_reasoning(pieces: &mut Vec<Piece>, text: String) {
    if !text.is_empty() {
        pieces.push(Piece::Reasoning(text));
    }
}

/// Length of the longest end of `text` that is a beginning of `tag`. The tag is ASCII, so any such end starts at a
/// character boundary.
fn length_of_unsure_end(text: &str, tag: &str) -> usize {
    (1..tag.len())
        .rev()
        .find(|length| tag.get(..*length).is_some_and(|beginning| text.ends_with(beginning)))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Splits the text given in chunks; gives all reasoning and all content.
    fn split<'a>(chunks: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut splitter = ThinkSplitter::new();
        let mut pieces: Vec<_> = chunks.into_iter().flat_map(|chunk| splitter.push(chunk)).collect();
        pieces.extend(splitter.flush());
        let mut told = (String::new(), String::new());
        for piece in pieces {
            match piece {
                Piece::Reasoning(text) => {
                    assert!(!text.is_empty() && told.1.is_empty(), "reasoning comes first");
                    told.0.push_str(&text);
                }
                Piece::Content(text) => told.1.push_str(&text),
            }
        }
        told
    }

    fn characters(text: &str) -> impl Iterator<Item = &str> {
        text.split("").filter(|character| !character.is_empty())
    }

    #[test]
    fn thinking_is_told_from_the_answer_however_the_text_is_cut() {
        let check = |text: &str, reasoning: &str, content: &str| {
            let expected = (reasoning.to_owned(), content.to_owned());
            assert_eq!(split([text]), expected, "{text:?} whole");
            assert_eq!(split(characters(text)), expected, "{text:?} by character");
            for (at, _) in text.char_indices() {
                let (head, tail) = text.split_at(at);
                assert_eq!(split([head, tail]), expected, "{text:?} cut at {at}");
            }
        };
        check("<think>hm</think>yes", "hm", "yes");
        check("<thinking>a < b</thinking>\n\nyes", "a < b", "\n\nyes");
        check("<reason></reason>yes", "", "yes");
        check("<thought>hm</thought>", "hm", "");
        check("\n <think>\nhm 🧀\n</think>\nyes", "\n \nhm 🧀\n", "\nyes");
        // Another tag's end, or a beginning of the right one, is part of the thinking.
        check("<think>a</thinking></thin</think>b", "a</thinking></thin", "b");
        // Cut off inside the thinking: nothing is lost.
        check("<think>hm</thi", "hm</thi", "");
        check("<thi", "", "<thi");
        check("  ", "", "  ");
        // Not at the start, or no such tag.
        check("Use <think>tags</think>.", "", "Use <think>tags</think>.");
        check("<thinker>no</thinker>", "", "<thinker>no</thinker>");
        // Closed without having been opened.
        check("hm</think>yes", "", "hm</think>yes");
        // A second block is the answer's own.
        check("<think>a</think><think>b</think>", "a", "<think>b</think>");
    }

    #[test]
    fn text_that_cannot_begin_a_tag_is_given_at_once() {
        let mut splitter = ThinkSplitter::new();
        assert_eq!(splitter.push("<"), []);
        assert_eq!(splitter.push("b"), [Piece::Content("<b".to_owned())]);
        assert_eq!(splitter.push("<think"), [Piece::Content("<think".to_owned())]);
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "[ \n]{0,2}(<think>)?[a</think>🧀]{0,30}") {
            let (reasoning, content) = split(characters(&text));
            let joined = reasoning.clone() + &content;
            prop_assert!(joined == text || joined.len() + "<think>".len() == text.len()
                || joined.len() + "<think></think>".len() == text.len());
            prop_assert_eq!(split([text.as_str()]), (reasoning, content));
        }
    }
}
