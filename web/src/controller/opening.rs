//! Sessions that are being read. A message that is sent to the one on screen meanwhile stays in the composer until the
//! session has been read.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use abcb_core::storage::store::StoreError;
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner};

type Reading = Shared<LocalBoxFuture<'static, Result<Rc<OpenSession>, StoreError>>>;

/// The session that is to be shown once it has been read, and who waits for that.
#[derive(Default)]
pub(super) struct Opening {
    session: RefCell<Option<String>>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    /// Every session that is being read, by id.
    readings: RefCell<HashMap<String, Reading>>,
    /// How often the user has chosen what is on screen.
    choices: Cell<u64>,
}

impl Opening {
    /// A later session takes the place of an earlier one.
    pub(super) fn begin(&self, session: &str) {
        self.session.replace(Some(session.to_owned()));
    }

    pub(super) fn note_choice(&self) {
        self.choices.update(|count| count + 1);
    }

    /// Returns a number that changes when the user chooses another session or a new one.
    pub(super) fn choices(&self) -> u64 {
        self.choices.get()
    }

    pub(super) fn end(&self, session: &str) {
        if self.session.borrow().as_deref() == Some(session) {
            self.session.take();
            // Whoever waits hears of it by the drop.
            self.waiting.take();
        }
    }

    /// Reads the session `id` by `read`. Callers at the same time share one reading, since a second copy of a session
    /// would miss what is written to the first.
    pub(super) async fn reading(
        &self,
        id: &str,
        read: impl FnOnce() -> LocalBoxFuture<'static, Result<Rc<OpenSession>, StoreError>>,
    ) -> Result<Rc<OpenSession>, StoreError> {
        let reading =
            self.readings.borrow_mut().entry(id.to_owned()).or_insert_with(|| read().shared()).clone();
        let session = reading.await;
        self.readings.borrow_mut().remove(id);
        session
    }
}

impl Controller {
    /// Whether the session on screen is still being read. What is in the composer is then sent as soon as that is done, if
    /// it is still the same and another session has not been chosen meanwhile.
    pub(super) fn sends_once_opened(&self) -> bool {
        let (controller, inner) = (*self, self.inner());
        let Some(session) = inner.opening_on_screen() else { return false };
        let written = inner.input();
        let (tell, told) = oneshot::channel();
        inner.opening.waiting.borrow_mut().push(tell);
        spawn_local(async move {
            let _ = told.await;
            if inner.is_on_screen(&session) && inner.input() == written {
                controller.send();
            } else {
                inner.accepted_tools.take();
            }
        });
        true
    }
}

impl Inner {
    /// Notes that the user has chosen this session, or a new one, and puts it into the address.
    pub(super) fn choose(&self, session: Option<&str>) {
        self.opening.note_choice();
        self.ports.browser.show_session(session, false);
    }

    /// Opens a session at the end of an action that has taken a while, unless the user has gone elsewhere since `choices`
    /// was read. The session is then in the list.
    pub(super) async fn open_unless_gone(self: &Rc<Self>, session: &str, choices: u64) {
        if self.opening.choices() != choices {
            return self.load_list().await;
        }
        self.ports.browser.show_session(Some(session), false);
        self.open(session).await;
    }

    /// Returns the session on screen if it is still being read.
    fn opening_on_screen(&self) -> Option<String> {
        let current = self.state.sessions.current.get_untracked();
        self.opening.session.borrow().clone().filter(|session| current.as_ref() == Some(session))
    }

    fn is_on_screen(self: &Rc<Self>, session: &str) -> bool {
        self.state.sessions.current.with_untracked(|current| current.as_deref() == Some(session))
            && self.current().is_some()
    }
}
