//! Feedback on unusable replies: the text for the model, the text for the user, and when more feedback is pointless.
//! Pure.

use super::reply::Reply;
use super::run::Run;
use crate::agent::prompt::result_text;
use crate::base::fence::one_line;
use crate::log::event::FeedbackCause;
use crate::log::reasons::{EndReason, Mistake};
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
        let reason = EndReason::Mistakes { mistake: detail.clone(), times: alike };
        return Reply::Stuck(reason.to_string());
    }
    match run.limit_met() {
        Some(limit) => Reply::OutOfSteps(EndReason::steps_after(limit, detail).to_string()),
        None => reply,
    }
}

/// The feedback on an invalid call; `None` if the call is valid.
pub(super) fn bad_call(call: &ToolCall, registry: &ToolRegistry) -> Option<Reply> {
    let name = one_line(&call.name);
    let (content, detail) = match registry.check(&call.name, &call.arguments).err()? {
        CallError::UnknownTool(_) => (
            format!("There is no tool named {name}. The tools are: {}.", registry.names().join(", ")),
            Mistake::UnknownTool { tool: name },
        ),
        CallError::Arguments(error) => {
            let reason = match &error {
                ToolError::InvalidArguments { reason } => reason.clone(),
                other => other.to_string(),
            };
            (error.for_model(&call.name), Mistake::Arguments { tool: name, reason })
        }
    };
    Some(feedback(FeedbackCause::BadCall, &content, &detail))
}

pub(super) fn cut_call() -> Reply {
    let content =
        "Your call was cut off before its arguments were complete, so it was not made. Make it shorter.";
    feedback(FeedbackCause::BadCall, content, &Mistake::CutCall)
}

pub(super) fn unreadable(error: &str) -> Reply {
    feedback(FeedbackCause::Unreadable, &unreadable_text(error), &Mistake::NoAction)
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
    feedback(FeedbackCause::RepeatedCall, &content, &Mistake::RepeatedCall { tool: name.to_owned() })
}

/// The feedback for reasoning that was cut because it repeated itself. The model gets it once; if there was feedback
/// before, the run ends.
pub(super) fn thought_in_circles(run: &Run) -> Reply {
    if !run.complaints().is_empty() {
        return Reply::Stuck(EndReason::EndlessThoughts.to_string());
    }
    let content = "Your thoughts repeated themselves, so they were cut off. Act or answer now.";
    feedback(FeedbackCause::Unreadable, content, &Mistake::CircularThoughts)
}

fn feedback(cause: FeedbackCause, content: &str, detail: &Mistake) -> Reply {
    Reply::Feedback { cause, content: content.to_owned(), detail: detail.to_string() }
}
