//! Drives a run: does what its state machine says comes next, and stores every decision before acting on it. A run
//! without tools is a plain answer; whatever needs tools or prompts is behind the trait [`Mode`], so that it is linked
//! only where tools are used. Independent of any concrete provider, store or clock.

use futures_util::future::LocalBoxFuture;

use super::claims::plain_without_claims;
use super::context::chat_request;
use super::next::Next;
use super::observation::Observation;
use super::recorder::{Closed, Recorder};
use super::session_state::SessionState;
use super::stop::Stop;
use super::writing::Writing;
use crate::base::clock::Clock;
use crate::base::store_error::StoreError;
use crate::conversation::attachment::UserInput;
use crate::log::event::{AgentSettings, Backend, Event, LoggedEvent, RunStatus};
use crate::log::transcript::WENT_ON;
use crate::provider::{ChatRequest, Provider};
use crate::tool::ToolRegistry;

/// The event log of one session, as the driver sees it.
pub trait EventSink {
    /// Numbers, timestamps and stores `events`, all or none, and returns them. They are durable when the future
    /// completes.
    fn append(&mut self, events: Vec<Event>) -> LocalBoxFuture<'_, Result<Vec<LoggedEvent>, StoreError>>;

    /// The fold of all events appended so far.
    fn state(&self) -> SessionState;
}

/// The request that starts a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RunKind {
    /// A new user message after message `parent`.
    Ask {
        /// What the user wrote and attached.
        input: UserInput,
        /// The message that it follows; [`ROOT`](crate::log::transcript::ROOT) at the start of a conversation.
        parent: u64,
    },
    /// Another answer to message `parent`.
    Regenerate {
        /// The message to answer again, usually the user's.
        parent: u64,
    },
    /// The rest of the interrupted answer `message`.
    Continue {
        /// The answer to go on with. Its text becomes the beginning of the new answer.
        message: u64,
    },
}

/// The state of the run when the driver returns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerOutcome {
    /// The last message of the run.
    pub message: u64,
    /// The final status; `None` while the run waits for the user's approval of a call.
    pub status: Option<RunStatus>,
}

/// The dependencies of a run.
pub struct Io<'a> {
    /// What answers.
    pub provider: &'a mut dyn Provider,
    /// The log of the session. Everything that happens is appended to it.
    pub sink: &'a mut dyn EventSink,
    /// The time, for the timestamps and the limits of a run.
    pub clock: &'a dyn Clock,
    /// The tools that the model may call. A plain answer ignores them.
    pub registry: &'a ToolRegistry,
    /// Ends the run when it fires. The text received so far is kept.
    pub stop: Stop,
    /// Called with what happens, as it happens.
    pub observe: &'a mut dyn FnMut(Observation<'_>),
    /// Returns the messages that the user wrote during the run and that no step has taken yet, oldest first. Called
    /// before each step; the messages it returns are in the log before the next call.
    pub steering: &'a mut dyn FnMut() -> Vec<UserInput>,
}

