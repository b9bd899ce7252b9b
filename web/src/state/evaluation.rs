//! The evaluation as the page shows it, during and after the run.

use abcb_core::log::event::Protocol;
use leptos::prelude::*;

/// A test case: how many of its trials passed, and what the failed ones were missing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CaseLine {
    pub name: &'static str,
    pub passed: usize,
    pub of: usize,
    pub missed: String,
}

/// The results so far.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Score {
    /// The model that is evaluated.
    pub model: String,
    pub protocol: Option<Protocol>,
    pub cases: Vec<CaseLine>,
    pub passed: usize,
    pub done: usize,
    pub of: usize,
    pub valid_json: usize,
    pub constrained: usize,
    pub millis: u64,
}

#[derive(Clone, Copy, Default)]
pub struct Evaluation {
    pub is_running: RwSignal<bool>,
    pub score: RwSignal<Option<Score>>,
}
