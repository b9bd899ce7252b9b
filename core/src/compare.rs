//! Two versions of an answer, to be laid side by side: what belongs to each, what it took, and in which words they differ.

use crate::message::Role;
use crate::transcript::{Node, Transcript};

/// One version of a place in the conversation, as far as the user's next word.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    pub id: u64,
    pub messages: Vec<&'a Node>,
    /// How many messages follow in this branch.
    pub more: usize,
}

/// The version that begins with message `id`: on its newest branch, or on the one that is shown.
pub fn version(transcript: &Transcript, id: u64) -> Version<'_> {
    let shown = transcript.path();
    let tip = match shown.iter().any(|node| node.id == id) {
        true => transcript.head(),
        false => transcript.tip_below(id),
    };
    let branch: Vec<&Node> = transcript.path_to(tip).into_iter().skip_while(|node| node.id != id).collect();
    // What the user says between the steps of a run belongs to it.
    let is_said = |node: &&Node| node.role == Role::Assistant && node.protocol.is_none();
    let later = |pair: &[&Node]| matches!(pair, [before, node] if is_said(before) && node.role == Role::User);
    let end = branch.windows(2).position(later).map_or(branch.len(), |place| place + 1);
    let more = branch.len() - end;
    Version { id, messages: branch.into_iter().take(end).collect(), more }
}

/// What a version took. What is not known is nothing.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Figures {
    pub model: Option<String>,
    pub steps: usize,
    pub calls: usize,
    pub prompt_tokens: Option<u64>,
    pub tokens: Option<u64>,
    /// Tokens written a second, in tenths.
    pub speed: Option<u64>,
    pub millis: Option<u64>,
}

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

/// How long the model wrote: by its own account, else from the first word to the last.
fn writing_millis(node: &Node) -> Option<u64> {
    node.usage.completion_ms.or_else(|| node.ended_at?.checked_sub(node.first_token_at?))
}

/// A stretch of a text, and whether it stands in the other text as well.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stretch<'a> {
    pub text: &'a str,
    pub differs: bool,
}

/// More pairs of words than this are not compared one by one: the middle of such texts counts as different.
const MOST_PAIRS: usize = 1_000_000;

/// Both texts in stretches, word by word along their longest common part. Joined they are the texts again.
pub fn differences<'a>(one: &'a str, other: &'a str) -> (Vec<Stretch<'a>>, Vec<Stretch<'a>>) {
    let (left, right) = (words(one), words(other));
    let same = |(left, right): &(&&str, &&str)| left == right;
    let start = left.iter().zip(&right).take_while(same).count();
    let most = left.len().min(right.len()) - start;
    let end = left.iter().rev().zip(right.iter().rev()).take(most).take_while(same).count();
    let middle = |words: &[&'a str]| words.get(start..words.len() - end).unwrap_or_default().to_vec();
    let (left_middle, right_middle) = (middle(&left), middle(&right));
    let (in_left, in_right) = common(&left_middle, &right_middle);
    (stretches(one, &left, start, &in_left), stretches(other, &right, start, &in_right))
}

/// Words with the blanks after them.
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

/// Which words of each belong to the longest common part.
fn common(left: &[&str], right: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (mut in_left, mut in_right) = (vec![false; left.len()], vec![false; right.len()]);
    let width = right.len() + 1;
    if left.len().saturating_mul(width) > MOST_PAIRS {
        return (in_left, in_right);
    }
    // `longest[i * width + j]` is the length of the longest common part of what follows word i and word j.
    let mut longest = vec![0_u32; (left.len() + 1) * width];
    let at = |longest: &[u32], i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or(0);
    let is_same = |i: usize, j: usize| {
        left.get(i).map(|word| word.trim_end()) == right.get(j).map(|word| word.trim_end())
    };
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            let length = match is_same(i, j) {
                true => at(&longest, i + 1, j + 1) + 1,
                false => at(&longest, i + 1, j).max(at(&longest, i, j + 1)),
            };
            if let Some(place) = longest.get_mut(i * width + j) {
                *place = length;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if is_same(i, j) {
            if let (Some(one), Some(other)) = (in_left.get_mut(i), in_right.get_mut(j)) {
                (*one, *other) = (true, true);
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&longest, i + 1, j) >= at(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_left, in_right)
}

/// `text` cut where its words begin or cease to differ; `common` says it of the words from number `start` on.
fn stretches<'a>(text: &'a str, words: &[&'a str], start: usize, common: &[bool]) -> Vec<Stretch<'a>> {
    let differs = |place: usize| {
        place.checked_sub(start).and_then(|place| common.get(place)).is_some_and(|is_common| !is_common)
    };
    let mut out = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (place, word) in words.iter().enumerate() {
        to += word.len();
        if place + 1 == words.len() || differs(place) != differs(place + 1) {
            out.push(Stretch { text: text.get(from..to).unwrap_or_default(), differs: differs(place) });
            from = to;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    fn check(one: &str, other: &str, expected: Expect) {
        let marked = |stretches: &[Stretch<'_>]| -> String {
            let mark = |stretch: &Stretch<'_>| match stretch.differs {
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
        let said = |role, content: &str, parent| crate::event::Event::MessageImported {
            role,
            content: content.into(),
            parent: Some(parent),
        };
        let log = crate::event::Sequence::default().number(
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

    proptest! {
        #[test]
        fn the_stretches_are_the_texts(one in "[ab \n]{0,30}", other in "[ab \n]{0,30}") {
            let (left, right) = differences(&one, &other);
            let joined = |stretches: &[Stretch<'_>]| stretches.iter().map(|stretch| stretch.text).collect::<String>();
            prop_assert_eq!(joined(&left), one.clone());
            prop_assert_eq!(joined(&right), other.clone());
            let alike = |stretches: &[Stretch<'_>]| -> String {
                let text: String = stretches.iter().filter(|s| !s.differs).map(|s| s.text).collect();
                text.split_whitespace().collect()
            };
            prop_assert_eq!(alike(&left), alike(&right), "what does not differ is the same");
            prop_assert!(differences(&one, &one).0.iter().all(|stretch| !stretch.differs));
        }
    }
}
