//! What a run reports while it works.

use crate::base::store_error::StoreError;
use crate::log::event::LoggedEvent;
use crate::provider::Delta;

/// A progress report for the UI while an answer arrives.
#[derive(Debug)]
pub enum Observation<'a> {
    /// These events are now stored.
    Stored(&'a [LoggedEvent]),
    /// A delta of the answer has arrived. It is not stored yet.
    Delta(&'a Delta),
    /// A checkpoint could not be stored and is retried while the answer continues, or the storage does not respond
    /// and the run waits for it.
    NotStored(&'a StoreError),
}
