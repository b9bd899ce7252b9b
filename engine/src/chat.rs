//! A conversation with a model, one step at a time: the interface for callers that embed the engine.
//!
//! [`Chat::begin`] takes the whole conversation; each [`Chat::step`] evaluates a chunk of the prompt or produces one
//! token. The caller may stop between steps, so no call blocks for long. Cached keys and values of earlier turns are
//! reused.

use serde_json::Value;

use crate::cache::KvCache;
use crate::constrain::{Constraint, SchemaError};
use crate::model::{Evaluator, Logits, Model};
use crate::sample::{Sampler, Sampling};
use crate::template::{ChatMessage, Prompt, TemplateFailed};

/// The number of prompt tokens evaluated in one step: few enough that a stop takes effect within a second.
pub const PREFILL_CHUNK: usize = 32;
/// The position from which on chunks are half as long.
const LONG_PAST: usize = 1024;

/// The options of one answer.
#[derive(Clone, Debug)]
pub struct GenerateOptions {
    /// The maximum number of tokens in the answer.
    pub max_tokens: usize,
    /// How the next token is chosen.
    pub sampling: Sampling,
    /// A JSON schema that the answer must satisfy. An answer that would get too long is closed in time, so `max_tokens`
    /// must leave room for the shortest valid answer, counted as one token per byte.
    pub schema: Option<Value>,
    /// The current time in milliseconds since 1970, for templates that tell the model the date.
    pub now: Option<i64>,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        Self { max_tokens: 512, sampling: Sampling::default(), schema: None, now: None }
    }
}

/// The reason why an answer cannot begin. The caller can resolve all of these by changing the request.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BeginError {
    /// The prompt leaves no room for an answer. A shorter conversation or a longer context fixes it.
    #[error(
        "the conversation has {prompt} tokens, and the context holds {context}: shorten it, or load the model with a longer context"
    )]
    TooLong {
        /// The tokens of the prompt.
        prompt: usize,
        /// The tokens that the context holds.
        context: usize,
    },
    /// The template made nothing of the conversation.
    #[error("there is nothing to answer: the prompt is empty")]
    Empty,
    /// The template failed on this conversation.
    #[error(transparent)]
    Template(#[from] TemplateFailed),
    /// The schema uses something that is not supported.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// An answer to the schema may not fit. More tokens fix it.
    #[error(
        "an answer to this schema can need {needed} tokens, and {available} are available: allow more tokens"
    )]
    TooFewTokens {
        /// The tokens that the shortest answer needs, one per byte.
        needed: usize,
        /// The tokens that the options and the context leave.
        available: usize,
    },
}

/// The reason why a step failed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StepError {
    /// A caller error: `begin` has not been called.
    #[error("no answer has begun")]
    NotBegun,
    /// The model's file is broken in a way that its header does not show.
    #[error("the model gives no usable prediction: its weights are probably damaged")]
    NoPrediction,
}

/// The result of one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
    /// A chunk of the prompt was evaluated: `processed` of `total` tokens are done, including those reused from earlier
    /// turns.
    Prefill {
        /// The tokens that are done.
        processed: usize,
        /// All tokens of the prompt.
        total: usize,
    },
    /// A token was produced. The text may be empty, since a token can be part of a character.
    Text(String),
    /// The answer is complete. Further steps return this again.
    Done {
        /// Why it ended.
        reason: FinishReason,
        /// The token counts of the answer.
        usage: Usage,
    },
}

/// The reason why an answer ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FinishReason {
    /// The model ended its turn, or the schema allows nothing more.
    Stop,
    /// The token limit or the end of the context was reached.
    Length,
}

/// The token counts of one answer.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Usage {
    /// The number of tokens of the prompt, all of them.
    pub prompt_tokens: usize,
    /// The number of prompt tokens that were still in the cache.
    pub reused_tokens: usize,
    /// The number of tokens of the answer, without the one that ends it.
    pub generated_tokens: usize,
}

/// A model and the state of its conversation.
pub struct Chat {
    model: Model,
    evaluator: Evaluator,
    cache: KvCache,
    context: usize,
    prompt_end: String,
    answer: Option<Answer>,
}

