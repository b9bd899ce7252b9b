//! What answers a conversation: a model server, a model in the page, a script. Names the pieces of a streamed answer
//! and the ways it can fail; knows nothing of HTTP.

mod capabilities;
pub mod dialect;
mod json;
pub mod mock;
pub mod openai;
pub mod selection;
mod template_failure;
pub mod unusable;

pub use capabilities::{Capabilities, ContextSize};
use futures_util::StreamExt;
use futures_util::stream::LocalBoxStream;
use serde_json::Value;

use crate::clock::Clock;
use crate::message::{Message, Role};
use crate::session::Session;

/// What is asked of a model. When the last message is the assistant's, the model is asked to continue it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ChatRequest {
    pub messages: Vec<ChatMessage>,
    /// The tools that the model may call in its own format; empty where it may call none.
    pub tools: Vec<ToolSpec>,
    /// A JSON schema that the whole answer has to fit, where the provider can hold a model to one.
    pub schema: Option<Value>,
    /// Whether the likeliest words are wanted, rather than some variety: an agent's steps should not depend on chance. Not for
    /// a model that thinks: without variety its thoughts run in circles, and its makers advise against it.
    pub is_greedy: bool,
    /// How soon the answer is ended where it only repeats itself.
    pub repetition: RepetitionGuard,
    /// The answer is cut after this many tokens; none leaves it to the provider.
    pub max_tokens: Option<u32>,
}

impl ChatRequest {
    /// Plain messages and nothing else.
    pub fn of(messages: impl IntoIterator<Item = Message>) -> Self {
        Self { messages: messages.into_iter().map(ChatMessage::from).collect(), ..Self::default() }
    }
}

/// How soon an answer that only repeats itself is ended.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum RepetitionGuard {
    #[default]
    Off,
    /// After pages of the same: whether somebody asked for it, nobody can tell.
    Lenient,
    /// After a few sentences, for models that often repeat themselves.
    Strict,
}

/// A message as it is sent: the conversation's, with what ties calls to their results where the provider knows of both.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChatMessage {
    pub role: Role,
    pub content: String,
    /// The calls that an assistant message asked for.
    pub calls: Vec<ToolCall>,
    /// Of a tool message: the id of the call it answers.
    pub call_id: Option<String>,
    /// Pictures that belong to it, each as an address that holds all of it.
    pub images: Vec<String>,
    pub origin: Origin,
}

/// Where a message comes from, so that a conversation that is too long can be shortened at its joints. Never sent.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Origin {
    /// The message of the log, 0 for none.
    pub message: u64,
    pub part: Part,
}

/// What a message is to its conversation.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Part {
    /// The user's: a turn begins with it.
    Question,
    /// What a tool gave, which may be shortened.
    Result,
    /// What a model wrote in order to act: a call, or a reply that could not be used. It may be shortened too.
    Call,
    #[default]
    Other,
}

impl ChatMessage {
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

/// A whole call that a model asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolCall {
    pub id: Option<String>,
    pub name: String,
    pub arguments: Value,
}

/// A tool as a model is told of it; `parameters` is the JSON schema of its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    pub parameters: Value,
}

/// One piece of a streamed answer, in the order the server sent it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Delta {
    /// More of the answer.
    Content(String),
    /// More of the model's thinking, kept apart from the answer.
    Reasoning(String),
    /// A fragment of a native tool call.
    ToolCall(ToolCallDelta),
    /// How far the model is loaded, before it can begin.
    Loading(LoadProgress),
    /// Something else has its turn before the model can begin.
    Queued,
    /// How far the server has read the prompt.
    Progress(PromptProgress),
    /// Counts and times; a later one replaces the fields it carries.
    Usage(Usage),
    /// The name of the model that really answers.
    Model(String),
    /// Something the server sent could not be read: what stood there, shortened. The answer lacks it, or is damaged in it.
    Unreadable(String),
    /// The answer is complete. Counts may still follow, and from some servers more of the answer.
    Finish(FinishReason),
}

/// A fragment of tool call number `index`. The first fragment of a call carries its name; the JSON text of the arguments
/// arrives in pieces.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ToolCallDelta {
    pub index: usize,
    pub id: Option<String>,
    pub name: Option<String>,
    pub arguments: String,
}

/// Bytes of the model loaded so far, of how many; `total` is 0 where it is not known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LoadProgress {
    pub loaded: u64,
    pub total: u64,
}

/// Prompt tokens read so far, of how many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PromptProgress {
    pub processed: u32,
    pub total: u32,
}

/// Token counts and times of one answer, as far as the server tells. Times are whole milliseconds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    pub prompt_tokens: Option<u32>,
    /// How many of `prompt_tokens` were taken from the server's cache.
    pub cached_tokens: Option<u32>,
    pub completion_tokens: Option<u32>,
    pub prompt_ms: Option<u64>,
    pub completion_ms: Option<u64>,
}

