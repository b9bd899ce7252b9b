//! What a model may ask for: a name, a description, the schema of the arguments, and the call itself. A tool never decides
//! whether it may run; that is `approval`'s. What the tools work on stands behind the traits `NoteStore`, `Workspace` and
//! `CodeRunner`, so the same tools run in the page, in an evaluation and in a test.

mod arithmetic;
mod echo;
mod files;
mod javascript;
mod notes;
mod registry;
pub mod schema;

use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};
use serde_json::Value;

pub use arithmetic::AddNumbers;
pub use echo::Echo;
pub use files::{ListDir, ReadFile, WriteFile};
pub use javascript::{CodeEnd, CodeReport, CodeRunner, RunJavascript};
pub use notes::{NOTE_APPEND, NoteAppend, NoteSearch};
pub use registry::{CallError, RegistryError, ToolRegistry, add_safe_tools};

/// The longest text of a tool's output that a model of an unknown context is shown, in bytes. More would push the
/// conversation itself out of a small context; the rest is kept in the log as an artifact.
pub const MAX_SHOWN_BYTES: usize = 4_000;

/// The longest output that is kept at all, in bytes.
pub const MAX_KEPT_BYTES: usize = 1_000_000;

/// Whether the user is asked before a tool runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Risk {
    /// It runs at once: it changes nothing, and reads only what the user has granted.
    Safe,
    /// It runs only with the user's word.
    Asks,
}

/// One thing that a model can have done.
pub trait Tool {
    /// Unique in a registry; what the model writes.
    fn name(&self) -> &str;

    /// One sentence for the model. It holds no example values: a small model copies them into its calls.
    fn description(&self) -> &str;

    /// The JSON schema of the arguments, an object. See [`schema`].
    fn parameters(&self) -> Value;

    /// Words by which users ask for it, in all their forms, for the guided protocol; two that follow each
    /// other are joined by `_`. `#file` stands for the name of a file, `#number` for a number and `#question` for a question;
    /// `#folder` says that its text is the name of a directory, `#statement` that it is all the user said. The words of the
    /// name count anyway. No model is shown them.
    fn cues(&self) -> &str {
        ""
    }

    fn risk(&self) -> Risk {
        Risk::Safe
    }

    /// Why a call would fail for certain, found without doing anything: then the model is told, and the user is not asked.
    fn refusal<'a>(&'a self, _arguments: &'a Value) -> LocalBoxFuture<'a, Option<ToolError>> {
        future::ready(None).boxed_local()
    }

    /// What came of a call, in words that a person would use; `output` is what the call gave.
    fn describe_result(&self, _arguments: &Value, output: &str) -> String {
        introduced(&format!("{} gave", self.name()), output)
    }

    /// Does it. `arguments` fit [`Tool::parameters`]; the caller has checked that.
    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>>;
}

/// Why a call gave no output. Every variant can be told to the model, which may do better at its next step, except the
/// last, which only the user can mend.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ToolError {
    /// The arguments do not fit the schema. The model can write them anew.
    #[error("the arguments do not fit: {reason}")]
    InvalidArguments { reason: String },
    /// It was tried and did not work; the model may try another way.
    #[error("{reason}")]
    Failed { reason: String },
    /// Storage or the browser failed, or the user's grant is gone. `reason` is for the user.
    #[error("the tool could not be used: {reason}")]
    Unavailable { reason: String },
}

impl ToolError {
    /// What the model is told.
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

/// `text` cut to at most `limit` bytes, between characters, and whether anything was cut.
pub fn cut_to(text: &str, limit: usize) -> (&str, bool) {
    if text.len() <= limit {
        return (text, false);
    }
    let end = (0..=limit).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
    (text.get(..end).unwrap_or_default(), true)
}

/// How much of a tool's output a model is shown whose context has that many tokens, in bytes: about a quarter of the
/// context, so that a few results fit beside the conversation.
pub fn shown_bytes(context_tokens: Option<u32>) -> usize {
    let quarter =
        |tokens: u32| usize::try_from(tokens).unwrap_or(usize::MAX).clamp(1_000, 4 * MAX_SHOWN_BYTES);
    context_tokens.map_or(MAX_SHOWN_BYTES, quarter)
}

/// What the model is shown of `output`, at most `limit` bytes, and all that is kept of it when that is more.
pub fn shown_output(output: &str, limit: usize) -> (String, Option<String>) {
    let (shown, is_cut) = cut_to(output, limit);
    if !is_cut {
        return (shown.to_owned(), None);
    }
    let (kept, _) = cut_to(output, MAX_KEPT_BYTES);
    (format!("{shown}\n[cut: {} of {} bytes shown]", shown.len(), output.len()), Some(kept.to_owned()))
}

/// `output` after the words that introduce it: in their line, or below where it has lines of its own.
fn introduced(words: &str, output: &str) -> String {
    let output = output.trim();
    let gap = if output.contains('\n') { "\n" } else { " " };
    format!("{words}:{gap}{output}")
}

/// A text argument for a sentence; nothing where it is none.
fn named<'a>(arguments: &'a Value, key: &str) -> &'a str {
    arguments.get(key).and_then(Value::as_str).unwrap_or_default().trim()
}

/// A text argument; the schema has made sure of it.
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
