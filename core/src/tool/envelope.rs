//! The envelope protocol: a JSON action by which a model without native tool calls calls a tool or gives its answer.
//! Parses what models actually write around the action, builds the schema that constrains the model to it, and
//! extracts the visible answer while it streams.

mod found;
mod growing;
mod written;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::base::json::kind;
use crate::tool::{Tool, ToolRegistry};

pub use found::{WrittenCall, bare_calls_in, calls_in, repeats_a_call};
pub use growing::{shown_answer, shown_text};

/// The action in a model's reply.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelOutput {
    /// The model asks for a tool: `{"kind":"tool_call","tool_name","arguments","note"?}`.
    ToolCall {
        /// The tool, not checked against any registry yet.
        tool_name: String,
        /// The arguments, not checked against any schema yet.
        #[serde(default)]
        arguments: Value,
        /// The model's own remark on the call. It is shown but has no effect.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The model answers: `{"kind":"final","content"}`.
    Final {
        /// The text of the answer.
        content: String,
    },
}

/// The reply is not a valid action. The model can be asked to write it again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ModelOutputError {
    /// What is wrong with the reply: the JSON parser's message, or the field that does not fit.
    #[error("{0}")]
    Parse(String),
}

impl ModelOutput {
    /// Parses a reply strictly: it must be exactly one action, possibly in a code fence. An action with text around
    /// it is an example, not a call. The whole reply is tried first, because the content of a valid envelope may
    /// itself contain a fence.
    ///
    /// # Errors
    /// A [`ModelOutputError`] if the reply is anything else. The model can write it again.
    pub fn parse(reply: &str) -> Result<Self, ModelOutputError> {
        let reply = written::after_thinking(reply).trim();
        let whole = Self::parse_json(reply);
        match (whole, written::whole_fence(reply)) {
            (Err(_), Some(fenced)) => Self::parse_json(fenced.trim()),
            (whole, _) => whole,
        }
    }

    fn parse_json(text: &str) -> Result<Self, ModelOutputError> {
        let value = serde_json::from_str(text).map_err(|error| ModelOutputError::Parse(error.to_string()))?;
        Self::from_value(&value).map_err(ModelOutputError::Parse)
    }

    /// Reads an action from JSON and ignores extra fields. Arguments may be any value here, including `null`; the
    /// tool's schema is checked later.
    ///
    /// # Errors
    /// A sentence that names the field that is missing or has the wrong type, or the unknown `kind`.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let fields = value.as_object().ok_or("the reply should be an object")?;
        let output = kind::read(fields, &[], &mut Map::new()).map_err(|complaint| complaint.to_string())?;
        // Serde's default stands for `null` as well, which is a value here.
        if matches!(output, Self::ToolCall { .. }) && !fields.contains_key("arguments") {
            return Err("`arguments` is missing".into());
        }
        Ok(output)
    }

    /// The action as JSON text, as a model writes it.
    pub fn to_text(&self) -> String {
        Value::Object(kind::fields_of(self)).to_string()
    }
}

/// The schema of an action with these tools: a call of one of them with its arguments, or the answer.
pub fn action_schema(registry: &ToolRegistry) -> Value {
    let calls = registry.iter().map(|tool| call_schema(tool.as_ref()));
    json!({ "anyOf": calls.chain([final_schema()]).collect::<Vec<_>>() })
}

/// The schema of a call of `tool`.
pub fn call_schema(tool: &dyn Tool) -> Value {
    json!({
        "type": "object",
        "properties": {
            "kind": { "const": "tool_call" },
            "tool_name": { "const": tool.name() },
            "arguments": tool.parameters(),
        },
        "required": ["kind", "tool_name", "arguments"],
        "additionalProperties": false,
    })
}

/// The schema of an answer.
pub fn final_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "kind": { "const": "final" }, "content": { "type": "string" } },
        "required": ["kind", "content"],
        "additionalProperties": false,
    })
}

#[cfg(test)]
#[path = "envelope_tests.rs"]
mod tests;
