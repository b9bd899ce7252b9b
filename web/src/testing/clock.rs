//! A clock that stands still until a test advances it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use abcb_core::base::clock::Clock;
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::gate::turn;

/// When to wake the sleeper, and the channel to wake it with.
type Sleeper = (i64, oneshot::Sender<()>);

/// Clones share the same clock.
#[derive(Clone)]
pub struct ManualClock {
    now: Rc<Cell<i64>>,
    sleepers: Rc<RefCell<Vec<Sleeper>>>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self { now: Rc::new(Cell::new(1_748_613_022_123)), sleepers: Rc::default() }
    }
}

impl ManualClock {
    /// Advances to the next sleeper's wake time, but not beyond `until`, and wakes it. Returns whether there was one.
    pub fn step(&self, until: i64) -> bool {
        let next = self.sleepers.borrow().iter().map(|(due, _)| *due).min().filter(|due| *due <= until);
        self.now.set(next.unwrap_or(until).max(self.now.get()));
        let Some(due) = next else { return false };
        let (awake, asleep): (Vec<Sleeper>, Vec<Sleeper>) =
            self.sleepers.take().into_iter().partition(|(other, _)| *other <= due);
        *self.sleepers.borrow_mut() = asleep;
        for (_, sleeper) in awake {
            // The receiver of a cancelled sleep has been dropped.
            let _ = sleeper.send(());
        }
        true
    }
}

impl Clock for ManualClock {
    fn unix_millis(&self) -> i64 {
        self.now.get()
    }

    fn sleep(&self, millis: u32) -> LocalBoxFuture<'static, ()> {
        if millis == 0 {
            return turn().boxed_local();
        }
        let (wake, woken) = oneshot::channel();
        self.sleepers.borrow_mut().push((self.now.get() + i64::from(millis), wake));
        woken.map(|_| ()).boxed_local()
    }
}