/// An answer in progress.
struct Answer {
    prompt: Vec<u32>,
    sampler: Sampler,
    constraint: Option<Constraint>,
    max_tokens: usize,
    /// The logits for the token after those in the cache; empty until the prompt has been evaluated.
    logits: Vec<f32>,
    /// The last token produced, which has not been evaluated yet.
    pending: Option<u32>,
    partial: Utf8,
    usage: Usage,
    finished: Option<FinishReason>,
}

impl Chat {
    /// Creates a conversation of at most `context` tokens, capped at the model's training context.
    pub fn new(model: Model, context: usize) -> Self {
        let context = context.min(model.config().context);
        let evaluator = Evaluator::new(&model);
        Self { cache: model.new_cache(), evaluator, model, context, prompt_end: String::new(), answer: None }
    }

    /// Returns the model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the maximum number of tokens of prompt and answer together.
    pub fn context(&self) -> usize {
        self.context
    }

    /// Returns the memory use of the model and the cache in bytes.
    pub fn memory(&self) -> usize {
        self.model.bytes() + self.cache.bytes()
    }

    /// Returns the end of the last prompt. Templates of thinking models may open a thinking block there, and then the
    /// answer starts inside it.
    pub fn prompt_end(&self) -> &str {
        &self.prompt_end
    }

    /// Returns the prompt tokens of a conversation.
    ///
    /// # Errors
    /// A [`TemplateFailed`] if the template cannot render the conversation.
    pub fn prompt_tokens(
        &self,
        messages: &[ChatMessage],
        now: Option<i64>,
    ) -> Result<Vec<u32>, TemplateFailed> {
        Ok(self.tokens_of(&self.model.template().render(messages, now)?))
    }

    fn tokens_of(&self, prompt: &Prompt) -> Vec<u32> {
        let tokenizer = self.model.tokenizer();
        let mut tokens = tokenizer.encode_with_control(&prompt.text, Some(prompt.guard));
        if let Some(bos) = tokenizer.leading_bos()
            && tokens.first() != Some(&bos)
        {
            tokens.insert(0, bos);
        }
        tokens
    }

    /// Begins an answer to the conversation and drops the one in progress. If the last message is the assistant's, the
    /// answer continues it. Nothing is evaluated yet.
    ///
    /// # Errors
    /// A [`BeginError`] if no answer can begin. The answer that was in progress then goes on.
    pub fn begin(&mut self, messages: &[ChatMessage], options: GenerateOptions) -> Result<Usage, BeginError> {
        let rendered = self.model.template().render(messages, options.now)?;
        let prompt = self.tokens_of(&rendered);
        if prompt.is_empty() {
            return Err(BeginError::Empty);
        }
        if prompt.len() >= self.context {
            return Err(BeginError::TooLong { prompt: prompt.len(), context: self.context });
        }
        let max_tokens = options.max_tokens.min(self.context - prompt.len());
        let constraint = options.schema.as_ref().map(Constraint::new).transpose()?;
        if let Some(needed) =
            constraint.as_ref().map(Constraint::shortest_rest).filter(|needed| *needed > max_tokens)
        {
            return Err(BeginError::TooFewTokens { needed, available: max_tokens });
        }
        let reused_tokens = self.cache.keep_prefix(&prompt);
        let usage = Usage { prompt_tokens: prompt.len(), reused_tokens, generated_tokens: 0 };
        self.prompt_end = end_of(&rendered.text).to_owned();
        self.answer = Some(Answer {
            max_tokens,
            constraint,
            sampler: Sampler::new(options.sampling),
            prompt,
            logits: Vec::new(),
            pending: None,
            partial: Utf8::default(),
            usage,
            finished: None,
        });
        Ok(usage)
    }

