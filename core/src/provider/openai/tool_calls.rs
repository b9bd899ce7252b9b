//! Which fragment belongs to which tool call. Servers disagree on `index`, ids and names; what leaves here has one index
//! for each call, counted from 0. Does not look into the arguments: a cut one is the agent's to refuse.

use serde_json::Value;

use super::wire;
use crate::provider::ToolCallDelta;

/// The calls of one answer, as far as they have been seen.
#[derive(Debug, Default)]
pub(super) struct ToolCalls {
    calls: Vec<OpenCall>,
}

#[derive(Debug, Default)]
struct OpenCall {
    wire_index: Option<u64>,
    id: Option<String>,
    is_named: bool,
    has_arguments: bool,
}

impl ToolCalls {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The delta that a fragment means; none when it says nothing new. The id and the name of a call are given once.
    pub(super) fn read(&mut self, fragment: &Value) -> Option<ToolCallDelta> {
        let wire_index = fragment.get("index").and_then(Value::as_u64);
        let function = fragment.get("function").unwrap_or(&Value::Null);
        // LM Studio #649: later fragments carry empty ids and names.
        let id = wire::text(fragment, "id").map(str::to_owned);
        let name = wire::text(function, "name").map(str::to_owned);
        // A piece of JSON text, or, from some servers, the arguments themselves.
        let (arguments, is_whole) = match function.get("arguments") {
            Some(Value::String(text)) => (text.clone(), false),
            Some(whole @ (Value::Object(_) | Value::Array(_))) => (whole.to_string(), true),
            _ => (String::new(), false),
        };

        let place = self.place_of(wire_index, id.as_deref(), name.is_some(), is_whole);
        let is_new = place.is_none();
        let index = place.unwrap_or(self.calls.len());
        if is_new {
            self.calls.push(OpenCall { wire_index, ..OpenCall::default() });
        }
        let call = self.calls.get_mut(index)?;
        let id = id.filter(|_| call.id.is_none());
        let name = name.filter(|_| !call.is_named);
        if !is_new && id.is_none() && name.is_none() && arguments.is_empty() {
            return None;
        }
        call.id = call.id.take().or_else(|| id.clone());
        call.is_named |= name.is_some();
        call.has_arguments |= !arguments.is_empty();
        Some(ToolCallDelta { index, id, name, arguments })
    }

    /// The call that a fragment continues; none when it begins one.
    fn place_of(
        &self,
        wire_index: Option<u64>,
        id: Option<&str>,
        has_name: bool,
        is_whole: bool,
    ) -> Option<usize> {
        let Some(wire_index) = wire_index else {
            // Ollama #7881 leaves the index out. A known id continues its call, a new id or a name begins one, and
            // bare arguments go to the last.
            return match id {
                Some(id) => self.calls.iter().rposition(|call| call.id.as_deref() == Some(id)),
                None if has_name => None,
                None => self.calls.len().checked_sub(1),
            };
        };
        let place = self.calls.iter().rposition(|call| call.wire_index == Some(wire_index))?;
        let call = self.calls.get(place)?;
        // Ollama #15457 says `index: 0` for every call: a new id with a name is a new call, and so are whole arguments
        // where there were arguments already.
        let has_new_id = id.is_some() && id != call.id.as_deref();
        let begins_anew =
            has_name && call.is_named && (has_new_id || (id.is_none() && is_whole && call.has_arguments));
        (!begins_anew).then_some(place)
    }
}

#[cfg(test)]
#[path = "tool_calls_tests.rs"]
mod tests;
