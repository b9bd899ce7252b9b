//! The end of a long log that can be folded by itself, so that the end of a long conversation can be shown before the
//! beginning is loaded. Only if the result agrees with the fold of the whole log for the messages it contains.

use super::ROOT;
use crate::log::event::{Event, LoggedEvent};

/// Returns the part of the last events of a log that can be folded on its own: it starts at their first user message.
/// `None` if there is no user message, or an event refers to something before it.
pub fn foldable_tail(events: &[LoggedEvent]) -> Option<&[LoggedEvent]> {
    let begins = |event: &LoggedEvent| {
        matches!(event.event, Event::UserMessage { .. } | Event::MessageImported { .. })
    };
    let start = events.iter().position(begins)?;
    let tail = events.get(start..)?;
    let (first, rest) = tail.split_first()?;
    let is_here = |seq: u64| seq >= first.seq;
    let points_back = |event: &LoggedEvent| mentioned(&event.event).into_iter().any(|seq| !is_here(seq));
    (!rest.iter().any(points_back)).then_some(tail)
}

/// Returns the messages and calls that an event refers to. The start of the conversation counts as well: a message
/// there begins a branch beside everything before it.
fn mentioned(event: &Event) -> Vec<u64> {
    match event {
        Event::SessionStarted { .. }
        | Event::SessionForked { .. }
        | Event::SessionImported
        | Event::InstructionsSet { .. }
        | Event::SessionRenamed { .. }
        | Event::SessionPinned { .. }
        | Event::RunStarted { .. }
        | Event::SystemPrompt { .. }
        | Event::Feedback { .. }
        | Event::RunEnded { .. }
        | Event::Unknown(_) => Vec::new(),
        Event::MessageImported { parent, .. } | Event::UserMessage { parent, .. } => {
            parent.iter().copied().collect()
        }
        Event::StepStarted { parent, continues, .. } => std::iter::once(*parent).chain(*continues).collect(),
        Event::ProtocolChanged { message, .. }
        | Event::ContextFitted { message, .. }
        | Event::ResponseDelta { message, .. }
        | Event::ResponseStopped { message, .. }
        | Event::BranchRemoved { message }
        | Event::BranchRestored { message }
        | Event::ToolRequested { message, .. } => vec![*message],
        Event::ModelResponse { message, .. } | Event::FinalAnswer { message, .. } => {
            message.iter().copied().collect()
        }
        Event::ApprovalAsked { call }
        | Event::ApprovalDecided { call, .. }
        | Event::ToolStarted { call }
        | Event::ArtifactKept { call, .. }
        | Event::ToolFailed { call, .. } => vec![*call],
        Event::ToolResult { call, .. } | Event::ToolDenied { call, .. } => call.iter().copied().collect(),
        Event::HeadMoved { head } if *head == ROOT => Vec::new(),
        Event::HeadMoved { head } => vec![*head],
    }
}

#[cfg(test)]
mod tests {
    use super::super::Transcript;
    use super::*;
    use crate::log::event::{RunStatus, Sequence};
    use crate::provider::Usage;

    fn exchange(log: &mut Vec<LoggedEvent>, parent: u64) -> u64 {
        let question = log.last().map_or(0, |event| event.seq) + 1;
        let step = question + 1;
        let response = Event::ModelResponse {
            content: format!("answer {step}"),
            message: Some(step),
            reasoning: String::new(),
            tool_calls: None,
            finish_reason: None,
            model: None,
            usage: Usage::default(),
            unreadable: Vec::new(),
        };
        let events = vec![
            Event::UserMessage {
                content: format!("question {question}"),
                parent: Some(parent),
                attachments: Default::default(),
            },
            Event::StepStarted { parent: question, continues: None, tools_disabled: false },
            response,
            Event::RunEnded { status: RunStatus::Completed, reason: String::new() },
        ];
        log.extend(Sequence::after(question - 1).number(question, events));
        step
    }

    fn long_log() -> Vec<LoggedEvent> {
        let mut log = Vec::new();
        let mut tip = ROOT;
        for _ in 0..20 {
            tip = exchange(&mut log, tip);
        }
        log
    }

    fn texts(transcript: &Transcript) -> Vec<(u64, String)> {
        transcript.path().into_iter().map(|node| (node.id, node.content.clone())).collect()
    }

    #[test]
    fn the_tail_says_what_the_whole_says_of_its_messages() {
        let log = long_log();
        let whole = texts(&Transcript::from_log(&log));
        for start in 0..log.len() - 4 {
            let tail = Transcript::from_log(foldable_tail(&log[start..]).expect("a tail with a question"));
            assert!(whole.ends_with(&texts(&tail)), "from {start}");
        }
        assert!(foldable_tail(&log[log.len() - 3..]).is_none(), "no question");
    }

    #[test]
    fn a_tail_that_points_back_is_not_folded() {
        for event in [
            Event::HeadMoved { head: 2 },
            Event::UserMessage {
                content: "edited".into(),
                parent: Some(ROOT),
                attachments: Default::default(),
            },
            Event::StepStarted { parent: 1, continues: None, tools_disabled: false },
        ] {
            let mut log = long_log();
            let last = log.len() as u64;
            log.extend(Sequence::after(last).number(1, vec![event]));
            assert!(foldable_tail(&log[40..]).is_none());
        }
    }
}
