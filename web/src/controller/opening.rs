//! Sending while the session on screen is still being read: the message stays in the composer until it has been.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Controller, Inner};

/// The session that is being read, and who waits for that.
#[derive(Default)]
pub(super) struct Opening {
    session: RefCell<Option<String>>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Opening {
    /// A later session takes the place of an earlier one.
    pub(super) fn begin(&self, session: &str) {
        self.session.replace(Some(session.to_owned()));
    }

    pub(super) fn end(&self, session: &str) {
        if self.session.borrow().as_deref() == Some(session) {
            self.session.take();
            // Whoever waits hears of it by the drop.
            self.waiting.take();
        }
    }
}

impl Controller {
    /// Whether the session on screen is still being read. What is in the composer is then sent as soon as that is done, if
    /// it is still the same and another session has not been chosen meanwhile.
    pub(super) fn sends_once_opened(&self) -> bool {
        let (controller, inner) = (*self, self.inner());
        let Some(session) = inner.opening.session.borrow().clone() else { return false };
        let written = inner.written();
        let (tell, told) = oneshot::channel();
        inner.opening.waiting.borrow_mut().push(tell);
        spawn_local(async move {
            let _ = told.await;
            if inner.is_on_screen(&session) && inner.written() == written {
                controller.send();
            }
        });
        true
    }
}

impl Inner {
    fn is_on_screen(self: &Rc<Self>, session: &str) -> bool {
        self.state.sessions.current.with_untracked(|current| current.as_deref() == Some(session))
            && self.current().is_some()
    }
}
