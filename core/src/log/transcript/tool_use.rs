//! A tool call as its message holds it: what was called, how far it is, and what the model reads if it did not run.

use serde_json::Value;

use crate::base::fence::one_line;
use crate::tool::envelope::ModelOutput;

/// The status of a tool call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CallStatus {
    /// Requested by the model; nothing has been done yet.
    Requested,
    /// Waiting for the user's approval.
    Awaiting,
    /// Approved by the user.
    Approved,
    /// Running. After a reload this means that the tool may or may not have run.
    Started,
    /// The tool gave a result.
    Done,
    /// The tool failed.
    Failed,
    /// The user declined the call, or it lapsed; see [`ToolUse::lapse`].
    Denied,
}

impl CallStatus {
    /// Whether the call is finished: done, failed or denied.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Denied)
    }

    /// Returns the value of the page's `data-status` attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Awaiting => "awaiting",
            Self::Requested | Self::Approved | Self::Started => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Denied => "denied",
        }
    }
}

/// A tool call, stored with the message that holds its result.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolUse {
    /// The assistant message that requested the call; 0 if the log does not say.
    pub message: u64,
    /// The tool that is called.
    pub tool_name: String,
    /// The arguments to use: the model's, or the user's edited version.
    pub arguments: Value,
    /// The model's original arguments, if the user edited them.
    pub asked_arguments: Option<Value>,
    /// The id that the server gave the call; `None` if it has none.
    pub call_id: Option<String>,
    /// How far the call has come.
    pub status: CallStatus,
    /// The error as shown to the user, or the user's reason for denying the call.
    pub detail: String,
    /// The full output, if the result was truncated.
    pub artifact: Option<String>,
    /// When the call last started, in Unix-epoch milliseconds.
    pub started_at: Option<u64>,
}

/// The outcome of a call that lapsed: it ended without a decision by the user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lapse {
    /// The call was never started.
    NotRun,
    /// The call was started, and its outcome is unknown.
    MayHaveRun,
}

impl ToolUse {
    /// Returns the outcome if the call lapsed; `None` if the user denied it or it ended otherwise.
    pub fn lapse(&self) -> Option<Lapse> {
        let is_lapsed = self.status == CallStatus::Denied && is_lapse(&self.detail);
        match (is_lapsed, self.started_at) {
            (false, _) => None,
            (true, None) => Some(Lapse::NotRun),
            (true, Some(_)) => Some(Lapse::MayHaveRun),
        }
    }

    /// Returns the call as the JSON action that requests it.
    pub fn to_action(&self) -> String {
        let (tool_name, arguments) = (self.tool_name.clone(), self.arguments.clone());
        ModelOutput::ToolCall { tool_name, arguments, note: None }.to_text()
    }

    pub(super) fn named(tool_name: &str, status: CallStatus) -> Self {
        Self {
            message: 0,
            tool_name: tool_name.to_owned(),
            arguments: Value::Null,
            asked_arguments: None,
            call_id: None,
            status,
            detail: String::new(),
            artifact: None,
            started_at: None,
        }
    }
}

/// The reason given for an open call in the copy of a forked session.
pub const LAPSED_BY_FORK: &str = "The session was forked before this was decided.";
/// The reason given for an open call in an imported session.
pub const LAPSED_BY_IMPORT: &str = "The session was imported before this was decided.";

/// The reasons given for a pending call that the user left, stopped or deleted without deciding.
pub const WENT_ON: &str = "The user went on without it.";
/// The reason given for a pending call of a run that the user stopped.
pub const STOPPED: &str = "The user stopped the run.";
/// The reason given for a pending call that the user deleted.
pub const DELETED: &str = "The user deleted this part of the conversation.";

fn is_lapse(reason: &str) -> bool {
    [LAPSED_BY_FORK, LAPSED_BY_IMPORT, WENT_ON, STOPPED, DELETED].contains(&reason.trim())
}

/// Returns what the model reads in place of a result: that the user declined the call, and the user's reason, which
/// says what to do instead.
pub fn denial_text(tool_name: &str, reason: &str) -> String {
    let tool_name = one_line(tool_name);
    if is_lapse(reason) {
        return format!("{tool_name} did not run. {}", reason.trim());
    }
    declined(&format!("The user declined the call of {tool_name}, so it did not run."), reason)
}

/// Like [`denial_text`], for a call that was already started and whose outcome is unknown.
pub(super) fn denial_text_once_begun(tool_name: &str, reason: &str) -> String {
    let tool_name = one_line(tool_name);
    let unknown =
        format!("It is not known whether {tool_name} ran: it was begun, and its result never came.");
    if is_lapse(reason) {
        return format!("{unknown} {}", reason.trim());
    }
    declined(&format!("{unknown} The user declined to run it again."), reason)
}

fn declined(what: &str, reason: &str) -> String {
    match reason.trim() {
        "" => format!("{what} Do not ask for it again; go on without it, or ask the user what to do."),
        reason => {
            format!("{what} The user says: {reason}\nDo that instead of asking for the same call again.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_says_that_the_user_declined_and_what_they_said() {
        let told = denial_text("write_file", "");
        assert!(told.starts_with("The user declined the call of write_file"), "{told}");
        let told = denial_text("write_file", "Show me the text first.");
        assert!(told.contains("The user says: Show me the text first.\nDo that instead"), "{told}");
        for reason in [LAPSED_BY_FORK, LAPSED_BY_IMPORT, WENT_ON, STOPPED, DELETED] {
            let told = denial_text("write_file", reason);
            assert_eq!(told, format!("write_file did not run. {reason}"), "nobody has declined it");
        }
    }
}
