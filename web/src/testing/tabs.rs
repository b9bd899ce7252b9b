//! The tabs of one browser: messages between them arrive immediately, and each sees which sessions the others are
//! working on.

use std::cell::{Cell, RefCell};
use std::future::{poll_fn, ready};
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::ports::{AtWork, TabEvent, Tabs, tab_lock};

type Listener = Rc<dyn Fn(TabEvent)>;

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

impl FakeTabs {
    /// Tells all other tabs that this one has stored settings, as the browser does.
    pub fn tell_of_settings(&self) {
        self.tell_others(&TabEvent::SettingsChanged);
    }

    fn tell_others(&self, event: &TabEvent) {
        let listeners = self.shared.listeners.borrow().clone();
        for (number, hear) in listeners {
            if number != self.number {
                hear(event.clone());
            }
        }
    }
}

impl Tabs for FakeTabs {
    fn name(&self) -> LocalBoxFuture<'static, String> {
        let name = self.number.to_string();
        self.shared.works.borrow_mut().push((self.number, tab_lock(&name)));
        ready(name).boxed_local()
    }

    fn tell_changed(&self, session: &str) {
        self.tell_others(&TabEvent::Changed(session.to_owned()));
    }

    fn relay(&self, message: &str) {
        self.tell_others(&TabEvent::Relayed(message.to_owned()));
    }

    fn listen(&self, hear: Rc<dyn Fn(TabEvent)>) {
        let is_deaf = self.is_deaf.clone();
        let hear = move |event| {
            if !is_deaf.get() {
                hear(event);
            }
        };
        self.shared.listeners.borrow_mut().push((self.number, Rc::new(hear)));
    }

    fn seize(&self, session: &str) -> LocalBoxFuture<'static, ()> {
        let seized = |(_, other): &mut (usize, String)| other == session;
        let losers: Vec<usize> =
            self.shared.works.borrow_mut().extract_if(.., seized).map(|(number, _)| number).collect();
        self.shared.waiting.take().into_iter().for_each(Waker::wake);
        let listeners = self.shared.listeners.borrow().clone();
        // A tab hears from the browser itself that it has lost a lock.
        for (_, hear) in listeners.iter().filter(|(number, _)| losers.contains(number)) {
            hear(TabEvent::Seized(session.to_owned()));
        }
        ready(()).boxed_local()
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
