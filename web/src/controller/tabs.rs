//! What other tabs do to the same sessions: this one hears of it and reads it, where it does not work on the session itself.

use std::rc::Rc;

use futures_util::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::open_session::OpenSession;
use super::{Controller, Inner};

impl Controller {
    /// Follows from now on what other tabs do. For the life of the page.
    pub(super) fn listen_to_tabs(self) {
        let heard = move |session| {
            let inner = self.inner();
            inner.heard.borrow_mut().push(session);
            spawn_local(inner.follow_tabs());
        };
        self.inner().ports.tabs.listen(Box::new(heard));
    }
}

impl Inner {
    /// Reads what other tabs have told of. What they tell meanwhile is read next, however often they tell it.
    async fn follow_tabs(self: Rc<Self>) {
        if self.follows_tabs.replace(true) {
            return;
        }
        loop {
            let told = self.heard.take();
            // A page that nobody looks at reads when it is looked at again.
            if told.is_empty() || !self.ports.browser.is_visible() {
                break;
            }
            self.load_list().await;
            if let Some(session) = self.current().filter(|session| told.contains(&session.id)) {
                self.read_again(&session).await;
            }
        }
        self.follows_tabs.set(false);
    }

    /// Takes over what another tab has written to the session on screen.
    pub(super) async fn read_again(self: &Rc<Self>, session: &Rc<OpenSession>) {
        let elsewhere = session.view.works_elsewhere.clone();
        let mut at_rest = (!elsewhere.get_untracked()).then(|| self.ports.tabs.at_rest(&session.id));
        // What cannot be read now is read when the page is looked at again.
        if session.is_running() || !matches!(session.read_again(&self.ports).await, Ok(true)) {
            return;
        }
        let is_at_rest = match &mut at_rest {
            Some(at_rest) => at_rest.now_or_never().is_some(),
            // It is being waited for since an earlier reading.
            None => !elsewhere.get_untracked(),
        };
        elsewhere.set(!is_at_rest);
        if is_at_rest {
            session.settle();
        }
        session.show();
        self.state.runs.note_change();
        let Some(at_rest) = at_rest.filter(|_| !is_at_rest) else { return };
        // Nobody is at work on what is open any more once the other tab has ended, or is gone.
        let session = session.clone();
        spawn_local(async move {
            at_rest.await;
            session.view.works_elsewhere.set(false);
            if !session.is_running() {
                session.settle();
                session.show();
            }
        });
    }
}
