//! Judges whether a trial meets its expectations. Pure.

use serde_json::Value;

use super::{CallFact, Check, Expectation, Facts};
use crate::log::event::RunStatus;
use crate::log::transcript::CallStatus;

/// How often the model may call a tool that is denied: a second call may be a misunderstanding, a third is a loop.
const MAX_ASKED: usize = 2;

/// Returns the expectations that the facts do not meet.
pub fn missed(expected: &[Expectation], facts: &Facts) -> Vec<Expectation> {
    expected.iter().filter(|one| !judge(one, facts)).copied().collect()
}

/// Returns whether one expectation is met.
pub fn judge(expected: &Expectation, facts: &Facts) -> bool {
    let answer = facts.answer.as_deref().unwrap_or_default();
    match expected {
        Expectation::Completes => facts.status == Some(RunStatus::Completed) && !answer.trim().is_empty(),
        Expectation::CallsTool { name, arguments } => {
            facts.calls.iter().any(|call| is_done(call, name) && fits_all(&call.arguments, arguments))
        }
        Expectation::CallsInOrder(names) => {
            let mut calls = facts.calls.iter();
            names.iter().all(|name| calls.any(|call| is_done(call, name)))
        }
        Expectation::CallsNoTool => facts.calls.iter().all(|call| call.prompt + 1 != facts.prompts),
        Expectation::FinalContains(text) => contains(answer, text),
        Expectation::FinalContainsOne(texts) => texts.iter().any(|text| contains(answer, text)),
        Expectation::FinalLacks(text) => facts.answer.is_some() && !contains(answer, text),
        Expectation::NoteSaved(text) => facts.new_notes.iter().any(|note| contains(note, text)),
        Expectation::Fails(name) => count(facts, name, |status| status == CallStatus::Failed) > 0,
        Expectation::Denied(name) => {
            count(facts, name, |status| status == CallStatus::Denied) > 0
                && count(facts, name, |_| true) <= MAX_ASKED
        }
    }
}

fn is_done(call: &CallFact, name: &str) -> bool {
    call.name == name && call.status == CallStatus::Done
}

fn count(facts: &Facts, name: &str, is_meant: impl Fn(CallStatus) -> bool) -> usize {
    facts.calls.iter().filter(|call| call.name == name && is_meant(call.status)).count()
}

fn fits_all(arguments: &Value, checks: &[(&str, Check)]) -> bool {
    checks.iter().all(|(key, check)| {
        let value = arguments.get(key);
        let text = value.and_then(Value::as_str);
        match check {
            Check::Holds(part) => text.is_some_and(|text| contains(text, part)),
            Check::Is(whole) => text.is_some_and(|text| text.trim() == *whole),
            Check::Number(number) => value.and_then(Value::as_f64).is_some_and(|value| same(value, *number)),
        }
    })
}

/// Whether `text` contains `part`, ignoring case. Numbers are compared as numbers: `7.0` contains `7`, `17` does not.
pub(super) fn contains(text: &str, part: &str) -> bool {
    match part.parse::<f64>() {
        Ok(number) => numbers(text).any(|found| same(found, number)),
        Err(_) => plain(text).contains(&plain(part)),
    }
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9 * b.abs().max(1.0)
}

/// Lower-case text with straight apostrophes.
fn plain(text: &str) -> String {
    text.to_lowercase().replace(['\u{2018}', '\u{2019}'], "'")
}

/// The numbers in a text. `1,234.5` is one number; the full stop after `7.` belongs to the sentence.
fn numbers(text: &str) -> impl Iterator<Item = f64> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    text.split(move |c: char| !is_part(c)).filter_map(|word| {
        let word = word.trim_end_matches(['.', ',', '-']).trim_start_matches(['.', ',']);
        word.replace(',', "").parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, arguments: Value, status: CallStatus, prompt: usize) -> CallFact {
        CallFact { name: name.into(), arguments, status, prompt }
    }

    fn facts(calls: Vec<CallFact>, answer: &str) -> Facts {
        Facts {
            prompts: 2,
            calls,
            answer: Some(answer.into()),
            status: Some(RunStatus::Completed),
            new_notes: vec!["Buy Milk".into()],
            ..Facts::default()
        }
    }

    #[test]
    fn numbers_are_looked_for_as_numbers_and_words_in_any_case() {
        for (text, part, expected) in [
            ("The sum is 7.", "7", true),
            ("It is 7.0, really", "7", true),
            ("It is 17.", "7", false),
            ("7.5", "7", false),
            ("$1,234.50!", "1234.5", true),
            ("it was -5 degrees", "-5", true),
            ("3 + 4=7", "7", true),
            ("PARIS it is", "Paris", true),
            ("I couldn\u{2019}t", "couldn't", true),
            ("", "x", false),
        ] {
            assert_eq!(contains(text, part), expected, "{text:?} {part:?}");
        }
    }

    #[test]
    fn calls_are_judged_by_name_arguments_order_and_end() {
        let calls = vec![
            call("list_dir", json!({ "path": "." }), CallStatus::Done, 0),
            call("read_file", json!({ "path": "a" }), CallStatus::Failed, 0),
            call("add_numbers", json!({ "a": 3, "b": 4.5 }), CallStatus::Done, 1),
        ];
        let facts = facts(calls, "it is 7.5");
        let check = |expected: Expectation| judge(&expected, &facts);
        let sum = &[("a", Check::Number(3.0)), ("b", Check::Number(4.5))];
        assert!(check(Expectation::CallsTool { name: "add_numbers", arguments: sum }));
        assert!(!check(Expectation::CallsTool { name: "read_file", arguments: &[] }), "it failed");
        let other = &[("path", Check::Holds("docs"))];
        assert!(!check(Expectation::CallsTool { name: "list_dir", arguments: other }));
        let root = &[("path", Check::Is("."))];
        assert!(check(Expectation::CallsTool { name: "list_dir", arguments: root }));
        assert!(check(Expectation::CallsInOrder(&["list_dir", "add_numbers"])));
        assert!(!check(Expectation::CallsInOrder(&["add_numbers", "list_dir"])));
        assert!(!check(Expectation::CallsNoTool));
        assert!(check(Expectation::Fails("read_file")));
        assert!(check(Expectation::Completes));
        assert!(check(Expectation::NoteSaved("milk")));
        assert!(check(Expectation::FinalContainsOne(&["x", "7.5"])) && check(Expectation::FinalLacks("x")));
        let both = [Expectation::FinalContains("8"), Expectation::Completes];
        assert_eq!(missed(&both, &facts), [Expectation::FinalContains("8")]);
    }

    #[test]
    fn a_denial_may_be_misunderstood_once() {
        let denied = || call("write_file", json!({}), CallStatus::Denied, 1);
        let check = |calls| judge(&Expectation::Denied("write_file"), &facts(calls, "not done"));
        assert!(!check(vec![]));
        assert!(check(vec![denied(), denied()]));
        assert!(!check(vec![denied(), denied(), denied()]));
    }

    #[test]
    fn only_the_last_prompt_is_asked_to_call_nothing() {
        let early = vec![call("echo", json!({}), CallStatus::Done, 0)];
        assert!(judge(&Expectation::CallsNoTool, &facts(early, "ok")));
    }

    #[test]
    fn an_answer_that_is_empty_or_never_came_completes_nothing() {
        let mut facts = facts(vec![], " ");
        assert!(!judge(&Expectation::Completes, &facts));
        facts.answer = None;
        assert!(!judge(&Expectation::FinalLacks("x"), &facts));
    }
}
