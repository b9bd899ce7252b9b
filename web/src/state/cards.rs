//! The unsubmitted input of approval cards. A card is re-created whenever its session is shown again or the language
//! changes.

use std::collections::BTreeMap;

use leptos::prelude::*;

/// The contents of a card's fields.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Card {
    /// The arguments the user has changed, by name, as entered.
    pub arguments: BTreeMap<String, String>,
    pub reason: String,
}

#[derive(Clone, Copy, Default)]
pub struct Cards {
    /// By session and call.
    unfinished: RwSignal<BTreeMap<(String, u64), Card>>,
}

impl Cards {
    pub fn of(&self, session: &str, call: u64) -> Card {
        let key = (session.to_owned(), call);
        self.unfinished.with_untracked(|cards| cards.get(&key).cloned()).unwrap_or_default()
    }

    pub fn change(&self, session: &str, call: u64, change: impl FnOnce(&mut Card)) {
        self.unfinished
            .update_untracked(|cards| change(cards.entry((session.to_owned(), call)).or_default()));
    }

    pub fn forget(&self, session: &str, call: u64) {
        self.unfinished.update_untracked(|cards| drop(cards.remove(&(session.to_owned(), call))));
    }
}
