//! Builds the request for the model: the branch of the conversation in a form that strict chat templates accept, with
//! tools in the format of the run's protocol.

use std::collections::BTreeSet;

use super::guided::guided_request;
use super::messages::{MAX_STEP_TOKENS, Messages, origin_of, said};
use super::session_state::SessionState;
use crate::agent::prompt::{answer_now, result_text, system_prompt};
use crate::conversation::message::Role;
use crate::log::event::{FeedbackCause, Protocol};
use crate::log::transcript::{CallStatus, Node, ToolUse, Transcript};
use crate::provider::{ChatMessage, ChatRequest, Part, RepetitionGuard, ToolCall, ToolSpec};
use crate::tool::ToolRegistry;
use crate::tool::envelope::{ModelOutput, action_schema, calls_in, final_schema};

/// [`MAX_STEP_TOKENS`] for native tool calls. It is higher because reasoning before a call counts too.
const MAX_NATIVE_TOKENS: u32 = 8192;

/// The request for a plain answer to message `tip`. With `continues`, the interrupted answer comes last for the model
/// to continue.
pub fn chat_request(state: &SessionState, tip: u64, continues: Option<u64>) -> ChatRequest {
    let path = without_past_feedback(state, tip);
    let nodes = path.into_iter().chain(continues.and_then(|id| state.node(id)));
    let mut messages = Messages::default();
    if let Some(instructions) = state.instructions() {
        messages.push(ChatMessage::new(Role::System, instructions));
    }
    for node in nodes {
        messages.push(match node.role {
            Role::Tool => tool_message(node, Protocol::Envelope, &CallIds::default()),
            // Only the text of a step with tools is sent, not the JSON around it.
            Role::Assistant => {
                ChatMessage { origin: origin_of(node), ..ChatMessage::new(Role::Assistant, node.words()) }
            }
            Role::User | Role::System => said(node),
        });
    }
    ChatRequest { messages: messages.list, ..ChatRequest::default() }
}

/// The request for the next step of an agent run after message `tip`.
pub fn step_request(
    state: &SessionState,
    tip: u64,
    protocol: Protocol,
    registry: &ToolRegistry,
    tools_disabled: Option<FeedbackCause>,
) -> ChatRequest {
    if protocol == Protocol::Guided {
        return guided_request(state, tip, registry, tools_disabled.is_some());
    }
    let mut messages = Messages::default();
    messages.push(ChatMessage::new(Role::System, system_prompt_text(state, registry, protocol)));
    let path = without_past_feedback(state, tip);
    let ids = CallIds::of(&path);
    for (place, node) in path.iter().enumerate() {
        let rest = path.get(place + 1..).unwrap_or_default();
        match node.role {
            Role::Assistant => messages.extend(assistant_message(node, rest, protocol, &ids)),
            Role::Tool => messages.push(tool_message(node, protocol, &ids)),
            Role::User | Role::System => messages.push(said(node)),
        }
    }
    let is_told = path.last().is_some_and(|node| node.feedback.is_some());
    if let Some(cause) = tools_disabled.filter(|_| !is_told) {
        messages.push(ChatMessage::new(Role::User, answer_now(cause)));
    }
    let is_native = protocol == Protocol::Native;
    ChatRequest {
        messages: messages.list,
        tools: if is_native && tools_disabled.is_none() { tool_specs(registry) } else { Vec::new() },
        schema: (!is_native).then(|| match tools_disabled {
            None => action_schema(registry),
            Some(_) => final_schema(),
        }),
        is_greedy: !state.run().thinks(),
        repetition: RepetitionGuard::Lenient,
        max_tokens: Some(if is_native { MAX_NATIVE_TOKENS } else { MAX_STEP_TOKENS }),
    }
}

/// The branch up to message `tip` without the feedback of earlier runs and the replies it refers to. They led
/// nowhere, and next to the new question the feedback would read like the user's own words.
fn without_past_feedback(state: &SessionState, tip: u64) -> Vec<&Node> {
    let began = state.run().started();
    let is_past = |node: &Node| node.feedback.is_some() && node.id < began;
    let path = state.path_to(tip);
    let is_refused = |place: usize, node: &Node| {
        node.role == Role::Assistant && path.get(place + 1).is_some_and(|next| is_past(next))
    };
    let kept = path.iter().enumerate().filter(|(place, node)| !is_past(node) && !is_refused(*place, node));
    kept.map(|(_, node)| *node).collect()
}

/// The system prompt of an agent run: the agent's instructions, followed by the user's.
pub(super) fn system_prompt_text(
    transcript: &Transcript,
    registry: &ToolRegistry,
    protocol: Protocol,
) -> String {
    let prompt = system_prompt(registry, protocol);
    match transcript.instructions() {
        Some(instructions) => format!("{prompt}\n\n{instructions}"),
        None => prompt,
    }
}

fn tool_specs(registry: &ToolRegistry) -> Vec<ToolSpec> {
    let spec = |tool: &std::rc::Rc<dyn crate::tool::Tool>| ToolSpec {
        name: tool.name().to_owned(),
        description: tool.description().to_owned(),
        parameters: tool.parameters(),
    };
    registry.iter().map(spec).collect()
}

