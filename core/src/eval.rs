//! Measures how well a model does as the agent: cases with what is expected of them, trials with the real driver on notes and
//! files in memory, and the rates that come of it. Knows no concrete model, server or clock.

pub mod cases;
mod facts;
mod judge;
mod score;
mod trial;

pub use cases::all_cases;
pub use facts::{CallFact, Facts, fits};
pub use judge::{judge, missed};
pub use score::{CaseScore, Rate, Scorecard};
pub use trial::{Lab, Plan, Trial, run_eval};

/// One task in several wordings, on the same files and notes.
#[derive(Clone, Copy, Debug)]
pub struct EvalCase {
    pub name: &'static str,
    /// The workspace: path and content of each file.
    pub files: &'static [(&'static str, &'static str)],
    /// Notes of earlier sessions.
    pub notes: &'static [&'static str],
    /// Whether `write_file` is on offer too. It asks, and the harness always says no.
    pub can_write: bool,
    pub phrasings: &'static [Phrasing],
}

/// One wording of a task, with values of its own.
#[derive(Clone, Copy, Debug)]
pub struct Phrasing {
    pub prompts: &'static [&'static str],
    /// Each prompt begins a session of its own; only the notes and files stay.
    pub is_apart: bool,
    pub expect: &'static [Expectation],
    /// Kept away from whoever improves prompts and policies: its rate is reported apart.
    pub is_held_out: bool,
}

/// What a trial has to show. Where it speaks of the answer, the answer to the last prompt is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expectation {
    /// The last run ended with an answer.
    Completes,
    /// A call of this tool succeeded whose arguments fit all checks.
    CallsTool {
        name: &'static str,
        arguments: &'static [(&'static str, Check)],
    },
    /// Calls of these tools succeeded in this order; others may come between.
    CallsInOrder(&'static [&'static str]),
    /// No tool was called for the last prompt.
    CallsNoTool,
    /// The answer holds this text in any case; a number as a number: `7` is not in `17`.
    FinalContains(&'static str),
    /// The answer holds one of these.
    FinalContainsOne(&'static [&'static str]),
    FinalLacks(&'static str),
    /// A note was saved that holds this text in any case.
    NoteSaved(&'static str),
    /// A call of this tool failed.
    Fails(&'static str),
    /// A call of this tool was denied, and it was asked for at most twice.
    Denied(&'static str),
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Check {
    /// Text that holds this, in any case.
    Holds(&'static str),
    /// A text that is this, white space around it aside.
    Is(&'static str),
    Number(f64),
}

impl Expectation {
    /// What is expected, in a few words.
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
