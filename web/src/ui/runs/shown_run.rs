//! The run that the panel shows.

use std::ops::Range;
use std::sync::Arc;

use abcb_core::log::event::LoggedEvent;

/// One run, as a range of the event log.
#[derive(Clone, PartialEq)]
pub struct ShownRun {
    pub events: Arc<Vec<LoggedEvent>>,
    pub range: Range<usize>,
}

impl ShownRun {
    pub fn events(&self) -> &[LoggedEvent] {
        self.events.get(self.range.clone()).unwrap_or_default()
    }
}
