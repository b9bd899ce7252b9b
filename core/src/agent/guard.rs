//! Detects a model that repeats its tool calls: small models tend to repeat a call right after reading its result.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::log::reasons::EndReason;
use crate::provider::ToolCall;

/// The number of identical calls with the same result after which the model gets a warning.
const TOLD_AT: usize = 3;
/// The number of identical calls with the same result after which the run ends.
const ENDS_AT: usize = 5;

/// A completed call of this run.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct PastCall {
    pub name: String,
    /// The arguments as the model wrote them, before any edit by the user.
    pub arguments: Value,
    pub result: String,
}

impl PastCall {
    fn is(&self, call: &ToolCall) -> bool {
        self.name == call.name && self.arguments == call.arguments
    }
}

/// The longest sequence of calls whose repetition is detected.
const MAX_ROW: usize = 6;

/// The calls of a run, oldest first.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Guard {
    past: Vec<PastCall>,
    /// How many of the calls precede the user's latest message.
    heard_at: usize,
}

impl Guard {
    pub(super) fn remember(&mut self, call: PastCall) {
        self.past.push(call);
    }

    /// Handles a new user message: the user may want a repeated call, so earlier calls no longer count.
    pub(super) fn hear(&mut self) {
        self.heard_at = self.past.len();
    }

    pub(super) fn has_called(&self, name: &str) -> bool {
        self.past.iter().any(|past| past.name == name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.past.is_empty()
    }

    /// The calls since the user's latest message.
    fn recent(&self) -> &[PastCall] {
        self.past.get(self.heard_at..).unwrap_or_default()
    }

    /// Returns a result that the model already has if `calls` can bring nothing new. That is the case if they repeat
    /// the latest calls, in any order, or if they would complete the second pass of a sequence whose repetition has
    /// so far given the same results.
    pub(super) fn repeats(&self, calls: &[ToolCall]) -> Option<&PastCall> {
        let recent = self.recent();
        let last = recent.get(recent.len().checked_sub(calls.len())?..)?;
        let known = |call: &ToolCall| last.iter().find(|past| past.is(call));
        if calls.iter().all(|call| known(call).is_some()) {
            return known(calls.first()?);
        }
        (calls.len() + 1..=MAX_ROW).find_map(|row| {
            let again = row - calls.len();
            let made = recent.get(recent.len().checked_sub(row + again)?..)?;
            let (first, second) = made.split_at_checked(row)?;
            let (begun, rest) = first.split_at_checked(again)?;
            let comes_again = begun == second && rest.iter().zip(calls).all(|(past, call)| past.is(call));
            rest.first().filter(|_| comes_again)
        })
    }

    /// How often the last call was made with the same result.
    fn alike(&self) -> usize {
        let recent = self.recent();
        let Some(last) = recent.last() else { return 0 };
        recent.iter().filter(|past| *past == last).count()
    }

    /// The warning for the model if it repeats a call.
    pub(super) fn warning(&self) -> Option<String> {
        let last = self.recent().last().filter(|_| self.alike() == TOLD_AT)?;
        Some(format!(
            "You have called {} with the same arguments {TOLD_AT} times and always got the same result. \
             Do something else, or give the answer.",
            last.name
        ))
    }

    /// The reason to end the run if the model keeps repeating a call.
    pub(super) fn loop_detected(&self) -> Option<EndReason> {
        let last = self.recent().last().filter(|_| self.alike() >= ENDS_AT)?;
        Some(EndReason::SameCall { tool: last.name.clone(), times: ENDS_AT })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, result: &str) -> PastCall {
        PastCall { name: name.into(), arguments: json!({ "a": 1 }), result: result.into() }
    }

    fn asked(names: &[&str]) -> Vec<ToolCall> {
        let call = |name: &&str| ToolCall { id: None, name: (*name).into(), arguments: json!({ "a": 1 }) };
        names.iter().map(call).collect()
    }

    /// Returns the known result for the calls `asked_for`, if they are a repetition. An entry of `past` is `name` or
    /// `name:result`; without a colon, the result equals the name.
    fn seen(past: &[&str], asked_for: &[&str]) -> Option<String> {
        let mut guard = Guard::default();
        for past in past {
            let (name, result) = past.split_once(':').unwrap_or((past, past));
            guard.remember(call(name, result));
        }
        guard.repeats(&asked(asked_for)).map(|past| past.result.clone())
    }

    #[test]
    fn a_repeated_call_is_seen_at_once() {
        let mut guard = Guard::default();
        assert!(guard.repeats(&asked(&["a"])).is_none());
        guard.remember(call("a", "x"));
        assert!(guard.repeats(&asked(&["a"])).is_some());
        let other = ToolCall { id: None, name: "a".into(), arguments: json!({ "a": 2 }) };
        assert!(guard.repeats(&[other]).is_none());
        guard.hear();
        assert!(guard.repeats(&asked(&["a"])).is_none(), "the user may want it again");
        guard.remember(call("b", "x"));
        assert!(guard.repeats(&asked(&["a"])).is_none());
    }

    #[test]
    fn a_group_of_calls_that_comes_again_is_seen() {
        // Several calls in one reply, in the same or another order.
        assert_eq!(seen(&["a", "b"], &["a", "b"]).as_deref(), Some("a"));
        assert_eq!(seen(&["x", "a", "b", "c"], &["c", "a", "b"]).as_deref(), Some("c"));
        assert_eq!(seen(&["a", "b"], &["a", "c"]), None, "one of them is new");
        assert_eq!(seen(&["a"], &["a", "b"]), None, "a group that has grown");
        // One call after the other.
        assert_eq!(seen(&["a", "b", "a"], &["b"]).as_deref(), Some("b"));
        assert_eq!(seen(&["x", "a", "b", "c", "a", "b"], &["c"]).as_deref(), Some("c"));
        assert_eq!(seen(&["a", "b", "c", "a"], &["b", "c"]).as_deref(), Some("b"));
        assert_eq!(seen(&["a:1", "b", "a:2"], &["b"]), None, "something has changed between");
        assert_eq!(seen(&["a", "b", "a"], &["c"]), None);
        assert_eq!(seen(&["b", "a"], &["b"]), None, "to look once more is no circle");
        assert_eq!(seen(&[], &["a"]), None);
    }

    #[test]
    fn what_was_called_before_the_user_said_more_counts_no_more() {
        let mut guard = Guard::default();
        for name in ["a", "b", "a"] {
            guard.remember(call(name, "same"));
        }
        guard.hear();
        assert!(guard.repeats(&asked(&["b"])).is_none());
        guard.remember(call("a", "same"));
        assert_eq!(guard.warning(), None);
    }

    #[test]
    fn circles_are_told_and_then_ended() {
        let mut guard = Guard::default();
        for round in 1..=5 {
            guard.remember(call("b", &format!("changes {round}")));
            assert_eq!((guard.warning(), guard.loop_detected()), (None, None));
            guard.remember(call("a", "same"));
            assert_eq!(guard.warning().is_some(), round == 3);
            assert_eq!(guard.loop_detected().is_some(), round == 5);
        }
    }
}
