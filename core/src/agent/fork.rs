//! Forks a session: copies a branch into a new session. The events on the branch are copied under new numbers, with
//! everything the log says about its messages, and without the other branches. Tools that were allowed for the rest
//! of the old session are not allowed in the new one.

use crate::agent::SessionState;
use crate::conversation::session::Session;
use crate::log::event::{Event, LoggedEvent, RunStatus, Sequence};
use crate::log::transcript::{ForkedFrom, LAPSED_BY_FORK, Node, Transcript};

/// Returns the log of the new session `session`, which continues from message `from.message` of the log `events`, or
/// `None` if there is no such message. If `title` is empty, the session is titled by its first message.
pub fn fork(
    events: &[LoggedEvent],
    from: &ForkedFrom,
    session: &Session,
    title: &str,
) -> Option<Vec<LoggedEvent>> {
    let transcript = Transcript::from_log(events);
    let path = transcript.path_to(from.message);
    if path.is_empty() {
        return None;
    }
    let instructions = transcript.instructions().map(str::to_owned);
    let started = Event::SessionStarted { session_id: session.id.clone(), created_at: session.created_at };
    let head: Vec<Event> =
        [started].into_iter().chain(instructions.map(|content| Event::InstructionsSet { content })).collect();
    let number = |events| Sequence::default().number(session.created_at, events);
    let mut log = copy(events, &transcript, &path, number(head.clone()));
    let mut fold = SessionState::from_log(&log);
    if !same(&fold.path(), &path) {
        // The log was not written by our own page. The text of the messages matters more than how they came about.
        let imported = path.iter().map(|node| Event::MessageImported {
            role: node.role,
            content: node.content.clone(),
            parent: None,
            reasoning: node.reasoning.clone(),
            model: node.model.clone(),
        });
        log = number(head.into_iter().chain(imported).collect());
        fold = SessionState::from_log(&log);
    }
    // A run that was copied only in part has nothing to continue it, so it is ended.
    let left = fold.run().abandon(&fold, LAPSED_BY_FORK);
    let last = log.last().map_or(session.created_at, |event| event.at);
    log.extend(Sequence::after(fold.last_seq()).number(last, left));
    let forked = Event::SessionForked { session_id: from.session_id.clone(), message: from.message };
    let mut tail = vec![forked];
    if !title.is_empty() {
        tail.push(Event::SessionRenamed { title: title.to_owned() });
    }
    let after = log.last().map_or(fold.last_seq(), |event| event.seq);
    log.extend(Sequence::after(after).number(session.created_at, tail));
    Some(log)
}

/// Whether two branches have the same messages, whatever their numbers.
fn same(one: &[&Node], other: &[&Node]) -> bool {
    let said = |node: &Node| (node.role, node.content.clone(), node.reasoning.clone(), node.status);
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| said(one) == said(other))
}

fn copy(
    events: &[LoggedEvent],
    transcript: &Transcript,
    path: &[&Node],
    head: Vec<LoggedEvent>,
) -> Vec<LoggedEvent> {
    let mut copying = Copying { transcript, kept: kept(events, transcript, path), names: Vec::new() };
    let mut copied = head;
    let mut fold = Transcript::default();
    let mut run = RunPart::Left;
    for (place, logged) in events.iter().enumerate() {
        fold.apply(logged);
        if matches!(logged.event, Event::RunStarted { .. }) {
            run = copying.part_of(events.get(place..).unwrap_or_default());
        }
        let Some(event) = copying.event(logged, run, fold.head()) else { continue };
        let seq = copied.last().map_or(1, |last| last.seq + 1);
        copying.names.push((logged.seq, seq));
        copied.push(LoggedEvent::new(seq, logged.at, event));
    }
    copied
}

/// Returns the ids of the messages to copy, in ascending order: the branch, the answers that its answers continued,
/// and the steps that a server refused, since they determine the protocol of the rest of their run.
fn kept(events: &[LoggedEvent], transcript: &Transcript, path: &[&Node]) -> Vec<u64> {
    let mut kept: Vec<u64> = Vec::new();
    for node in path {
        let mut next = Some(*node);
        while let Some(node) = next {
            kept.push(node.id);
            next = node.continues.and_then(|id| transcript.node(id));
        }
    }
    let refused = events.iter().filter_map(|logged| match logged.event {
        Event::ProtocolChanged { message, .. } => Some(message),
        _ => None,
    });
    kept.extend(refused.filter(|id| transcript.node(*id).is_none()));
    kept.sort_unstable();
    kept
}

/// How much of a run is copied: nothing, the beginning or all of it.
#[derive(Clone, Copy, Eq, PartialEq)]
enum RunPart {
    Left,
    Begun,
    Whole,
}

struct Copying<'a> {
    transcript: &'a Transcript,
    kept: Vec<u64>,
    /// Pairs of old and new numbers, ordered by the old ones.
    names: Vec<(u64, u64)>,
}

