//! The conversation as a tree, folded from the event log. Editing and regenerating make branches; the head says which tip
//! is shown. Any log folds to a transcript: an event that points nowhere is read as if it pointed at the head.

use std::rc::Rc;

use crate::event::{Event, LoggedEvent, StopCause};
use crate::message::{Message, Role};
use crate::provider::{FinishReason, ProviderError, Usage};
use crate::session::Session;

/// The id of the place before the first message.
pub const ROOT: u64 = 0;

/// How far a message has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MessageStatus {
    /// Asked for, nothing has come yet.
    Pending,
    Streaming,
    Complete,
    /// Cut by the connection, the server or the closing of the page.
    Interrupted,
    Failed,
    /// Stopped by the user.
    Cancelled,
}

impl MessageStatus {
    /// The word the page uses in `data-status`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Streaming => "streaming",
            Self::Complete => "complete",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Streaming)
    }
}

/// One message of the tree. Times are Unix-epoch milliseconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// The `seq` of the event that made it.
    pub id: u64,
    /// The message before it, or [`ROOT`].
    pub parent: u64,
    pub role: Role,
    pub content: String,
    pub reasoning: String,
    pub status: MessageStatus,
    /// Why it is `Interrupted` or `Failed`; none where the page was closed over it.
    pub error: Option<ProviderError>,
    pub finish_reason: Option<FinishReason>,
    pub model: Option<String>,
    pub usage: Usage,
    pub started_at: u64,
    pub first_token_at: Option<u64>,
    pub ended_at: Option<u64>,
    /// The cut answer that this one took up.
    pub continues: Option<u64>,
}

impl Node {
    fn new(id: u64, parent: u64, role: Role, content: String, at: u64) -> Self {
        Self {
            id,
            parent,
            role,
            content,
            reasoning: String::new(),
            status: MessageStatus::Complete,
            error: None,
            finish_reason: None,
            model: None,
            usage: Usage::default(),
            started_at: at,
            first_token_at: None,
            ended_at: Some(at),
            continues: None,
        }
    }
}

/// The fold. Feed it every event of a log, in order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Transcript {
    /// By rising id. Shared, so that a copy of the fold costs no copy of the text.
    nodes: Vec<Rc<Node>>,
    /// Each message after the place it follows, in rising order: what follows one place stands together, oldest first.
    steps: Vec<(u64, u64)>,
    head: u64,
    title: Option<String>,
    identity: Option<(String, u64)>,
    last_seq: u64,
    updated_at: u64,
    /// The model named when the current run began.
    run_model: Option<String>,
}

impl Transcript {
    pub fn from_log(events: &[LoggedEvent]) -> Self {
        let mut transcript = Self::default();
        for event in events {
            transcript.apply(event);
        }
        transcript
    }

    /// The tip that is shown and continued; [`ROOT`] while there is no message.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// The title the user gave, if any.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// When the last event happened.
    pub fn updated_at(&self) -> u64 {
        self.updated_at
    }

