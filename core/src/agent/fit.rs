//! Fits a request into a model's context. Shortens tool results first, oldest first, then the arguments of calls.
//! Then leaves out unanswered questions that are too large on their own, then whole turns from the front, then whole
//! steps of the current turn. The system prompt and the current question are always sent unchanged, and a call is
//! never separated from its result. Pure: the log keeps everything, whatever is sent.
//!
//! Token counts are estimates, so they decide what to leave out but never block a request.

use super::shorten::{NOTE_BYTES, SHORTEST, length_of, shorter_call, shorter_result};
use crate::conversation::message::Role;
use crate::log::event::{ContextFit, Protocol};
use crate::log::transcript::{MessageStatus, Transcript};
use crate::provider::{ChatMessage, ChatRequest, Part};

/// The context is divided by this to get the maximum share reserved for the answer.
const RESERVE_SHARE: u32 = 4;

/// The tokens reserved for an answer if the request sets no limit.
const USUAL_ANSWER: u32 = 1024;

/// The overhead of a chat template per message, and the cost of an image, in tokens.
const AROUND_MESSAGE: u64 = 8;
const PICTURE: u64 = 1_000;

/// A token estimate that works without a tokenizer. Calibrating it with the server's count of an earlier request
/// adapts it to the language and the tokenizer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TokenEstimate {
    /// The number of actual tokens per thousand estimated ones.
    permille: u64,
}

impl Default for TokenEstimate {
    fn default() -> Self {
        Self { permille: 1_000 }
    }
}

impl TokenEstimate {
    /// Calibrates the estimate with a request that came to `tokens` by the model's own count. The correction is
    /// bounded, since a count can be wrong: some servers count only the tokens that were not cached.
    pub fn calibrated(sent: &ChatRequest, tokens: u32) -> Self {
        Self::learn(weight_of_request(sent), tokens)
    }

    fn learn(weight: u64, tokens: u32) -> Self {
        let exact = u64::from(tokens).saturating_mul(1_000).div_ceil(weight.max(1));
        // Add five percent, since the next text will differ from the last.
        Self { permille: (exact + exact / 20).clamp(250, 3_000) }
    }

    /// Calibrates the estimate with the last answer before `message`, if that answer was requested in the same way
    /// and reports its prompt tokens. `request` is the request for `message`.
    pub(super) fn of_branch(transcript: &Transcript, message: u64, request: &ChatRequest) -> Self {
        let Some(asked) = transcript.node(message) else { return Self::default() };
        let path = transcript.path_to(asked.parent);
        let last = path.iter().rev().find(|node| node.role == Role::Assistant);
        let Some((last, tokens)) = last.and_then(|node| Some((node, node.usage.prompt_tokens?))) else {
            return Self::default();
        };
        // An answer to a fitted request saw the conversation only from `first` on.
        let first = last.context_fit.as_ref().and_then(|fit| fit.first).unwrap_or(0);
        let is_before = |message: &&ChatMessage| {
            message.role != Role::System && (1..first).contains(&message.origin.message)
        };
        let before = request.messages.iter().filter(is_before).count();
        // If messages were shortened or left out in between, the exact request is unknown.
        let is_known = |fit: &ContextFit| fit.shortened == 0 && usize::try_from(fit.left_out) == Ok(before);
        let is_comparable = last.status == MessageStatus::Complete
            && last.continues.is_none()
            && last.protocol == asked.protocol
            && asked.protocol != Some(Protocol::Guided)
            && last.context_fit.as_ref().is_none_or(is_known);
        if !is_comparable {
            return Self::default();
        }
        let was_sent = |message: &&ChatMessage| {
            message.role == Role::System || (first..last.id).contains(&message.origin.message)
        };
        let messages: u64 = request.messages.iter().filter(was_sent).map(weight_of_message).sum();
        Self::learn(messages + weight_of_tools(request), tokens)
    }

    /// The estimated number of tokens of `request`.
    pub fn tokens(self, request: &ChatRequest) -> u32 {
        self.scale(weight_of_request(request))
    }

    fn scale(self, weight: u64) -> u32 {
        u32::try_from((weight * self.permille).div_ceil(1_000)).unwrap_or(u32::MAX)
    }
}

fn weight_of_request(request: &ChatRequest) -> u64 {
    request.messages.iter().map(weight_of_message).sum::<u64>() + weight_of_tools(request)
}

fn weight_of_tools(request: &ChatRequest) -> u64 {
    let told = |tool: &crate::provider::ToolSpec| {
        AROUND_MESSAGE
            + weight_of_text(&tool.name)
            + weight_of_text(&tool.description)
            + weight_of_text(&tool.parameters.to_string())
    };
    request.tools.iter().map(told).sum()
}

