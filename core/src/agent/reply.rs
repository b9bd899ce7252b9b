//! From a model's reply to what the run makes of it: calls to make, the answer, or words back to the model. Pure.

use serde_json::Value;

use super::run::Run;
use crate::envelope::{ModelOutput, calls_in};
use crate::event::{FeedbackCause, Protocol};
use crate::provider::ToolCall;
use crate::tool::{CallError, ToolRegistry};

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
    },
    /// A call, although this was the last step.
    OutOfSteps,
    /// The model asks again for what it has just been given, although it was told to answer.
    Stuck(String),
}

/// After this many unusable replies in a row, words are taken as the answer: better a plain answer than none.
const MAX_COMPLAINTS: u64 = 1;

/// Reads the reply `content` with the native calls that came beside it. Native calls are whole: cut ones never come here.
pub fn read_reply(
    run: &Run,
    protocol: Protocol,
    content: &str,
    native: &[ToolCall],
    registry: &ToolRegistry,
) -> Reply {
    let asked = match asked_for(run, protocol, content, native, registry) {
        Ok(calls) => calls,
        Err(reply) => return reply,
    };
    let calls: Vec<ToolCall> = asked
        .into_iter()
        .map(|call| ToolCall { arguments: fitted(&call.name, call.arguments, registry), ..call })
        .collect();
    if let Some(complaint) = calls.iter().find_map(|call| complaint(call, registry)) {
        return complaint;
    }
    if calls.is_empty() {
        return Reply::Answer(content.trim().to_owned());
    }
    if run.withheld() == Some(FeedbackCause::LastStep) {
        return Reply::OutOfSteps;
    }
    match run.guard().repeats(&calls) {
        None => Reply::Calls(calls),
        Some(past) if run.withheld().is_some() => Reply::Stuck(format!(
            "The model asked for {} again although it had its result. The result was: {}",
            past.name, past.result
        )),
        Some(past) => Reply::Feedback {
            cause: FeedbackCause::RepeatedCall,
            content: repeated_text(&past.name, &past.result),
        },
    }
}

/// The calls that the reply asks for, in whatever way; none when it is the answer in plain words.
fn asked_for(
    run: &Run,
    protocol: Protocol,
    content: &str,
    native: &[ToolCall],
    registry: &ToolRegistry,
) -> Result<Vec<ToolCall>, Reply> {
    if !native.is_empty() {
        return Ok(native.to_vec());
    }
    if let Ok(output) = ModelOutput::parse(content) {
        return match output {
            ModelOutput::Final { content } => Err(Reply::Answer(content)),
            ModelOutput::ToolCall { tool_name, arguments, .. } => {
                Ok(vec![ToolCall { id: None, name: tool_name, arguments }])
            }
        };
    }
    let (written, _) = calls_in(content);
    let is_known = |name: &str| registry.get(name).is_some();
    // A text may hold JSON that only looks like a call. Where it is the whole reply, it is meant as one.
    let is_meant = content.trim_start().starts_with(['{', '[', '`', '<']);
    let calls: Vec<ToolCall> = written
        .into_iter()
        .filter(|call| is_known(&call.name) || is_meant)
        .map(|call| ToolCall { id: None, name: call.name, arguments: call.arguments })
        .collect();
    if calls.is_empty() && protocol != Protocol::Native && run.complaints() < MAX_COMPLAINTS {
        let error = ModelOutput::parse(content).err().map(|error| error.to_string()).unwrap_or_default();
        return Err(Reply::Feedback { cause: FeedbackCause::Unreadable, content: unreadable_text(&error) });
    }
    Ok(calls)
}

/// Why a call cannot be made, as words for the model.
fn complaint(call: &ToolCall, registry: &ToolRegistry) -> Option<Reply> {
    let content = match registry.check(&call.name, &call.arguments).err()? {
        CallError::UnknownTool(name) => unknown_tool_text(&name, registry),
        CallError::Arguments(error) => error.for_model(&call.name),
    };
    Some(Reply::Feedback { cause: FeedbackCause::BadCall, content })
}

/// Arguments brought to the types of the schema where nothing is lost by it: small models write numbers as text, and leave
/// out the object around a single argument.
fn fitted(name: &str, arguments: Value, registry: &ToolRegistry) -> Value {
    let Some(tool) = registry.get(name) else { return arguments };
    let schema = tool.parameters();
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return arguments };
    let arguments = match (arguments, properties.len()) {
        (Value::Object(fields), _) => Value::Object(fields),
        (single @ (Value::String(_) | Value::Number(_)), 1) => properties
            .keys()
            .map(|key| (key.clone(), single.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (other, _) => return other,
    };
    let Value::Object(mut fields) = arguments else { return arguments };
    for (key, value) in &mut fields {
        let kind = properties.get(key).and_then(|property| property.get("type")).and_then(Value::as_str);
        let fitting = match (kind, &*value) {
            (Some("number" | "integer"), Value::String(text)) => {
                text.trim().parse::<serde_json::Number>().ok().map(Value::Number)
            }
            (Some("string"), Value::Number(number)) => Some(Value::String(number.to_string())),
            _ => None,
        };
        *value = fitting.unwrap_or_else(|| std::mem::take(value));
    }
    Value::Object(fields)
}

pub(super) fn unreadable_text(error: &str) -> String {
    format!("Your last reply was not one valid JSON action ({error}). Reply with exactly one JSON object.")
}

fn unknown_tool_text(name: &str, registry: &ToolRegistry) -> String {
    format!("There is no tool named {name}. The tools are: {}.", registry.names().join(", "))
}

fn repeated_text(name: &str, result: &str) -> String {
    format!(
        "You already have the result of {name}: {result}\nAnswer the question now, in plain words, with this result."
    )
}
