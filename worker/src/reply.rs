//! The replies of this module to the worker's script. `web/scripts/messages.ts` has the same types. Knows nothing of JavaScript.

use abcb_engine::{BeginError, Chat, FinishReason, Step};
use serde::Serialize;

/// A loaded model: `context` is in tokens, `bytes` is the memory in use.
#[derive(Serialize)]
pub struct ModelDescription<'a> {
    name: &'a str,
    context: usize,
    bytes: usize,
}

impl<'a> From<&'a Chat> for ModelDescription<'a> {
    fn from(chat: &'a Chat) -> Self {
        Self { name: &chat.model().config().name, context: chat.context(), bytes: chat.memory() }
    }
}

/// An answer that has begun. A template can open a thinking block at the end of the prompt.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StartedAnswer<'a> {
    pub prompt_end: &'a str,
}

/// What one step did.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EngineStep {
    Prefill { processed: usize, total: usize },
    Text { text: String },
    Done { reason: &'static str, prompt_tokens: usize, cached_tokens: usize, completion_tokens: usize },
}

impl From<Step> for EngineStep {
    fn from(step: Step) -> Self {
        match step {
            Step::Prefill { processed, total } => Self::Prefill { processed, total },
            Step::Text(text) => Self::Text { text },
            Step::Done { reason, usage } => Self::Done {
                reason: match reason {
                    FinishReason::Stop => "stop",
                    FinishReason::Length => "length",
                },
                prompt_tokens: usage.prompt_tokens,
                cached_tokens: usage.reused_tokens,
                completion_tokens: usage.generated_tokens,
            },
        }
    }
}

/// Why there is no answer. The sizes are there if the conversation is too long.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineRefusal {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_tokens: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_tokens: Option<usize>,
}

impl EngineRefusal {
    pub fn of(message: impl ToString) -> Self {
        Self { message: message.to_string(), ..Self::default() }
    }
}

impl From<BeginError> for EngineRefusal {
    fn from(error: BeginError) -> Self {
        let refusal = Self::of(&error);
        match error {
            BeginError::TooLong { prompt, context } => {
                Self { prompt_tokens: Some(prompt), context_tokens: Some(context), ..refusal }
            }
            BeginError::Empty
            | BeginError::Template(_)
            | BeginError::Schema(_)
            | BeginError::TooFewTokens { .. } => refusal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use abcb_engine::Usage;
    use serde_json::{Value, json};

    fn written(value: impl Serialize) -> Value {
        serde_json::to_value(value).expect("should serialize")
    }

    #[test]
    fn steps_are_written_as_the_scripts_read_them() {
        let step = |step| written(EngineStep::from(step));
        assert_eq!(
            step(Step::Prefill { processed: 1, total: 2 }),
            json!({ "kind": "prefill", "processed": 1, "total": 2 })
        );
        assert_eq!(step(Step::Text("a".into())), json!({ "kind": "text", "text": "a" }));
        let usage = Usage { prompt_tokens: 5, reused_tokens: 3, generated_tokens: 2 };
        assert_eq!(
            step(Step::Done { reason: FinishReason::Length, usage }),
            json!({ "kind": "done", "reason": "length", "promptTokens": 5, "cachedTokens": 3, "completionTokens": 2 })
        );
        assert_eq!(written(StartedAnswer { prompt_end: "<think>" }), json!({ "promptEnd": "<think>" }));
    }

    #[test]
    fn a_refusal_has_sizes_if_the_conversation_is_too_long() {
        let too_long = written(EngineRefusal::from(BeginError::TooLong { prompt: 9, context: 8 }));
        assert_eq!((&too_long["promptTokens"], &too_long["contextTokens"]), (&json!(9), &json!(8)));
        assert!(too_long["message"].as_str().is_some_and(|message| message.contains('9')));
        assert_eq!(
            written(EngineRefusal::from(BeginError::Empty)),
            json!({ "message": BeginError::Empty.to_string() })
        );
    }
}
