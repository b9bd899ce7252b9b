//! Does what an answer needs, in order: the question is stored before the request leaves, the text is checkpointed while it
//! streams, the end is stored whatever it was. Knows no concrete provider, store or clock.

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::StreamExt;
use futures_util::{pin_mut, select_biased};

use super::context::chat_request;
use super::recorder::{Recorder, StreamEnd};
use crate::clock::{Clock, now_millis};
use crate::event::{Event, LoggedEvent, RunStatus};
use crate::provider::{ChatRequest, Delta, Provider};
use crate::store::StoreError;
use crate::transcript::Transcript;

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
    Ask { content: String, parent: u64 },
    /// Another answer to message `parent`.
    Again { parent: u64 },
    /// The rest of the cut answer `message`.
    Continue { message: u64 },
}

/// What answers, as the log names it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Run {
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
    /// A checkpoint could not be stored; the answer goes on and is tried again.
    NotStored(&'a StoreError),
}

/// How the answer ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AnswerOutcome {
    pub message: u64,
    pub status: RunStatus,
}

/// Gets an answer. Completing `stop` ends it and keeps its text. Fails only when the log cannot be written: before the
/// request leaves, nothing has happened; at the end, the observer has seen all the text.
pub async fn answer(
    provider: &mut (impl Provider + ?Sized),
    sink: &mut dyn EventSink,
    clock: &dyn Clock,
    run: Run,
    question: Question,
    stop: impl Future<Output = ()>,
    observe: &mut dyn FnMut(Observation<'_>),
) -> Result<AnswerOutcome, StoreError> {
    let (message, request) = begin(sink, run, question, observe).await?;
    let mut recorder = Recorder::new(message);
    let end = follow(provider, request, sink, clock, &mut recorder, stop, observe).await;
    let (status, events) = recorder.close(end);
    let stored = sink.append(events).await?;
    observe(Observation::Stored(&stored));
    Ok(AnswerOutcome { message, status })
}

/// Stores the question and the beginning of the run in one go, and says what to send.
async fn begin(
    sink: &mut dyn EventSink,
    run: Run,
    question: Question,
    observe: &mut dyn FnMut(Observation<'_>),
) -> Result<(u64, ChatRequest), StoreError> {
    let mut transcript = sink.transcript();
    let next = transcript.last_seq() + 1;
    let mut events = Vec::new();
    let (tip, continues) = match question {
        Question::Ask { content, parent } => {
            events.push(Event::UserMessage { content, parent: Some(parent) });
            (next, None)
        }
        Question::Again { parent } => (parent, None),
        Question::Continue { message } => {
            (transcript.node(message).map_or(transcript.head(), |node| node.parent), Some(message))
        }
    };
    events.push(Event::RunStarted { provider: run.provider, base_url: run.base_url, model: run.model });
    events.push(Event::StepStarted { parent: tip, continues });
    let stored = sink.append(events).await?;
    observe(Observation::Stored(&stored));
    for event in &stored {
        transcript.apply(event);
    }
    Ok((transcript.last_seq(), chat_request(&transcript, tip, continues)))
}

/// Follows the stream to its end, checkpointing as it goes.
async fn follow(
    provider: &mut (impl Provider + ?Sized),
    request: ChatRequest,
    sink: &mut dyn EventSink,
    clock: &dyn Clock,
    recorder: &mut Recorder,
    stop: impl Future<Output = ()>,
    observe: &mut dyn FnMut(Observation<'_>),
) -> StreamEnd {
    let mut deltas = provider.stream(request).fuse();
    let stop = stop.fuse();
    pin_mut!(stop);
    let mut alarm = Alarm::default();
    loop {
        let due = recorder.checkpoint_due_in(now_millis(clock));
        if due == Some(0) {
            alarm = Alarm::default();
            checkpoint(sink, clock, recorder, observe).await;
            continue;
        }
        let ring = alarm.set(clock, due);
        select_biased! {
            () = stop => return StreamEnd::Stopped,
            delta = deltas.next() => match delta {
                Some(Ok(delta)) => {
                    recorder.push(&delta, now_millis(clock));
                    observe(Observation::Delta(&delta));
                }
                Some(Err(error)) => return StreamEnd::Failed(error),
                None => return StreamEnd::Ended,
            },
            () = ring.fuse() => alarm = Alarm::default(),
        }
    }
}

async fn checkpoint(
    sink: &mut dyn EventSink,
    clock: &dyn Clock,
    recorder: &mut Recorder,
    observe: &mut dyn FnMut(Observation<'_>),
) {
    match sink.append(vec![recorder.checkpoint()]).await {
        Ok(stored) => {
            recorder.checkpointed();
            observe(Observation::Stored(&stored));
        }
        Err(error) => {
            recorder.checkpoint_failed(now_millis(clock));
            observe(Observation::NotStored(&error));
        }
    }
}

/// One timer for many turns of the loop: a stream of fast tokens must not set a timer for each.
#[derive(Default)]
struct Alarm {
    sleep: Option<LocalBoxFuture<'static, ()>>,
}

impl Alarm {
    /// Rings when the checkpoint that is due in `due` milliseconds is due; never without one.
    fn set(&mut self, clock: &dyn Clock, due: Option<u64>) -> LocalBoxFuture<'_, ()> {
        match due {
            Some(millis) => {
                let millis = u32::try_from(millis).unwrap_or(u32::MAX);
                self.sleep.get_or_insert_with(|| clock.sleep(millis)).as_mut().boxed_local()
            }
            None => futures_util::future::pending().boxed_local(),
        }
    }
}

#[cfg(test)]
#[path = "driver_tests.rs"]
mod tests;
