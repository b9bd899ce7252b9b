//! The engine as a provider, set up like the page's: it maps requests the same way as `web/src/adapters/in_page` and
//! `worker/src/request.rs`, and uses the same context size.

use abcb_core::conversation::message::Role;
use abcb_core::provider::{
    Capabilities, ChatRequest, ContextSize, Delta, DeltaStream, FinishReason, Provider, ProviderError, Usage,
};
use abcb_engine::{BeginError, Chat, ChatMessage, GenerateOptions, Model, Sampling, Step};
use futures_util::{StreamExt, stream};

/// The context size in tokens that the page gives its model.
const CONTEXT: usize = 2048;
/// The page's limit on the answer, in tokens.
const MAX_TOKENS: u32 = 1024;
const INSTRUCTIONS: &str = "You are a helpful assistant.";

pub struct Engine {
    chat: Chat,
}

impl Engine {
    pub fn load(file: &str) -> Result<Self, String> {
        let bytes = std::fs::read(file).map_err(|error| format!("{file} cannot be read: {error}."))?;
        let model = Model::load(bytes).map_err(|error| format!("{file} cannot be used: {error}."))?;
        Ok(Self { chat: Chat::new(model, CONTEXT) })
    }
}

impl Provider for Engine {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            context: u32::try_from(CONTEXT).ok().map(ContextSize::told),
            takes_tools: false,
            is_prone_to_repetition: true,
        }
    }

    fn stream(&mut self, request: ChatRequest) -> DeltaStream<'_> {
        let written = |role: &str, content: &str| ChatMessage::new(role, content);
        let has_instructions = request.messages.iter().any(|message| message.role == Role::System);
        let instructions = (!has_instructions).then(|| written("system", INSTRUCTIONS));
        let messages =
            request.messages.iter().map(|message| written(message.role.as_str(), &message.content));
        let messages: Vec<ChatMessage> = instructions.into_iter().chain(messages).collect();
        let options = GenerateOptions {
            max_tokens: request.max_tokens.unwrap_or(MAX_TOKENS).min(MAX_TOKENS) as usize,
            // As in `worker/src/request.rs`: greedy decoding and schemas are used without penalties.
            sampling: if request.is_greedy || request.schema.is_some() {
                Sampling::default()
            } else {
                Sampling::chat(1)
            },
            schema: request.schema,
            now: None,
        };
        if let Err(error) = self.chat.begin(&messages, options) {
            return stream::iter([Err(refusal(&error))]).boxed_local();
        }
        stream::iter(Reply { chat: &mut self.chat, is_over: false }.flatten()).boxed_local()
    }
}

fn refusal(error: &BeginError) -> ProviderError {
    let message = error.to_string();
    match error {
        BeginError::TooLong { prompt, context } => ProviderError::ContextOverflow {
            message,
            prompt_tokens: u32::try_from(*prompt).ok(),
            context_tokens: u32::try_from(*context).ok(),
        },
        BeginError::Empty
        | BeginError::Template(_)
        | BeginError::Schema(_)
        | BeginError::TooFewTokens { .. } => ProviderError::InBand { message },
    }
}

/// A reply that is generated step by step.
struct Reply<'a> {
    chat: &'a mut Chat,
    is_over: bool,
}

impl Iterator for Reply<'_> {
    type Item = Vec<Result<Delta, ProviderError>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        Some(match self.chat.step() {
            Ok(Step::Prefill { .. }) => Vec::new(),
            Ok(Step::Text(text)) if text.is_empty() => Vec::new(),
            Ok(Step::Text(text)) => vec![Ok(Delta::Content(text))],
            Ok(Step::Done { reason, usage }) => {
                self.is_over = true;
                let reason = match reason {
                    abcb_engine::FinishReason::Stop => FinishReason::Stop,
                    abcb_engine::FinishReason::Length => FinishReason::Length,
                };
                vec![Ok(Delta::Usage(counts(usage))), Ok(Delta::Finish(reason))]
            }
            Err(error) => {
                self.is_over = true;
                vec![Err(ProviderError::InBand { message: error.to_string() })]
            }
        })
    }
}

fn counts(usage: abcb_engine::Usage) -> Usage {
    let count = |number: usize| u32::try_from(number).ok();
    Usage {
        prompt_tokens: count(usage.prompt_tokens),
        cached_tokens: count(usage.reused_tokens),
        completion_tokens: count(usage.generated_tokens),
        ..Usage::default()
    }
}
