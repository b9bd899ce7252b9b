//! Signals that are told only of changes.

use leptos::prelude::{Set, WithUntracked};

/// Sets the signal if it has another value. What reads a signal runs again whenever that is set.
pub fn set_if_changed<S, T>(signal: &S, value: T)
where
    S: Set<Value = T> + WithUntracked<Value = T>,
    T: PartialEq,
{
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
