//! Replies that cannot be used: what the model is told of them, what the user is, and when there is no use in telling the
//! model once more. Pure.

use super::reply::Reply;
use super::run::Run;
use crate::event::FeedbackCause;
use crate::fence::one_line;
use crate::prompt::result_text;
use crate::provider::ToolCall;
use crate::tool::{CallError, ToolError, ToolRegistry};

/// A model that makes the same mistake this often, with nothing usable in between, makes it again whatever it is told.
const MOST_ALIKE: usize = 3;

/// What a reply comes to: the model is told what was wrong with it only while there is a step in which it can do better,
/// and as long as it has not been told the same before.
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

/// What is wrong with a call; none where it can be made.
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

/// The model asks again for what it has just been given.
pub(super) fn repeated_call(name: &str, result: &str) -> Reply {
    let result = result_text(name, result);
    let content = format!(
        "You have already called {name}.\n{result}\n\nAnswer the question now, in plain words, with this result."
    );
    let detail = format!("The model called `{name}` again, although it had its result.");
    feedback(FeedbackCause::RepeatedCall, &content, &detail)
}

/// The model's thoughts were cut before it said anything: it is told so once.
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
