//! The JSON action by which a model without a tool format of its own acts: it calls a tool or gives the answer. Reads what
//! models really write around it, builds the schema that holds a model to it, and shows the answer while it grows.

mod found;
mod growing;
mod written;

use serde_json::{Value, json};

use crate::json::{Fields, Object};
use crate::tool::{Tool, ToolRegistry};

pub use found::{WrittenCall, bare_calls_in, calls_in, repeats_a_call};
pub use growing::{shown_answer, shown_text};

/// What a model's reply asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelOutput {
    ToolCall {
        tool_name: String,
        arguments: Value,
        /// The model's own remark; shown, not acted upon.
        note: Option<String>,
    },
    Final {
        content: String,
    },
}

/// The reply is no action. The model can write it anew.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ModelOutputError {
    #[error("{0}")]
    Parse(String),
}

impl ModelOutput {
    /// Reads a reply strictly: it is one action and nothing else, be it in a code fence. An action with words around it is
    /// shown, not meant. The whole reply is tried first: the content of a right envelope may itself hold a fence.
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

    /// Extra fields are passed over. Arguments may be any value here, `null` too; the tool's schema decides.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value, "the reply")?;
        match fields.word("kind")? {
            "tool_call" => Ok(Self::ToolCall {
                tool_name: fields.text("tool_name")?,
                arguments: value.get("arguments").cloned().ok_or("`arguments` is missing")?,
                note: fields.optional_text("note")?,
            }),
            "final" => Ok(Self::Final { content: fields.text("content")? }),
            other => Err(format!("unknown kind `{other}`")),
        }
    }

    /// The action as a model writes it.
    pub fn to_text(&self) -> String {
        let mut object = Object::default();
        match self {
            Self::ToolCall { tool_name, arguments, note } => object
                .kind("tool_call")
                .text("tool_name", tool_name)
                .set("arguments", arguments.clone())
                .optional_text("note", note.as_deref()),
            Self::Final { content } => object.kind("final").text("content", content),
        };
        object.into_value().to_string()
    }
}

/// The schema of one action with these tools: a call of one of them with the arguments it takes, or the answer.
pub fn action_schema(registry: &ToolRegistry) -> Value {
    let calls = registry.iter().map(|tool| call_schema(tool.as_ref()));
    json!({ "anyOf": calls.chain([final_schema()]).collect::<Vec<_>>() })
}

/// The schema of a call of this tool.
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

/// The schema of the answer alone.
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
