//! An answer that tells of a tool's result without the call is not true: small models write such sentences after those they
//! have seen. Finds these sentences and leaves them out, and no others: whoever talks about a function of that name, or about
//! what a tool gave earlier in the conversation, is left alone. Pure.

use super::reply::Reply;
use super::run::Run;
use crate::tool::ToolRegistry;
use crate::transcript::{CallStatus, Transcript};

/// Said where nothing of an answer is left.
const NOTHING_LEFT: &str = "I have no result to give: no tool was used for this answer.";

/// Our tools whose names nobody uses for anything else by chance.
const DISTINCT_NAMES: [&str; 7] = [
    "add_numbers",
    "list_dir",
    "read_file",
    "run_javascript",
    "session_note_append",
    "session_note_search",
    "write_file",
];

/// The reply to message `tip` without sentences about the result of a tool that was not called.
pub(super) fn without_claims(
    reply: Reply,
    transcript: &Transcript,
    tip: u64,
    run: &Run,
    registry: &ToolRegistry,
) -> Reply {
    let Reply::Answer(answer) = reply else { return reply };
    let names = registry.names();
    let uncalled: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !run.guard().has_called(name)).collect();
    let outputs = Outputs::of(transcript, tip);
    let kept = without(&answer, |sentence| {
        uncalled.iter().any(|name| match outputs.have(name) {
            true => outputs.contradict(sentence, name),
            false => claim_of(sentence, name).is_some(),
        })
    });
    Reply::Answer(kept.unwrap_or(answer))
}

/// The same for a plain answer to message `tip`, for which there were no tools: nothing but a tool's own name that nobody has
/// mentioned, or a number that no call ever gave, says that a sentence is about a call that was not made.
pub(super) fn plain_without_claims(answer: String, transcript: &Transcript, tip: u64) -> String {
    let lower = answer.to_lowercase();
    if !lower.contains(CLAIM) {
        return answer;
    }
    let outputs = Outputs::of(transcript, tip);
    let unmentioned = DISTINCT_NAMES.into_iter().filter(|name| !is_mentioned(name, &lower, transcript, tip));
    let unmentioned: Vec<&str> = unmentioned.collect();
    let kept = without(&answer, |sentence| {
        unmentioned.iter().any(|name| claim_of(sentence, name).is_some())
            || outputs.0.iter().any(|(name, _)| outputs.contradict(sentence, name))
    });
    kept.unwrap_or(answer)
}

/// Whether the conversation, or the answer beside its claims, is about something of that name.
fn is_mentioned(name: &str, answer: &str, transcript: &Transcript, tip: u64) -> bool {
    let told = transcript.path_to(tip).into_iter().any(|node| {
        let is_its_own = node.tool.as_ref().is_some_and(|tool| tool.tool_name == name);
        is_its_own || node.told().to_lowercase().contains(name)
    });
    let is_instructed = transcript.instructions().is_some_and(|text| text.to_lowercase().contains(name));
    let rest = without(answer, |sentence| claim_of(sentence, name).is_some());
    told || is_instructed || rest.is_some_and(|rest| rest.contains(name))
}

/// What the tools gave on the way to a message, each with its tool's name.
struct Outputs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Outputs<'a> {
    fn of(transcript: &'a Transcript, tip: u64) -> Self {
        let given = transcript.path_to(tip).into_iter().filter_map(|node| {
            let tool = node.tool.as_ref().filter(|tool| tool.status == CallStatus::Done)?;
            Some((tool.tool_name.as_str(), tool.artifact.as_deref().unwrap_or(&node.content)))
        });
        Self(given.collect())
    }

    fn have(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| *given == name)
    }

    /// Whether `sentence` says that the result of `name` is a number which the tool never gave.
    fn contradict(&self, sentence: &str, name: &str) -> bool {
        let Some(claimed) = claim_of(sentence, name).and_then(stated_number) else { return false };
        let mut given =
            self.0.iter().filter(|(given, _)| *given == name).flat_map(|(_, output)| numbers(output));
        !given.any(|number| claimed.is_about(number))
    }
}

/// `answer` without the lines and sentences that are false; none where there are none. Code is left alone.
fn without(answer: &str, is_false: impl Fn(&str) -> bool) -> Option<String> {
    let mut is_code = false;
    let mut has_dropped = false;
    let mut kept = Vec::new();
    for line in answer.lines() {
        is_code ^= line.trim_start().starts_with("```");
        if is_code {
            kept.push(line.to_owned());
            continue;
        }
        let all = sentences(line);
        let true_ones: Vec<&str> = all.iter().copied().filter(|sentence| !is_false(sentence)).collect();
        if true_ones.len() == all.len() {
            kept.push(line.to_owned());
            continue;
        }
        has_dropped = true;
        let rest = true_ones.concat();
        if !rest.trim().is_empty() {
            kept.push(rest.trim_end().to_owned());
        }
    }
    if !has_dropped {
        return None;
    }
    let kept = kept.join("\n").trim().to_owned();
    Some(if kept.is_empty() { NOTHING_LEFT.to_owned() } else { kept })
}

const CLAIM: &str = "result of ";

/// What `sentence` says of "the result of `name`", in whatever quotes, in small letters; none if it does not speak of it.
fn claim_of(sentence: &str, name: &str) -> Option<String> {
    let lower = sentence.to_lowercase();
    let mut rest = lower.as_str();
    while let Some((_, after)) = rest.split_once(CLAIM) {
        rest = after;
        let after = after.trim_start_matches("the ").trim_start_matches(QUOTES);
        if let Some(follows) = after.strip_prefix(name)
            && follows.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_')
        {
            return Some(follows.trim_start_matches(QUOTES).to_owned());
        }
    }
    None
}

const QUOTES: [char; 4] = ['`', '"', '\'', '*'];

/// A number as it is written: with how many decimals.
#[derive(Clone, Copy, Debug)]
struct Stated {
    value: f64,
    decimals: i32,
}

impl Stated {
    /// Whether it is that number, rounded to what is written.
    fn is_about(self, number: f64) -> bool {
        (self.value - number).abs() <= 0.5 * 10f64.powi(-self.decimals) * 1.000_001
    }
}

/// The number that a claim comes down to: "is 7.", ": **1,234.5**". None where it says more, or something else.
fn stated_number(claim: String) -> Option<Stated> {
    let says = claim.trim_start();
    let says = ["is ", "was ", "equals ", ":", "="].iter().find_map(|verb| says.strip_prefix(verb))?;
    let says = says.trim().trim_matches(QUOTES).trim_end_matches(['.', '!', ' ']).trim_matches(QUOTES);
    let plain = says.replace(',', "");
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let value = plain.parse().ok().filter(|_| is_number)?;
    Some(Stated { value, decimals: i32::try_from(decimals).ok()? })
}

fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | 'e' | 'E' | '+');
    text.split(move |c| !is_part(c))
        .filter_map(|number| number.replace(',', "").trim_end_matches('.').parse().ok())
}

/// The sentences of a line, each with what ends it and the blank after it.
fn sentences(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(place) = rest.find(". ").or_else(|| rest.find("! ")).or_else(|| rest.find("? ")) {
        let (sentence, after) = rest.split_at(place + 2);
        found.push(sentence);
        rest = after;
    }
    found.push(rest);
    found
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