fn weight_of_message(message: &ChatMessage) -> u64 {
    let call = |call: &crate::provider::ToolCall| {
        AROUND_MESSAGE + weight_of_text(&call.name) + weight_of_text(&call.arguments.to_string())
    };
    let pictures = u64::try_from(message.images.len()).unwrap_or(u64::MAX).saturating_mul(PICTURE);
    AROUND_MESSAGE + weight_of_text(&message.content) + message.calls.iter().map(call).sum::<u64>() + pictures
}

/// The weight of a text: its estimated tokens for an unknown tokenizer, in whole tokens. A word is a token or two; a
/// digit, a sign of code and a letter of many other scripts are about one each; a run of letters too long to be a
/// word is counted letter by letter.
fn weight_of_text(text: &str) -> u64 {
    let mut in_word = 0;
    let mut tenths = 0;
    for character in text.chars() {
        in_word = if character.is_ascii_alphanumeric() { in_word + 1 } else { 0 };
        tenths += if in_word > LONGEST_WORD { 9 } else { tenths_of_token(character) };
    }
    tenths.div_ceil(10)
}

/// A longer run of letters is not treated as a word.
const LONGEST_WORD: u32 = 20;

/// The weight of a character, in tenths of a token. Measured in tokens per character (o200k_base, cl100k_base, Llama
/// 3, SmolLM2): Chinese 0.74, 1.29, 0.79, 1.76; Japanese 0.77, 1.00, 0.67, 1.70; Korean 0.43, 0.94, 0.43; Hindi 0.24,
/// 1.03, 0.52, 1.19; Thai 0.28, 0.93, 0.34; Greek 0.31, 0.92, 0.32; Arabic 0.31, 0.73, 0.35; Russian 0.20, 0.55,
/// 0.27, 0.82; English 0.23 in all four.
fn tenths_of_token(character: char) -> u64 {
    match character {
        ' ' => 2,
        'a'..='z' => 3,
        'A'..='Z' => 4,
        '0'..='9' => 10,
        '\0'..='\x7f' => 8,
        '\u{80}'..='\u{7ff}' => 8,
        '\u{800}'..='\u{ffff}' => 10,
        _ => 30,
    }
}

/// A fitted request, and how it differs from the full one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fitted {
    /// The request to send.
    pub request: ChatRequest,
    /// The number of messages left out.
    pub left_out: usize,
    /// The number of messages shortened: tool results and calls.
    pub shortened: usize,
    /// The first message of the conversation that the model sees; `None` if it sees the beginning.
    pub first: Option<u64>,
    /// The estimated tokens of the request. Exceeds the available room only if nothing more may be left out.
    pub used: u32,
    /// The number of tokens that the context holds, prompt and answer together.
    pub size: u32,
}

impl Fitted {
    /// The record for the log; `None` if the request is unchanged.
    pub(super) fn noted(&self) -> Option<ContextFit> {
        let is_changed = self.left_out > 0 || self.shortened > 0;
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        is_changed.then(|| ContextFit {
            first: self.first,
            left_out: count(self.left_out),
            shortened: count(self.shortened),
            used: self.used.into(),
            size: self.size.into(),
            is_assumed: false,
        })
    }
}

/// The maximum number of tokens of a request in a context of `size` tokens that leaves room for an answer.
pub fn room_for(request: &ChatRequest, size: u32) -> u32 {
    size - request.max_tokens.unwrap_or(USUAL_ANSWER).min(size / RESERVE_SHARE)
}

/// Fits `request` into a context of `size` tokens, minus the answer's share. A request that fits is unchanged.
pub fn fit(request: &ChatRequest, size: u32, estimate: TokenEstimate) -> Fitted {
    let room = room_for(request, size);
    let weight = weight_of_request(request);
    let mut fitting = Fitting {
        fitted: Fitted {
            request: request.clone(),
            left_out: 0,
            shortened: 0,
            first: None,
            used: estimate.scale(weight),
            size,
        },
        weight,
        estimate,
        room,
    };
    fitting.shorten(shorter_result);
    fitting.shorten(shorter_call);
    fitting.leave_out_unanswered();
    fitting.leave_out_turns();
    fitting.leave_out_steps();
    fitting.fitted
}

struct Fitting {
    fitted: Fitted,
    /// The weight of the request, kept up to date: a conversation of thousands of messages is not counted again for each
    /// that is left out.
    weight: u64,
    estimate: TokenEstimate,
    room: u32,
}

impl Fitting {
    fn excess(&self) -> u32 {
        self.fitted.used.saturating_sub(self.room)
    }

