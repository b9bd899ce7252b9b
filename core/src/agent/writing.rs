//! A pending write to the log. Storage can reject a write or never respond. The user is informed if it takes too
//! long, and Stop ends the wait.

use futures_util::future::{Fuse, FutureExt, LocalBoxFuture};
use futures_util::{poll, select_biased};

use super::observation::Observation;
use super::stop::Stop;
use crate::base::clock::Clock;
use crate::base::store_error::StoreError;
use crate::log::event::LoggedEvent;

/// The time after which the user is informed, in seconds. Working storage responds within milliseconds, a busy disk
/// within a second or two.
const PATIENCE_SECONDS: u32 = 5;

type Stored = Result<Vec<LoggedEvent>, StoreError>;

pub(super) struct Writing<'a> {
    write: Fuse<LocalBoxFuture<'a, Stored>>,
    clock: &'a dyn Clock,
    /// The timer, set once the write was not ready at once.
    patience: Option<Fuse<LocalBoxFuture<'static, ()>>>,
    is_silent: bool,
}

impl<'a> Writing<'a> {
    pub(super) fn new(write: LocalBoxFuture<'a, Stored>, clock: &'a dyn Clock) -> Self {
        Self { write: write.fuse(), clock, patience: None, is_silent: false }
    }

    /// Waits for the result of the write, or, once, for the timeout. Can be dropped and called again.
    pub(super) async fn progress(&mut self) -> Progress {
        if let std::task::Poll::Ready(stored) = poll!(&mut self.write) {
            return Progress::Ended(stored);
        }
        let clock = self.clock;
        let mut patience = self.patience.get_or_insert_with(|| clock.sleep(PATIENCE_SECONDS * 1_000).fuse());
        select_biased! {
            stored = &mut self.write => Progress::Ended(stored),
            () = patience => {
                self.is_silent = true;
                Progress::Silent(silence())
            }
        }
    }

    /// Waits for the result of the write. Once the timeout has passed, Stop ends the wait.
    pub(super) async fn end(mut self, stop: &mut Stop, observe: &mut dyn FnMut(Observation<'_>)) -> Stored {
        loop {
            let progress = match self.is_silent {
                false => self.progress().await,
                true => select_biased! {
                    stored = &mut self.write => Progress::Ended(stored),
                    () = stop.wait() => Progress::Ended(Err(silence())),
                },
            };
            match progress {
                Progress::Ended(stored) => return stored,
                Progress::Silent(error) => observe(Observation::NotStored(&error)),
            }
        }
    }
}

pub(super) enum Progress {
    Ended(Stored),
    Silent(StoreError),
}

fn silence() -> StoreError {
    StoreError::Silent { seconds: PATIENCE_SECONDS }
}
