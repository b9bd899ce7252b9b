//! The facts about a trial, read from its logs and requests.

use serde_json::Value;

use crate::log::event::{Event, LoggedEvent, RunStatus, StopCause};
use crate::log::transcript::{CallStatus, Transcript};
use crate::provider::ChatRequest;
use crate::tool::schema;

/// A requested call and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct CallFact {
    /// The tool that was called.
    pub name: String,
    /// The arguments that the call ran with, or would have.
    pub arguments: Value,
    /// How the call ended.
    pub status: CallStatus,
    /// The index of the prompt, starting at 0.
    pub prompt: usize,
}

/// The facts that are judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The number of the user's messages.
    pub prompts: usize,
    /// All calls in the order in which they were requested.
    pub calls: Vec<CallFact>,
    /// The answer to the last prompt.
    pub answer: Option<String>,
    /// The final status of the last run.
    pub status: Option<RunStatus>,
    /// The latest error that prevented or interrupted a model call.
    pub failure: Option<String>,
    /// Notes saved during the trial.
    pub new_notes: Vec<String>,
    /// The number of model calls, in all runs together.
    pub steps: usize,
    /// The number of replies constrained by a schema, and how many of them match it.
    pub constrained: usize,
    /// The number of constrained replies that match their schema.
    pub valid: usize,
}

impl Facts {
    /// Adds the events of one session's log. The session's first prompt has the index `prompt`.
    pub(super) fn read_log(&mut self, events: &[LoggedEvent], prompt: usize) {
        let transcript = Transcript::from_log(events);
        let mut now = prompt;
        for logged in events {
            match &logged.event {
                Event::UserMessage { .. } => {
                    now = self.prompts;
                    self.prompts += 1;
                    (self.answer, self.status) = (None, None);
                }
                Event::StepStarted { .. } => self.steps += 1,
                Event::ToolRequested { .. } => {
                    let Some(tool) = transcript.node(logged.seq).and_then(|node| node.tool.as_ref()) else {
                        continue;
                    };
                    let (name, arguments) = (tool.tool_name.clone(), tool.arguments.clone());
                    self.calls.push(CallFact { name, arguments, status: tool.status, prompt: now });
                }
                Event::ResponseStopped { cause: StopCause::Error { error }, .. } => {
                    self.failure = Some(error.to_string());
                }
                Event::FinalAnswer { content, .. } => self.answer = Some(content.clone()),
                Event::RunEnded { status, .. } => self.status = Some(*status),
                _ => {}
            }
        }
    }

    /// Counts the replies constrained by a schema. `requests` must be in the same order as the replies in `events`.
    pub(super) fn read_replies(&mut self, events: &[LoggedEvent], requests: &[ChatRequest]) {
        let replies = events.iter().filter_map(|logged| match &logged.event {
            Event::ModelResponse { content, .. } | Event::ResponseStopped { content, .. } => Some(content),
            _ => None,
        });
        for (reply, request) in replies.zip(requests) {
            // A rejected request has no reply.
            let Some(schema) = request.schema.as_ref().filter(|_| !reply.is_empty()) else { continue };
            self.constrained += 1;
            let value: Option<Value> = serde_json::from_str(reply).ok();
            self.valid += usize::from(value.is_some_and(|value| fits(schema, &value)));
        }
    }
}

/// Whether a reply matches its schema. Supports `anyOf` and `const` in addition to what a tool's schema may contain.
pub fn fits(schema: &Value, value: &Value) -> bool {
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        return choices.iter().any(|choice| fits(choice, value));
    }
    if schema.get("const").is_some_and(|only| only != value) || schema::check(schema, value).is_err() {
        return false;
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .all(|(name, property)| value.get(name).is_none_or(|inner| fits(property, inner)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::safe_tools;
    use crate::tool::envelope::action_schema;

    #[test]
    fn a_reply_fits_its_schema_or_not() {
        let schema = action_schema(&safe_tools());
        let call = |name: &str, arguments: Value| json!({ "kind": "tool_call", "tool_name": name, "arguments": arguments });
        assert!(fits(&schema, &call("echo", json!({ "text": "x" }))));
        assert!(!fits(&schema, &call("echo", json!({ "text": 1 }))));
        assert!(!fits(&schema, &call("rm", json!({ "text": "x" }))));
        assert!(fits(&schema, &json!({ "kind": "final", "content": "x" })));
        assert!(!fits(&schema, &json!({ "kind": "final" })));
    }
}
