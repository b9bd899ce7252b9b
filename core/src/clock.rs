//! Time as a value handed in. Core never reads a clock of its own: `SystemTime::now` panics on wasm32, and a test
//! that cannot choose the time cannot be exact.

use futures_util::future::LocalBoxFuture;

/// What core asks of the world's time.
pub trait Clock {
    /// Milliseconds since the Unix epoch. Negative before 1970.
    fn unix_millis(&self) -> i64;

    /// Completes once at least `millis` milliseconds have passed.
    fn sleep(&self, millis: u32) -> LocalBoxFuture<'static, ()>;
}

/// Milliseconds since the Unix epoch; a clock set before 1970 reads as 0, since no caller could do better.
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