impl Copying<'_> {
    fn keeps(&self, id: u64) -> bool {
        self.kept.binary_search(&id).is_ok()
    }

    /// Returns the new number of the event with the old number `id`.
    fn name(&self, id: u64) -> Option<u64> {
        let place = self.names.binary_search_by_key(&id, |(old, _)| *old).ok()?;
        self.names.get(place).map(|(_, new)| *new)
    }

    /// Returns how much is copied of the run that `events` starts with.
    fn part_of(&self, events: &[LoggedEvent]) -> RunPart {
        let is_next_run = |logged: &&LoggedEvent| !matches!(logged.event, Event::RunStarted { .. });
        let rest = events.get(1..).unwrap_or_default().iter().take_while(is_next_run);
        let makes_message = |logged: &&LoggedEvent| self.transcript.node(logged.seq).is_some();
        let by_run = |logged: &&LoggedEvent| {
            !matches!(logged.event, Event::UserMessage { .. } | Event::MessageImported { .. })
        };
        let messages = rest.filter(makes_message).filter(by_run);
        let kept: Vec<bool> = messages.map(|logged| self.keeps(logged.seq)).collect();
        match (kept.contains(&true), kept.last()) {
            (false, _) => RunPart::Left,
            (true, Some(true)) => RunPart::Whole,
            (true, _) => RunPart::Begun,
        }
    }

    /// Returns the event as it is written to the new log, if it belongs there. `head` is the head of the conversation
    /// after the event.
    fn event(&self, logged: &LoggedEvent, run: RunPart, head: u64) -> Option<Event> {
        let makes_kept = self.keeps(logged.seq);
        let mut event = logged.event.clone();
        let belongs = match &mut event {
            Event::MessageImported { parent, .. } | Event::UserMessage { parent, .. } => {
                *parent = self.transcript.node(logged.seq).map(|node| self.name(node.parent).unwrap_or(0));
                makes_kept
            }
            Event::RunStarted { .. } | Event::SystemPrompt { .. } => run != RunPart::Left,
            Event::RunEnded { status, reason } => {
                if run == RunPart::Begun {
                    *status = RunStatus::Cancelled;
                    reason.clear();
                }
                run != RunPart::Left
            }
            Event::ProtocolChanged { message, .. } => run != RunPart::Left && self.rename(message),
            Event::ContextFitted { message, fit } => {
                fit.first = fit.first.and_then(|id| self.name(id));
                self.rename(message) || makes_kept
            }
            Event::StepStarted { parent, continues, .. } => {
                *continues = continues.and_then(|id| self.name(id));
                *parent = self.name(*parent).unwrap_or(0);
                makes_kept && (run != RunPart::Left || self.transcript.node(logged.seq).is_some())
            }
            Event::ResponseDelta { message, .. } | Event::ResponseStopped { message, .. } => {
                self.rename(message) || makes_kept
            }
            Event::ModelResponse { message: Some(message), .. } => self.rename(message) || makes_kept,
            Event::FinalAnswer { message: Some(message), .. } => self.rename(message),
            Event::ModelResponse { message: None, .. } | Event::Feedback { .. } => makes_kept,
            Event::FinalAnswer { message: None, .. } => self.keeps(head),
            Event::ToolRequested { message, .. } => {
                *message = self.name(*message).unwrap_or(0);
                makes_kept
            }
            Event::ApprovalAsked { call }
            | Event::ApprovalDecided { call, .. }
            | Event::ToolStarted { call }
            | Event::ArtifactKept { call, .. }
            | Event::ToolFailed { call, .. } => self.rename(call),
            Event::ToolResult { call: Some(call), .. } | Event::ToolDenied { call: Some(call), .. } => {
                self.rename(call)
            }
            Event::ToolResult { call: None, .. } | Event::ToolDenied { call: None, .. } => makes_kept,
            Event::SessionStarted { .. }
            | Event::SessionRenamed { .. }
            | Event::SessionPinned { .. }
            | Event::SessionForked { .. }
            | Event::SessionImported
            | Event::InstructionsSet { .. }
            | Event::HeadMoved { .. }
            | Event::BranchRemoved { .. }
            | Event::BranchRestored { .. }
            // It is unknown which branch the event belongs to.
            | Event::Unknown(_) => false,
        };
        belongs.then_some(event)
    }

    /// Replaces an old number by the new one, and returns whether there is one.
    fn rename(&self, id: &mut u64) -> bool {
        let name = self.name(*id).filter(|_| self.keeps(*id));
        *id = name.unwrap_or(0);
        name.is_some()
    }
}

/// Returns a title for a fork that is not in `taken`: the first that is free of those that `title_of` gives for the
/// first fork, the second and so on.
pub fn fork_title(taken: &[String], title_of: impl Fn(usize) -> String) -> String {
    let mut number = 1;
    let mut title = title_of(number);
    while taken.contains(&title) {
        number += 1;
        title = title_of(number);
    }
    title
}

#[cfg(test)]
#[path = "fork_tests.rs"]
mod tests;
