//! Messages and answers: sending, stopping, regenerating, continuing, editing, switching branches.

use std::rc::Rc;

use abcb_core::agent::{RunKind, Stop};
use abcb_core::conversation::attachment::{Attachments, UserInput};
use abcb_core::log::event::Event;
use abcb_core::storage::store::StoreError;
use futures_util::FutureExt;
use futures_util::future::{AbortHandle, AbortRegistration, Abortable, Either, pending, select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::asking::{DriveOutcome, asking};
use super::open_session::OpenSession;
use super::recipient::Recipient;
use super::spawn::spawn_at_once;
use super::{Controller, Inner};
use crate::i18n::t;

impl Controller {
    /// Sends the draft, in a new session if none is open. The message is queued while an answer is streaming or a tool
    /// call needs approval.
    pub fn send(&self) {
        let inner = self.inner();
        inner.run_deferred_ui();
        if self.sends_once_opened() {
            return;
        }
        let typed = inner.input();
        let written = typed.clone().without_blank_text();
        let session = inner.state.sessions.current.get_untracked().unwrap_or_default();
        inner.sent.borrow_mut().push((session, written.content.clone()));
        let is_busy = |session: &Rc<OpenSession>| {
            let comes = session.is_running() || session.continues_queue.get();
            comes || session.waiting_call().is_some() || session.has_queue()
        };
        match inner.current().filter(is_busy) {
            _ if written.is_empty() => inner.take_sent(&typed),
            Some(session) => {
                inner.take_sent(&typed);
                inner.queue(&session, written);
                if session.is_running() || session.continues_queue.get() || session.waiting_call().is_some() {
                    spawn_local(async move {
                        inner.show_waiting_call(&session).await;
                    });
                } else {
                    // Earlier queued messages go first.
                    inner.ask_first_of_queue(&session);
                }
            }
            None => {
                inner.defer_ui(move |inner| inner.take_sent(&typed));
                spawn_at_once(async move { inner.send(written).await });
            }
        }
    }

    /// Stops the answer on screen. The text received so far is kept.
    pub fn stop(&self) {
        let inner = self.inner();
        inner.run_deferred_ui();
        if let Some(session) = inner.current() {
            session.stop();
        }
    }

    /// Regenerates the answer `message`. A failed one is retried with the same model if possible.
    pub fn again(&self, message: u64) {
        self.ask_about(message, Recipient::LikeBefore, |_, parent| RunKind::Regenerate { parent });
    }

    /// Continues the truncated answer `message`.
    pub fn continue_answer(&self, message: u64) {
        self.ask_about(message, Recipient::Current, |message, _| RunKind::Continue { message });
    }

    /// Replaces the user's `message` by another text on a new branch and sends it. The old branch is kept.
    pub fn edit(&self, message: u64, content: String) {
        let inner = self.inner();
        let attachments = self.attachments_of(message);
        let written = UserInput { content, attachments }.without_blank_text();
        if written.is_empty() {
            return inner.state.conversation.editing.set(None);
        }
        self.ask_about(message, Recipient::Current, move |_, parent| {
            // Until the message is sent, the edited text stays in its field.
            inner.state.conversation.editing.set(None);
            if let Some(session) = inner.current() {
                inner.state.conversation.edits.forget(&session.id);
            }
            RunKind::Ask { input: written, parent }
        });
    }

    /// Shows the branch that goes through `message`.
    pub fn turn_to(&self, message: u64) {
        let inner = self.inner();
        spawn_local(async move {
            let session = inner.current_whole().await.filter(|session| !session.is_running());
            let Some(session) = session else { return };
            inner.turn_to(&session, message).await;
        });
    }

    fn attachments_of(&self, message: u64) -> Attachments {
        let session = self.inner().current();
        let found = session.and_then(|session| {
            let transcript = session.log.borrow().state.clone();
            transcript.node(message).map(|node| node.attachments.clone())
        });
        found.unwrap_or_default()
    }

    /// Sends a request about `message` to `recipient`.
    pub(super) fn ask_about(
        &self,
        message: u64,
        recipient: Recipient,
        question: impl FnOnce(u64, u64) -> RunKind + 'static,
    ) {
        let inner = self.inner();
        let question: Box<dyn FnOnce(u64, u64) -> RunKind> = Box::new(question);
        spawn_local(async move {
            let Some(session) = inner.current_whole().await else { return };
            if session.is_running() {
                return inner.toast(t("send-needs-answer"));
            }
            if inner.show_waiting_call(&session).await {
                return inner.toast(t("send-needs-approval"));
            }
            let transcript = session.log.borrow().state.clone();
            if let Some(node) = transcript.node(message) {
                let recipient = recipient.about(&transcript, message);
                let _ = inner.answer(session, question(message, node.parent), recipient).await;
            }
        });
    }
}

impl Inner {
    /// Switches to the branch and returns whether that was stored.
    pub(super) async fn turn_to(self: &Rc<Self>, session: &Rc<OpenSession>, message: u64) -> bool {
        let head = session.log.borrow().state.tip_below(message);
        match session.append(&self.ports, vec![Event::HeadMoved { head }]).await {
            Ok(_) => {
                self.was_saved();
                session.show();
                // A session without a title is named after the first user message of the branch on screen.
                self.state.sessions.put(session.log.borrow().meta.clone());
                true
            }
            Err(error) => {
                self.change_not_stored(session, &error).await;
                false
            }
        }
    }

    async fn send(self: Rc<Self>, written: UserInput) {
        let mut created_at = self.now();
        let told = self.first_instructions();
        loop {
            let session = match self.current() {
                Some(session) => session,
                None => self.begin_session(created_at, told.clone()),
            };
            self.begin_to_store(&session, &written);
            // What is sent while the beginning of the session is being read is queued behind this message.
            session.continues_queue.set(true);
            if !session.whole().await {
                session.continues_queue.set(false);
                self.end_to_store(&session);
                self.run_deferred_ui();
                self.take_up_queue(&session, false);
                return self.put_back(Some(&session.id), vec![written]);
            }
            let begins = !session.is_stored();
            let parent = session.log.borrow().state.head();
            let question = RunKind::Ask { input: written.clone(), parent };
            match self.clone().answer(session, question, Recipient::Current).await {
                // Another tab has created a session in the same millisecond: retry with the next millisecond.
                Err(StoreError::AlreadyExists { .. }) => created_at += 1,
                Ok(()) if begins => return self.ports.browser.ask_to_persist(),
                Err(_) if begins => return self.keep_instructions(told),
                Err(_) | Ok(()) => return,
            }
        }
    }

    /// Generates an answer and updates the view and the session list from its result.
    pub(super) async fn answer(
        self: Rc<Self>,
        session: Rc<OpenSession>,
        question: RunKind,
        recipient: Recipient,
    ) -> Result<(), StoreError> {
        let typed = match &question {
            RunKind::Ask { input: written, .. } => Some(written.clone()),
            RunKind::Regenerate { .. } | RunKind::Continue { .. } => None,
        };
        // A new message must not pass for a decision on the pending tool call.
        if session.is_running() || session.waiting_call().is_some() {
            session.continues_queue.set(false);
            if *session.unstored.borrow() == typed {
                self.end_to_store(&session);
            }
            typed.into_iter().for_each(|written| self.queue(&session, written));
            return Ok(());
        }
        if let Some(typed) = &typed {
            self.begin_to_store(&session, typed);
        }
        let before = session.log.borrow().state.last_seq();
        let outcome = self.drive(&session, Some(question), recipient).await;
        self.end_to_store(&session);
        let nothing_stored = session.log.borrow().state.last_seq() == before;
        let is_over = !matches!(outcome, Err(StoreError::AlreadyExists { .. }));
        if !session.is_stored() {
            self.draft_is_new_again(&session.id);
            self.leave(&session.id);
        }
        if let Some(typed) = typed.filter(|_| is_over && nothing_stored) {
            self.put_back(session.is_stored().then_some(&session.id), vec![typed]);
        }
        outcome
    }

    /// Resumes the open run of a session.
    pub(super) async fn resume(self: Rc<Self>, session: Rc<OpenSession>) {
        if session.whole().await {
            // Errors are already shown on the page.
            let began = session.log.borrow().state.run().backend().clone();
            let _ = self.drive(&session, None, Recipient::Resumed(began)).await;
        }
    }

    /// Drives a run until it ends or waits for the user. Starts a new run if there is a `question`.
    async fn drive(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        question: Option<RunKind>,
        recipient: Recipient,
    ) -> Result<(), StoreError> {
        if session.is_running() {
            return Ok(());
        }
        session.continues_queue.set(false);
        if let Err(error) = session.refuse_run() {
            self.run_deferred_ui();
            self.not_stored(session, &error).await;
            return Err(error);
        }
        let at_work = self.ports.tabs.work_on(&session.id);
        let (stop, stopped) = AbortHandle::new_pair();
        *session.stopper.borrow_mut() = Some(stop);
        let running = session.clone();
        self.defer_ui(move |inner| inner.set_running(&running, true));

        let before = session.log.borrow().state.last_seq();
        let outcome = self.run(session, question, recipient, stopped).await;
        let is_begun = session.log.borrow().state.last_seq() != before;

        self.run_deferred_ui();
        *session.stopper.borrow_mut() = None;
        self.set_running(session, false);
        let live = session.live.take();
        match &outcome {
            Ok(_) => session.show(),
            // The session is created again under another id.
            Err(StoreError::AlreadyExists { .. }) => {}
            // The question was stored before it had to wait, and another tab has gone on meanwhile.
            Err(StoreError::Conflict { .. }) if is_begun && !session.view.works_elsewhere.get_untracked() => {
                self.toast(t("conflict-answer-dropped"));
                self.reopen(session).await;
            }
            Err(error) => self.not_all_stored(session, live, error, at_work).await,
        }
        if session.is_stored() {
            self.state.sessions.put(session.log.borrow().meta.clone());
        }
        self.take_up_queue(session, matches!(outcome, Ok(DriveOutcome::Asked)));
        self.close_unless_current(session);
        if matches!(outcome, Ok(DriveOutcome::Asked) | Err(_)) {
            // Not awaited: the caller's message has been dealt with, and the next one may be on its way.
            let (inner, session) = (self.clone(), session.clone());
            spawn_local(async move { inner.check_model_after_failure(&session).await });
        }
        outcome.map(|_| ())
    }

    /// Drives the run. If anything has to be waited for before the request, the user message is stored first.
    async fn run(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        mut question: Option<RunKind>,
        recipient: Recipient,
        stopped: AbortRegistration,
    ) -> Result<DriveOutcome, StoreError> {
        let stopped = Abortable::new(pending::<()>(), stopped).map(|_| ()).boxed_local().shared();
        let mut loading = asking();
        let loaded = (&mut loading).now_or_never();
        let has_to_wait = loaded.is_none() || self.has_to_wait(question.is_some(), &recipient);
        if has_to_wait {
            question = self.store_question(session, question, Stop::when(stopped.clone())).await?;
            session.view.waits.set(true);
        }
        let loaded = match loaded {
            Some(loaded) => loaded,
            None => match select(loading, stopped.clone()).await {
                Either::Left((loaded, _)) => loaded,
                Either::Right(_) => return Ok(DriveOutcome::not_asked(session)),
            },
        };
        match loaded {
            Ok(ask) => ask(self.clone(), session.clone(), question, recipient, stopped).await,
            Err(_) => {
                self.toast(t("part-missing"));
                Ok(DriveOutcome::not_asked(session))
            }
        }
    }

    fn set_running(&self, session: &OpenSession, is_running: bool) {
        session.view.is_running.set(is_running);
        self.state.sessions.set_running(&session.id, is_running);
    }
}