    pub fn node(&self, id: u64) -> Option<&Node> {
        let place = self.find(id).ok()?;
        self.nodes.get(place).map(Rc::as_ref)
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The messages from the start of the conversation to `tip`, in order.
    pub fn path_to(&self, tip: u64) -> Vec<&Node> {
        let mut path = Vec::new();
        let mut next = self.node(tip);
        while let Some(node) = next {
            path.push(node);
            next = self.node(node.parent);
        }
        path.reverse();
        path
    }

    /// The branch on screen.
    pub fn path(&self) -> Vec<&Node> {
        self.path_to(self.head)
    }

    /// The alternatives at the place of message `id`, itself included, oldest first. An answer that was taken up by
    /// another is no alternative of it: the longer one stands for both.
    pub fn siblings(&self, id: u64) -> Vec<u64> {
        let Some(node) = self.node(id) else { return Vec::new() };
        let alike = || self.after(node.parent);
        let continued: Vec<u64> = alike().filter_map(|other| self.node(other)?.continues).collect();
        alike().filter(|other| *other == id || !continued.contains(other)).collect()
    }

    /// The newest tip below message `id`: where the head goes when the user turns to that branch.
    pub fn tip_below(&self, id: u64) -> u64 {
        let mut tip = id;
        while let Some(newest) = self.after(tip).last() {
            tip = newest;
        }
        tip
    }

    /// The first line of the first user message on the branch shown: the title of a session that was given none.
    pub fn excerpt(&self) -> String {
        let first =
            self.path().into_iter().find(|node| node.role == Role::User && !node.content.trim().is_empty());
        let line = first.and_then(|node| node.content.trim().lines().next()).unwrap_or_default();
        line.chars().take(80).collect()
    }

    /// The branch on screen as the seed's `Session`. `id` and `created_at` name the session where the log does not.
    pub fn to_session(&self, id: &str, created_at: u64) -> Session {
        let (id, created_at) = self.identity.clone().unwrap_or((id.to_owned(), created_at));
        let mut session = Session::new(id, created_at);
        for node in self.path() {
            session.push_message(Message::new(node.role, node.content.clone()));
        }
        session
    }

    /// Marks every answer that is still open as interrupted, except `running`: whoever was writing them is gone.
    pub fn settle(&mut self, running: Option<u64>) {
        for node in self.nodes.iter_mut().filter(|node| node.status.is_open() && Some(node.id) != running) {
            Rc::make_mut(node).status = MessageStatus::Interrupted;
        }
    }

    pub fn apply(&mut self, logged: &LoggedEvent) {
        let (seq, at) = (logged.seq, logged.at);
        self.last_seq = self.last_seq.max(seq);
        self.updated_at = self.updated_at.max(at);
        match &logged.event {
            Event::SessionStarted { session_id, created_at } => {
                self.identity = Some((session_id.clone(), *created_at));
            }
            Event::SessionRenamed { title } => {
                self.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
            }
            Event::MessageImported { role, content, parent } => {
                self.add(Node::new(seq, self.place(*parent, seq), *role, content.clone(), at));
            }
            Event::UserMessage { content, parent } => {
                self.add(Node::new(seq, self.place(*parent, seq), Role::User, content.clone(), at));
            }
            Event::RunStarted { model, .. } => self.run_model = model.clone(),
            Event::StepStarted { parent, continues } => self.begin_answer(seq, at, *parent, *continues),
            Event::ResponseDelta { message, content, reasoning } => {
                if let Some(node) = self.node_mut(*message, |node| node.status.is_open()) {
                    node.status = MessageStatus::Streaming;
                    node.first_token_at.get_or_insert(at);
                    node.content.push_str(content);
                    node.reasoning.push_str(reasoning);
                }
            }
            Event::ModelResponse { content, message, reasoning, finish_reason, model, usage } => {
                let mut node = self.take_answer(seq, at, *message, content, reasoning);
                node.status = MessageStatus::Complete;
                node.finish_reason = finish_reason.clone();
                node.model = model.clone().or(node.model);
                node.usage = *usage;
                self.add(node);
            }
            Event::ResponseStopped { message, content, reasoning, cause, model, usage } => {
                let mut node = self.take_answer(seq, at, Some(*message), content, reasoning);
                (node.status, node.error) = match cause {
                    StopCause::User => (MessageStatus::Cancelled, None),
                    StopCause::Error { error } if error.is_interruption() => {
                        (MessageStatus::Interrupted, Some(error.clone()))
                    }
                    StopCause::Error { error } => (MessageStatus::Failed, Some(error.clone())),
                };
                node.model = model.clone().or(node.model);
                node.usage = *usage;
                self.add(node);
            }
            Event::ToolResult { output, .. } => {
                self.add(Node::new(seq, self.head, Role::Tool, output.clone(), at));
            }
            Event::ToolDenied { tool_name } => {
                let content = format!("The policy denied the tool {tool_name}.");
                self.add(Node::new(seq, self.head, Role::Tool, content, at));
            }
            Event::FinalAnswer { content, message } => self.final_answer(seq, at, content, *message),
            Event::RunEnded { .. } => self.run_model = None,
            Event::HeadMoved { head } => {
                if *head == ROOT || self.node(*head).is_some() {
                    self.head = *head;
                }
            }
        }
    }

    /// Where a message goes that says it follows `parent`. Only earlier messages count, so the tree has no cycles.
    fn place(&self, parent: Option<u64>, seq: u64) -> u64 {
        parent.filter(|id| *id == ROOT || (*id < seq && self.node(*id).is_some())).unwrap_or(self.head)
    }

    fn add(&mut self, node: Node) {
        self.head = node.id;
        match self.find(node.id) {
            Ok(place) => {
                if let Some(known) = self.nodes.get_mut(place) {
                    *known = Rc::new(node);
                }
            }
            Err(place) => {
                let step = (node.parent, node.id);
                self.steps.insert(self.steps.partition_point(|other| *other < step), step);
                self.nodes.insert(place, Rc::new(node));
            }
        }
    }

    /// Where message `id` stands in `nodes`, or would. A map would find it too, for 5 KB of code.
    fn find(&self, id: u64) -> Result<usize, usize> {
        self.nodes.binary_search_by_key(&id, |node| node.id)
    }

    fn node_mut(&mut self, id: u64, is_meant: fn(&Node) -> bool) -> Option<&mut Node> {
        let place = self.find(id).ok()?;
        self.nodes.get_mut(place).filter(|node| is_meant(node)).map(Rc::make_mut)
    }

    /// The messages that follow `place`, oldest first.
    fn after(&self, place: u64) -> impl Iterator<Item = u64> {
        let start = self.steps.partition_point(|(parent, _)| *parent < place);
        let rest = self.steps.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(parent, _)| *parent == place).map(|(_, id)| *id)
    }

