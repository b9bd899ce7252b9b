//! The clock of this machine, as a program outside a browser gives it to the library.

use std::time::{SystemTime, UNIX_EPOCH};

use abcb_core::Clock;
use futures_util::future::{self, FutureExt, LocalBoxFuture};

pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_millis(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
    }

    /// Never completes, so that no time limit is kept. A program with a real model or slow tools uses the timer of its
    /// async runtime here.
    fn sleep(&self, _millis: u32) -> LocalBoxFuture<'static, ()> {
        future::pending().boxed_local()
    }
}
