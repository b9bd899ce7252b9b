//! One tab writes a session, and the others follow it. Here is what they tell each other beyond "this session has
//! changed": the text of an answer as it streams, changes that a follower asks the writer to store, and that a follower
//! takes over. In a chunk. A message goes to every other tab, and only the one it concerns answers. Knows neither the
//! channel nor the locks but through `ports::Tabs`.

use std::rc::Rc;

use abcb_core::log::event::Event;
use abcb_core::storage::store::StoreError;
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::open_session::OpenSession;
use super::{Controller, Inner};
use crate::lazy::lazy;
use crate::state::{LiveText, SentText};

/// The shortest time between two messages with the text of an answer.
const TEXT_MILLIS: u64 = 100;
/// How long the writer may take to store a change, or to let go of a session.
const PATIENCE_MILLIS: u32 = 3_000;

lazy!(pub relay in answering: Relay = run);

pub type Relay = fn(Rc<Inner>, RelayTask) -> LocalBoxFuture<'static, Result<(), StoreError>>;

/// What the part does.
pub(super) enum RelayTask {
    /// Handles a message from another tab.
    Hear(String),
    /// Asks for the text of the answer that another tab is writing.
    Follow(Rc<OpenSession>),
    /// Has the tab that writes the session store the events, and waits until it has.
    Change(Rc<OpenSession>, Vec<Event>),
    /// Ends the answer in the tab that writes the session, so that this one can write.
    TakeOver(Rc<OpenSession>),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Message {
    Follow {
        session: String,
    },
    Text {
        session: String,
        text: LiveText,
    },
    Change {
        session: String,
        id: String,
        events: Vec<Event>,
    },
    /// The answer to a change; `refusal` is the reason why it was not stored.
    Changed {
        id: String,
        refusal: Option<String>,
    },
    TakeOver {
        session: String,
    },
}

fn run(inner: Rc<Inner>, task: RelayTask) -> LocalBoxFuture<'static, Result<(), StoreError>> {
    async move {
        match task {
            RelayTask::Hear(message) => inner.hear(&message).await,
            RelayTask::Follow(session) => inner.relay(&Message::Follow { session: session.id.clone() }),
            RelayTask::Change(session, events) => return inner.change_elsewhere(&session, events).await,
            RelayTask::TakeOver(session) => inner.take_over(&session).await,
        }
        Ok(())
    }
    .boxed_local()
}

impl Controller {
    /// Makes this tab the one that writes the session on screen.
    pub fn take_over(&self) {
        let inner = self.inner();
        let Some(session) = inner.current() else { return };
        self.fetch(relay, move |relay| {
            if let Some(relay) = relay {
                spawn_local(async move {
                    // Taking over does not fail.
                    let _ = relay(inner, RelayTask::TakeOver(session)).await;
                });
            }
        });
    }
}

impl Inner {
    fn relay(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            self.ports.tabs.relay(&text);
        }
    }

    async fn hear(self: &Rc<Self>, message: &str) {
        // A page of another build may send what this one does not know.
        let Ok(message) = serde_json::from_str(message) else { return };
        let opened = |id: &str| self.open.borrow().get(id).cloned();
        match message {
            Message::Follow { session } => {
                if let Some(session) = opened(&session).filter(|session| session.is_running()) {
                    *session.sent_text.borrow_mut() = Some(SentText::default());
                    self.send_text(&session);
                }
            }
            Message::Text { session, text } => {
                if let Some(session) = opened(&session).filter(|session| session.works_elsewhere()) {
                    self.show_text(&session, &text);
                }
            }
            Message::Change { session, id, events } => {
                if let Some(session) = opened(&session).filter(|session| session.is_running()) {
                    let stored = self.store_change(&session, events).await;
                    self.relay(&Message::Changed {
                        id,
                        refusal: stored.err().map(|error| error.to_string()),
                    });
                }
            }
            Message::Changed { id, refusal } => {
                if let Some(reply) = self.awaited_replies.borrow_mut().remove(&id) {
                    let _ = reply.send(refusal);
                }
            }
            Message::TakeOver { session } => self.let_go(&session),
        }
    }

    async fn store_change(&self, session: &OpenSession, events: Vec<Event>) -> Result<(), StoreError> {
        session.append(&self.ports, events).await?;
        session.show();
        self.state.sessions.put(session.log.borrow().meta.clone());
        self.state.runs.note_change();
        Ok(())
    }

    /// Sends the tabs that follow the answer what has been added to it: immediately, or with everything else that
    /// arrives in the meantime.
    pub(super) fn send_text(self: &Rc<Self>, session: &Rc<OpenSession>) {
        let (now, mut sent) = (self.now(), session.sent_text.borrow_mut());
        let Some(sent) = sent.as_mut().filter(|sent| !sent.is_due) else { return };
        let wait = sent.at.saturating_add(TEXT_MILLIS).saturating_sub(now);
        if wait == 0 {
            if let Some(text) = session.live.borrow().as_ref().map(|live| live.text_after(sent)) {
                sent.at = now;
                self.relay(&Message::Text { session: session.id.clone(), text });
            }
            return;
        }
        sent.is_due = true;
        let (inner, session) = (self.clone(), session.clone());
        spawn_local(async move {
            inner.ports.clock.sleep(u32::try_from(wait).unwrap_or(u32::MAX)).await;
            if let Some(sent) = session.sent_text.borrow_mut().as_mut() {
                sent.is_due = false;
            }
            inner.send_text(&session);
        });
    }

    /// Shows text that another tab is receiving. If some of it is missing here, asks for all of it.
    fn show_text(&self, session: &OpenSession, text: &LiveText) {
        let is_complete = text.add_to(&mut session.live.borrow_mut(), self.now());
        if is_complete {
            session.show_live();
        } else {
            self.relay(&Message::Follow { session: session.id.clone() });
        }
    }

    async fn change_elsewhere(
        self: &Rc<Self>,
        session: &Rc<OpenSession>,
        events: Vec<Event>,
    ) -> Result<(), StoreError> {
        let number = self.relayed_changes.get();
        self.relayed_changes.set(number + 1);
        let id = format!("{} {number}", self.ports.tabs.name().await);
        let (reply, replied) = oneshot::channel();
        self.awaited_replies.borrow_mut().insert(id.clone(), reply);
        let change = Message::Change { session: session.id.clone(), id: id.clone(), events: events.clone() };
        self.relay(&change);
        let replied = select(replied, self.ports.clock.sleep(PATIENCE_MILLIS)).await;
        self.awaited_replies.borrow_mut().remove(&id);
        match replied {
            Either::Left((Ok(None), _)) => Ok(()),
            Either::Left((Ok(Some(reason)), _)) => Err(StoreError::Backend { reason }),
            // The other tab may have finished just before it was asked.
            Either::Left((Err(_), _)) | Either::Right(_) => {
                session.append(&self.ports, events).await.map(|_| ())
            }
        }
    }

    /// Asks the writer to let go of the session, and takes it if the writer does not respond.
    async fn take_over(self: &Rc<Self>, session: &OpenSession) {
        self.relay(&Message::TakeOver { session: session.id.clone() });
        let at_rest = self.ports.tabs.at_rest(&session.id);
        if let Either::Right(_) = select(at_rest, self.ports.clock.sleep(PATIENCE_MILLIS)).await {
            self.ports.tabs.seize(&session.id).await;
        }
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