    fn begin_answer(&mut self, seq: u64, at: u64, parent: u64, continues: Option<u64>) {
        let begun = continues.and_then(|id| self.node(id)).filter(|node| node.role == Role::Assistant);
        let (content, reasoning) =
            begun.map(|node| (node.content.clone(), node.reasoning.clone())).unwrap_or_default();
        let continues = begun.map(|node| node.id);
        let parent = begun.map_or_else(|| self.place(Some(parent), seq), |node| node.parent);
        self.add(Node {
            reasoning,
            status: MessageStatus::Pending,
            model: self.run_model.clone(),
            ended_at: None,
            continues,
            ..Node::new(seq, parent, Role::Assistant, content, at)
        });
    }

    /// The answer that a closing event is about, with its text set: what it took up, then all that came in this call.
    /// A log of the series names no message: there the event itself makes one.
    fn take_answer(&self, seq: u64, at: u64, message: Option<u64>, content: &str, reasoning: &str) -> Node {
        let open = message.and_then(|id| self.node(id)).filter(|node| node.role == Role::Assistant);
        let Some(open) = open else {
            let mut node = Node::new(seq, self.head, Role::Assistant, content.to_owned(), at);
            node.reasoning = reasoning.to_owned();
            return node;
        };
        let mut node = Node::clone(open);
        let begun = node.continues.and_then(|id| self.node(id));
        let begin = |text: fn(&Node) -> &str| begun.map(text).unwrap_or_default();
        node.content = format!("{}{content}", begin(|node| &node.content));
        node.reasoning = format!("{}{reasoning}", begin(|node| &node.reasoning));
        node.ended_at = Some(at);
        node
    }

    /// In a log of the series the answer's text may stand only here: the model's raw reply was an envelope around it.
    fn final_answer(&mut self, seq: u64, at: u64, content: &str, message: Option<u64>) {
        if message.is_some_and(|id| self.node(id).is_some()) {
            return;
        }
        match self.node_mut(self.head, |node| node.role == Role::Assistant) {
            Some(node) => content.clone_into(&mut node.content),
            None => self.add(Node::new(seq, self.head, Role::Assistant, content.to_owned(), at)),
        }
    }
}

#[cfg(test)]
#[path = "transcript_tests.rs"]
mod tests;
