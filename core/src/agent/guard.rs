//! Keeps a model from going in circles: small ones like to make the call again whose result they have just read.

use serde_json::Value;

/// The same call with the same result this often is told to the model.
const TOLD_AT: usize = 3;
/// This often, and the run ends.
const ENDS_AT: usize = 5;

/// A call of this run that has its result.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct PastCall {
    pub name: String,
    /// As the model wrote them.
    pub arguments: Value,
    pub result: String,
}

/// The calls of a run, oldest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Guard {
    past: Vec<PastCall>,
    /// Whether the user has said more since the last call.
    has_heard: bool,
}

impl Guard {
    pub(super) fn remember(&mut self, call: PastCall) {
        self.past.push(call);
        self.has_heard = false;
    }

    /// The user said more: the last call may be what they want again.
    pub(super) fn hear(&mut self) {
        self.has_heard = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.past.is_empty()
    }

    /// The call made last, if it is this one: asking again can bring nothing new.
    pub(super) fn repeats(&self, name: &str, arguments: &Value) -> Option<&PastCall> {
        let last = self.past.last().filter(|_| !self.has_heard);
        last.filter(|past| past.name == name && past.arguments == *arguments)
    }

    /// How often the last call has been made with the same result.
    fn alike(&self) -> usize {
        let Some(last) = self.past.last() else { return 0 };
        self.past.iter().filter(|past| *past == last).count()
    }

    /// What the model is told when it goes in circles.
    pub(super) fn warning(&self) -> Option<String> {
        let last = self.past.last().filter(|_| self.alike() == TOLD_AT)?;
        Some(format!(
            "You have called {} with the same arguments {TOLD_AT} times and always got the same result. \
             Do something else, or give the answer.",
            last.name
        ))
    }

    /// Why the run has to end, if it goes in circles too long.
    pub(super) fn circles(&self) -> Option<String> {
        let last = self.past.last().filter(|_| self.alike() >= ENDS_AT)?;
        Some(format!(
            "The model called {} with the same arguments {ENDS_AT} times and always got the same result.",
            last.name
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, result: &str) -> PastCall {
        PastCall { name: name.into(), arguments: json!({ "a": 1 }), result: result.into() }
    }

    #[test]
    fn a_repeated_call_is_seen_at_once() {
        let mut guard = Guard::default();
        assert!(guard.repeats("a", &json!({ "a": 1 })).is_none());
        guard.remember(call("a", "x"));
        assert!(guard.repeats("a", &json!({ "a": 1 })).is_some());
        assert!(guard.repeats("a", &json!({ "a": 2 })).is_none());
        guard.hear();
        assert!(guard.repeats("a", &json!({ "a": 1 })).is_none(), "the user may want it again");
        guard.remember(call("b", "x"));
        assert!(guard.repeats("a", &json!({ "a": 1 })).is_none());
    }

    #[test]
    fn circles_are_told_and_then_ended() {
        let mut guard = Guard::default();
        for round in 1..=5 {
            guard.remember(call("b", &format!("changes {round}")));
            assert_eq!((guard.warning(), guard.circles()), (None, None));
            guard.remember(call("a", "same"));
            assert_eq!(guard.warning().is_some(), round == 3);
            assert_eq!(guard.circles().is_some(), round == 5);
        }
    }
}