    /// Replaces a part of the request's weight.
    fn reweigh(&mut self, before: u64, after: u64) {
        self.weight = self.weight.saturating_sub(before).saturating_add(after);
        self.fitted.used = self.estimate.scale(self.weight);
    }

    /// Shortens messages with `shorter`, oldest first, until the request fits.
    fn shorten(&mut self, shorter: fn(&ChatMessage, usize) -> Option<ChatMessage>) {
        for place in 0..self.fitted.request.messages.len() {
            let mut is_shortened = false;
            // First assume that removed bytes cost about as many tokens as the rest; if that was not enough, cut to
            // the minimum.
            for is_least in [false, true] {
                let excess = self.excess();
                let Some(message) = self.fitted.request.messages.get_mut(place).filter(|_| excess > 0) else {
                    break;
                };
                let length = length_of(message);
                let weight = weight_of_message(message);
                let tokens = self.estimate.scale(weight).max(1);
                let surplus = (u64::from(excess) * length as u64).div_ceil(tokens.into());
                let surplus = usize::try_from(surplus).unwrap_or(length).saturating_add(NOTE_BYTES);
                let kept = length.saturating_sub(surplus);
                let limit = if is_least { SHORTEST } else { kept.max(SHORTEST) };
                if let Some(shorter) = shorter(message, limit) {
                    let after = weight_of_message(&shorter);
                    *message = shorter;
                    is_shortened = true;
                    self.reweigh(weight, after);
                }
            }
            self.fitted.shortened += usize::from(is_shortened);
        }
    }

    /// Leaves out unanswered questions that exceed the room on their own. No model has read them.
    fn leave_out_unanswered(&mut self) {
        while self.excess() > 0 {
            let messages = &self.fitted.request.messages;
            let is_unanswered = |(message, next): &(&ChatMessage, &ChatMessage)| {
                is_question(message)
                    && is_question(next)
                    && self.estimate.scale(weight_of_message(message)) > self.room
            };
            let pairs = messages.iter().zip(messages.iter().skip(1));
            let Some(place) = pairs.into_iter().position(|pair| is_unanswered(&pair)) else { return };
            if messages.iter().take(place).all(|message| message.role == Role::System) {
                self.fitted.first = messages.get(place + 1).map(|next| next.origin.message);
            }
            self.leave_out(place, place + 1);
        }
    }

    /// Leaves out the earliest turns (a question and everything up to the next one) until the request fits or one
    /// turn is left.
    fn leave_out_turns(&mut self) {
        let messages = &self.fitted.request.messages;
        let Some(begin) = messages.iter().position(|message| message.role != Role::System) else { return };
        let mut weight = self.weight;
        let mut end = begin;
        for (place, message) in messages.iter().enumerate().skip(begin + 1) {
            if self.estimate.scale(weight) <= self.room {
                break;
            }
            if is_question(message) {
                let turn = messages.get(end..place).unwrap_or_default();
                weight = weight.saturating_sub(weight_without_system(turn));
                end = place;
            }
        }
        if end > begin {
            self.fitted.first = messages.get(end).map(|message| message.origin.message);
            self.leave_out(begin, end);
        }
    }

    /// Leaves out the earliest steps of the current turn (a reply with its tool results). The last step stays,
    /// because the model continues from it.
    fn leave_out_steps(&mut self) {
        while self.excess() > 0 {
            let messages = &self.fitted.request.messages;
            let question = messages.iter().rposition(is_question);
            let replies: Vec<usize> = messages
                .iter()
                .enumerate()
                .skip(question.map_or(0, |place| place + 1))
                .filter(|(_, message)| message.role == Role::Assistant)
                .map(|(place, _)| place)
                .collect();
            let (Some(_), [first, next, ..]) = (question, replies.as_slice()) else { return };
            self.leave_out(*first, *next);
        }
    }

    /// Leaves out the messages from `begin` up to `end`, except system messages.
    fn leave_out(&mut self, begin: usize, end: usize) {
        let mut place = 0;
        let before = self.fitted.request.messages.len();
        let weight = weight_without_system(self.fitted.request.messages.get(begin..end).unwrap_or_default());
        self.fitted.request.messages.retain(|message| {
            let is_meant = (begin..end).contains(&place);
            place += 1;
            !is_meant || message.role == Role::System
        });
        self.fitted.left_out += before - self.fitted.request.messages.len();
        self.reweigh(weight, 0);
    }
}

fn weight_without_system(messages: &[ChatMessage]) -> u64 {
    messages.iter().filter(|message| message.role != Role::System).map(weight_of_message).sum()
}

/// Whether `message` starts a turn.
fn is_question(message: &ChatMessage) -> bool {
    message.origin.part == Part::Question
}

#[cfg(test)]
#[path = "fit_tests.rs"]
mod tests;
