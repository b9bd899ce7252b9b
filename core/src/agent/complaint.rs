//! Feedback on unusable replies: the text for the model, the text for the user, and when more feedback is pointless.
//! Pure.

use super::reply::Reply;
use super::run::Run;
use crate::agent::prompt::result_text;
use crate::base::fence::one_line;
use crate::log::event::FeedbackCause;
use crate::provider::ToolCall;
use crate::tool::{CallError, ToolError, ToolRegistry};

/// The number of identical mistakes in a row, with no usable reply in between, after which more feedback is
/// pointless.
const MOST_ALIKE: usize = 3;

/// Passes feedback on only if the model still has a step to act on it and has not made the same mistake
/// [`MOST_ALIKE`] times; otherwise ends the run.
pub(super) fn unless_pointless(reply: Reply, run: &Run) -> Reply {
    let Reply::Feedback { content, detail, .. } = &reply else { return reply };
    let alike = 1 + run.complaints().iter().filter(|earlier| *earlier == content).count();
    if alike >= MOST_ALIKE {
        return Reply::Stuck(format!("{detail} This happened {alike} times, so the run was ended."));
    }
    match run.limit_met() {
        Some(limit) => Reply::OutOfSteps(format!("{limit} {detail}")),
        None => reply,
    }
}

/// The feedback on an invalid call; `None` if the call is valid.
pub(super) fn bad_call(call: &ToolCall, registry: &ToolRegistry) -> Option<Reply> {
    let name = one_line(&call.name);
    let (content, detail) = match registry.check(&call.name, &call.arguments).err()? {
        CallError::UnknownTool(_) => (
            format!("There is no tool named {name}. The tools are: {}.", registry.names().join(", ")),
            format!("The model called `{name}`, which is not a tool."),
        ),
        CallError::Arguments(error) => {
            let detail = match &error {
                ToolError::InvalidArguments { reason } => format!("The model called `{name}`, but {reason}."),
                other => format!("The model called `{name}`, but {other}."),
            };
            (error.for_model(&call.name), detail)
        }
    };
    Some(Reply::Feedback { cause: FeedbackCause::BadCall, content, detail })
}

pub(super) fn cut_call() -> Reply {
    let content =
        "Your call was cut off before its arguments were complete, so it was not made. Make it shorter.";
    let detail = "The model's call was cut off before it was complete.";
    feedback(FeedbackCause::BadCall, content, detail)
}

pub(super) fn unreadable(error: &str) -> Reply {
    let detail = "The model's reply was neither an answer nor a call in the form it was told to use.";
    feedback(FeedbackCause::Unreadable, &unreadable_text(error), detail)
}

pub(super) fn unreadable_text(error: &str) -> String {
    format!("Your last reply was not one valid JSON action ({error}). Reply with exactly one JSON object.")
}

/// The feedback on a repeated call, with its known result.
pub(super) fn repeated_call(name: &str, result: &str) -> Reply {
    let result = result_text(name, result);
    let content = format!(
        "You have already called {name}.\n{result}\n\nAnswer the question now, in plain words, with this result."
    );
    let detail = format!("The model called `{name}` again, although it had its result.");
    feedback(FeedbackCause::RepeatedCall, &content, &detail)
}

/// The feedback for reasoning that was cut because it repeated itself. The model gets it once; if there was feedback
/// before, the run ends.
pub(super) fn thought_in_circles(run: &Run) -> Reply {
    if !run.complaints().is_empty() {
        return Reply::Stuck("The model's thoughts repeated themselves without end.".to_owned());
    }
    let content = "Your thoughts repeated themselves, so they were cut off. Act or answer now.";
    feedback(
        FeedbackCause::Unreadable,
        content,
        "The model's thoughts repeated themselves, so they were cut off.",
    )
}

fn feedback(cause: FeedbackCause, content: &str, detail: &str) -> Reply {
    Reply::Feedback { cause, content: content.to_owned(), detail: detail.to_owned() }
}
