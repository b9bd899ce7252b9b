//! The [`Tool`] trait: name, description, schema of the arguments, and the call itself. A tool does not decide
//! whether it may run; the run does (`agent::run`). Tools access their data through the traits `NoteStore`,
//! `Workspace` and `CodeRunner`, so the same tools run in the page, in an evaluation and in a test.
//! Knows nothing of logs, runs and models.

mod builtin;
pub mod envelope;
pub mod notes;
mod protocol;
mod registry;
pub mod schema;
pub mod workspace;

use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};
use serde_json::Value;

pub use builtin::{
    AddNumbers, BuiltinTool, CodeEnd, CodeReport, CodeRunner, Echo, ListDir, NoteAppend, NoteSearch,
    ReadFile, RunJavascript, ToolHost, WriteFile, builtin_tools,
};
pub use protocol::Protocol;
pub use registry::{CallError, RegistryError, ToolRegistry};

/// The maximum size in bytes of a tool output sent to a model with an unknown context size. More could crowd the
/// conversation out of a small context. The full output is kept in the log as an artifact.
pub const MAX_SHOWN_BYTES: usize = 4_000;

/// The maximum size in bytes of an output kept as an artifact.
pub const MAX_KEPT_BYTES: usize = 1_000_000;

/// The fields in which models and servers write the name and the arguments of a call.
pub const NAME_FIELDS: [&str; 4] = ["name", "tool_name", "function", "tool"];
/// As [`NAME_FIELDS`], for the arguments.
pub const ARGUMENT_FIELDS: [&str; 5] = ["arguments", "parameters", "input", "args", "params"];

/// Whether a tool needs the user's approval.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Risk {
    /// Runs automatically. The tool changes nothing and reads only what the user has granted.
    Safe,
    /// Runs only after the user's approval.
    Asks,
}

/// A tool that a model can call.
pub trait Tool {
    /// Returns the name the model uses to call the tool. Unique in a registry.
    fn name(&self) -> &str;

    /// Returns a one-sentence description for the model. It contains no example values, because small models copy
    /// them into their calls.
    fn description(&self) -> &str;

    /// Returns the JSON schema of the arguments, which is an object. See [`schema`].
    fn parameters(&self) -> Value;

    /// Returns the keywords, in all their forms, by which the guided protocol recognizes that the user wants this
    /// tool. Consecutive words are joined by `_`. `#file` stands for a file name, `#number` for a number and
    /// `#question` for a question. `#folder` marks a tool whose text argument is a directory name, and `#statement`
    /// one whose text argument is the user's whole statement. The words of the tool's name always count. Keywords are
    /// never sent to a model.
    fn cues(&self) -> &str {
        ""
    }

    /// Returns whether a call needs the user's approval. By default it does not.
    fn risk(&self) -> Risk {
        Risk::Safe
    }

    /// Returns why a call is certain to fail, found without side effects. The error then goes to the model without
    /// asking the user for approval.
    fn refusal<'a>(&'a self, _arguments: &'a Value) -> LocalBoxFuture<'a, Option<ToolError>> {
        future::ready(None).boxed_local()
    }

    /// Describes the result of a call in plain English; `output` is the output of the call.
    fn describe_result(&self, _arguments: &Value, output: &str) -> String {
        introduced(&format!("{} gave", self.name()), output)
    }

    /// Runs the tool. The caller has checked that `arguments` match [`Tool::parameters`].
    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>>;
}

/// Why a call failed. The model may be able to recover from any of these except the last, which only the user can
/// fix.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ToolError {
    /// The arguments do not match the schema. The model can correct them.
    #[error("the arguments do not fit: {reason}")]
    InvalidArguments {
        /// What does not fit, as a clause that the model reads.
        reason: String,
    },
    /// The tool ran and failed. The model may try something else.
    #[error("{reason}")]
    Failed {
        /// What went wrong, as a clause that the model reads.
        reason: String,
    },
    /// Storage or the browser failed, or the user's permission is gone. `reason` is for the user.
    #[error("the tool could not be used: {reason}")]
    Unavailable {
        /// What is missing, as a clause that the user reads. The model only learns that the tool cannot be used.
        reason: String,
    },
}

crate::sentences! {
    /// Why the loop gave up a call, as the reason of [`ToolError::Failed`].
    pub enum ToolFailure {
        Gone { tool: String } = "there is no tool named {tool} any more",
        TimedOut { seconds: u32 } = "it was given up after {seconds} seconds",
    }
}

