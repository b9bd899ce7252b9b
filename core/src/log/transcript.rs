//! The conversation as a tree of messages, folded from the event log. Editing a message or regenerating an answer
//! creates a branch; the head is the tip that is shown. Any log folds to a transcript: an event that refers to a
//! missing message is treated as if it referred to the head.

mod as_session;
mod branches;
mod calls;
mod node;
mod tail;
mod tool_use;

use std::rc::Rc;

pub use branches::ForkedFrom;
pub use node::{MessageStatus, Node, ROOT, RunEnd, Shortfall, UnofferedCall};
pub use tail::foldable_tail;
pub use tool_use::{
    CallStatus, DELETED, LAPSED_BY_FORK, LAPSED_BY_IMPORT, Lapse, STOPPED, ToolUse, WENT_ON, denial_text,
};

use crate::conversation::attachment::Attachment;
use crate::conversation::message::Role;
use crate::log::event::{Backend, Event, LoggedEvent, Protocol, StopCause};

/// The fold over the event log. Apply every event of a log, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Transcript {
    /// The messages, ordered by id. They are reference-counted, so that cloning the transcript does not copy the
    /// text.
    nodes: Vec<Rc<Node>>,
    /// The edges of the tree as (parent, child), sorted: the children of a message are adjacent, oldest first.
    children: Vec<(u64, u64)>,
    head: u64,
    title: Option<String>,
    is_pinned: bool,
    identity: Option<(String, u64)>,
    forked_from: Option<ForkedFrom>,
    instructions: String,
    /// The deleted messages; each hides everything after it too. The head is never below one of them.
    removed: Vec<u64>,
    last_seq: u64,
    updated_at: u64,
    /// The model named when the current run started.
    run_model: Option<String>,
    /// The tool protocol of the current run.
    run_protocol: Option<Protocol>,
    /// The backend of the current run, or of the last one.
    backend: Backend,
}

impl Transcript {
    /// Folds a whole log.
    pub fn from_log(events: &[LoggedEvent]) -> Self {
        let mut transcript = Self::default();
        for event in events {
            transcript.apply(event);
        }
        transcript
    }

    /// Returns the tip that is shown and continued, or [`ROOT`] if there are no messages.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Returns the title the user set, if any.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Whether the user pinned the session in the session list.
    pub fn is_pinned(&self) -> bool {
        self.is_pinned
    }

    /// Returns the number of the last event that was applied; 0 if none was.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Returns when the conversation last changed, in Unix-epoch milliseconds. Changes to the session list or the
    /// view do not count.
    pub fn updated_at(&self) -> u64 {
        self.updated_at
    }

    /// Returns message `id`, of whatever branch; `None` if there is none.
    pub fn node(&self, id: u64) -> Option<&Node> {
        let place = self.find(id).ok()?;
        self.nodes.get(place).map(Rc::as_ref)
    }

