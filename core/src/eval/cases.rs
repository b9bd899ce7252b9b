//! The evaluation cases, grouped by topic: the three of the series and our own. Each has several wordings with
//! different values, to avoid tuning to one prompt; the last wording of each is held out.

mod answers;
mod files;
mod notes;
mod recovery;
mod sums;

use super::{Check, EvalCase, Expectation, Phrasing};

/// All cases, in the order in which they run.
pub fn all_cases() -> Vec<EvalCase> {
    let all: [&[EvalCase]; 5] = [answers::CASES, sums::CASES, notes::CASES, files::CASES, recovery::CASES];
    all.concat()
}

/// A case with an empty workspace and no notes.
const fn case(name: &'static str, phrasings: &'static [Phrasing]) -> EvalCase {
    EvalCase { name, files: &[], notes: &[], can_write: false, phrasings }
}

/// A case with files in the workspace.
const fn with_files(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    phrasings: &'static [Phrasing],
) -> EvalCase {
    EvalCase { name, files, notes: &[], can_write: false, phrasings }
}

const fn asked(prompts: &'static [&'static str], expect: &'static [Expectation]) -> Phrasing {
    Phrasing { prompts, is_apart: false, expect, is_held_out: false }
}

const fn held_out(prompts: &'static [&'static str], expect: &'static [Expectation]) -> Phrasing {
    Phrasing { prompts, is_apart: false, expect, is_held_out: true }
}

/// The same phrasing, with each prompt in a session of its own.
const fn apart(phrasing: Phrasing) -> Phrasing {
    Phrasing { is_apart: true, ..phrasing }
}

/// Expects a successful call of `name` with arguments that pass these checks.
const fn calls(name: &'static str, arguments: &'static [(&'static str, Check)]) -> Expectation {
    Expectation::CallsTool { name, arguments }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_several_wordings_and_one_held_out() {
        let cases = all_cases();
        let mut names: Vec<&str> = cases.iter().map(|case| case.name).collect();
        for case in &cases {
            assert!(case.phrasings.len() >= 3, "{}", case.name);
            let held_out = case.phrasings.iter().filter(|one| one.is_held_out).count();
            assert_eq!(held_out * 3, case.phrasings.len(), "{}: a third", case.name);
            assert!(case.phrasings.iter().all(|one| !one.expect.is_empty() && !one.prompts.is_empty()));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "names differ");
        assert!(["say-hi", "append-note", "add-numbers"].iter().all(|name| names.contains(name)));
        assert!(cases.len() >= 18);
    }
}
