//! Assigns fragments to tool calls. Servers disagree on `index`, ids and names; the deltas returned here have one index
//! per call, counted from 0. Does not parse the arguments: rejecting truncated ones is up to the agent.

use serde_json::Value;

use super::fields::text;
use crate::provider::ToolCallDelta;
use crate::tool::ARGUMENT_FIELDS;

/// The calls of one answer seen so far.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    calls: Vec<OpenCall>,
}

#[derive(Debug, Default)]
struct OpenCall {
    wire_index: Option<u64>,
    id: Option<String>,
    name: String,
    has_arguments: bool,
}

/// Returns whether a fragment contains any part of a call.
pub(super) fn is_fragment(value: &Value) -> bool {
    ["function", "name", "arguments", "id"].iter().any(|field| value.get(*field).is_some())
}

/// A fragment of a call, whatever its shape.
#[derive(Debug)]
struct Fragment {
    id: Option<String>,
    name: Option<String>,
    /// A piece of JSON text.
    arguments: String,
    /// Whether the arguments are complete: some servers send them as a JSON value instead.
    is_whole: bool,
}

impl Fragment {
    fn of(fragment: &Value) -> Self {
        // Some servers omit the object around name and arguments.
        let function = fragment.get("function").filter(|function| function.is_object()).unwrap_or(fragment);
        let (arguments, is_whole) = match ARGUMENT_FIELDS.iter().find_map(|field| function.get(*field)) {
            Some(Value::String(text)) => (text.clone(), false),
            Some(Value::Null) | None => (String::new(), false),
            Some(whole) => (whole.to_string(), true),
        };
        // LM Studio #649: later fragments carry empty ids and names.
        let id = text(fragment, "id").map(str::to_owned);
        Self { id, name: text(function, "name").map(str::to_owned), arguments, is_whole }
    }
}

/// Returns whether `again` adds nothing to `fragment`, which is of the same chunk in another shape: gateways send a call
/// both in their own shape and in the one that they translate it to.
pub(super) fn repeats(again: &Value, fragment: &Value) -> bool {
    if !is_fragment(again) {
        return false;
    }
    let (again, first) = (Fragment::of(again), Fragment::of(fragment));
    let agree =
        |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
    let is_same = again.id.is_some() && again.id == first.id;
    let adds_none = matches!(again.arguments.as_str(), "" | "{}") || again.arguments == first.arguments;
    agree(&again.id, &first.id)
        && agree(&again.name, &first.name)
        && (adds_none || (is_same && !first.arguments.is_empty()))
}

impl ToolCalls {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Returns the delta for a fragment; `None` if it adds nothing new. The id of a call is returned once, its name
    /// whenever there is more of it.
    pub(super) fn read(&mut self, fragment: &Value) -> Option<ToolCallDelta> {
        let wire_index = fragment.get("index").and_then(Value::as_u64);
        let Fragment { id, name, mut arguments, is_whole } = Fragment::of(fragment);
        let place = self.place_of(wire_index, id.as_deref(), name.as_deref(), is_whole);
        let is_new = place.is_none();
        let index = place.unwrap_or(self.calls.len());
        if is_new {
            self.calls.push(OpenCall { wire_index, ..OpenCall::default() });
        }
        let call = self.calls.get_mut(index)?;
        if is_whole && call.has_arguments {
            // Complete arguments continue none: they repeat what came in pieces.
            arguments.clear();
        }
        let id = id.filter(|_| call.id.is_none());
        let name = name.and_then(|name| new_of_name(&call.name, name));
        if !is_new && id.is_none() && name.is_none() && arguments.is_empty() {
            return None;
        }
        call.id = call.id.take().or_else(|| id.clone());
        call.name.push_str(name.as_deref().unwrap_or_default());
        call.has_arguments |= !arguments.is_empty();
        Some(ToolCallDelta { index, id, name, arguments })
    }

    /// Returns the call that a fragment continues; `None` if it begins one.
    fn place_of(
        &self,
        wire_index: Option<u64>,
        id: Option<&str>,
        name: Option<&str>,
        is_whole: bool,
    ) -> Option<usize> {
        let Some(wire_index) = wire_index else {
            // Ollama #7881 omits the index. A known id continues its call, a new id or a name begins one, and bare
            // arguments belong to the last call.
            return match id {
                Some(id) => self.calls.iter().rposition(|call| call.id.as_deref() == Some(id)),
                None if name.is_some() => None,
                None => self.calls.len().checked_sub(1),
            };
        };
        let place = self.calls.iter().rposition(|call| call.wire_index == Some(wire_index))?;
        let call = self.calls.get(place)?;
        // Ollama #15457 sends `index: 0` for every call: a new id with a name is a new call, and so are complete
        // arguments if the call already has arguments. A different name is a piece of the call's name only until its
        // arguments begin.
        let has_new_id = id.is_some() && id != call.id.as_deref();
        let is_other = name.is_some_and(|name| name != call.name);
        let begins_anew = name.is_some()
            && !call.name.is_empty()
            && (has_new_id || (id.is_none() && call.has_arguments && (is_whole || is_other)));
        (!begins_anew).then_some(place)
    }
}

/// Returns what `name` adds to the name so far: nothing if it repeats that name.
fn new_of_name(so_far: &str, name: String) -> Option<String> {
    let rest = name.strip_prefix(so_far).unwrap_or(&name);
    (!rest.is_empty()).then(|| rest.to_owned())
}

#[cfg(test)]
#[path = "tool_calls_tests.rs"]
mod tests;
