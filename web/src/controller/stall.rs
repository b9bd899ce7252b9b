//! Detects a model that has sent nothing for a long time, since a stuck model looks like one that is thinking.

use std::rc::Rc;

use leptos::task::spawn_local;

use super::Inner;
use super::open_session::OpenSession;

/// Large models on slow machines take more than half a minute to process a long conversation.
const STALL_MILLIS: u64 = 60_000;

impl Inner {
    /// Watches the answer `message` of `session` while it is streaming.
    pub(super) fn watch_for_stall(self: &Rc<Self>, session: &Rc<OpenSession>, message: u64) {
        let (inner, session) = (self.clone(), Rc::downgrade(session));
        spawn_local(async move {
            let mut wait = STALL_MILLIS;
            loop {
                inner.ports.clock.sleep(u32::try_from(wait).unwrap_or(u32::MAX)).await;
                let Some(session) = session.upgrade() else { return };
                let mut live = session.live.borrow_mut();
                let Some(live) = live.as_mut().filter(|live| live.message == message) else { return };
                let silence = inner.now().saturating_sub(live.heard_at);
                if silence >= STALL_MILLIS {
                    live.is_stalled = true;
                    session.view.show_live(live);
                    wait = STALL_MILLIS;
                } else {
                    wait = STALL_MILLIS - silence;
                }
            }
        });
    }
}
