//! A fair asynchronous lock: grants exclusive access in the order of requests. A task takes a ticket, awaits it, and
//! releases the lock by dropping the ticket. Dropping it earlier leaves the queue. Independent of what the lock
//! protects.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The queue of the lock. Clones share it.
#[derive(Clone, Default)]
pub struct Turns {
    row: Rc<RefCell<Row>>,
}

#[derive(Default)]
struct Row {
    last: u64,
    /// The tickets in order; the first one holds the lock. Each has the waker of the task that waits for it.
    tickets: VecDeque<(u64, Option<Waker>)>,
}

impl Turns {
    /// Takes a ticket at the end of the queue.
    pub fn ticket(&self) -> Ticket {
        let mut row = self.row.borrow_mut();
        row.last += 1;
        let number = row.last;
        row.tickets.push_back((number, None));
        Ticket { row: self.row.clone(), number }
    }
}

/// A place in the queue. As a future it completes when the ticket holds the lock; it can be polled again after that.
pub struct Ticket {
    row: Rc<RefCell<Row>>,
    number: u64,
}

impl Ticket {
    /// Whether the ticket is first in the queue, so that it holds the lock.
    pub fn is_next(&self) -> bool {
        self.row.borrow().tickets.front().is_some_and(|(number, _)| *number == self.number)
    }
}

impl Future for Ticket {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.is_next() {
            return Poll::Ready(());
        }
        let mut row = self.row.borrow_mut();
        if let Some((_, waker)) = row.tickets.iter_mut().find(|(number, _)| *number == self.number) {
            *waker = Some(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let next = {
            let mut row = self.row.borrow_mut();
            row.tickets.retain(|(number, _)| *number != self.number);
            row.tickets.front_mut().and_then(|(_, waker)| waker.take())
        };
        // Not while the queue is borrowed: the task that is woken may access it immediately.
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct WakeCount(AtomicU32);

    impl Wake for WakeCount {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn poll(ticket: &mut Ticket, woken: &Arc<WakeCount>) -> bool {
        Pin::new(ticket).poll(&mut Context::from_waker(&Waker::from(woken.clone()))).is_ready()
    }

    #[test]
    fn turns_come_in_the_order_of_asking() {
        let (turns, woken) = (Turns::default(), Arc::new(WakeCount::default()));
        let (mut first, mut second, mut third) = (turns.ticket(), turns.ticket(), turns.clone().ticket());
        assert!(poll(&mut first, &woken) && !poll(&mut third, &woken) && !poll(&mut second, &woken));
        drop(first);
        assert_eq!(woken.0.load(Ordering::Relaxed), 1, "only the next one is woken");
        assert!(poll(&mut second, &woken) && !poll(&mut third, &woken));
        assert!(poll(&mut second, &woken), "it stays its turn");
        drop(second);
        assert!(poll(&mut third, &woken) && third.is_next());
    }

    #[test]
    fn who_gives_up_while_waiting_holds_up_nobody() {
        let (turns, woken) = (Turns::default(), Arc::new(WakeCount::default()));
        let (first, second, mut third) = (turns.ticket(), turns.ticket(), turns.ticket());
        assert!(!poll(&mut third, &woken));
        drop(second);
        assert!(!poll(&mut third, &woken));
        drop(first);
        assert!(poll(&mut third, &woken));
        drop(third);
        assert!(turns.ticket().is_next());
    }
}
