//! An answer that tells of a tool's result without the call is not true: small models write such sentences after those they
//! have seen. Finds these sentences and leaves them out. Pure.

use super::reply::Reply;
use super::run::Run;
use crate::tool::ToolRegistry;

/// Said where nothing of an answer is left.
const NOTHING_LEFT: &str = "I have no result to give: no tool was used for this answer.";

/// The reply without sentences about the result of a tool that this run has not called.
pub(super) fn without_claims(reply: Reply, run: &Run, registry: &ToolRegistry) -> Reply {
    let Reply::Answer(answer) = reply else { return reply };
    let names = registry.names();
    let uncalled: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !run.guard().has_called(name)).collect();
    Reply::Answer(without(&answer, &uncalled).unwrap_or(answer))
}

/// `answer` without its claims; none where it makes none.
fn without(answer: &str, uncalled: &[&str]) -> Option<String> {
    let is_claim = |sentence: &str| uncalled.iter().any(|name| claims(sentence, name));
    if !is_claim(answer) {
        return None;
    }
    let kept: Vec<String> = answer
        .lines()
        .filter_map(|line| {
            let kept: String = sentences(line).into_iter().filter(|sentence| !is_claim(sentence)).collect();
            (!kept.trim().is_empty() || line.trim().is_empty()).then(|| kept.trim_end().to_owned())
        })
        .collect();
    let kept = kept.join("\n").trim().to_owned();
    Some(if kept.is_empty() { NOTHING_LEFT.to_owned() } else { kept })
}

/// Whether `sentence` speaks of "the result of `name`", in whatever quotes.
fn claims(sentence: &str, name: &str) -> bool {
    let lower = sentence.to_lowercase();
    let mut rest = lower.as_str();
    while let Some((_, after)) = rest.split_once("result of ") {
        rest = after;
        let after = after.trim_start_matches("the ").trim_start_matches(['`', '"', '\'', '*']);
        let follows = after.strip_prefix(name).map(|after| after.chars().next());
        if follows.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != '_')) {
            return true;
        }
    }
    false
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
mod tests {
    use super::*;

    #[test]
    fn a_claim_of_a_result_without_the_call_is_left_out() {
        let uncalled = ["add_numbers", "echo"];
        for (answer, expected) in [
            ("The result of add_numbers is 7.", NOTHING_LEFT),
            ("Sure. The result of `add_numbers` is 7. Ask me more.", "Sure. Ask me more."),
            ("Hello.\nThe result of the echo is:\nhi", "Hello.\nhi"),
        ] {
            assert_eq!(without(answer, &uncalled).as_deref(), Some(expected), "{answer}");
        }
        for honest in [
            "The result of the election is known.",
            "An echo is the result of a reflection.",
            "The result of echoing is noise.",
            "The result of add_numbers_twice is 7.",
        ] {
            assert_eq!(without(honest, &uncalled), None, "{honest}");
        }
        assert_eq!(without("The result of echo is hi.", &["add_numbers"]), None, "it was called");
    }
}
