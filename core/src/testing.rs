//! Fakes for the tests of this crate and of the adapters. Nothing outside tests uses it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_util::future::{self, LocalBoxFuture};
use futures_util::stream::{self, StreamExt};
use futures_util::{FutureExt, task};

use crate::base::clock::Clock;
use crate::provider::{Capabilities, ChatRequest, ContextSize, Delta, DeltaStream, Provider, ProviderError};
use crate::tool::notes::MemoryNotes;
use crate::tool::workspace::MemoryWorkspace;
use crate::tool::{CodeReport, CodeRunner, ToolError, ToolHost, ToolRegistry, builtin_tools};

pub mod note_conformance;
pub mod store_conformance;
pub mod workspace_conformance;

/// Returns what tools work on, in memory: no notes, one file, which cannot be written, and nothing that runs code.
pub fn tool_host() -> ToolHost {
    ToolHost {
        notes: Rc::new(MemoryNotes::default()),
        clock: Rc::new(FakeClock::at(1_000)),
        workspace: Rc::new(MemoryWorkspace::with_files([("hello.txt", "Hello, file!")])),
        can_write: false,
        code_runner: None,
    }
}

/// Returns the tools that write no files and run no code, on data in memory.
pub fn safe_tools() -> ToolRegistry {
    builtin_tools(&tool_host())
}

/// Returns all tools, on data in memory. Code that is run never ends.
pub fn all_tools() -> ToolRegistry {
    builtin_tools(&ToolHost { can_write: true, code_runner: Some(Rc::new(EndlessCode)), ..tool_host() })
}

struct EndlessCode;

impl CodeRunner for EndlessCode {
    fn run<'a>(&'a self, _code: &'a str) -> LocalBoxFuture<'a, Result<CodeReport, ToolError>> {
        future::pending().boxed_local()
    }
}

/// Runs a future that never waits for anything outside the test.
#[allow(clippy::panic, reason = "a future that hangs must fail its test")]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(task::noop_waker_ref());
    for _ in 0..1_000_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the future waits for something that never comes");
}

/// A clock that stands still until it is advanced. Sleeping advances it, so tests never wait.
#[derive(Clone, Debug, Default)]
pub struct FakeClock {
    now: Rc<Cell<i64>>,
}

impl FakeClock {
    /// Creates a clock that shows this time, in milliseconds since the Unix epoch.
    pub fn at(unix_millis: i64) -> Self {
        Self { now: Rc::new(Cell::new(unix_millis)) }
    }

    /// Moves the time on; backwards if `millis` is negative.
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

/// An action of a [`ScriptedProvider`].
#[derive(Clone, Debug)]
pub enum Cue {
    /// Sends this delta.
    Say(Delta),
    /// Fails with this error.
    Fail(ProviderError),
    /// Advances the clock by this many milliseconds while nothing is received.
    Wait(i64),
    /// Ends the stream. The cues after it are for the next request.
    End,
    /// Never sends anything again.
    Hang,
}

/// A provider that follows a script and records its requests.
#[derive(Clone, Debug)]
pub struct ScriptedProvider {
    /// The requests so far. Clones of the provider share them.
    pub requests: Rc<RefCell<Vec<ChatRequest>>>,
    /// The context size that the provider reports.
    pub context: Option<ContextSize>,
    clock: FakeClock,
    cues: VecDeque<Cue>,
}

impl ScriptedProvider {
    /// Creates a provider with this script. `clock` is the clock that [`Cue::Wait`] advances.
    pub fn new(clock: &FakeClock, cues: impl IntoIterator<Item = Cue>) -> Self {
        Self {
            requests: Rc::default(),
            context: None,
            clock: clock.clone(),
            cues: cues.into_iter().collect(),
        }
    }
}

impl Provider for ScriptedProvider {
    fn capabilities(&self) -> Capabilities {
        Capabilities { context: self.context, ..Capabilities::UNKNOWN }
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        self.requests.borrow_mut().push(request);
        let clock = self.clock.clone();
        let cues = &mut self.cues;
        stream::poll_fn(move |context| {
            context.waker().wake_by_ref();
            match cues.pop_front() {
                None | Some(Cue::End) => Poll::Ready(None),
                Some(Cue::Say(delta)) => Poll::Ready(Some(Ok(delta))),
                Some(Cue::Fail(error)) => Poll::Ready(Some(Err(error))),
                Some(Cue::Wait(millis)) => {
                    clock.advance(millis);
                    Poll::Pending
                }
                Some(Cue::Hang) => {
                    cues.push_front(Cue::Hang);
                    Poll::Pending
                }
            }
        })
        .boxed_local()
    }
}
