//! What the state machine of a run answers when it is asked what comes next.

use crate::log::event::{FeedbackCause, RunStatus};

/// The next action of the loop. `call` is the id of the tool call's message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Next {
    /// There is no run, or it has ended.
    Nothing,
    /// A step has begun: its request is sent or about to be, or was when the page was closed.
    Answering {
        /// The message that the step writes.
        message: u64,
    },
    /// Call the model. With a cause in `tools_disabled`, tools are disabled for this step and the model is told why.
    Step {
        /// Why tools are disabled; `None` if they are not.
        tools_disabled: Option<FeedbackCause>,
    },
    /// Ask the user to approve the call.
    Ask {
        /// The message of the call.
        call: u64,
    },
    /// Wait for the user's approval decision on the call.
    Wait {
        /// The message of the call.
        call: u64,
    },
    /// Run the call: it needs no approval or has it.
    RunTool {
        /// The message of the call.
        call: u64,
    },
    /// End the run.
    End {
        /// How it ends.
        status: RunStatus,
        /// The reason as a sentence for the user; may be empty.
        reason: String,
    },
}
