//! The part of a run that asks the model: which model that is, the request, and the loop that follows the answer. A
//! page is shown without it, so it is not in the first load. Knows no server, model and store but through their ports.

use std::rc::Rc;

use abcb_core::agent::{Io, RunKind, Stop, answer};
use abcb_core::storage::store::StoreError;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, Shared, select};
use leptos::prelude::*;

use super::Inner;
use super::open_session::{OpenSession, SessionLog};
use super::recipient::{Recipient, question_text};
use crate::lazy::lazy;

lazy!(pub asking in answering: Asking = ask);

/// Completes when the user stops the run.
pub(super) type Stopped = Shared<LocalBoxFuture<'static, ()>>;

/// See [`Inner::ask`].
pub type Asking =
    fn(Rc<Inner>, Rc<OpenSession>, Option<RunKind>, Recipient, Stopped) -> LocalBoxFuture<'static, Outcome>;

type Outcome = Result<DriveOutcome, StoreError>;

/// How far a run was driven.
pub(super) enum DriveOutcome {
    /// The model was called.
    Asked,
    /// The user stopped the run before the model was determined, or the model could not be asked.
    Stopped,
}

impl DriveOutcome {
    /// The result for a run that ends before the model is asked.
    pub(super) fn not_asked(session: &OpenSession) -> Self {
        session.end_waiting();
        Self::Stopped
    }
}

fn ask(
    inner: Rc<Inner>,
    session: Rc<OpenSession>,
    question: Option<RunKind>,
    recipient: Recipient,
    stopped: Stopped,
) -> LocalBoxFuture<'static, Outcome> {
    async move { inner.ask(&session, question, recipient, stopped).await }.boxed_local()
}

impl Inner {
    /// Determines the model and sends it the request.
    async fn ask(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        question: Option<RunKind>,
        recipient: Recipient,
        stopped: Stopped,
    ) -> Outcome {
        let asked = session.log.borrow().state.clone();
        let knows = self.what_answers(session, &asked, question.is_some(), recipient);
        let known = select(Box::pin(knows), stopped.clone()).await;
        let Either::Left(((active, run), _)) = known else { return Ok(DriveOutcome::not_asked(session)) };
        session.end_waiting();
        let protocol = run.as_ref().map(|run| run.settings.protocol);
        let answering = active.clone();
        let (mut provider, backend) =
            self.provider(active, &question_text(&asked, question.as_ref()), protocol);
        let mut sink = SessionLog { session: session.clone(), ports: self.run_ports.clone() };
        let registry = run.as_ref().map(|run| {
            let allowed = self.config.borrow().always_allowed();
            run.toolbox.registry.clone().allowing(allowed)
        });
        let registry = registry.unwrap_or_default();
        let io = Io {
            provider: provider.as_mut(),
            sink: &mut sink,
            clock: self.ports.clock.as_ref(),
            registry: &registry,
            stop: Stop::when(stopped),
            observe: &mut self.observer(session),
            steering: &mut || {
                let queue = session.view.queue.get_untracked();
                session.steering_taken.set(queue.len());
                queue
            },
        };
        let outcome = match (&run, question) {
            (None, Some(question)) => answer(io, backend, question).await.map(|_| ()),
            (None, None) => Ok(()),
            (Some(run), question) => {
                (run.toolbox.run)(io, backend, run.settings.clone(), question).await.map(|_| ())
            }
        };
        self.learn_context(&answering);
        outcome.map(|()| DriveOutcome::Asked)
    }
}
