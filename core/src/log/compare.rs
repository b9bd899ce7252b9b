//! Compares two versions of an answer side by side: the messages of each, its statistics, and the words in which they
//! differ.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::conversation::message::Role;
use crate::log::transcript::{Node, Transcript};

/// A version of an answer: the messages from `id` up to the next user message.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// The id of the first message.
    pub id: u64,
    /// The messages of the version, in order.
    pub messages: Vec<&'a Node>,
    /// The number of messages that follow in this branch.
    pub more: usize,
}

/// Returns the version that begins with message `id`: on the shown branch if it contains the message, or else on its
/// newest branch.
pub fn version(transcript: &Transcript, id: u64) -> Version<'_> {
    let shown = transcript.path();
    let tip = match shown.iter().any(|node| node.id == id) {
        true => transcript.head(),
        false => transcript.tip_below(id),
    };
    let branch: Vec<&Node> = transcript.path_to(tip).into_iter().skip_while(|node| node.id != id).collect();
    // User messages between the steps of a run belong to the version.
    let is_said = |node: &&Node| node.role == Role::Assistant && node.protocol.is_none();
    let later = |pair: &[&Node]| matches!(pair, [before, node] if is_said(before) && node.role == Role::User);
    let end = branch.windows(2).position(later).map_or(branch.len(), |place| place + 1);
    let more = branch.len() - end;
    Version { id, messages: branch.into_iter().take(end).collect(), more }
}

/// The statistics of a version. Unknown values are `None`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Figures {
    /// The model that wrote the last reply which names one.
    pub model: Option<String>,
    /// The number of model calls.
    pub steps: usize,
    /// The number of tool calls.
    pub calls: usize,
    /// The tokens of all prompts together.
    pub prompt_tokens: Option<u64>,
    /// The generated tokens of all replies together.
    pub tokens: Option<u64>,
    /// The generation speed in tenths of a token per second.
    pub speed: Option<u64>,
    /// The time from the first message to the end of the last, in milliseconds.
    pub millis: Option<u64>,
}

/// Computes the statistics of a version from its messages.
pub fn figures(messages: &[&Node]) -> Figures {
    let mut figures = Figures::default();
    let mut writing = 0;
    let (mut started_at, mut ended_at) = (None::<u64>, None::<u64>);
    let add = |sum: &mut Option<u64>, count: Option<u32>| {
        if let Some(count) = count {
            *sum = Some(sum.unwrap_or(0) + u64::from(count));
        }
    };
    for node in messages {
        match node.role {
            Role::Assistant => {
                figures.steps += 1;
                figures.model = node.model.clone().or(figures.model);
                add(&mut figures.prompt_tokens, node.usage.prompt_tokens);
                add(&mut figures.tokens, node.usage.completion_tokens);
                writing += writing_millis(node).unwrap_or(0);
            }
            Role::Tool if node.tool.is_some() => figures.calls += 1,
            Role::Tool | Role::User | Role::System => {}
        }
        if node.role != Role::User {
            started_at = started_at.or(Some(node.started_at));
            ended_at = node.ended_at.or(ended_at);
        }
    }
    figures.speed = figures.tokens.filter(|_| writing > 0).map(|tokens| tokens * 10_000 / writing);
    figures.millis = started_at.zip(ended_at).map(|(start, end)| end.saturating_sub(start));
    figures
}

/// Returns how long the model generated text, in milliseconds: as reported by the server, or else from the first
/// token to the end.
fn writing_millis(node: &Node) -> Option<u64> {
    node.usage.completion_ms.or_else(|| node.ended_at?.checked_sub(node.first_token_at?))
}

/// A piece of a text, and whether it differs from the other text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DiffPart<'a> {
    /// The text of the piece.
    pub text: &'a str,
    /// Whether the other text has something else here.
    pub differs: bool,
}

/// Splits both texts into pieces that are equal or differ, comparing word by word. Joined, the pieces are the
/// original texts. White space after a word is ignored in the comparison.
pub fn differences<'a>(one: &'a str, other: &'a str) -> (Vec<DiffPart<'a>>, Vec<DiffPart<'a>>) {
    let (left, right) = (words(one), words(other));
    let without_blanks =
        |words: &[&'a str]| -> Vec<&'a str> { words.iter().map(|word| word.trim_end()).collect() };
    let edits = capture_diff_slices(Algorithm::Myers, &without_blanks(&left), &without_blanks(&right));
    let (mut in_left, mut in_right) = (Vec::new(), Vec::new());
    for edit in edits {
        let (kind, from, to) = edit.as_tag_tuple();
        let differs = kind != DiffTag::Equal;
        in_left.extend(from.map(|_| differs));
        in_right.extend(to.map(|_| differs));
    }
    (stretches(one, &left, &in_left), stretches(other, &right, &in_right))
}

