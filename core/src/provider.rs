//! The provider interface: requests to a model server, a model in the page or a script, the deltas of a streamed
//! answer, and the ways it can fail. Contains no HTTP, and knows nothing of logs and runs.

mod capabilities;
pub mod dialect;
mod error;
mod finish_reason;
pub mod mock;
pub mod openai;
pub mod selection;
pub mod sse;
mod template_failure;
pub mod think;
pub mod unusable;

pub use capabilities::{Capabilities, ContextSize};
pub use error::ProviderError;
use futures_util::StreamExt;
use futures_util::stream::LocalBoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::clock::Clock;
use crate::conversation::message::{Message, Role};
use crate::conversation::session::Session;

/// A request to a model. If the last message is the assistant's, the model continues it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ChatRequest {
    /// The conversation, oldest message first, with the system prompt if there is one.
    pub messages: Vec<ChatMessage>,
    /// The tools the model may call natively; empty if it may call none.
    pub tools: Vec<ToolSpec>,
    /// A JSON schema that constrains the whole answer, for providers that support constrained output.
    pub schema: Option<Value>,
    /// Whether to decode greedily instead of sampling: an agent's steps should not depend on chance. Not for reasoning
    /// models: without sampling their thinking loops, and their makers advise against it.
    pub is_greedy: bool,
    /// How soon a repeating answer is ended.
    pub repetition: RepetitionGuard,
    /// The maximum number of tokens in the answer; `None` uses the provider's default.
    pub max_tokens: Option<u32>,
}

impl ChatRequest {
    /// Creates a request that contains only plain messages.
    pub fn of(messages: impl IntoIterator<Item = Message>) -> Self {
        Self { messages: messages.into_iter().map(ChatMessage::from).collect(), ..Self::default() }
    }
}

/// How soon an answer that only repeats itself is ended.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum RepetitionGuard {
    /// Never.
    #[default]
    Off,
    /// After pages of repetition, because the user may have asked for it.
    Lenient,
    /// After a few sentences, for models that often repeat themselves.
    Strict,
}

/// A message as it is sent to the model, including the ids that link tool calls to their results where the provider
/// supports them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChatMessage {
    /// Who says it.
    pub role: Role,
    /// The text. Images are in `images`.
    pub content: String,
    /// The tool calls an assistant message requested.
    pub calls: Vec<ToolCall>,
    /// For a tool message: the id of the call it answers.
    pub call_id: Option<String>,
    /// The attached images, each as a data URL.
    pub images: Vec<String>,
    /// Where it comes from in the log.
    pub origin: Origin,
}

/// The origin of a message in the log, used to shorten a conversation that is too long. Never sent.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Origin {
    /// The id of the message in the log; 0 if there is none.
    pub message: u64,
    /// What may be left out or shortened of it.
    pub part: Part,
}

/// The part a message plays in its conversation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Part {
    /// A user message, which begins a turn.
    Question,
    /// A tool result, which may be shortened.
    Result,
    /// A tool call, or a model reply that could not be used. May be shortened, too.
    Call,
    /// Anything else. It is never shortened.
    #[default]
    Other,
}

impl ChatMessage {
    /// Creates a message that is only text.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
            calls: Vec::new(),
            call_id: None,
            images: Vec::new(),
            origin: Origin::default(),
        }
    }
}

impl From<Message> for ChatMessage {
    fn from(message: Message) -> Self {
        Self::new(message.role, message.content)
    }
}

/// A complete tool call requested by a model.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolCall {
    /// The id that the server gave the call. Its result names it again; `None` if the server gives none.
    pub id: Option<String>,
    /// The tool that is called. It need not exist.
    pub name: String,
    /// The arguments, an object if the model follows the schema.
    pub arguments: Value,
}

/// A tool definition as it is sent to the model; `parameters` is the JSON schema of the arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolSpec {
    /// The name that a call uses.
    pub name: String,
    /// What the tool does, in a sentence.
    pub description: String,
    /// The JSON schema of the arguments.
    pub parameters: Value,
}

/// One delta of a streamed answer, in the order the server sent it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Delta {
    /// More of the answer's text.
    Content(String),
    /// More of the model's reasoning, which is kept separate from the answer.
    Reasoning(String),
    /// A fragment of a native tool call.
    ToolCall(ToolCallDelta),
    /// Progress of loading the model, before generation starts.
    Loading(LoadProgress),
    /// The request is queued behind another one.
    Queued,
    /// Progress of prompt processing on the server.
    Progress(PromptProgress),
    /// Token counts and times; a later delta overwrites the fields it carries.
    Usage(Usage),
    /// The name of the model that actually answers.
    Model(String),
    /// Data from the server that could not be parsed, truncated. The answer lacks this part or is damaged there.
    Unreadable(String),
    /// The answer is complete. Usage may still follow, and some servers send more content.
    Finish(FinishReason),
}

/// A fragment of the tool call number `index`. The first fragment of a call carries its name; the arguments arrive as
/// pieces of JSON text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ToolCallDelta {
    /// The number of the call within the reply, counted from 0.
    pub index: usize,
    /// The id of the call, in one of its fragments.
    pub id: Option<String>,
    /// The name of the tool, in the first fragment of the call.
    pub name: Option<String>,
    /// The next piece of the arguments; may be empty.
    pub arguments: String,
}