/// An assistant message of the branch; `rest` is the part of the branch after it. A reply that was rejected as a
/// repetition is left out, because the model would repeat it again.
fn assistant_message(node: &Node, rest: &[&Node], protocol: Protocol, ids: &CallIds) -> Option<ChatMessage> {
    let calls: Vec<(u64, &ToolUse)> = rest
        .iter()
        .filter_map(|other| Some((other.id, other.tool.as_ref()?)))
        .filter(|(_, tool)| tool.message == node.id)
        .collect();
    let next = rest.first().and_then(|next| next.feedback);
    if calls.is_empty() && next == Some(FeedbackCause::RepeatedCall) {
        return None;
    }
    // If a call was never made and the run ended because of it, there is no text to send.
    let is_last_word = calls.is_empty() && next.is_none();
    let content = if is_last_word { node.words() } else { node.content.clone() };
    if is_last_word && content.trim().is_empty() {
        return None;
    }
    let mut message = ChatMessage { origin: origin_of(node), ..ChatMessage::new(Role::Assistant, content) };
    if calls.is_empty() && next.is_some() {
        message.origin.part = Part::Call;
    }
    match protocol {
        Protocol::Native if !calls.is_empty() => {
            // A reply that consists of calls is sent as those calls, not as text.
            if !calls_in(&node.content).is_empty() {
                message.content.clear();
            }
            if node.protocol == Some(Protocol::Envelope) {
                message.content.clear();
            }
            message.calls = calls.into_iter().map(|(id, tool)| made_call(id, tool, ids)).collect();
        }
        Protocol::Native => {}
        Protocol::Envelope if is_last_word => {
            message.content = ModelOutput::Final { content: message.content }.to_text();
        }
        Protocol::Envelope | Protocol::Guided => {
            if let Some((_, tool)) = calls.first() {
                message.content = tool.to_action();
                message.origin.part = Part::Call;
            }
        }
    }
    Some(message)
}

fn made_call(id: u64, tool: &ToolUse, ids: &CallIds) -> ToolCall {
    ToolCall { id: Some(ids.get(id)), name: tool.tool_name.clone(), arguments: tool.arguments.clone() }
}

/// The ids under which the calls of a branch and their results are sent. An id is the server's own, or generated if
/// the server gave none or reused one: two calls with the same id would be indistinguishable.
#[derive(Default)]
struct CallIds {
    /// Sorted by message.
    given: Vec<(u64, String)>,
}

impl CallIds {
    fn of(path: &[&Node]) -> Self {
        let mut taken = BTreeSet::new();
        let calls = path.iter().filter_map(|node| Some((node.id, node.tool.as_ref()?)));
        let own = calls.filter_map(|(id, tool)| Some((id, tool.call_id.as_ref()?)));
        let given = own.filter(|(_, given)| taken.insert(given.as_str()));
        Self { given: given.map(|(id, given)| (id, given.clone())).collect() }
    }

    fn get(&self, call: u64) -> String {
        let place = self.given.binary_search_by_key(&call, |(id, _)| *id);
        let given = place.ok().and_then(|place| self.given.get(place)).map(|(_, given)| given.clone());
        given.unwrap_or_else(|| format!("call-{call}"))
    }
}

/// A tool result, or feedback from the loop, which is not the result of any call.
fn tool_message(node: &Node, protocol: Protocol, ids: &CallIds) -> ChatMessage {
    let content = tool_text(node);
    let message = match (&node.tool, protocol) {
        // Without the assistant message that made the call, a template has nothing to link the result to.
        (Some(tool), Protocol::Native) if tool.message != 0 => {
            let call_id = Some(ids.get(node.id));
            ChatMessage { call_id, ..ChatMessage::new(Role::Tool, content) }
        }
        _ => ChatMessage::new(Role::User, content),
    };
    ChatMessage { origin: origin_of(node), ..message }
}

/// The text of a tool message: a result is quoted as data; a denial and feedback from the loop are plain text.
pub(super) fn tool_text(node: &Node) -> String {
    match &node.tool {
        Some(tool) if tool.status == CallStatus::Denied => node.content.clone(),
        Some(tool) => result_text(&tool.tool_name, &node.content),
        None if node.feedback.is_some() => node.content.clone(),
        // This comes from an imported session file, which may contain anything.
        None => result_text("a tool", &node.content),
    }
}

/// The request as it is sent. Consecutive user messages are joined, since many templates reject roles that do not
/// alternate. Templates also reject a system message anywhere but first, so a later one is joined with the first.
/// This runs after fitting, because joined messages can no longer be left out separately.
pub(super) fn joined(mut request: ChatRequest) -> ChatRequest {
    let mut joined: Vec<ChatMessage> = Vec::with_capacity(request.messages.len());
    for message in request.messages {
        let other = match message.role {
            Role::User => joined.last_mut(),
            Role::System => joined.first_mut(),
            Role::Assistant | Role::Tool => None,
        };
        match other.filter(|other| other.role == message.role) {
            Some(last) => {
                last.content.push_str("\n\n");
                last.content.push_str(&message.content);
                last.images.extend(message.images);
            }
            None if message.role == Role::System => joined.insert(0, message),
            None => joined.push(message),
        }
    }
    request.messages = joined;
    request
}

#[cfg(test)]
#[path = "context_tests.rs"]
mod tests;
