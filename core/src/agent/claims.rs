//! Removes false claims about tool results from an answer. Small models imitate sentences such as "The result of
//! add_numbers is 7" without making the call. This module finds such sentences, removes them and adds a note. Only a
//! sentence that states a result (a number, a quotation, or text after a colon) counts as a claim. Explanations of a
//! tool, command or function of that name stay, and so do real results from earlier in the conversation. The rest of
//! the answer is unchanged. Pure.

use strum::VariantArray;

use super::reply::Reply;
use super::run::Run;
use crate::base::code_block::CodeBlock;
use crate::conversation::message::Role;
use crate::log::transcript::{CallStatus, Node, Transcript};
use crate::tool::{BuiltinTool, ToolRegistry};

/// Replaces an answer of which nothing is left.
const NOTHING_LEFT: &str = "I have no result to give: no tool was used for this answer.";

/// Follows an answer from which a sentence was removed.
const LEFT_OUT: &str = "(A sentence about the result of a tool was left out here: no tool gave that.)";

/// Returns the names of our tools that are too distinctive to refer to anything else: those of several words.
fn distinct_names() -> impl Iterator<Item = &'static str> {
    BuiltinTool::VARIANTS.iter().map(|tool| tool.name()).filter(|name| name.contains('_'))
}

/// Removes claims about tools that were not called from the reply to message `tip`.
pub(super) fn without_claims(
    reply: Reply,
    transcript: &Transcript,
    tip: u64,
    run: &Run,
    registry: &ToolRegistry,
) -> Reply {
    let Reply::Answer(answer) = reply else { return reply };
    let names = registry.names();
    let is_meant = |name: &&str| {
        let is_distinct =
            distinct_names().any(|distinct| distinct == *name) || !is_asked_about(name, transcript, tip);
        is_distinct && !run.guard().has_called(name)
    };
    let uncalled: Vec<&str> = names.iter().map(String::as_str).filter(is_meant).collect();
    let outputs = Outputs::of(transcript, tip);
    let kept = without(&answer, |sentence| {
        uncalled.iter().any(|name| match outputs.have(name) {
            true => outputs.contradict(sentence, name),
            false => is_claim(sentence, name),
        })
    });
    Reply::Answer(kept.map_or(answer, said))
}

/// The same for a plain answer to message `tip`, which had no tools. Here a sentence is a false claim only if it
/// names one of our tools that nobody has mentioned, or states a number that the tool never returned.
pub(super) fn plain_without_claims(answer: String, transcript: &Transcript, tip: u64) -> String {
    let lower = answer.to_ascii_lowercase();
    if !lower.contains(CLAIM) {
        return answer;
    }
    let outputs = Outputs::of(transcript, tip);
    let unmentioned = distinct_names().filter(|name| !is_mentioned(name, &lower, transcript, tip));
    let unmentioned: Vec<&str> = unmentioned.collect();
    let kept = without(&answer, |sentence| {
        unmentioned.iter().any(|name| is_claim(sentence, name))
            || outputs.0.iter().any(|(name, _)| outputs.contradict(sentence, name))
    });
    kept.map_or(answer, said)
}

/// The remaining answer with a note about the removal.
fn said(kept: String) -> String {
    if kept.trim().is_empty() {
        return NOTHING_LEFT.to_owned();
    }
    let end = if kept.ends_with("\n\n") {
        ""
    } else if kept.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    format!("{kept}{end}{LEFT_OUT}")
}

/// Whether the user or the user's instructions mention the name, for example as a command or a word.
fn is_asked_about(name: &str, transcript: &Transcript, tip: u64) -> bool {
    let is_theirs =
        |node: &&Node| node.role == Role::User && node.message_text().to_ascii_lowercase().contains(name);
    let is_instructed =
        transcript.instructions().is_some_and(|text| text.to_ascii_lowercase().contains(name));
    is_instructed || transcript.path_to(tip).iter().any(is_theirs)
}

/// Whether the conversation mentions the name, or the answer does outside of its claims.
fn is_mentioned(name: &str, answer: &str, transcript: &Transcript, tip: u64) -> bool {
    let told = transcript.path_to(tip).into_iter().any(|node| {
        let is_its_own = node.tool.as_ref().is_some_and(|tool| tool.tool_name == name);
        is_its_own || node.message_text().to_ascii_lowercase().contains(name)
    });
    let is_instructed =
        transcript.instructions().is_some_and(|text| text.to_ascii_lowercase().contains(name));
    let rest = without(answer, |sentence| is_claim(sentence, name));
    told || is_instructed || rest.is_some_and(|rest| rest.contains(name))
}

/// The results of successful calls on the branch to a message, as pairs of tool name and output.
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

    /// Whether `sentence` states a number as the result of `name` that the tool never returned.
    fn contradict(&self, sentence: &str, name: &str) -> bool {
        let Some(claimed) = claim_of(sentence, name).and_then(stated_number) else { return false };
        let mut given =
            self.0.iter().filter(|(given, _)| *given == name).flat_map(|(_, output)| numbers(output));
        !given.any(|number| claimed.is_about(number))
    }
}

