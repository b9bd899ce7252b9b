//! The signal by which the user stops a run.

use futures_util::future::{Fuse, FutureExt, LocalBoxFuture};

/// The stop signal: completes when the user stops the run. It can be awaited repeatedly.
pub struct Stop {
    signal: Fuse<LocalBoxFuture<'static, ()>>,
    has_come: bool,
}

impl Stop {
    /// Creates a signal that fires when `signal` completes.
    pub fn when(signal: impl Future<Output = ()> + 'static) -> Self {
        Self { signal: signal.boxed_local().fuse(), has_come: false }
    }

    /// A signal that never fires.
    pub fn never() -> Self {
        Self::when(futures_util::future::pending())
    }

    pub(super) fn wait(&mut self) -> impl futures_util::future::FusedFuture<Output = ()> + Unpin + '_ {
        async {
            if !self.has_come {
                (&mut self.signal).await;
                self.has_come = true;
            }
        }
        .boxed_local()
        .fuse()
    }
}
