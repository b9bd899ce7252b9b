//! Fakes for tests, in this crate and in the adapters.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{self, LocalBoxFuture};

use crate::clock::Clock;

/// A clock that stands still until it is moved. Sleeping moves it, so nothing in a test ever waits.
#[derive(Clone, Debug, Default)]
pub struct FakeClock {
    now: Rc<Cell<i64>>,
}

impl FakeClock {
    pub fn at(unix_millis: i64) -> Self {
        Self { now: Rc::new(Cell::new(unix_millis)) }
    }

    pub fn advance(&self, millis: i64) {
        self.now.set(self.now.get() + millis);
    }
}

impl Clock for FakeClock {
    fn unix_millis(&self) -> i64 {
        self.now.get()
    }

    fn sleep(&self, millis: u32) -> LocalBoxFuture<'static, ()> {
        self.advance(i64::from(millis));
        future::ready(()).boxed_local()
    }
}