/// Splits the text into words, each with the white space after it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (_, blanks) = rest.split_at(word);
        let end = word + blanks.find(|c: char| !c.is_whitespace()).unwrap_or(blanks.len());
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Cuts `text` where its words begin or cease to differ.
fn stretches<'a>(text: &'a str, words: &[&'a str], differs: &[bool]) -> Vec<DiffPart<'a>> {
    let words: Vec<(&str, bool)> = words.iter().copied().zip(differs.iter().copied()).collect();
    let mut rest = text;
    words
        .chunk_by(|one, next| one.1 == next.1)
        .map(|alike| {
            let (stretch, after) = rest.split_at(alike.iter().map(|(word, _)| word.len()).sum());
            rest = after;
            DiffPart { text: stretch, differs: alike.first().is_some_and(|(_, differs)| *differs) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check(one: &str, other: &str, expected: Expect) {
        let marked = |stretches: &[DiffPart<'_>]| -> String {
            let mark = |stretch: &DiffPart<'_>| match stretch.differs {
                true => format!("[{}]", stretch.text),
                false => stretch.text.to_owned(),
            };
            stretches.iter().map(mark).collect()
        };
        let (left, right) = differences(one, other);
        expected.assert_eq(&format!("{}\n{}", marked(&left), marked(&right)));
    }

    #[test]
    fn a_version_ends_where_the_user_speaks_again() {
        let said =
            |role, content: &str, parent| crate::log::event::Event::imported(role, content, Some(parent));
        let log = crate::log::event::Sequence::default().number(
            5,
            vec![
                said(Role::User, "q", 0),
                said(Role::Assistant, "a", 1),
                said(Role::User, "more", 2),
                said(Role::Assistant, "b", 3),
                said(Role::Assistant, "other", 1),
            ],
        );
        let transcript = Transcript::from_log(&log);
        let told = |id| {
            let Version { messages, more, .. } = version(&transcript, id);
            (messages.iter().map(|node| node.content.as_str()).collect::<Vec<_>>(), more)
        };
        assert_eq!(told(2), (vec!["a"], 2));
        assert_eq!(told(5), (vec!["other"], 0));
        assert_eq!(told(1), (vec!["q", "other"], 0));
        assert_eq!(figures(&version(&transcript, 1).messages).steps, 1);
    }

    #[test]
    fn what_differs_is_found_word_by_word() {
        check(
            "The sky is blue today.",
            "The sky is very blue.",
            expect![[r#"
                The sky is [blue today.]
                The sky is [very blue.]"#]],
        );
        check(
            "a b c d",
            "a x c d",
            expect![[r#"
                a [b ]c d
                a [x ]c d"#]],
        );
        check(
            "same",
            "same",
            expect![[r#"
                same
                same"#]],
        );
        check(
            "",
            "all new",
            expect![[r#"

                [all new]"#]],
        );
    }

    #[test]
    fn long_texts_with_nothing_in_common_differ_as_a_whole() {
        let text = |word: &str| (0..5_000).map(|number| format!("{word}{number} ")).collect::<String>();
        let (one, other) = (text("a"), text("b"));
        let whole = |text| vec![DiffPart { text, differs: true }];
        assert_eq!(differences(&one, &other), (whole(one.as_str()), whole(other.as_str())));
    }

    proptest! {
        #[test]
        fn the_stretches_are_the_texts(one in "[ab \n]{0,30}", other in "[ab \n]{0,30}") {
            let (left, right) = differences(&one, &other);
            let joined = |stretches: &[DiffPart<'_>]| stretches.iter().map(|stretch| stretch.text).collect::<String>();
            prop_assert_eq!(joined(&left), one.clone());
            prop_assert_eq!(joined(&right), other.clone());
            let alike = |stretches: &[DiffPart<'_>]| -> String {
                let text: String = stretches.iter().filter(|s| !s.differs).map(|s| s.text).collect();
                text.split_whitespace().collect()
            };
            prop_assert_eq!(alike(&left), alike(&right), "what does not differ is the same");
            prop_assert!(differences(&one, &one).0.iter().all(|stretch| !stretch.differs));
        }
    }
}
