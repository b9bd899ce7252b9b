//! The shapes of a chat completion on the wire, only the fields that are used. Servers send null, leave fields out and
//! get types wrong: a field that cannot be read counts as absent, and the rest of the frame still speaks.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::provider::{PromptProgress, Usage};

/// A `chat.completion.chunk`, or a whole `chat.completion`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Completion {
    #[serde(deserialize_with = "lenient")]
    pub(super) model: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) usage: Option<WireUsage>,
    #[serde(deserialize_with = "lenient")]
    pub(super) timings: Option<Timings>,
    #[serde(deserialize_with = "lenient")]
    pub(super) prompt_progress: Option<Progress>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    /// What is new, in a stream.
    #[serde(deserialize_with = "lenient")]
    delta: Option<AnswerPart>,
    /// The whole answer, when the server did not stream although asked to.
    #[serde(deserialize_with = "lenient")]
    message: Option<AnswerPart>,
    #[serde(deserialize_with = "lenient")]
    finish_reason: Option<String>,
}

impl Choice {
    pub(super) fn take_part(&mut self) -> Option<AnswerPart> {
        self.delta.take().or_else(|| self.message.take())
    }

    /// Some servers say `""` for "not yet".
    pub(super) fn finish_reason(&self) -> Option<&str> {
        self.finish_reason.as_deref().filter(|reason| !reason.is_empty())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerPart {
    #[serde(deserialize_with = "lenient")]
    pub(super) content: Option<String>,
    #[serde(deserialize_with = "lenient")]
    reasoning_content: Option<String>,
    #[serde(deserialize_with = "lenient")]
    reasoning: Option<String>,
    #[serde(deserialize_with = "lenient")]
    reasoning_text: Option<String>,
    #[serde(deserialize_with = "lenient")]
    thinking: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) tool_calls: Option<Vec<ToolCallFragment>>,
}

impl AnswerPart {
    /// The thinking, under whichever name: `reasoning_content` (llama-server, LM Studio), `reasoning` (Ollama, vLLM),
    /// `reasoning_text`, `thinking` (Ollama native). The first that says something: gateways send one text under two
    /// names, so they are never joined.
    pub(super) fn take_reasoning(&mut self) -> Option<String> {
        [
            self.reasoning_content.take(),
            self.reasoning.take(),
            self.reasoning_text.take(),
            self.thinking.take(),
        ]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ToolCallFragment {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) function: Option<FunctionFragment>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionFragment {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    /// A piece of JSON text, or, from some servers, the arguments themselves.
    pub(super) arguments: Value,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WireUsage {
    #[serde(deserialize_with = "lenient")]
    prompt_tokens: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    completion_tokens: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    prompt_tokens_details: Option<PromptTokensDetails>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct PromptTokensDetails {
    #[serde(deserialize_with = "lenient")]
    cached_tokens: Option<u32>,
}

impl From<WireUsage> for Usage {
    fn from(wire: WireUsage) -> Self {
        Self {
            prompt_tokens: wire.prompt_tokens,
            cached_tokens: wire.prompt_tokens_details.and_then(|details| details.cached_tokens),
            completion_tokens: wire.completion_tokens,
            ..Self::default()
        }
    }
}

/// llama-server's own counts: tokens from the cache, tokens read, tokens written; times in fractional milliseconds.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Timings {
    #[serde(deserialize_with = "lenient")]
    cache_n: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    prompt_n: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    prompt_ms: Option<f64>,
    #[serde(deserialize_with = "lenient")]
    predicted_n: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    predicted_ms: Option<f64>,
}

impl From<Timings> for Usage {
    fn from(wire: Timings) -> Self {
        let round = |millis: f64| millis.round() as u64;
        Self {
            // `prompt_n` leaves out what came from the cache; `usage.prompt_tokens` does not.
            prompt_tokens: wire.prompt_n.map(|read| read.saturating_add(wire.cache_n.unwrap_or(0))),
            cached_tokens: wire.cache_n,
            completion_tokens: wire.predicted_n,
            prompt_ms: wire.prompt_ms.map(round),
            completion_ms: wire.predicted_ms.map(round),
        }
    }
}

/// llama-server's `prompt_progress`; `processed` counts the tokens taken from the cache too.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Progress {
    #[serde(deserialize_with = "lenient")]
    processed: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    total: Option<u32>,
}

impl Progress {
    pub(super) fn known(self) -> Option<PromptProgress> {
        Some(PromptProgress { processed: self.processed?, total: self.total? })
    }
}

fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}
