//! A conversation of two questions: each answer is printed as it arrives, and the log is kept in memory. The mock
//! provider answers; any other `Provider` can take its place.
//!
//! Run it with `cargo run -p abcb-core --example chat`.

use std::error::Error;
use std::io::{self, Write};
use std::rc::Rc;

use abcb_core::{
    Backend, Delta, EventSink, Io, MemoryLog, MockProvider, Observation, RunKind, Stop, ToolRegistry, answer,
    write_log,
};
use futures_executor::block_on;

#[path = "support/system_clock.rs"]
mod system_clock;

use system_clock::SystemClock;

fn main() -> Result<(), Box<dyn Error>> {
    let log = run(&mut io::stdout())?;
    println!("\nThe log:\n{}", write_log(log.events())?);
    Ok(())
}

/// Holds the conversation, prints it to `out` and returns its log.
pub fn run(out: &mut dyn Write) -> Result<MemoryLog, Box<dyn Error>> {
    let mut provider = MockProvider::new(["Hello! What can I do?", "A log is a list of events."]);
    let mut log = MemoryLog::new(Rc::new(SystemClock));
    for question in ["Hello.", "What is a log?"] {
        writeln!(out, "user: {question}")?;
        write!(out, "assistant: ")?;
        let mut printed = Ok(());
        let mut observe = |seen: Observation<'_>| {
            if let (Observation::Delta(Delta::Content(text)), Ok(())) = (seen, &printed) {
                printed = write!(out, "{text}").and_then(|()| out.flush());
            }
        };
        // The question follows the last message, so the model is sent the whole conversation.
        let kind = RunKind::Ask { input: question.into(), parent: log.state().head() };
        let io = Io {
            provider: &mut provider,
            sink: &mut log,
            clock: &SystemClock,
            registry: &ToolRegistry::new(),
            stop: Stop::never(),
            observe: &mut observe,
            steering: &mut Vec::new,
        };
        let backend = Backend { provider: "mock".to_owned(), ..Backend::default() };
        block_on(answer(io, backend, kind))?;
        printed?;
        writeln!(out)?;
    }
    Ok(log)
}
