//! Evaluates models as agents: cases with their expectations, trials that run the real driver on in-memory notes and
//! files, and the resulting pass rates. Independent of any concrete model, server or clock.

pub mod cases;
mod facts;
mod judge;
mod score;
mod trial;

pub use cases::all_cases;
pub use facts::{CallFact, Facts, fits};
pub use judge::{judge, missed};
pub use score::{CaseScore, Rate, Scorecard};
pub use trial::{EvalRunner, Plan, Trial, run_eval};

/// One task in several wordings, with the same files and notes.
#[derive(Clone, Copy, Debug)]
pub struct EvalCase {
    /// A short name for reports, unique among the cases.
    pub name: &'static str,
    /// The files in the workspace, as path and content.
    pub files: &'static [(&'static str, &'static str)],
    /// Notes from earlier sessions.
    pub notes: &'static [&'static str],
    /// Whether `write_file` is available too. It needs approval, which the harness always denies.
    pub can_write: bool,
    /// The wordings of the task. Each is a trial of its own.
    pub phrasings: &'static [Phrasing],
}

/// One wording of a task, with its own values.
#[derive(Clone, Copy, Debug)]
pub struct Phrasing {
    /// What the user writes, one message after the other.
    pub prompts: &'static [&'static str],
    /// Whether each prompt starts a new session; only notes and files carry over.
    pub is_apart: bool,
    /// What has to hold in the end. A trial passes if all of it does.
    pub expect: &'static [Expectation],
    /// Whether this phrasing is held out from tuning prompts and policies. Its pass rate is reported separately.
    pub is_held_out: bool,
}

/// An expectation on a trial. "The answer" is the answer to the last prompt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expectation {
    /// The last run ended with an answer.
    Completes,
    /// A call of this tool succeeded with arguments that pass all checks.
    CallsTool {
        /// The name of the tool.
        name: &'static str,
        /// What each argument has to be, by its name. Other arguments may be anything.
        arguments: &'static [(&'static str, Check)],
    },
    /// Calls of these tools succeeded in this order, possibly with other calls in between.
    CallsInOrder(&'static [&'static str]),
    /// No tool was called for the last prompt.
    CallsNoTool,
    /// The answer contains this text, ignoring case. Numbers are compared as numbers: `17` does not contain `7`.
    FinalContains(&'static str),
    /// The answer contains at least one of these texts.
    FinalContainsOne(&'static [&'static str]),
    /// The answer does not contain this text.
    FinalLacks(&'static str),
    /// A note was saved that contains this text, ignoring case.
    NoteSaved(&'static str),
    /// A call of this tool failed.
    Fails(&'static str),
    /// A call of this tool was denied, and the model called it at most twice.
    Denied(&'static str),
}

/// A check of one argument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Check {
    /// The text contains this, ignoring case.
    Holds(&'static str),
    /// The text equals this, ignoring surrounding whitespace.
    Is(&'static str),
    /// The value is this number, up to a rounding error.
    Number(f64),
}

impl Expectation {
    /// A short description of the expectation.
    pub fn label(&self) -> String {
        match self {
            Self::Completes => "completes".to_owned(),
            Self::CallsTool { name, .. } => format!("calls {name}"),
            Self::CallsInOrder(names) => format!("calls {}", names.join(" then ")),
            Self::CallsNoTool => "calls no tool".to_owned(),
            Self::FinalContains(text) => format!("says {text}"),
            Self::FinalContainsOne(texts) => format!("says one of {}", texts.join(", ")),
            Self::FinalLacks(text) => format!("does not say {text}"),
            Self::NoteSaved(text) => format!("notes {text}"),
            Self::Fails(name) => format!("sees {name} fail"),
            Self::Denied(name) => format!("is denied {name}"),
        }
    }
}