impl Usage {
    /// Takes over every field that `newer` carries.
    pub fn merge(&mut self, newer: Usage) {
        self.prompt_tokens = newer.prompt_tokens.or(self.prompt_tokens);
        self.cached_tokens = newer.cached_tokens.or(self.cached_tokens);
        self.completion_tokens = newer.completion_tokens.or(self.completion_tokens);
        self.prompt_ms = newer.prompt_ms.or(self.prompt_ms);
        self.completion_ms = newer.completion_ms.or(self.completion_ms);
    }

    pub fn is_empty(&self) -> bool {
        *self == Usage::default()
    }
}

/// Why the model stopped by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FinishReason {
    Stop,
    /// The token limit was reached: the answer is complete as a message, cut as a text.
    Length,
    ToolCalls,
    ContentFilter,
    /// The server's own word, kept as it came.
    Other(String),
}

/// What a finish reason says of the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending<'a> {
    /// The model had said all it wanted.
    Whole,
    /// It was cut at a limit of tokens.
    AtLimit,
    /// The server held something back.
    Filtered,
    /// Something else, in the server's own word.
    Other(&'a str),
}

impl FinishReason {
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

/// How an answer can fail. Stored in the log, so the names are part of the file format.
/// Adding a variant breaks the page's sentences for failures, on purpose.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProviderError {
    /// No response at all. A browser cannot tell a dead server from a CORS refusal. The user can fix it.
    #[error("no response from {url}: {detail}")]
    Unreachable { url: String, detail: String },
    /// The connection broke after the response began. Worth trying again.
    #[error("connection cut: {detail}")]
    Cut { detail: String },
    /// The stream ended in order but without a finish reason. Worth trying again.
    #[error("the stream ended without a finish reason")]
    Unfinished,
    /// The server refused the key, or wants one (401, 403). The user can fix it.
    #[error("key refused (HTTP {status}): {message}")]
    Unauthorized { status: u16, message: String },
    /// The server is up and still loading its model (503). Worth trying again shortly.
    #[error("model is loading: {message}")]
    Loading { message: String },
    /// The conversation is longer than the model's context. A shorter conversation or a larger context fixes it.
    #[error("context exceeded: {message}")]
    ContextOverflow { message: String, prompt_tokens: Option<u32>, context_tokens: Option<u32> },
    /// Any other HTTP error; `message` is the server's own sentence.
    #[error("HTTP {status}: {message}")]
    Http { status: u16, message: String },
    /// The server reported an error inside the stream, after HTTP 200.
    #[error("error in the stream: {message}")]
    InBand { message: String },
    /// HTTP 200 with a body that is no chat completion. Most often the address is not an OpenAI-compatible server.
    #[error("not a chat completion ({content_type}): {excerpt}")]
    UnexpectedBody { content_type: String, excerpt: String },
    /// The server points to another address, where neither the question nor the key may go unasked. The user can fix it.
    #[error("{url} redirects to another address")]
    Redirected { url: String },
    /// The settings name nothing that could be asked. The user can fix it.
    #[error("not usable: {reason}")]
    NotUsable { reason: String },
    /// A scripted provider has run out of replies.
    #[error("no more scripted responses")]
    NoMoreResponses,
}

impl ProviderError {
    /// The sentence the server itself gave, where it gave one.
    pub fn server_words(&self) -> Option<&str> {
        match self {
            Self::Unauthorized { message, .. }
            | Self::Loading { message }
            | Self::ContextOverflow { message, .. }
            | Self::Http { message, .. }
            | Self::InBand { message } => Some(message.as_str()),
            Self::UnexpectedBody { excerpt, .. } => Some(excerpt.as_str()),
            Self::Unreachable { .. }
            | Self::Cut { .. }
            | Self::Unfinished
            | Self::Redirected { .. }
            | Self::NotUsable { .. }
            | Self::NoMoreResponses => None,
        }
        .filter(|words| !words.is_empty())
    }

    /// Whether the answer had begun and was cut short, as opposed to refused or failed.
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Cut { .. } | Self::Unfinished)
    }
}

pub type DeltaStream<'a> = LocalBoxStream<'a, Result<Delta, ProviderError>>;

/// Answers a request with a stream of deltas. Dropping the stream stops the model. The stream ends after its first error.
/// Futures are local: in a browser nothing is `Send`.
pub trait Provider {
    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_>;

    /// What is known of it and its model. It has no default, so that a provider around another one passes everything on.
    fn capabilities(&self) -> Capabilities;

    /// Asks for the next message of `session` and waits for the whole of it.
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

/// Asks one question outside any stored session.
pub async fn one_turn(
    provider: &mut impl Provider,
    clock: &impl Clock,
    user_message: impl Into<String>,
) -> Result<Message, ProviderError> {
    let mut session = Session::start(clock);
    session.push_message(Message::new(Role::User, user_message));
    provider.complete(&session).await
}
