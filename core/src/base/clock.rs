//! The [`Clock`] trait. Core never reads the system time itself: `SystemTime::now` panics on wasm32, and tests need
//! to choose the time to be exact.

use futures_util::future::LocalBoxFuture;

/// A source of time, implemented by the caller.
pub trait Clock {
    /// Returns the milliseconds since the Unix epoch; negative before 1970.
    fn unix_millis(&self) -> i64;

    /// Completes once at least `millis` milliseconds have passed.
    fn sleep(&self, millis: u32) -> LocalBoxFuture<'static, ()>;
}

/// Returns the milliseconds since the Unix epoch, or 0 if the clock is set before 1970: no caller could handle a
/// negative time any better.
pub fn now_millis(clock: &(impl Clock + ?Sized)) -> u64 {
    u64::try_from(clock.unix_millis()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FakeClock;

    #[test]
    fn a_clock_before_1970_reads_as_zero() {
        assert_eq!(now_millis(&FakeClock::at(-5)), 0);
        assert_eq!(now_millis(&FakeClock::at(1_748_613_022_123)), 1_748_613_022_123);
    }
}
