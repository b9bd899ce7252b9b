//! The guided protocol, for models too small to choose a tool: the loop offers one tool at a time, the model fills in
//! its arguments like a form, and the answer begins with the tool results. The offered tool depends on the log alone.

use std::rc::Rc;

use serde_json::Value;

use super::arguments::read_json;
use super::messages::{MAX_STEP_TOKENS, Messages, said};
use super::plan::{next_tool, wanted_tools};
use super::session_state::SessionState;
use super::values::{ArgumentSources, narrowed};
use crate::agent::prompt::{guided_prompt, guided_prompt_with, result_text};
use crate::conversation::message::Role;
use crate::log::event::FeedbackCause;
use crate::log::transcript::{CallStatus, Node, ToolUse, Transcript};
use crate::provider::{ChatMessage, ChatRequest, RepetitionGuard, ToolCall};
use crate::tool::{Tool, ToolRegistry};

/// The inputs of a guided step.
struct StepContext<'a> {
    earlier: Vec<&'a Node>,
    /// The question's message.
    asked: Option<&'a Node>,
    sources: ArgumentSources<'a>,
    /// The tools that the user has accepted for this run; `None` if there is no agent run.
    accepted: Option<&'a [String]>,
}

impl<'a> StepContext<'a> {
    fn of(state: &'a SessionState, tip: u64) -> Self {
        let path = state.path_to(tip);
        let asked_at = path.iter().rposition(|node| node.role == Role::User).unwrap_or(0);
        let is_said = |node: &&Node| match node.role {
            Role::User | Role::System => true,
            Role::Assistant => node.protocol.is_none(),
            Role::Tool => false,
        };
        let earlier: Vec<&Node> = path.iter().take(asked_at).copied().filter(is_said).collect();
        let calls =
            path.iter().skip(asked_at).filter_map(|node| Some((node.tool.as_ref()?, node.content.as_str())));
        let sources = ArgumentSources {
            question: path.get(asked_at).map_or("", |node| node.content.as_str()),
            calls: calls.collect(),
            before: earlier.last().map(|node| node.content.as_str()),
        };
        let accepted = state.run().agent().map(|agent| agent.tools.as_slice());
        Self { earlier, asked: path.get(asked_at).copied(), sources, accepted }
    }

    fn next_tool<'r>(&self, registry: &'r ToolRegistry) -> Option<&'r Rc<dyn Tool>> {
        let is_accepted = |name: &str| self.accepted.is_none_or(|all| all.iter().any(|one| one == name));
        next_tool(
            self.sources.question,
            &self.sources.calls,
            !self.earlier.is_empty(),
            registry,
            &is_accepted,
        )
    }
}

/// The tools that the words of `question` suggest after message `parent`, in call order; empty if some argument of
/// the first tool has no known values. They are only suggestions: a guided run uses the tools that the user accepts.
pub fn suggested_tools(
    transcript: &Transcript,
    parent: u64,
    question: &str,
    registry: &ToolRegistry,
) -> Vec<String> {
    let path = transcript.path_to(parent);
    let before =
        path.iter().rev().find(|node| node.role == Role::Assistant).map(|node| node.content.as_str());
    let names = wanted_tools(question, before.is_some(), registry);
    let first = names.first().and_then(|name| registry.get(name));
    let has_values = first.is_some_and(|tool| {
        let form = narrowed(tool.as_ref(), &ArgumentSources { question, calls: Vec::new(), before });
        let mut fields = form.get("properties").and_then(Value::as_object).into_iter().flatten();
        fields.all(|(_, field)| field.get("enum").is_some())
    });
    if has_values { names } else { Vec::new() }
}

/// The request for the step after message `tip`: a form for the next tool, or the answer.
pub(super) fn guided_request(
    state: &SessionState,
    tip: u64,
    registry: &ToolRegistry,
    tools_disabled: bool,
) -> ChatRequest {
    let context = StepContext::of(state, tip);
    // A form that was rejected once would be filled in the same way again.
    let is_refused = state.node(tip).is_some_and(|node| node.feedback == Some(FeedbackCause::BadCall));
    let tool = context.next_tool(registry).filter(|_| !tools_disabled && !is_refused);
    let mut messages = Messages::default();
    // The user's instructions do not affect how a form is filled in, but they do affect the answer.
    let prompt = match state.instructions().filter(|_| tool.is_none()) {
        Some(instructions) => guided_prompt_with(instructions),
        None => guided_prompt(tool.map(AsRef::as_ref)),
    };
    messages.push(ChatMessage::new(Role::System, prompt));
    for node in &context.earlier {
        messages.push(said(node));
    }
    // Only the message text decides which tools are wanted; the model reads the attachments too.
    let asked = context.asked.map_or_else(|| ChatMessage::new(Role::User, ""), said);
    let ArgumentSources { question, calls, .. } = &context.sources;
    match tool {
        Some(_) => {
            let content = with_results(&asked.content, calls);
            messages.push(ChatMessage { content, ..asked });
        }
        None => {
            messages.push(asked);
            messages.push(ChatMessage::new(Role::Assistant, retold(question, calls, registry)));
        }
    }
    ChatRequest {
        messages: messages.list,
        tools: Vec::new(),
        schema: tool.map(|tool| narrowed(tool.as_ref(), &context.sources)),
        is_greedy: !state.run().thinks(),
        repetition: RepetitionGuard::Strict,
        max_tokens: Some(if calls.is_empty() || tool.is_some() { MAX_STEP_TOKENS } else { MAX_ADDED_TOKENS }),
    }
}

