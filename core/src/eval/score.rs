//! Computes pass rates from trials, per case and overall, with held-out phrasings separate.

use serde_json::{Value, json};

use super::Trial;

/// The number of passed trials out of a total.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Rate {
    /// The number of trials that met all their expectations.
    pub passed: usize,
    /// The number of all trials.
    pub of: usize,
}

impl Rate {
    fn of<'a>(trials: impl Iterator<Item = &'a Trial>) -> Self {
        let mut rate = Self::default();
        for trial in trials {
            rate.passed += usize::from(trial.is_passed());
            rate.of += 1;
        }
        rate
    }

    /// `3/4`, or a dash if there are no trials.
    fn text(self) -> String {
        if self.of == 0 { "-".to_owned() } else { format!("{}/{}", self.passed, self.of) }
    }

    fn percent(self) -> String {
        if self.of == 0 {
            return "-".to_owned();
        }
        format!("{} ({} %)", self.text(), (self.passed * 100 + self.of / 2) / self.of)
    }

    fn value(self) -> Value {
        json!({ "passed": self.passed, "of": self.of })
    }
}

/// The pass rates of one case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseScore {
    /// The name of the case.
    pub name: &'static str,
    /// The rate of the phrasings that prompts may be tuned to.
    pub dev: Rate,
    /// The rate of the phrasings that nobody may tune to.
    pub held_out: Rate,
    /// Short descriptions of the missed expectations. Held-out phrasings are omitted, so that nobody tunes to them.
    pub missed: Vec<String>,
}

/// The results of an evaluation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scorecard {
    /// One entry per case, in the order of the trials.
    pub cases: Vec<CaseScore>,
    /// The rate of all phrasings that prompts may be tuned to.
    pub dev: Rate,
    /// The rate of all held-out phrasings. This is the honest figure.
    pub held_out: Rate,
    /// The replies constrained by a schema that match it.
    pub valid_json: Rate,
    /// The number of model calls in all trials.
    pub steps: usize,
    /// The time that all trials took, in milliseconds.
    pub millis: u64,
}

impl Scorecard {
    /// Counts the trials of an evaluation.
    pub fn of(trials: &[Trial]) -> Self {
        let mut names: Vec<&'static str> = trials.iter().map(|trial| trial.case).collect();
        names.dedup();
        let sum = |number: fn(&Trial) -> usize| trials.iter().map(number).sum();
        Self {
            cases: names.into_iter().map(|name| case_score(name, trials)).collect(),
            dev: Rate::of(trials.iter().filter(|trial| !trial.is_held_out)),
            held_out: Rate::of(trials.iter().filter(|trial| trial.is_held_out)),
            valid_json: Rate {
                passed: sum(|trial| trial.facts.valid),
                of: sum(|trial| trial.facts.constrained),
            },
            steps: sum(|trial| trial.facts.steps),
            millis: trials.iter().map(|trial| trial.millis).sum(),
        }
    }

    fn trials(&self) -> usize {
        self.dev.of + self.held_out.of
    }

    /// A text table with one line per case and the totals below.
    pub fn to_text(&self) -> String {
        let width = self.cases.iter().map(|case| case.name.len()).max().unwrap_or(0);
        let mut text = format!("{:width$}  {:>5} {:>9}\n", "case", "dev", "held out");
        for case in &self.cases {
            let (dev, held_out) = (case.dev.text(), case.held_out.text());
            let missed = case.missed.join("; ");
            text.push_str(&format!("{:width$}  {dev:>5} {held_out:>9}  {missed}\n", case.name));
        }
        let count = self.trials().max(1);
        text.push_str(&format!(
            "\ndev {}   held out {}   together {}\nvalid JSON {} of constrained replies   {:.1} steps and {} ms a trial\n",
            self.dev.percent(),
            self.held_out.percent(),
            Rate { passed: self.dev.passed + self.held_out.passed, of: self.trials() }.percent(),
            self.valid_json.text(),
            self.steps as f64 / count as f64,
            self.millis / count as u64,
        ));
        text
    }

    /// Returns the scores as JSON: `{"dev","held_out","valid_json","trials","steps","millis","cases"}`, where each rate
    /// is `{"passed","of"}`.
    pub fn to_value(&self) -> Value {
        let case = |case: &CaseScore| json!({ "name": case.name, "dev": case.dev.value(), "held_out": case.held_out.value(), "missed": case.missed });
        json!({
            "dev": self.dev.value(),
            "held_out": self.held_out.value(),
            "valid_json": self.valid_json.value(),
            "trials": self.trials(),
            "steps": self.steps,
            "millis": self.millis,
            "cases": self.cases.iter().map(case).collect::<Vec<_>>(),
        })
    }
}

fn case_score(name: &'static str, trials: &[Trial]) -> CaseScore {
    let own = || trials.iter().filter(move |trial| trial.case == name);
    let failed = own().filter(|trial| !trial.is_held_out && !trial.is_passed());
    let missed = failed.map(|trial| {
        let labels: Vec<String> = trial.missed.iter().map(|expected| expected.label()).collect();
        format!("{}: not {}", trial.phrasing, labels.join(", "))
    });
    CaseScore {
        name,
        dev: Rate::of(own().filter(|trial| !trial.is_held_out)),
        held_out: Rate::of(own().filter(|trial| trial.is_held_out)),
        missed: missed.collect(),
    }
}