/// The number of model bytes loaded so far and in total; `total` is 0 if it is unknown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LoadProgress {
    /// The bytes so far.
    pub loaded: u64,
    /// All bytes; 0 if their number is unknown.
    pub total: u64,
}

/// The number of prompt tokens processed so far and in total.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PromptProgress {
    /// The tokens so far, with those from the cache.
    pub processed: u32,
    /// All tokens of the prompt.
    pub total: u32,
}

/// Token counts and times of one answer, as far as the server reports them. Times are in whole milliseconds.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Usage {
    /// The number of tokens of the prompt, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<u32>,
    /// The number of `prompt_tokens` that came from the server's cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached_tokens: Option<u32>,
    /// The number of generated tokens, with those of the reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<u32>,
    /// How long the server read the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_ms: Option<u64>,
    /// How long the server generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_ms: Option<u64>,
}

impl Usage {
    /// Overwrites every field that is set in `newer`.
    pub fn merge(&mut self, newer: Usage) {
        self.prompt_tokens = newer.prompt_tokens.or(self.prompt_tokens);
        self.cached_tokens = newer.cached_tokens.or(self.cached_tokens);
        self.completion_tokens = newer.completion_tokens.or(self.completion_tokens);
        self.prompt_ms = newer.prompt_ms.or(self.prompt_ms);
        self.completion_ms = newer.completion_ms.or(self.completion_ms);
    }

    /// Returns whether the server reported nothing.
    pub fn is_empty(&self) -> bool {
        *self == Usage::default()
    }
}

/// The reason why generation ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
pub enum FinishReason {
    /// The model ended its reply: `stop`.
    Stop,
    /// The token limit was reached: the message is complete, but its text is cut off.
    Length,
    /// The model asks for tools: `tool_calls`.
    ToolCalls,
    /// A filter of the server cut the reply: `content_filter`.
    ContentFilter,
    /// Any other finish reason, as the server sent it.
    Other(String),
}

/// What a finish reason means for the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending<'a> {
    /// The model ended the answer by itself.
    Whole,
    /// The answer was cut off at a token limit.
    AtLimit,
    /// The server filtered the answer.
    Filtered,
    /// Any other finish reason, as the server sent it.
    Other(&'a str),
}

impl FinishReason {
    /// Returns what the reason means. Servers that are not OpenAI's have words of their own, such as `eos` or
    /// `max_tokens`.
    pub fn ending(&self) -> Ending<'_> {
        let word = match self {
            Self::Stop | Self::ToolCalls => return Ending::Whole,
            Self::Length => return Ending::AtLimit,
            Self::ContentFilter => return Ending::Filtered,
            Self::Other(word) => word.as_str(),
        };
        match word.to_ascii_lowercase().as_str() {
            "eos" | "eos_token" | "stop_token" | "stop_sequence" | "end_turn" | "end" | "done"
            | "complete" | "completed" | "finished" | "function_call" | "tool_call" | "tool_use"
            | "stopped" => Ending::Whole,
            "max_tokens" | "max_output_tokens" | "max_length" | "model_length" | "token_limit" => {
                Ending::AtLimit
            }
            "safety" | "content_filtered" | "refusal" | "recitation" | "blocklist" | "prohibited_content"
            | "spii" | "sensitive" => Ending::Filtered,
            _ => Ending::Other(word),
        }
    }
}

/// The deltas of one answer, as they arrive. Nothing follows an error.
pub type DeltaStream<'a> = LocalBoxStream<'a, Result<Delta, ProviderError>>;

/// Answers requests with a stream of deltas. Dropping the stream stops the model. The stream ends after its first
/// error. Futures are local because nothing is `Send` in a browser.
pub trait Provider {
    /// Starts a request. Nothing is sent before the stream is polled.
    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_>;

    /// Returns what is known about the provider and its model. Deliberately has no default implementation, so that a
    /// wrapping provider has to forward it.
    fn capabilities(&self) -> Capabilities;

    /// Requests the next message of `session` and waits until it is complete.
    fn complete(&mut self, session: &Session) -> impl Future<Output = Result<Message, ProviderError>>
    where
        Self: Sized,
    {
        let request = ChatRequest::of(session.messages.clone());
        async move {
            let mut content = String::new();
            let mut stream = self.stream(request);
            while let Some(delta) = stream.next().await {
                if let Delta::Content(text) = delta? {
                    content.push_str(&text);
                }
            }
            Ok(Message::new(Role::Assistant, content))
        }
    }
}

/// Sends one message outside any stored session.
///
/// # Errors
/// The [`ProviderError`] of the provider.
pub async fn one_turn(
    provider: &mut impl Provider,
    clock: &impl Clock,
    user_message: impl Into<String>,
) -> Result<Message, ProviderError> {
    let mut session = Session::start(clock);
    session.push_message(Message::new(Role::User, user_message));
    provider.complete(&session).await
}
