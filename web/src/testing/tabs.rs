//! The tabs of one browser: messages between them arrive immediately, and each sees which sessions the others are
//! working on.

use std::cell::{Cell, RefCell};
use std::future::{poll_fn, ready};
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::ports::{AtWork, Tabs};

type Listener = Rc<dyn Fn(String)>;

#[derive(Default)]
struct Shared {
    listeners: RefCell<Vec<(usize, Listener)>>,
    /// Pairs of tab and session being worked on.
    works: RefCell<Vec<(usize, String)>>,
    waiting: RefCell<Vec<Waker>>,
    count: Cell<usize>,
}

/// One of the tabs. Clones are the same tab.
#[derive(Clone, Default)]
pub struct FakeTabs {
    shared: Rc<Shared>,
    number: usize,
    /// Simulates a browser without a channel between tabs.
    pub is_deaf: Rc<Cell<bool>>,
}

impl FakeTabs {
    pub fn of_other_tab(&self) -> Self {
        self.shared.count.set(self.shared.count.get() + 1);
        Self { shared: self.shared.clone(), number: self.shared.count.get(), is_deaf: Rc::default() }
    }
}

impl FakeTabs {
    /// Closes the tab, which releases the sessions it was working on.
    pub fn die(&self) {
        self.shared.works.borrow_mut().retain(|(number, _)| *number != self.number);
        self.shared.waiting.take().into_iter().for_each(Waker::wake);
    }
}

impl Tabs for FakeTabs {
    fn tell(&self, session: &str) {
        let listeners = self.shared.listeners.borrow().clone();
        for (number, changed) in listeners {
            if number != self.number {
                changed(session.to_owned());
            }
        }
    }

    fn listen(&self, changed: Box<dyn Fn(String)>) {
        let is_deaf = self.is_deaf.clone();
        let hear = move |session| {
            if !is_deaf.get() {
                changed(session);
            }
        };
        self.shared.listeners.borrow_mut().push((self.number, Rc::new(hear)));
    }

    fn work_on(&self, session: &str) -> AtWork {
        let (shared, work) = (self.shared.clone(), (self.number, session.to_owned()));
        shared.works.borrow_mut().push(work.clone());
        AtWork::until(move || {
            let mut works = shared.works.borrow_mut();
            if let Some(place) = works.iter().position(|other| *other == work) {
                works.remove(place);
            }
            drop(works);
            shared.waiting.take().into_iter().for_each(Waker::wake);
        })
    }

    fn is_at_rest(&self, session: &str) -> LocalBoxFuture<'static, bool> {
        let is_busy = self.shared.works.borrow().iter().any(|(_, other)| other == session);
        ready(!is_busy).boxed_local()
    }

    fn at_rest(&self, session: &str) -> LocalBoxFuture<'static, ()> {
        let (shared, session) = (self.shared.clone(), session.to_owned());
        poll_fn(move |context| {
            if !shared.works.borrow().iter().any(|(_, other)| *other == session) {
                return Poll::Ready(());
            }
            shared.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .boxed_local()
    }
}