    /// Iterates over the messages of all branches, oldest first.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().map(Rc::as_ref)
    }

    /// Returns the number of messages of all branches.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether no branch has a message.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the messages from the start of the conversation to `tip`, in order.
    pub fn path_to(&self, tip: u64) -> Vec<&Node> {
        let mut path: Vec<&Node> =
            std::iter::successors(self.node(tip), |node| self.node(node.parent)).collect();
        path.reverse();
        path
    }

    /// Returns the messages of the branch that is shown.
    pub fn path(&self) -> Vec<&Node> {
        self.path_to(self.head)
    }

    /// Returns the first line of the first user message on the shown branch, at most 80 characters. It is the title
    /// of a session without one.
    pub fn excerpt(&self) -> String {
        let says = |node: &&Node| !node.content.trim().is_empty() || !node.attachments.is_empty();
        let first = self.path().into_iter().find(|node| node.role == Role::User && says(node));
        let line = first.and_then(|node| node.content.trim().lines().next()).map(str::to_owned);
        // A message that is only an attachment is titled by the file name.
        let file = || first.and_then(|node| node.attachments.first()).map(Attachment::shown_name);
        line.or_else(file).unwrap_or_default().chars().take(80).collect()
    }

    /// Marks every open answer except `running` as interrupted, because nothing is writing it any more. An unfinished
    /// call then needs the user's approval, since only the user can decide whether it may run (again). The calls of a
    /// reply run in sequence, so only the first unfinished one changes.
    pub fn settle(&mut self, running: Option<u64>) {
        for node in self.nodes.iter_mut().filter(|node| node.status.is_open() && Some(node.id) != running) {
            Rc::make_mut(node).status = MessageStatus::Interrupted;
        }
        if running.is_some() {
            return;
        }
        let mut waiting = None;
        for node in self.nodes.iter_mut() {
            let Some(tool) = node.tool.as_ref().filter(|tool| !tool.status.is_settled()) else { continue };
            // If the requesting reply of a call is unknown, no other call is known to come before it.
            let asked_by = Some(tool.message).filter(|message| *message != 0);
            let is_first = asked_by.is_none() || waiting != asked_by;
            waiting = asked_by.or(waiting);
            if is_first
                && tool.status != CallStatus::Awaiting
                && let Some(tool) = &mut Rc::make_mut(node).tool
            {
                tool.status = CallStatus::Awaiting;
            }
        }
    }

    /// Applies the next event of the log.
    pub fn apply(&mut self, logged: &LoggedEvent) {
        let (seq, at) = (logged.seq, logged.at);
        self.last_seq = self.last_seq.max(seq);
        if !logged.event.is_of_the_list() {
            self.updated_at = self.updated_at.max(at);
        }
        match &logged.event {
            Event::SessionStarted { session_id, created_at } => {
                self.identity = Some((session_id.clone(), *created_at));
            }
            Event::SessionRenamed { title } => {
                self.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
            }
            Event::SessionForked { session_id, message } => {
                self.forked_from = Some(ForkedFrom { session_id: session_id.clone(), message: *message });
                self.lapse(at, LAPSED_BY_FORK);
            }
            Event::SessionImported => self.lapse(at, LAPSED_BY_IMPORT),
            Event::InstructionsSet { content } => self.instructions.clone_from(content),
            Event::SessionPinned { pinned } => self.is_pinned = *pinned,
            Event::Unknown(_) => {}
            Event::MessageImported { role, content, parent, reasoning, model } => {
                let node = Node::new(seq, self.place(*parent, seq), *role, content.clone(), at);
                self.add(Node { reasoning: reasoning.clone(), model: model.clone(), ..node });
            }
            Event::UserMessage { content, parent, attachments } => {
                let node = Node::new(seq, self.place(*parent, seq), Role::User, content.clone(), at);
                self.add(Node { attachments: attachments.clone(), ..node });
            }
            Event::RunStarted { provider, base_url, model, agent } => {
                self.backend =
                    Backend { provider: provider.clone(), base_url: base_url.clone(), model: model.clone() };
                self.run_model = model.clone();
                self.run_protocol = agent.as_ref().map(|agent| agent.protocol);
            }
            Event::ProtocolChanged { message, protocol, .. } => {
                self.run_protocol = Some(*protocol);
                self.forget(*message);
            }
            Event::StepStarted { parent, continues, .. } => self.begin_answer(seq, at, *parent, *continues),
            Event::ContextFitted { message, fit } => self.note_fit(*message, *fit),
            Event::ResponseDelta { message, content, reasoning } => {
                if let Some(node) = self.node_mut(*message, |node| node.status.is_open()) {
                    node.status = MessageStatus::Streaming;
                    node.first_token_at.get_or_insert(at);
                    node.content.push_str(content);
                    node.reasoning.push_str(reasoning);
                }
            }
            Event::ModelResponse {
                content,
                message,
                reasoning,
                tool_calls,
                finish_reason,
                model,
                usage,
                unreadable,
            } => {
                let mut node = self.take_answer(seq, at, *message, content, reasoning);
                node.status = MessageStatus::Complete;
                node.finish_reason = finish_reason.clone();
                node.note_calls(tool_calls.as_ref());
                node.unreadable = unreadable.len();
                node.model = model.clone().or(node.model);
                node.usage = *usage;
                self.add(node);
            }
            Event::ResponseStopped { message, content, reasoning, cause, model, usage, unreadable } => {
                let mut node = self.take_answer(seq, at, Some(*message), content, reasoning);
                (node.status, node.error) = match cause {
                    StopCause::User => (MessageStatus::Cancelled, None),
                    StopCause::Error { error } if error.is_interruption() => {
                        (MessageStatus::Interrupted, Some(error.clone()))
                    }
                    StopCause::Error { error } => (MessageStatus::Failed, Some(error.clone())),
                };
                node.unreadable = unreadable.len();
                node.model = model.clone().or(node.model);
                node.usage = *usage;
                self.add(node);
            }
            Event::ToolRequested { .. }
            | Event::ApprovalAsked { .. }
            | Event::ApprovalDecided { .. }
            | Event::ToolStarted { .. }
            | Event::ArtifactKept { .. }
            | Event::ToolResult { .. }
            | Event::ToolFailed { .. }
            | Event::ToolDenied { .. } => self.apply_to_call(seq, at, &logged.event),
            Event::Feedback { content, cause, detail } => {
                let node = Node::new(seq, self.head, Role::Tool, content.clone(), at);
                self.add(Node { feedback: Some(*cause), feedback_detail: detail.clone(), ..node });
            }
            Event::SystemPrompt { .. } => {}
            Event::FinalAnswer { content, message } => self.final_answer(seq, at, content, *message),
            Event::RunEnded { status, reason } => self.end_run(*status, reason),
            Event::HeadMoved { head } => {
                if *head == ROOT || (self.node(*head).is_some() && !self.is_removed(*head)) {
                    self.head = *head;
                }
            }
            Event::BranchRemoved { message } => self.remove_branch(*message),
            Event::BranchRestored { message } => self.removed.retain(|id| id != message),
        }
    }

    /// Returns the parent of a new message: the head if `parent` is not an earlier message, so the tree has no cycles.
    fn place(&self, parent: Option<u64>, seq: u64) -> u64 {
        let is_there = |id: u64| id < seq && self.node(id).is_some() && !self.is_removed(id);
        parent.filter(|id| *id == ROOT || is_there(*id)).unwrap_or(self.head)
    }

    fn add(&mut self, mut node: Node) {
        let id = node.id;
        node.last_changed_by = self.last_seq;
        match self.find(id) {
            Ok(place) => {
                if let Some(known) = self.nodes.get_mut(place) {
                    *known = Rc::new(node);
                }
            }
            Err(place) => {
                let step = (node.parent, node.id);
                self.children.insert(self.children.partition_point(|other| *other < step), step);
                self.nodes.insert(place, Rc::new(node));
            }
        }
        if !self.is_removed(id) {
            self.head = id;
        }
    }

    /// Removes a message that has no children.
    fn forget(&mut self, id: u64) {
        let Ok(place) = self.find(id) else { return };
        if self.after(id).next().is_none() {
            let node = self.nodes.remove(place);
            self.children.retain(|(_, step)| *step != id);
            if self.head == id {
                self.head = node.parent;
            }
        }
    }

    /// Finds the index of message `id` in `nodes`, or where to insert it. A map would add 5 KB of code.
    fn find(&self, id: u64) -> Result<usize, usize> {
        self.nodes.binary_search_by_key(&id, |node| node.id)
    }

    fn node_mut(&mut self, id: u64, is_meant: fn(&Node) -> bool) -> Option<&mut Node> {
        let place = self.find(id).ok()?;
        let node = self.nodes.get_mut(place).filter(|node| is_meant(node)).map(Rc::make_mut)?;
        node.last_changed_by = self.last_seq;
        Some(node)
    }

    /// Returns the children of the message `place`, oldest first.
    fn after(&self, place: u64) -> impl Iterator<Item = u64> {
        let start = self.children.partition_point(|(parent, _)| *parent < place);
        let rest = self.children.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(parent, _)| *parent == place).map(|(_, id)| *id)
    }

    fn begin_answer(&mut self, seq: u64, at: u64, parent: u64, continues: Option<u64>) {
        let begun = continues.and_then(|id| self.node(id));
        let begun = begun.filter(|node| node.role == Role::Assistant && !self.is_removed(node.id));
        let (content, reasoning) =
            begun.map(|node| (node.words(), node.reasoning.clone())).unwrap_or_default();
        let continues = begun.map(|node| node.id);
        let parent = begun.map_or_else(|| self.place(Some(parent), seq), |node| node.parent);
        self.add(Node {
            reasoning,
            status: MessageStatus::Pending,
            model: self.run_model.clone(),
            backend: self.backend.clone(),
            ended_at: None,
            continues,
            protocol: self.run_protocol,
            ..Node::new(seq, parent, Role::Assistant, content, at)
        });
    }

    /// Returns the answer that a closing event belongs to, with its text set: the text of the answer it continues,
    /// then everything received in this call. Logs of the tutorial series name no message; then the event itself
    /// creates one.
    fn take_answer(&self, seq: u64, at: u64, message: Option<u64>, content: &str, reasoning: &str) -> Node {
        let open = message.and_then(|id| self.node(id)).filter(|node| node.role == Role::Assistant);
        let Some(open) = open else {
            let mut node = Node::new(seq, self.head, Role::Assistant, content.to_owned(), at);
            node.reasoning = reasoning.to_owned();
            return node;
        };
        let mut node = Node::clone(open);
        let begun = node.continues.and_then(|id| self.node(id));
        let begin = |text: fn(&Node) -> String| begun.map(text).unwrap_or_default();
        node.content = format!("{}{content}", begin(Node::words));
        node.reasoning = format!("{}{reasoning}", begin(|node| node.reasoning.clone()));
        node.ended_at = Some(at);
        node
    }

    /// Sets the text of the answer if the raw reply differs from it: it is an envelope, or the log is from the
    /// tutorial series, which has the text only here.
    fn final_answer(&mut self, seq: u64, at: u64, content: &str, message: Option<u64>) {
        let meant = message.filter(|id| self.node(*id).is_some()).unwrap_or(self.head);
        match self.node_mut(meant, |node| node.role == Role::Assistant) {
            Some(node) if message.is_none() || node.continues.is_none() => {
                content.clone_into(&mut node.content);
                node.protocol = None;
            }
            Some(_) => {}
            None => self.add(Node::new(seq, self.head, Role::Assistant, content.to_owned(), at)),
        }
    }
}

#[cfg(test)]
#[path = "transcript_tests.rs"]
mod tests;
