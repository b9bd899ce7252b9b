//! What the model is shown: the branch of the conversation, in a form that strict chat templates accept, and in the way the
//! run asks for tools.

use std::collections::BTreeSet;

use super::guided::guided_request;
use crate::attachment::Attachment;
use crate::envelope::{ModelOutput, action_schema, calls_in, final_schema};
use crate::event::{FeedbackCause, Protocol};
use crate::message::Role;
use crate::prompt::{answer_now, result_text, system_prompt};
use crate::provider::{ChatMessage, ChatRequest, Origin, Part, RepetitionGuard, ToolCall, ToolSpec};
use crate::tool::ToolRegistry;
use crate::transcript::{CallStatus, Node, ToolUse, Transcript};

/// A step's reply is cut after this many tokens: a small model that rambles would go on for minutes.
pub(super) const MAX_STEP_TOKENS: u32 = 1024;

/// The same for a model that is given its tools in its own format: it may think before it calls, which counts too.
const MAX_NATIVE_TOKENS: u32 = 8192;

/// The request for a plain answer to message `tip`. With `continues` the cut answer is put last, for the model to go on.
pub fn chat_request(transcript: &Transcript, tip: u64, continues: Option<u64>) -> ChatRequest {
    let path = without_past_feedback(transcript, tip);
    let nodes = path.into_iter().chain(continues.and_then(|id| transcript.node(id)));
    let mut messages = Messages::default();
    if let Some(instructions) = transcript.instructions() {
        messages.push(ChatMessage::new(Role::System, instructions));
    }
    for node in nodes {
        messages.push(match node.role {
            Role::Tool => tool_message(node, Protocol::Envelope, &CallIds::default()),
            // Of a step with tools the words count, never the JSON around them.
            Role::Assistant => {
                ChatMessage { origin: origin_of(node), ..ChatMessage::new(Role::Assistant, node.words()) }
            }
            Role::User | Role::System => said(node),
        });
    }
    ChatRequest { messages: messages.list, ..ChatRequest::default() }
}

/// The request for the next step of an agent's run after message `tip`.
pub fn step_request(
    transcript: &Transcript,
    tip: u64,
    protocol: Protocol,
    registry: &ToolRegistry,
    withheld: Option<FeedbackCause>,
) -> ChatRequest {
    if protocol == Protocol::Guided {
        return guided_request(transcript, tip, registry, withheld.is_some());
    }
    let mut messages = Messages::default();
    messages.push(ChatMessage::new(Role::System, told_first(transcript, registry, protocol)));
    let path = without_past_feedback(transcript, tip);
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
    if let Some(cause) = withheld.filter(|_| !is_told) {
        messages.push(ChatMessage::new(Role::User, answer_now(cause)));
    }
    let is_native = protocol == Protocol::Native;
    ChatRequest {
        messages: messages.list,
        tools: if is_native && withheld.is_none() { tool_specs(registry) } else { Vec::new() },
        schema: (!is_native).then(|| match withheld {
            None => action_schema(registry),
            Some(_) => final_schema(),
        }),
        is_greedy: !transcript.run().thinks(),
        repetition: RepetitionGuard::Lenient,
        max_tokens: Some(if is_native { MAX_NATIVE_TOKENS } else { MAX_STEP_TOKENS }),
    }
}

/// The branch up to message `tip` without what the loop said in earlier runs and the replies it said that of: they led to
/// nothing, and beside the next question they would read as if the user had said them.
fn without_past_feedback(transcript: &Transcript, tip: u64) -> Vec<&Node> {
    let began = transcript.run().started();
    let is_past = |node: &Node| node.feedback.is_some() && node.id < began;
    let path = transcript.path_to(tip);
    let is_refused = |place: usize, node: &Node| {
        node.role == Role::Assistant && path.get(place + 1).is_some_and(|next| is_past(next))
    };
    let kept = path.iter().enumerate().filter(|(place, node)| !is_past(node) && !is_refused(*place, node));
    kept.map(|(_, node)| *node).collect()
}

/// A message as it was written, with its files.
pub(super) fn said(node: &Node) -> ChatMessage {
    let images = node.attachments.iter().filter_map(Attachment::image_url).collect();
    let origin = origin_of(node);
    ChatMessage { images, origin, ..ChatMessage::new(node.role, node.told()) }
}

fn origin_of(node: &Node) -> Origin {
    let part = match node.role {
        Role::User => Part::Question,
        Role::Tool if node.tool.as_ref().is_some_and(|tool| tool.status != CallStatus::Denied) => {
            Part::Result
        }
        Role::Tool | Role::Assistant | Role::System => Part::Other,
    };
    Origin { message: node.id, part }
}

/// What the model of an agent's run is told first: how to work, then what the user wants it to know.
pub(super) fn told_first(transcript: &Transcript, registry: &ToolRegistry, protocol: Protocol) -> String {
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

/// An assistant message of the branch, `rest` being what follows it there. A reply that was refused as a repetition is left
/// out: shown again, it would be repeated again.
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
    // Of a call that was never made, in a run that ended over it, nothing is left to say.
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
            // A reply that is calls is shown as what it was read as.
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

/// The ids by which the calls of a branch and their results are sent: the server's own, or one of ours where it gave none,
/// or one that an earlier call has already. Two pairs of one id could not be told apart.
#[derive(Default)]
struct CallIds {
    /// By rising message.
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

/// A result for the model; or what the loop itself has to say, which is nobody's result.
fn tool_message(node: &Node, protocol: Protocol, ids: &CallIds) -> ChatMessage {
    let content = tool_text(node);
    let message = match (&node.tool, protocol) {
        // A call whose asking message is not known answers nothing that a template could tie it to.
        (Some(tool), Protocol::Native) if tool.message != 0 => {
            let call_id = Some(ids.get(node.id));
            ChatMessage { call_id, ..ChatMessage::new(Role::Tool, content) }
        }
        _ => ChatMessage::new(Role::User, content),
    };
    ChatMessage { origin: origin_of(node), ..message }
}

/// What a tool gave, as data; that the user declined and what the loop itself says, as words.
pub(super) fn tool_text(node: &Node) -> String {
    match &node.tool {
        Some(tool) if tool.status == CallStatus::Denied => node.content.clone(),
        Some(tool) => result_text(&tool.tool_name, &node.content),
        None if node.feedback.is_some() => node.content.clone(),
        // From a file of sessions, which may say anything.
        None => result_text("a tool", &node.content),
    }
}

/// Messages in the making. Answers without text or calls are left out.
#[derive(Default)]
pub(super) struct Messages {
    pub list: Vec<ChatMessage>,
}

impl Messages {
    fn extend(&mut self, message: Option<ChatMessage>) {
        message.into_iter().for_each(|message| self.push(message));
    }

    pub fn push(&mut self, message: ChatMessage) {
        let is_empty = message.calls.is_empty() && message.content.trim().is_empty();
        if message.role != Role::Assistant || !is_empty {
            self.list.push(message);
        }
    }
}

/// `request` as it is sent: what comes from one side twice is joined, since many templates refuse roles that do not alternate.
/// They refuse a system message that is not the first one, too: one from the middle of a conversation is told there. Comes
/// after all fitting: what was joined can no longer be left out by itself.
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
