//! Drafts of earlier visits. Each tab has its own; those of a tab that is closed go to one that is open.

use std::collections::BTreeSet;
use std::rc::Rc;

use abcb_core::conversation::drafts::draft_owner;
use leptos::task::spawn_local;

use super::PAUSE_MILLIS;
use crate::controller::Inner;
use crate::ports::tab_lock;

impl Inner {
    /// Loads the drafts of this tab's earlier visits, and those of tabs that are gone.
    pub(in crate::controller) async fn recall_drafts(self: Rc<Self>) {
        let tab = self.ports.tabs.name().await;
        self.drafts.tab.borrow_mut().clone_from(&tab);
        if !self.ports.browser.has_drafts() {
            return;
        }
        self.take_drafts(&tab);
        self.take_drafts("");
        let keys = self.ports.drafts.load().into_iter().map(|(key, _)| draft_owner(&key).1.to_owned());
        let owners: BTreeSet<String> = keys.filter(|owner| !owner.is_empty() && *owner != tab).collect();
        for owner in owners {
            spawn_local(self.clone().inherit_drafts(owner));
        }
    }

    /// Takes the drafts of another tab once it is closed.
    async fn inherit_drafts(self: Rc<Self>, owner: String) {
        let tabs = &self.ports.tabs;
        let lock = tab_lock(&owner);
        if !tabs.is_at_rest(&lock).await {
            tabs.at_rest(&lock).await;
            // The other tab's last save may take a moment to become visible here.
            self.ports.clock.sleep(PAUSE_MILLIS).await;
        }
        self.take_drafts(&owner);
    }

    /// Makes the stored drafts of the tab `owner` this tab's own, where there is none yet. They stay stored under the
    /// owner's name until this tab changes them, because the browser may open that tab again.
    fn take_drafts(&self, owner: &str) {
        for (key, written) in self.ports.drafts.load() {
            let (session, tab) = draft_owner(&key);
            if tab != owner {
                continue;
            }
            let known = self.draft_of(session);
            let is_changed = self.drafts.changed.borrow().iter().any(|other| other == session);
            if known != written && (is_changed || !known.is_empty()) {
                continue;
            }
            if key != self.drafts.key(session) {
                self.drafts.taken.borrow_mut().push((session.to_owned(), key.clone()));
            }
            if *self.drafts.owner.borrow() == session {
                self.set_input(written);
            } else {
                self.drafts.take(session);
                self.drafts.away.borrow_mut().push((session.to_owned(), written));
            }
        }
    }
}