impl ToolError {
    /// Reads an error from its `Display`, as the log stores it.
    pub fn parse(text: &str) -> Self {
        let after = |template: &str| text.strip_prefix(template).map(str::to_owned);
        if let Some(reason) = after("the arguments do not fit: ") {
            return Self::InvalidArguments { reason };
        }
        match after("the tool could not be used: ") {
            Some(reason) => Self::Unavailable { reason },
            None => Self::Failed { reason: text.to_owned() },
        }
    }

    /// Returns the error message for the model.
    pub fn for_model(&self, tool_name: &str) -> String {
        match self {
            Self::InvalidArguments { reason } => {
                format!("{tool_name} did not run: {reason}. Correct the arguments and call it again.")
            }
            Self::Failed { reason } => format!("{tool_name} failed: {reason}"),
            Self::Unavailable { .. } => {
                format!("{tool_name} cannot be used now. Go on without it and tell the user so.")
            }
        }
    }
}

/// Returns `text` truncated to at most `limit` bytes at a character boundary, and whether anything was cut off.
pub fn cut_to(text: &str, limit: usize) -> (&str, bool) {
    if text.len() <= limit {
        return (text, false);
    }
    let end = (0..=limit).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
    (text.get(..end).unwrap_or_default(), true)
}

/// Returns how many bytes of a tool output to send to a model with a context of `context_tokens`: about a quarter of
/// the context, from 1,000 to 16,000 bytes, so that a few results fit in beside the conversation.
pub fn shown_bytes(context_tokens: Option<u32>) -> usize {
    let quarter =
        |tokens: u32| usize::try_from(tokens).unwrap_or(usize::MAX).clamp(1_000, 4 * MAX_SHOWN_BYTES);
    context_tokens.map_or(MAX_SHOWN_BYTES, quarter)
}

/// Returns the part of `output` to send to the model, at most `limit` bytes plus a note about the truncation, and the
/// full output (up to [`MAX_KEPT_BYTES`]) if it was truncated.
pub fn shown_output(output: &str, limit: usize) -> (String, Option<String>) {
    let (shown, is_cut) = cut_to(output, limit);
    if !is_cut {
        return (shown.to_owned(), None);
    }
    let (kept, _) = cut_to(output, MAX_KEPT_BYTES);
    (format!("{shown}\n[cut: {} of {} bytes shown]", shown.len(), output.len()), Some(kept.to_owned()))
}

/// Returns `output` after an introduction: on the same line, or below it if the output has several lines.
fn introduced(words: &str, output: &str) -> String {
    let output = output.trim();
    let gap = if output.contains('\n') { "\n" } else { " " };
    format!("{words}:{gap}{output}")
}

/// Returns a text argument for use in a sentence, or an empty string if it is missing.
fn named<'a>(arguments: &'a Value, key: &str) -> &'a str {
    arguments.get(key).and_then(Value::as_str).unwrap_or_default().trim()
}

/// Returns a text argument. The schema check guarantees that it exists.
fn text<'a>(arguments: &'a Value, key: &str) -> Result<&'a str, ToolError> {
    let found = arguments.get(key).and_then(Value::as_str);
    found.ok_or_else(|| ToolError::InvalidArguments { reason: format!("`{key}` should be text") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_output_is_cut_between_characters_and_kept() {
        assert_eq!(shown_output("short", 5), ("short".into(), None));
        let long = "ä".repeat(MAX_SHOWN_BYTES);
        let (shown, kept) = shown_output(&long, MAX_SHOWN_BYTES);
        assert!(shown.starts_with("ää") && shown.ends_with("[cut: 4000 of 8000 bytes shown]"), "{shown}");
        assert_eq!(kept.as_deref(), Some(long.as_str()));
        assert_eq!(cut_to("aä", 2), ("a", true));
    }

    #[test]
    fn an_error_is_read_from_its_sentence() {
        let reason = "`a` is missing".to_owned();
        for error in [
            ToolError::InvalidArguments { reason: reason.clone() },
            ToolError::Failed { reason: reason.clone() },
            ToolError::Unavailable { reason },
        ] {
            assert_eq!(ToolError::parse(&error.to_string()), error);
        }
        for failure in [ToolFailure::Gone { tool: "echo".into() }, ToolFailure::TimedOut { seconds: 60 }] {
            assert_eq!(failure.to_string().parse(), Ok(failure));
        }
    }

    #[test]
    fn what_is_shown_follows_the_context() {
        for (context, bytes) in [
            (None, 4_000),
            (Some(256), 1_000),
            (Some(2_048), 2_048),
            (Some(8_192), 8_192),
            (Some(131_072), 16_000),
        ] {
            assert_eq!(shown_bytes(context), bytes, "{context:?}");
        }
    }
}
