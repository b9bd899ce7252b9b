//! Does what an answer needs, in order: the question is stored before the request leaves, the text is checkpointed while it
//! streams, the end is stored whatever it was. Knows no concrete provider, store or clock. What tools add is `tool_loop`'s.

use futures_util::future::{Fuse, FutureExt, LocalBoxFuture};

use super::claims::plain_without_claims;
use super::context::chat_request;
use super::recorder::{Closed, Recorder};
use super::writing::Writing;
use crate::attachment::Written;
use crate::clock::Clock;
use crate::event::{AgentSettings, Event, LoggedEvent, RunStatus};
use crate::provider::{Delta, Provider};
use crate::store::StoreError;
use crate::tool::ToolRegistry;
use crate::transcript::{Transcript, WENT_ON};

/// The log of one session, as the driver sees it.
pub trait EventSink {
    /// Numbers, stamps and stores `events`, all or none, and gives them back. Durable when the future completes.
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>>;

    /// The fold of everything appended so far.
    fn transcript(&self) -> Transcript;
}

/// What an answer is wanted to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Question {
    /// A new message of the user, after message `parent`.
    Ask { written: Written, parent: u64 },
    /// Another answer to message `parent`.
    Again { parent: u64 },
    /// The rest of the cut answer `message`.
    Continue { message: u64 },
}

/// What answers, as the log names it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Backend {
    /// `server`, `mock` or `in-page`.
    pub provider: String,
    pub base_url: Option<String>,
    pub model: Option<String>,
}

/// What is seen while an answer comes, for a page to show.
#[derive(Debug)]
pub enum Observation<'a> {
    /// These events are stored now.
    Stored(&'a [LoggedEvent]),
    Delta(&'a Delta),
    /// A checkpoint could not be stored, and is tried again while the answer goes on; or the storage does not answer, and is
    /// waited for.
    NotStored(&'a StoreError),
}

/// How far the run came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerOutcome {
    /// The message at its end.
    pub message: u64,
    /// `None` while it waits for the user's word on a call.
    pub status: Option<RunStatus>,
}

/// Completes when the user wants no more. Can be asked again and again.
pub struct Stop {
    signal: Fuse<LocalBoxFuture<'static, ()>>,
    has_come: bool,
}

impl Stop {
    pub fn when(signal: impl Future<Output = ()> + 'static) -> Self {
        Self { signal: signal.boxed_local().fuse(), has_come: false }
    }

    /// Never stops.
    pub fn never() -> Self {
        Self::when(futures_util::future::pending())
    }

    pub(super) fn wait(&mut self) -> impl futures_util::future::FusedFuture<Output = ()> + Unpin + '_ {
        async {
            if !self.has_come {
                (&mut self.signal).await;
                self.has_come = true;
            }
        }
        .boxed_local()
        .fuse()
    }
}

/// Everything a run touches.
pub struct Io<'a> {
    pub provider: &'a mut dyn Provider,
    pub sink: &'a mut dyn EventSink,
    pub clock: &'a dyn Clock,
    pub registry: &'a ToolRegistry,
    pub stop: Stop,
    pub observe: &'a mut dyn FnMut(Observation<'_>),
    /// Gives what the user wrote while the run went on and nobody has taken yet, oldest first. It is asked for before a
    /// step; what it gives is in the log before it is asked again.
    pub steering: &'a mut dyn FnMut() -> Vec<Written>,
}

/// Gets a plain answer. Completing `stop` ends it and keeps its text. Fails only when the log cannot be written: before
/// the request leaves, nothing has happened; at the end, the observer has seen all the text.
pub async fn answer(
    mut io: Io<'_>,
    backend: Backend,
    question: Question,
) -> Result<AnswerOutcome, StoreError> {
    let Begun { message, tip, continues } = io.begin(backend, None, question, Vec::new()).await?;
    let request = chat_request(&io.sink.transcript(), tip, continues);
    let mut recorder = Recorder::new(message);
    let end = io.ask(request, message, &mut recorder).await?;
    let (status, events) = match recorder.close(end) {
        Closed::Whole { content, response, .. } => {
            // The rest of a cut answer cannot be judged without its beginning.
            let content = match continues {
                None => plain_without_claims(content, &io.sink.transcript(), tip),
                Some(_) => content,
            };
            let answer = Event::FinalAnswer { content, message: Some(message) };
            let status = RunStatus::Completed;
            (status, vec![response, answer, ended(status, "")])
        }
        Closed::Early { status, stopped, .. } => (status, vec![stopped, ended(status, "")]),
    };
    io.append(events).await?;
    Ok(AnswerOutcome { message, status: Some(status) })
}

/// Stores a question before it is known what answers it, and gives its message. A run that still waits for the user is
/// over with it.
pub async fn store_question(
    sink: &mut dyn EventSink,
    clock: &dyn Clock,
    mut stop: Stop,
    observe: &mut dyn FnMut(Observation<'_>),
    written: Written,
    parent: u64,
) -> Result<u64, StoreError> {
    let transcript = sink.transcript();
    let mut events = transcript.run().abandon(&transcript, WENT_ON);
    events.push(user_message(written, parent));
    let stored = Writing::new(sink.append(events), clock).end(&mut stop, observe).await?;
    observe(Observation::Stored(&stored));
    Ok(stored.last().map_or(parent, |event| event.seq))
}

impl Io<'_> {
    /// Stores the question and the beginning of its run, then `more`, then the first step, all in one go. Gives the step's
    /// message and the one it answers. A run that still waits for the user is over with the next question.
    pub(super) async fn begin(
        &mut self,
        backend: Backend,
        agent: Option<AgentSettings>,
        question: Question,
        more: Vec<Event>,
    ) -> Result<Begun, StoreError> {
        let transcript = self.sink.transcript();
        let mut events = transcript.run().abandon(&transcript, WENT_ON);
        let next = transcript.last_seq() + 1 + events.len() as u64;
        let (tip, continues) = match question {
            Question::Ask { written, parent } => {
                events.push(user_message(written, parent));
                (next, None)
            }
            Question::Again { parent } => (parent, None),
            Question::Continue { message } => {
                (transcript.node(message).map_or(transcript.head(), |node| node.parent), Some(message))
            }
        };
        let Backend { provider, base_url, model } = backend;
        events.push(Event::RunStarted { provider, base_url, model, agent });
        events.extend(more);
        events.push(Event::StepStarted { parent: tip, continues, withheld: false });
        self.append(events).await?;
        Ok(Begun { message: self.sink.transcript().last_seq(), tip, continues })
    }

    pub(super) async fn append(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let writing = Writing::new(self.sink.append(events), self.clock);
        let stored = writing.end(&mut self.stop, self.observe).await?;
        (self.observe)(Observation::Stored(&stored));
        Ok(())
    }
}

/// A run whose first step is stored and not yet asked for.
pub(super) struct Begun {
    /// The message that the step writes.
    pub message: u64,
    /// The message that it answers.
    pub tip: u64,
    pub continues: Option<u64>,
}

pub(super) fn user_message(written: Written, parent: u64) -> Event {
    let Written { content, attachments } = written;
    Event::UserMessage { content, parent: Some(parent), attachments }
}

pub(super) fn ended(status: RunStatus, reason: &str) -> Event {
    Event::RunEnded { status, reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "driver_tests.rs"]
mod tests;
