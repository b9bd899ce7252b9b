//! Messages written while an answer is streaming. They are queued in order and either passed to a running agent before
//! its next step or sent after the answer. After a stop or a failure they become a draft again.

use std::rc::Rc;

use abcb_core::agent::RunKind;
use abcb_core::conversation::attachment::UserInput;
use abcb_core::log::event::RunStatus;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::recipient::Recipient;
use super::{Controller, Inner};

impl Controller {
    /// Moves the queued message at `place` back into the composer.
    pub fn edit_queued(&self, place: usize) {
        let inner = self.inner();
        if let Some((session, written)) = inner.take_queued(place) {
            inner.put_back(Some(&session.id), vec![written]);
            inner.go_on_writing();
        }
    }

    pub fn remove_queued(&self, place: usize) {
        self.inner().take_queued(place);
    }
}

impl Inner {
    pub(super) fn queue(self: &Rc<Self>, session: &OpenSession, written: UserInput) {
        session.view.queue.update(|queue| queue.push(written));
        self.note_draft_of(&session.id);
    }

    fn take_queued(self: &Rc<Self>, place: usize) -> Option<(Rc<OpenSession>, UserInput)> {
        let session = self.current()?;
        let mut queue = session.view.queue.get_untracked();
        let written = (place < queue.len()).then(|| queue.remove(place))?;
        session.view.queue.set(queue);
        self.note_draft_of(&session.id);
        Some((session, written))
    }

    /// Returns the messages queued in a session.
    pub(super) fn queue_of(&self, session: &str) -> Vec<UserInput> {
        let open = self.open.borrow();
        open.get(session).map(|session| session.view.queue.get_untracked()).unwrap_or_default()
    }

    /// Removes the first `count` messages, which the agent has taken into its run.
    pub(super) fn remove_steering(self: &Rc<Self>, session: &OpenSession, count: usize) {
        if count > 0 {
            session.view.queue.update(|queue| {
                queue.drain(..count.min(queue.len()));
            });
            self.note_draft_of(&session.id);
        }
    }

    /// Called when a run has ended or waits for the user: sends the first queued message, or moves the queue back into
    /// the draft. `went_well` is false if the log could not be written, or if the user stopped before the model was
    /// called.
    pub(super) fn take_up_queue(self: &Rc<Self>, session: &Rc<OpenSession>, went_well: bool) {
        let queue = session.view.queue.get_untracked();
        let (is_open, ended) = {
            let folded = &session.log.borrow().state;
            (folded.run().is_open(), folded.run().ended())
        };
        if queue.is_empty() || (is_open && went_well) {
            return;
        }
        let goes_on = went_well
            && !matches!(
                ended,
                Some(RunStatus::Cancelled | RunStatus::Failed | RunStatus::Interrupted) | None
            );
        if goes_on {
            self.ask_first_of_queue(session);
        } else {
            session.view.queue.set(Vec::new());
            self.put_back(Some(&session.id), queue);
        }
    }

    /// Sends the message that was queued first. While another tab works on the session it stays queued.
    pub(super) fn ask_first_of_queue(self: &Rc<Self>, session: &Rc<OpenSession>) {
        let mut queue = session.view.queue.get_untracked();
        if queue.is_empty() || session.continues_queue.get() || session.view.works_elsewhere.get_untracked() {
            return;
        }
        let written = queue.remove(0);
        session.continues_queue.set(true);
        session.view.queue.set(queue);
        self.note_draft_of(&session.id);
        let question = RunKind::Ask { input: written, parent: session.log.borrow().state.head() };
        let (inner, session) = (self.clone(), session.clone());
        spawn_local(async move {
            // Errors are already shown on the page.
            let _ = inner.answer(session, question, Recipient::Current).await;
        });
    }

    /// Processes the queue once no tab is working on the session, since another tab may have ended the run the messages
    /// were waiting for.
    pub(super) fn take_up_queue_at_rest(self: &Rc<Self>, session: &Rc<OpenSession>) {
        if !session.has_queue() || session.is_running() || session.continues_queue.get() {
            return;
        }
        let (inner, session) = (self.clone(), session.clone());
        spawn_local(async move {
            inner.ports.tabs.at_rest(&session.id).await;
            // If the session cannot be read, the message is refused when it is sent, and becomes a draft.
            if let Ok(true) = session.read_again(&inner.ports).await {
                session.show();
            }
            let is_at_work = session.is_running() || session.continues_queue.get();
            if !is_at_work && !session.view.works_elsewhere.get_untracked() {
                inner.take_up_queue(&session, true);
            }
        });
    }
}
