//! What a model's reply means. `read_reply` finds it out, `claims` and `complaint` may change it.

use crate::log::event::FeedbackCause;
use crate::provider::ToolCall;

/// The meaning of a complete reply.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reply {
    /// Calls of registered tools with valid arguments.
    Calls(Vec<ToolCall>),
    /// The text of an answer, which ends the run.
    Answer(String),
    /// The reply cannot be used; `content` is the feedback for the model.
    Feedback {
        /// What is wrong with the reply.
        cause: FeedbackCause,
        /// The feedback as the model reads it.
        content: String,
        /// The problem, as a sentence for the user.
        detail: String,
    },
    /// The last step brought no answer; the text says why the run ends.
    OutOfSteps(String),
    /// The model repeated a call although it was told to answer.
    Stuck(String),
}
