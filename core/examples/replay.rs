//! Reads a log, such as the `events.jsonl` of an export, and prints the conversation as it stood after each event, then
//! a summary of each run. No model is asked.
//!
//! Run it with `cargo run -p abcb-core --example replay -- events.jsonl`; without a file it reads a small log of its
//! own.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write};

use abcb_core::{Replay, read_log, runs, summarize};

/// The smallest log with a tool: a question, a call, its result and the answer. Lines in the form of the tutorial
/// series have no `seq` and no time.
pub const BUILT_IN: &str = r#"
{"kind":"user_message","content":"What is 2 + 3?"}
{"kind":"model_response","content":"{\"kind\":\"tool_call\",\"tool_name\":\"add_numbers\",\"arguments\":{\"a\":2,\"b\":3}}"}
{"kind":"tool_result","tool_name":"add_numbers","output":"5"}
{"kind":"model_response","content":"{\"kind\":\"final\",\"content\":\"2 + 3 is 5.\"}"}
{"kind":"final_answer","content":"2 + 3 is 5."}
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let text = match env::args().nth(1) {
        Some(path) => fs::read_to_string(path)?,
        None => BUILT_IN.to_owned(),
    };
    run(&text, &mut io::stdout())
}

/// Replays the log `text` and prints to `out`.
pub fn run(text: &str, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut replay = Replay::new(read_log(text)?);
    for place in 1..=replay.events().len() {
        replay.seek(place);
        writeln!(out, "after event {place}:")?;
        for node in replay.state().path() {
            writeln!(out, "  {} ({}): {}", node.role.as_str(), node.status.as_str(), node.words())?;
        }
    }
    for run in runs(replay.events()) {
        let events = replay.events().get(run).unwrap_or_default();
        writeln!(out, "{}", summarize(events).to_line())?;
    }
    Ok(())
}
