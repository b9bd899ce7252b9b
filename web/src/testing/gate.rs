//! A gate that holds something up until a test opens it.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Open unless closed. Clones share the same gate.
#[derive(Clone, Default)]
pub struct Gate {
    is_closed: Rc<Cell<bool>>,
    waiting: Rc<RefCell<Vec<Waker>>>,
}

impl Gate {
    pub fn closed() -> Self {
        let gate = Self::default();
        gate.close();
        gate
    }

    pub fn close(&self) {
        self.is_closed.set(true);
    }

    pub fn open(&self) {
        self.is_closed.set(false);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Completes once the gate is open.
    pub async fn pass(&self) {
        poll_fn(|context| {
            if !self.is_closed.get() {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Lets every other task run once.
pub async fn turn() {
    let mut has_waited = false;
    poll_fn(|context| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