    /// Does the next piece of work: up to [`PREFILL_CHUNK`] tokens of the prompt, or one token of the answer.
    ///
    /// # Errors
    /// A [`StepError`] if no answer has begun, or if no token can follow.
    pub fn step(&mut self) -> Result<Step, StepError> {
        let Self { model, evaluator, cache, answer, .. } = self;
        let answer = answer.as_mut().ok_or(StepError::NotBegun)?;
        if let Some(reason) = answer.finished {
            return Ok(Step::Done { reason, usage: answer.usage });
        }
        let (done, total) = (cache.tokens().len(), answer.prompt.len());
        if let Some(unread) = answer.prompt.get(done..).filter(|unread| !unread.is_empty()) {
            // Attention over a long past makes each token more expensive, so chunks are shorter there.
            let len = if done < LONG_PAST { PREFILL_CHUNK } else { PREFILL_CHUNK / 2 };
            let chunk = unread.get(..len).unwrap_or(unread);
            let wanted = if chunk.len() == unread.len() { Logits::Last } else { Logits::None };
            answer.logits = evaluator.forward(model, cache, chunk, wanted).to_vec();
            return Ok(Step::Prefill { processed: done + chunk.len(), total });
        }
        if let Some(token) = answer.pending.take() {
            answer.logits.clear();
            answer.logits.extend_from_slice(evaluator.forward(model, cache, &[token], Logits::Last));
        }
        answer.next_token(model, cache)
    }
}

impl Answer {
    fn next_token(&mut self, model: &Model, cache: &KvCache) -> Result<Step, StepError> {
        let complete = self.constraint.as_ref().is_some_and(Constraint::is_complete);
        if complete && self.constraint.as_ref().is_some_and(Constraint::is_closed) {
            return Ok(self.finish(FinishReason::Stop));
        }
        let Some(left) = self.max_tokens.checked_sub(self.usage.generated_tokens + 1) else {
            return Ok(self.finish(if complete { FinishReason::Stop } else { FinishReason::Length }));
        };
        let tokenizer = model.tokenizer();
        let said = cache.tokens().get(self.prompt.len()..).unwrap_or_default();
        let constraint = self.constraint.as_ref();
        let allowed = |token: u32| match constraint {
            _ if tokenizer.is_stop(token) => complete || constraint.is_none(),
            _ if tokenizer.is_control(token) => false,
            None => true,
            Some(constraint) => constraint.allows(tokenizer.bytes(token), left),
        };
        let token = self.sampler.choose(&mut self.logits, said, allowed);
        let token = token.ok_or(StepError::NoPrediction)?;
        if tokenizer.is_stop(token) {
            return Ok(self.finish(FinishReason::Stop));
        }
        if let Some(constraint) = &mut self.constraint {
            constraint.accept(tokenizer.bytes(token));
        }
        self.usage.generated_tokens += 1;
        self.pending = Some(token);
        Ok(Step::Text(self.partial.push(tokenizer.bytes(token))))
    }

    /// Ends the answer. An incomplete character is first returned as text, as a replacement character.
    fn finish(&mut self, reason: FinishReason) -> Step {
        let rest = self.partial.finish();
        self.finished = Some(reason);
        match rest.is_empty() {
            true => Step::Done { reason, usage: self.usage },
            false => Step::Text(rest),
        }
    }
}

/// Returns the last bytes of a prompt, enough to contain the opening of a thinking block.
fn end_of(prompt: &str) -> &str {
    const BYTES: usize = 64;
    let start = prompt.len().saturating_sub(BYTES);
    (start..=prompt.len()).find_map(|start| prompt.get(start..)).unwrap_or_default()
}

/// Decodes a stream of bytes into text, holding back incomplete characters.
#[derive(Default)]
struct Utf8 {
    held: Vec<u8>,
}

impl Utf8 {
    /// Returns the text that is now complete. Bytes that can never form a character become replacement characters.
    fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut text = String::new();
        let mut used = 0;
        for chunk in self.held.utf8_chunks() {
            text += chunk.valid();
            used += chunk.valid().len();
            let invalid = chunk.invalid();
            let at_end = used + invalid.len() == self.held.len();
            if invalid.is_empty() || (at_end && is_unfinished(invalid)) {
                break;
            }
            text.push(char::REPLACEMENT_CHARACTER);
            used += invalid.len();
        }
        self.held.drain(..used);
        text
    }

    fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.held)).into_owned()
    }
}

/// Whether more bytes could complete these into a character.
fn is_unfinished(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_held_back_until_they_are_complete() {
        let mut stream = Utf8::default();
        assert_eq!(stream.push("a€".as_bytes().split_at(2).0), "a");
        assert_eq!(stream.push(&"€".as_bytes()[1..]), "€");
        assert_eq!(stream.push(b"\xff!"), "\u{fffd}!");
        assert_eq!(stream.push(b"\xf0\x9f"), "");
        assert_eq!(stream.finish(), "\u{fffd}");
    }
}
