//! Interprets a model's reply as tool calls, an answer, or feedback to the model. Pure.

use super::arguments::fitted;
use super::complaint::{bad_call, repeated_call, unreadable};
use super::reply::Reply;
use super::run::Run;
use crate::log::event::{FeedbackCause, Protocol};
use crate::log::reasons::EndReason;
use crate::provider::ToolCall;
use crate::tool::ToolRegistry;
use crate::tool::envelope::{ModelOutput, bare_calls_in, calls_in};

/// The number of unusable replies in a row after which text is accepted as the answer: a plain answer is better than
/// none.
const MAX_COMPLAINTS: usize = 1;

/// Interprets the reply `content` together with its native tool calls. The native calls are complete; the caller
/// drops truncated ones.
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
        // A model that writes the same JSON again was not calling a tool: the JSON is the answer. The same holds if
        // no step is left for a correction.
        let is_told = run.complaints().len() >= MAX_COMPLAINTS || run.limit_met().is_some();
        let is_answer = !asked.is_meant && is_told;
        return if is_answer { Reply::Answer(content.trim().to_owned()) } else { complaint };
    }
    if calls.is_empty() {
        return Reply::Answer(content.trim().to_owned());
    }
    if run.tools_disabled() == Some(FeedbackCause::LastStep) {
        return Reply::OutOfSteps(EndReason::LastStepCalled.to_string());
    }
    match run.guard().repeats(&calls) {
        None => Reply::Calls(calls),
        Some(past) if run.tools_disabled().is_some() => Reply::Stuck(format!(
            "The model asked for {} again although it had its result. The result was: {}",
            past.name, past.result
        )),
        Some(past) => repeated_call(&past.name, &past.result),
    }
}

/// The tool calls of a reply.
struct Asked {
    calls: Vec<ToolCall>,
    /// Whether the calls are in the format that the run asks for. Other JSON may be content that the user asked for.
    is_meant: bool,
}

/// The calls of a reply in any supported format; none if the reply is an answer in plain text or in JSON that names
/// no tool. For a model with native tool calls, a fenced block is never a call but part of the answer.
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
    // A server that has sent native calls does not also write calls as text, so text that looks like a call is a
    // quotation.
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
#[path = "read_reply_tests.rs"]
mod tests;
