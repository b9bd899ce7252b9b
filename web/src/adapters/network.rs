//! What the settings need to know of the network: reloading the page into a policy that allows a new server, and the
//! record of what the page exchanges with servers. Not in the first load.

use std::cell::Cell;

use super::egress;
use super::window::session_storage;
use crate::ports::Network;
use crate::ports::egress::EgressRecord;

/// The origin for which this tab was last reloaded.
const RELOADED_FOR: &str = "abcb.reloaded_for";

#[derive(Clone, Copy, Debug)]
pub struct BrowserNetwork;

thread_local! {
    static IS_RECORDING: Cell<bool> = const { Cell::new(false) };
}

impl BrowserNetwork {
    /// Starts to record, unless that has been done.
    pub fn recording() -> Self {
        if !IS_RECORDING.replace(true) {
            egress::start();
        }
        Self
    }
}

impl Network for BrowserNetwork {
    fn reload_for(&self, origin: &str) {
        // Without a record of it, a reload that does not help would be repeated for ever.
        let Some(storage) = session_storage() else { return };
        let is_repeated = storage.get_item(RELOADED_FOR).is_ok_and(|last| last.as_deref() == Some(origin));
        if is_repeated || storage.set_item(RELOADED_FOR, origin).is_err() {
            return;
        }
        if let Some(window) = web_sys::window() {
            let _ = window.location().reload();
        }
    }

    fn take_reloaded_for(&self) -> Option<String> {
        let storage = session_storage()?;
        let origin = storage.get_item(RELOADED_FOR).ok().flatten()?;
        let _ = storage.remove_item(RELOADED_FOR);
        Some(origin)
    }

    fn egress(&self) -> EgressRecord {
        egress::record()
    }

    fn clear_egress(&self) {
        egress::clear();
    }
}
