//! The program of the tutorial series: one turn without a session, then a run with a tool in a session of its own, whose
//! directory is there before the run. The mock provider answers; any other `Provider` can take its place.
//!
//! Run it with `cargo run -p abcb-core --example series`.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use abcb_core::provider::mock::{mock_answer, mock_envelope};
use abcb_core::settings::DEFAULT_MEMORY_DIR;
use abcb_core::tool::AddNumbers;
use abcb_core::{
    MemoryStore, Message, MockProvider, Role, Session, ToolRegistry, create_session_dir, one_turn, run_loop,
    start_session,
};
use futures_executor::block_on;

#[path = "support/system_clock.rs"]
mod system_clock;

use system_clock::SystemClock;

const CALL: &str = r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}"#;

const MAX_STEPS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Makes the turn and the run, and prints their messages to `out`.
pub fn run(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let message = "What is 2 + 3?";
    let mut chat = MockProvider::new([mock_answer(message)]);
    writeln!(out, "{}", block_on(one_turn(&mut chat, &SystemClock, message))?.content)?;

    let mut registry = ToolRegistry::new();
    registry.register(Rc::new(AddNumbers))?;
    let mut provider = MockProvider::new([CALL, &mock_envelope(message)]);
    let (store, root) = (MemoryStore::default(), Path::new(DEFAULT_MEMORY_DIR));
    let mut session = Session::start(&SystemClock);
    block_on(create_session_dir(&store, root, &session.id))?;
    session.push_message(Message::new(Role::User, message));
    let answer = block_on(run_loop(&mut provider, &registry, &mut session, MAX_STEPS))?;
    for message in &session.messages {
        writeln!(out, "{}: {}", message.role.as_str(), message.content)?;
    }
    writeln!(out, "{answer}")?;

    // The id is the time, and this may still be the same millisecond: then the next free one is taken.
    let other = block_on(start_session(&store, root, &SystemClock))?;
    writeln!(out, "another session: {}", other.id != session.id)?;
    Ok(())
}
