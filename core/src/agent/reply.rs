//! From a model's reply to what the run makes of it: calls to make, the answer, or words back to the model. Pure.

use super::arguments::fitted;
use super::complaint::{bad_call, repeated_call, unreadable};
use super::run::Run;
use crate::envelope::{ModelOutput, bare_calls_in, calls_in};
use crate::event::{FeedbackCause, Protocol};
use crate::provider::ToolCall;
use crate::tool::ToolRegistry;

/// What a whole reply means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reply {
    /// Calls of registered tools whose arguments fit.
    Calls(Vec<ToolCall>),
    Answer(String),
    /// The reply cannot be used; the model is told this.
    Feedback {
        cause: FeedbackCause,
        content: String,
        /// What was wrong, as a sentence for the user.
        detail: String,
    },
    /// No answer, although this was the last step: why the run ends.
    OutOfSteps(String),
    /// The model asks again for what it has just been given, although it was told to answer.
    Stuck(String),
}

/// After this many unusable replies in a row, words are taken as the answer: better a plain answer than none.
const MAX_COMPLAINTS: usize = 1;

const STILL_ASKED: &str = "The run met its limit of steps; the model still asked for a tool.";

/// Reads the reply `content` with the native calls that came beside it. Native calls are whole: cut ones never come here.
pub fn read_reply(
    run: &Run,
    protocol: Protocol,
    content: &str,
    native: &[ToolCall],
    registry: &ToolRegistry,
) -> Reply {
    let asked = match asked_for(run, protocol, content, native, registry) {
        Ok(asked) => asked,
        Err(reply) => return reply,
    };
    let calls: Vec<ToolCall> = asked
        .calls
        .into_iter()
        .map(|call| ToolCall { arguments: fitted(&call.name, call.arguments, registry), ..call })
        .collect();
    if let Some(complaint) = calls.iter().find_map(|call| bad_call(call, registry)) {
        // Who writes the same shape again was not calling: it is the answer that was asked for. So it is where nobody can ask.
        let is_told = run.complaints().len() >= MAX_COMPLAINTS || run.limit_met().is_some();
        let is_answer = !asked.is_meant && is_told;
        return if is_answer { Reply::Answer(content.trim().to_owned()) } else { complaint };
    }
    if calls.is_empty() {
        return Reply::Answer(content.trim().to_owned());
    }
    if run.withheld() == Some(FeedbackCause::LastStep) {
        return Reply::OutOfSteps(STILL_ASKED.to_owned());
    }
    match run.guard().repeats(&calls) {
        None => Reply::Calls(calls),
        Some(past) if run.withheld().is_some() => Reply::Stuck(format!(
            "The model asked for {} again although it had its result. The result was: {}",
            past.name, past.result
        )),
        Some(past) => repeated_call(&past.name, &past.result),
    }
}

/// The calls of a reply.
struct Asked {
    calls: Vec<ToolCall>,
    /// Whether they stand in the form that the run asks for. Anything else may be JSON that somebody wanted to read.
    is_meant: bool,
}

/// The calls that the reply asks for, in whatever way; none when it is the answer in plain words, or in JSON that names no
/// tool. A model that is given its tools in its own format calls nothing in a fence: what stands there is shown.
fn asked_for(
    run: &Run,
    protocol: Protocol,
    content: &str,
    native: &[ToolCall],
    registry: &ToolRegistry,
) -> Result<Asked, Reply> {
    if !native.is_empty() {
        return Ok(Asked { calls: native.to_vec(), is_meant: true });
    }
    let no_calls = Asked { calls: Vec::new(), is_meant: false };
    // A server that has spoken in its own format does not also write calls as text: what looks like one is quoted.
    if run.spoke_natively() {
        return Ok(no_calls);
    }
    let is_native = protocol == Protocol::Native;
    let is_fenced = content.lines().any(|line| line.trim_start().starts_with("```"));
    if let Some(output) = ModelOutput::parse(content).ok().filter(|_| !(is_native && is_fenced)) {
        return match output {
            ModelOutput::Final { content } => Err(Reply::Answer(content)),
            ModelOutput::ToolCall { tool_name, .. } if is_native && registry.get(&tool_name).is_none() => {
                Ok(no_calls)
            }
            ModelOutput::ToolCall { tool_name, arguments, .. } => Ok(Asked {
                calls: vec![ToolCall { id: None, name: tool_name, arguments }],
                is_meant: !is_native,
            }),
        };
    }
    let mut written = if is_native { bare_calls_in(content) } else { calls_in(content) };
    if written.iter().any(|call| registry.get(&call.name).is_none()) {
        written.clear();
    }
    let written = written.into_iter();
    let calls: Vec<ToolCall> =
        written.map(|call| ToolCall { id: None, name: call.name, arguments: call.arguments }).collect();
    if calls.is_empty() && protocol != Protocol::Native && run.complaints().len() < MAX_COMPLAINTS {
        let error = ModelOutput::parse(content).err().map(|error| error.to_string()).unwrap_or_default();
        return Err(unreadable(&error));
    }
    Ok(Asked { calls, is_meant: false })
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