/// The call that a filled-in form stands for; `None` if the reply is not a form.
pub(super) fn filled_form(
    state: &SessionState,
    tip: u64,
    registry: &ToolRegistry,
    reply: &str,
) -> Option<ToolCall> {
    let arguments = read_json(reply)?;
    let tool = StepContext::of(state, tip).next_tool(registry)?;
    arguments.is_object().then(|| ToolCall { id: None, name: tool.name().to_owned(), arguments })
}

fn with_results(question: &str, calls: &[(&ToolUse, &str)]) -> String {
    let result = |(call, content): &(&ToolUse, &str)| match call.status {
        CallStatus::Denied => format!("\n\n{content}"),
        _ => format!("\n\n{}", result_text(&call.tool_name, content)),
    };
    [question.to_owned()].into_iter().chain(calls.iter().map(result)).collect()
}

/// The maximum number of tokens that the model adds to the tool results in a guided answer.
const MAX_ADDED_TOKENS: u32 = 48;
const ANSWER: &str = "The answer is:";

/// The beginning of a guided answer: the tool results, verbatim. A model of this size gets a number wrong even when
/// it only has to copy it. For a question, the text ends with a phrase after which the model can pick the answer from
/// the results.
fn retold(question: &str, calls: &[(&ToolUse, &str)], registry: &ToolRegistry) -> String {
    let line = |(call, content): &(&ToolUse, &str)| match (call.status, registry.get(&call.tool_name)) {
        (CallStatus::Denied, _) => "You declined it, so it was not done.".to_owned(),
        (CallStatus::Done, Some(tool)) => tool.describe_result(&call.arguments, content.trim()),
        // The error text for the user, without the tool's name.
        _ if !call.detail.is_empty() => {
            format!("That did not work: {}.", call.detail.trim().trim_end_matches('.'))
        }
        _ => format!("{}.", content.trim().trim_end_matches('.')),
    };
    let mut told = calls.iter().map(line).collect::<Vec<String>>().join(PARAGRAPH);
    let has_found = calls.last().is_some_and(|(call, _)| call.status == CallStatus::Done);
    if has_found && question.contains('?') {
        told.push('\n');
        told.push_str(ANSWER);
    }
    told
}

/// The separator between the tool results and the model's own text.
const PARAGRAPH: &str = "\n\n";

/// The beginning of the answer as shown to the user: the tool results are a paragraph of their own.
pub(super) fn shown_begin(begun: &str) -> String {
    match begun.strip_suffix(ANSWER) {
        Some(results) => format!("{}{PARAGRAPH}{ANSWER}", results.trim_end()),
        None if begun.is_empty() => String::new(),
        None => format!("{begun}{PARAGRAPH}"),
    }
}

/// The complete guided answer: `begun` and the first line that the model added. After plain results, only whole
/// sentences of that line are kept. Longer additions are rarely useful.
pub(super) fn whole_answer(begun: &str, added: &str) -> String {
    if begun.is_empty() {
        return added.trim().to_owned();
    }
    let line = added.trim_start_matches([' ', '\n']).lines().next().unwrap_or_default();
    let end = line.rfind(['.', '!', '?']).map_or(0, |place| place + 1);
    let sentences = line.get(..end).unwrap_or_default();
    match begun.strip_suffix(ANSWER) {
        Some(results) if line.is_empty() => results.trim_end().to_owned(),
        Some(_) => format!("{} {line}", shown_begin(begun)),
        None if sentences.is_empty() => begun.to_owned(),
        None => format!("{}{sentences}", shown_begin(begun)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_model_adds_is_kept_as_far_as_it_is_one_whole_line() {
        let result = "The result of add_numbers is 7.";
        for (added, expected) in [
            ("", "The result of add_numbers is 7."),
            (" So it is 7. And th", "The result of add_numbers is 7.\n\nSo it is 7."),
            ("and so on and so", "The result of add_numbers is 7."),
            ("\nFine.\nMore.", "The result of add_numbers is 7.\n\nFine."),
        ] {
            assert_eq!(whole_answer(result, added), expected, "{added:?}");
        }
        let asked = format!("{result}\n{ANSWER}");
        assert_eq!(whole_answer(&asked, " 7\nThe"), format!("{result}\n\n{ANSWER} 7"));
        assert_eq!(whole_answer(&asked, " "), result, "without an answer it is not announced");
        assert_eq!(whole_answer("", " Hello.\n\nHow are you? "), "Hello.\n\nHow are you?");
    }
}
