//! Unsent drafts in localStorage: one small JSON object for all sessions.

use abcb_core::conversation::attachment::UserInput;
use abcb_core::conversation::drafts::{read_drafts, with_drafts};
use gloo_storage::{LocalStorage, Storage};

use super::local_storage::is_available;
use crate::ports::DraftStore;

pub const DRAFTS_KEY: &str = "abcb.drafts";

/// Where localStorage is blocked, drafts are lost when the page is closed.
#[derive(Clone, Copy, Debug, Default)]
pub struct BrowserDrafts;

fn stored() -> String {
    LocalStorage::raw().get_item(DRAFTS_KEY).ok().flatten().unwrap_or_default()
}

impl DraftStore for BrowserDrafts {
    fn load(&self) -> Vec<(String, UserInput)> {
        if is_available() { read_drafts(&stored()) } else { Vec::new() }
    }

    fn save(&self, changed: Vec<(String, UserInput)>, now: u64) {
        if is_available() && !changed.is_empty() {
            // If the quota is used up the draft is lost, but the stored sessions are not affected. There is nothing to
            // recover.
            let _ = LocalStorage::raw().set_item(DRAFTS_KEY, &with_drafts(&stored(), changed, now));
        }
    }
}
