//! A run with a tool of one's own. The mock provider plays a model that asks for the tool and then answers with its
//! result.
//!
//! Run it with `cargo run -p abcb-core --example own_tool`.

use std::error::Error;
use std::io::{self, Write};
use std::rc::Rc;

use abcb_core::tool::schema;
use abcb_core::{
    AgentSettings, Backend, Event, EventSink, Io, MemoryLog, MockProvider, Observation, Protocol, RunKind,
    Stop, Tool, ToolError, ToolRegistry, answer_with_tools,
};
use futures_executor::block_on;
use futures_util::future::{self, FutureExt, LocalBoxFuture};
use serde_json::Value;

#[path = "support/system_clock.rs"]
mod system_clock;

use system_clock::SystemClock;

/// Counts the words of a text. It changes nothing, so it needs no approval: `Tool::risk` stays as it is.
struct CountWords;

impl Tool for CountWords {
    fn name(&self) -> &str {
        "count_words"
    }

    fn description(&self) -> &str {
        "Counts the words of a text."
    }

    fn parameters(&self) -> Value {
        schema::object(&[("text", "string", "the text whose words are counted")])
    }

    /// The loop has checked the arguments against the schema; a tool reads them with care all the same.
    fn call<'a>(&'a self, arguments: &'a Value) -> LocalBoxFuture<'a, Result<String, ToolError>> {
        let counted = match arguments.get("text").and_then(Value::as_str) {
            Some(text) => Ok(text.split_whitespace().count().to_string()),
            None => Err(ToolError::InvalidArguments { reason: "`text` is missing".to_owned() }),
        };
        future::ready(counted).boxed_local()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Runs the question to its end and prints what the log says about it to `out`.
pub fn run(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut registry = ToolRegistry::new();
    registry.register(Rc::new(CountWords))?;

    // What a model writes in the envelope protocol: one JSON object per step.
    let mut provider = MockProvider::new([
        r#"{"kind":"tool_call","tool_name":"count_words","arguments":{"text":"to be or not to be"}}"#,
        r#"{"kind":"final","content":"The sentence has 6 words."}"#,
    ]);
    let agent =
        AgentSettings { protocol: Protocol::Envelope, max_steps: 4, tools: registry.names(), thinks: false };

    let mut log = MemoryLog::new(Rc::new(SystemClock));
    let parent = log.state().head();
    let kind = RunKind::Ask { input: "How many words has \"to be or not to be\"?".into(), parent };
    let io = Io {
        provider: &mut provider,
        sink: &mut log,
        clock: &SystemClock,
        registry: &registry,
        stop: Stop::never(),
        observe: &mut |_: Observation<'_>| {},
        steering: &mut Vec::new,
    };
    let backend = Backend { provider: "mock".to_owned(), ..Backend::default() };
    // A run that has to ask for approval returns early, without a status: the decision goes into the log, and `resume`
    // continues from there.
    block_on(answer_with_tools(io, backend, agent, kind))?;

    for logged in log.events() {
        match &logged.event {
            Event::UserMessage { content, .. } => writeln!(out, "user: {content}")?,
            Event::ToolRequested { tool_name, arguments, .. } => {
                writeln!(out, "calls {tool_name} {arguments}")?
            }
            Event::ToolResult { output, .. } => writeln!(out, "result: {output}")?,
            Event::FinalAnswer { content, .. } => writeln!(out, "assistant: {content}")?,
            _ => {}
        }
    }
    Ok(())
}