/// What differs between a plain answer and a run with tools.
pub(super) trait Mode {
    /// Returns the events of the complete or broken `reply` to `request`, which is message `message`: its own event and
    /// what follows from it.
    fn read(&mut self, io: &Io<'_>, message: u64, request: &ChatRequest, reply: Closed) -> Vec<Event>;

    /// Does what comes next between two replies: decides on a call, runs it, or begins a step and returns its request.
    async fn act(&mut self, io: &mut Io<'_>, next: Next) -> Result<Option<ChatRequest>, StoreError>;
}

/// A plain answer: one step, whose reply is the answer.
struct Plain;

impl Mode for Plain {
    fn read(&mut self, io: &Io<'_>, message: u64, _: &ChatRequest, reply: Closed) -> Vec<Event> {
        match reply {
            Closed::Whole { content, response, .. } => {
                let state = io.sink.state();
                // A continuation cannot be checked for claims without its beginning.
                let checked = state.node(message).filter(|node| node.continues.is_none());
                let content = match checked {
                    Some(node) => plain_without_claims(content, &state, node.parent),
                    None => content,
                };
                [response].into_iter().chain(answered(message, content)).collect()
            }
            Closed::Early { status, stopped, .. } => vec![stopped, ended(status, "")],
        }
    }

    /// Without tools nothing comes between two replies, so the run ends.
    async fn act(&mut self, io: &mut Io<'_>, _: Next) -> Result<Option<ChatRequest>, StoreError> {
        io.append(vec![ended(RunStatus::Interrupted, "")]).await.map(|()| None)
    }
}

/// Gets a plain answer. Completing `stop` ends it and keeps its text. Fails only if the log cannot be written: if
/// that happens before the request, nothing was sent; if it happens at the end, the observer has seen all the text.
///
/// # Errors
/// A [`StoreError`] if the log cannot be written. A provider that fails is no error here: it is in the log, and the
/// outcome's status says so.
pub async fn answer(
    mut io: Io<'_>,
    backend: Backend,
    question: RunKind,
) -> Result<AnswerOutcome, StoreError> {
    let (tip, continues) = io.begin(backend, None, question, Vec::new()).await?;
    let request = chat_request(&io.sink.state(), tip, continues);
    io.drive(&mut Plain, Some(request)).await
}

/// Stores a question before the model that will answer it is known, and returns the id of its message. This ends a
/// run that still waits for the user.
///
/// # Errors
/// A [`StoreError`] if the question cannot be written. Then nothing of it is in the log.
pub async fn store_question(
    sink: &mut dyn EventSink,
    clock: &dyn Clock,
    mut stop: Stop,
    observe: &mut dyn FnMut(Observation<'_>),
    written: UserInput,
    parent: u64,
) -> Result<u64, StoreError> {
    let state = sink.state();
    let mut events = state.run().abandon(&state, WENT_ON);
    events.push(user_message(written, parent));
    let stored = Writing::new(sink.append(events), clock).end(&mut stop, observe).await?;
    observe(Observation::Stored(&stored));
    Ok(stored.last().map_or(parent, |event| event.seq))
}

impl Io<'_> {
    /// Does what comes next until nothing is left or the user has to decide. `request` is that of a step that has
    /// begun and waits to be sent.
    pub(super) async fn drive(
        &mut self,
        mode: &mut impl Mode,
        mut request: Option<ChatRequest>,
    ) -> Result<AnswerOutcome, StoreError> {
        loop {
            let state = self.sink.state();
            let run = state.run();
            match run.next(&state, self.registry) {
                Next::Nothing => return Ok(AnswerOutcome { message: run.tip(), status: run.ended() }),
                Next::Wait { .. } => return Ok(AnswerOutcome { message: run.tip(), status: None }),
                Next::Answering { message } => {
                    let events = match request.take() {
                        Some(request) => {
                            let mut recorder = Recorder::new(message);
                            let end = self.ask(&request, message, &mut recorder).await?;
                            mode.read(self, message, &request, recorder.close(end))
                        }
                        // The page was closed during that reply, so nothing will complete it.
                        None => vec![ended(RunStatus::Interrupted, "")],
                    };
                    self.append(events).await?;
                }
                Next::End { status, reason } => self.append(vec![ended(status, &reason)]).await?,
                next @ (Next::Step { .. } | Next::Ask { .. } | Next::RunTool { .. }) => {
                    request = mode.act(self, next).await?;
                }
            }
        }
    }

    /// Stores the question, the start of its run, `more`, and the first step in one write. Returns the message that the
    /// step answers and the one that it continues. This ends a run that still waits for the user.
    pub(super) async fn begin(
        &mut self,
        backend: Backend,
        agent: Option<AgentSettings>,
        question: RunKind,
        more: Vec<Event>,
    ) -> Result<(u64, Option<u64>), StoreError> {
        let state = self.sink.state();
        let mut events = state.run().abandon(&state, WENT_ON);
        let next = state.last_seq() + 1 + events.len() as u64;
        let (tip, continues) = match question {
            RunKind::Ask { input: written, parent } => {
                events.push(user_message(written, parent));
                (next, None)
            }
            RunKind::Regenerate { parent } => (parent, None),
            RunKind::Continue { message } => {
                (state.node(message).map_or(state.head(), |node| node.parent), Some(message))
            }
        };
        let Backend { provider, base_url, model } = backend;
        events.push(Event::RunStarted { provider, base_url, model, agent });
        events.extend(more);
        events.push(Event::StepStarted { parent: tip, continues, tools_disabled: false });
        self.append(events).await?;
        Ok((tip, continues))
    }

    pub(super) async fn append(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let writing = Writing::new(self.sink.append(events), self.clock);
        let stored = writing.end(&mut self.stop, self.observe).await?;
        (self.observe)(Observation::Stored(&stored));
        Ok(())
    }
}

pub(super) fn user_message(written: UserInput, parent: u64) -> Event {
    let UserInput { content, attachments } = written;
    Event::UserMessage { content, parent: Some(parent), attachments }
}

/// The end of a run with the answer `content`, which is message `message`.
pub(super) fn answered(message: u64, content: String) -> [Event; 2] {
    [Event::FinalAnswer { content, message: Some(message) }, ended(RunStatus::Completed, "")]
}

pub(super) fn ended(status: RunStatus, reason: &str) -> Event {
    Event::RunEnded { status, reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "driver_tests.rs"]
mod tests;
