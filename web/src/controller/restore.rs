//! Takes sessions in from a backup: as the continuation of a stored session, or as a session of their own.

use std::rc::Rc;

use abcb_core::storage::archive::{Arrival, Found};
use abcb_core::storage::backup::{Continuation, continue_session};
use abcb_core::storage::store::StoreError;

use super::Inner;
use crate::i18n::{args, tf};

impl Inner {
    /// Takes in a session that was found, and returns its id here. A session that goes on while it is being answered
    /// becomes a session of its own.
    pub(super) async fn take_in(self: &Rc<Self>, found: &Found) -> Result<String, StoreError> {
        match found.arrival {
            Arrival::New | Arrival::Diverged => self.import(found).await,
            Arrival::Continues { .. } if !self.ports.tabs.is_at_rest(&found.id).await => {
                self.toast(tf("restore-busy", args![title = &found.title]));
                self.import(found).await
            }
            Arrival::Continues { .. } => {
                let root = self.config.borrow().memory_dir().to_owned();
                let pause = self.pause();
                match continue_session(&*self.ports.store, &root, found, self.now(), &pause).await? {
                    Continuation::Appended(meta) => {
                        self.ports.tabs.tell_changed(&found.id);
                        self.state.sessions.put(meta);
                        let open = self.open.borrow().get(&found.id).cloned();
                        if let Some(session) = open {
                            self.reopen(&session).await;
                        }
                        Ok(found.id.clone())
                    }
                    Continuation::Nothing => Ok(found.id.clone()),
                    Continuation::Diverged => self.import(found).await,
                }
            }
        }
    }
}