/// Returns `answer` without the false sentences; `None` if there are none. Code, tables and quotations are skipped,
/// and the rest of the text stays byte for byte.
fn without(answer: &str, is_false: impl Fn(&str) -> bool) -> Option<String> {
    let mut block = CodeBlock::default();
    let mut has_dropped = false;
    let mut text = String::with_capacity(answer.len());
    for line in answer.split_inclusive('\n') {
        let shorter = match block.takes(line) || !is_prose(line) {
            true => None,
            false => shorter_line(line, &is_false),
        };
        has_dropped |= shorter.is_some();
        text.push_str(shorter.as_deref().unwrap_or(line));
    }
    if has_dropped && !answer.ends_with('\n') {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    has_dropped.then_some(text)
}

fn is_prose(line: &str) -> bool {
    let is_indented = line.starts_with("    ") || line.starts_with('\t');
    !is_indented && !line.trim_start().starts_with('>') && !line.contains('|')
}

/// Returns a line without its false sentences, keeping its list or heading marker and its line ending; empty if no
/// text is left. `None` if no sentence is false.
fn shorter_line(line: &str, is_false: impl Fn(&str) -> bool) -> Option<String> {
    let (body, end) = line.split_at(line.trim_end().len());
    let (mark, words) = body.split_at(mark_length(body));
    let all = sentences(words);
    let kept: Vec<&str> = all.iter().copied().filter(|sentence| !is_false(sentence)).collect();
    if kept.len() == all.len() {
        return None;
    }
    let text = kept.concat();
    let text = if kept.last() == all.last() { text.as_str() } else { text.trim_end() };
    Some(if text.trim().is_empty() { String::new() } else { format!("{mark}{text}{end}") })
}

/// The length of a line's heading or list marker with the spaces around it, in bytes.
fn mark_length(line: &str) -> usize {
    let rest = line.trim_start();
    let is_digit = |c: char| c.is_ascii_digit();
    let after = match rest.trim_start_matches(is_digit) {
        same if same.len() == rest.len() => {
            let after = rest.trim_start_matches('#');
            if after.len() == rest.len() { rest.strip_prefix(['-', '*', '+']) } else { Some(after) }
        }
        numbered => numbered.strip_prefix(['.', ')']),
    };
    let after = after.filter(|after| after.starts_with(' ')).map_or(rest, str::trim_start);
    line.len() - after.len()
}

const CLAIM: &str = "result of ";

/// Words that make a sentence an example or hypothetical.
const SUPPOSED: [&str; 13] = [
    "if", "when", "in", "for", "with", "would", "example", "e.g.", "suppose", "imagine", "given", "let",
    "should",
];

/// The text that follows "the result of `name`" in `sentence`, in lower case and with any quotes around the name
/// removed. `None` if the phrase is missing, or appears only in code or in a hypothetical sentence.
fn claim_of(sentence: &str, name: &str) -> Option<String> {
    let lower = sentence.to_ascii_lowercase();
    for (place, _) in lower.match_indices(CLAIM) {
        let (before, after) = lower.split_at(place);
        let after = after.trim_start_matches(CLAIM).trim_start_matches("the ").trim_start_matches(QUOTES);
        let is_in_code = before.matches('`').count() % 2 == 1;
        let is_supposed = before.split([' ', ',', '(']).any(|word| SUPPOSED.contains(&word));
        if let Some(follows) = after.strip_prefix(name)
            && follows.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_')
            && !is_in_code
            && !is_supposed
        {
            return Some(follows.trim_start_matches(QUOTES).to_owned());
        }
    }
    None
}

/// Whether `sentence` states the result of a call of `name`: a number, a quotation, or a colon that announces it.
fn is_claim(sentence: &str, name: &str) -> bool {
    let Some(claim) = claim_of(sentence, name) else { return false };
    let Some(says) = stated(&claim) else { return false };
    let quoted = says.trim_end_matches(['.', '!', ' ']);
    let is_quoted = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”')].iter().any(|(open, close)| {
        quoted
            .strip_prefix(*open)
            .is_some_and(|rest| rest.find(*close) == Some(rest.len().saturating_sub(close.len_utf8())))
    });
    let is_announced = says.is_empty() && claim.trim_end().ends_with(':');
    is_quoted || is_announced || stated_number(claim).is_some()
}

/// The text after the verb of a claim.
fn stated(claim: &str) -> Option<&str> {
    let says = claim.trim_start();
    let verbs = ["is:", "was:", "is ", "was ", "equals ", ":", "="];
    verbs.iter().find_map(|verb| says.strip_prefix(verb)).map(str::trim)
}

const QUOTES: [char; 4] = ['`', '"', '\'', '*'];

/// A number as written, with its number of decimals.
#[derive(Clone, Copy, Debug)]
struct Stated {
    value: f64,
    decimals: i32,
}

impl Stated {
    /// Whether `number`, rounded to the written decimals, equals this one.
    fn is_about(self, number: f64) -> bool {
        (self.value - number).abs() <= 0.5 * 10f64.powi(-self.decimals) * 1.000_001
    }
}

/// The number that a claim states: "is 7.", ": **1,234.5**". `None` if the claim contains anything else.
fn stated_number(claim: String) -> Option<Stated> {
    let says = stated(&claim)?.trim_matches(QUOTES).trim_end_matches(['.', '!', ' ']).trim_matches(QUOTES);
    let plain = says.replace(',', "");
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    let value = read_number(&plain).filter(|_| is_number)?;
    Some(Stated { value, decimals: i32::try_from(decimals).ok()? })
}

/// Parses a number as JSON does, since tool outputs are written the same way.
fn read_number(text: &str) -> Option<f64> {
    serde_json::from_str(text).ok()
}

fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | 'e' | 'E' | '+');
    text.split(move |c| !is_part(c))
        .filter_map(|number| read_number(number.replace(',', "").trim_end_matches('.')))
}

/// The sentences of a line, each with its end mark and the space after it.
fn sentences(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(place) = [". ", "! ", "? "].iter().filter_map(|end| rest.find(end)).min() {
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
