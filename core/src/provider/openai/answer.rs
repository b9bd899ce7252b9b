//! Converts the frames of one answer into deltas, and determines how the answer ended. A frame is a JSON object, from a
//! stream or as a whole body; splitting bytes into frames happens elsewhere. No data is dropped silently.

use serde_json::{Value, json};

use super::error;
use super::frame;
use super::parts::{self, Part};
use super::tool_calls::{self, ToolCalls};
use super::{fields, wire};
use crate::base::json::halves::HalfJoiner;
use crate::provider::think::{Piece, ThinkSplitter};
use crate::provider::{Delta, FinishReason, PromptProgress, ProviderError, ToolCallDelta, Usage};

pub(super) type Deltas = Vec<Result<Delta, ProviderError>>;

/// What a choice without an answer may have, and a frame without choices.
const CHOICE_FIELDS: [&str; 16] = [
    "delta",
    "message",
    "text",
    "finish_reason",
    "native_finish_reason",
    "logprobs",
    "stop_reason",
    "matched_stop",
    "error",
    "token_ids",
    "prompt_token_ids",
    // Azure and vLLM on what they did beside answering.
    "content_filter_results",
    "content_filter_offsets",
    "content_filter_result",
    "meta_info",
    "routed_experts",
];
const FRAME_FIELDS: [&str; 11] = [
    "id",
    "object",
    "model",
    "system_fingerprint",
    "service_tier",
    "provider",
    "choices",
    "usage",
    "timings",
    "prompt_progress",
    "error",
];

/// The maximum number of characters kept of an unreadable piece.
const MAX_UNREADABLE_CHARS: usize = 400;
/// The maximum number of unreadable pieces reported one by one; a response with nothing else is not a chat completion.
const MAX_UNREADABLE_PIECES: u32 = 16;

/// The state of one answer while it is parsed.
#[derive(Debug, Default)]
pub(super) struct Answer {
    splitter: ThinkSplitter,
    tool_calls: ToolCalls,
    content_halves: HalfJoiner,
    reasoning_halves: HalfJoiner,
    argument_halves: Vec<HalfJoiner>,
    /// Whether strings of the current frame contain unpaired surrogates.
    has_halves: bool,
    has_model: bool,
    has_text: bool,
    progress: Option<PromptProgress>,
    usage: Usage,
    is_finished: bool,
    has_failed: bool,
    is_recognized: bool,
    unreadable_pieces: u32,
    first_unreadable: Option<String>,
}

impl Answer {
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn is_finished(&self) -> bool {
        self.is_finished
    }

    /// Returns whether any part of the answer has arrived.
    pub(super) fn has_begun(&self) -> bool {
        self.has_text || !self.tool_calls.is_empty()
    }

    pub(super) fn unreadable_pieces(&self) -> u32 {
        self.unreadable_pieces
    }

    /// Parses the data of one event, or a whole body. Returns whether it announced the end of the stream.
    pub(super) fn read_data(&mut self, data: &str, deltas: &mut Deltas) -> bool {
        let frames = frame::read(data);
        if frames.is_damaged {
            self.unreadable(data, deltas);
        }
        for value in &frames.values {
            self.has_halves = frames.has_halves;
            match value {
                Value::Object(_) => self.read_frame(value, deltas),
                Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
                    list.iter().for_each(|frame| self.read_frame(frame, deltas));
                }
                Value::Null => {}
                other => self.unreadable(&other.to_string(), deltas),
            }
            self.has_halves = false;
        }
        frames.is_done
    }

    /// Parses a frame that is a JSON object. Its part of the answer comes before the error it reports.
    fn read_frame(&mut self, frame: &Value, deltas: &mut Deltas) {
        if self.has_failed {
            return;
        }
        let error = error::in_frame(frame);
        if error.is_none() && !wire::is_completion(frame) {
            return self.read_foreign(frame, deltas);
        }
        self.is_recognized = true;
        let finish_reason = self.read_completion(frame, deltas);
        match (error, finish_reason) {
            // Data after the finish reason cannot undo it.
            (Some(error), _) if self.is_finished => self.unreadable(&error.to_string(), deltas),
            (Some(error), _) => self.fail(error, deltas),
            (None, Some(reason)) => self.finish(reason, deltas),
            (None, None) => {}
        }
    }

    /// Parses a frame in another format than a chat completion: its content counts all the same.
    fn read_foreign(&mut self, frame: &Value, deltas: &mut Deltas) {
        let part = wire::foreign_part(frame);
        let finish_reason = wire::foreign_finish(frame);
        if wire::is_message_event(frame) || part.is_some() || finish_reason.is_some() {
            self.is_recognized = true;
            let stated = frame.get("message").filter(|_| wire::is_message_event(frame)).unwrap_or(frame);
            self.read_model(stated, deltas);
            self.read_usage(stated, deltas);
        }
        if let Some(call) = wire::call_of_event(frame) {
            return self.read_calls(&json!({ "tool_calls": [call] }), deltas);
        }
        if part.is_none() && finish_reason.is_none() {
            if !wire::is_keep_alive(frame) {
                self.unreadable(&frame.to_string(), deltas);
            }
            return;
        }
        let is_reasoning = ["reasoning", "thinking"]
            .iter()
            .any(|word| fields::text(frame, "type").is_some_and(|kind| kind.contains(word)));
        if let Some(part) = part {
            self.read_part(part, is_reasoning, deltas);
        }
        if let Some(reason) = finish_reason {
            self.finish(FinishReason::from(reason), deltas);
        }
    }

    pub(super) fn finish(&mut self, reason: FinishReason, deltas: &mut Deltas) {
        if self.is_finished || self.has_failed {
            return;
        }
        self.flush_text(deltas);
        self.is_finished = true;
        // Old versions of Ollama send `stop` although the model calls tools: the calls are right.
        let is_calling = reason == FinishReason::Stop && !self.tool_calls.is_empty();
        deltas.push(Ok(Delta::Finish(if is_calling { FinishReason::ToolCalls } else { reason })));
    }

    /// Ends the answer with an error, unless it is over already. Text still held back is emitted first.
    pub(super) fn fail(&mut self, error: ProviderError, deltas: &mut Deltas) {
        if self.has_failed {
            return;
        }
        self.flush_text(deltas);
        if self.is_finished {
            return;
        }
        self.has_failed = true;
        deltas.push(Err(error));
    }

    /// Ends the answer cleanly. Without a finish reason it fails: the error depends on whether any frame was part of a
    /// chat completion.
    pub(super) fn end(&mut self, content_type: &str, deltas: &mut Deltas) {
        let error = match &self.first_unreadable {
            Some(unreadable) if !self.is_recognized => error::unexpected_body(content_type, unreadable),
            _ => ProviderError::Unfinished,
        };
        self.fail(error, deltas);
    }

    /// Reports that a piece of the response is unreadable.
    pub(super) fn unreadable(&mut self, data: &str, deltas: &mut Deltas) {
        if self.has_failed {
            return;
        }
        let piece: String = data.chars().take(MAX_UNREADABLE_CHARS).collect();
        self.unreadable_pieces = self.unreadable_pieces.saturating_add(1);
        self.first_unreadable.get_or_insert_with(|| piece.clone());
        if self.unreadable_pieces <= MAX_UNREADABLE_PIECES {
            deltas.push(Ok(Delta::Unreadable(piece)));
        }
    }

    fn read_completion(&mut self, frame: &Value, deltas: &mut Deltas) -> Option<FinishReason> {
        self.read_model(frame, deltas);
        let progress = wire::progress(frame);
        if progress.is_some() && progress != self.progress && !self.is_finished {
            self.progress = progress;
            deltas.extend(progress.map(|progress| Ok(Delta::Progress(progress))));
        }
        let choice = wire::choice(frame);
        if let Some(part) = choice.and_then(wire::part) {
            self.read_part(part, false, deltas);
        }
        match choice {
            Some(choice) if wire::has_unknown_words(choice, &CHOICE_FIELDS) => {
                self.unreadable(&choice.to_string(), deltas);
            }
            None if frame.get("choices").is_none() && wire::has_unknown_words(frame, &FRAME_FIELDS) => {
                self.unreadable(&frame.to_string(), deltas);
            }
            _ => {}
        }
        for other in wire::other_choices(frame) {
            self.unreadable(&other.to_string(), deltas);
        }

        self.read_usage(frame, deltas);
        choice.and_then(|choice| fields::text(choice, "finish_reason")).map(FinishReason::from)
    }

    fn read_model(&mut self, frame: &Value, deltas: &mut Deltas) {
        if let Some(model) = fields::text(frame, "model").filter(|_| !self.has_model) {
            self.has_model = true;
            deltas.push(Ok(Delta::Model(model.to_owned())));
        }
    }

    fn read_usage(&mut self, frame: &Value, deltas: &mut Deltas) {
        let mut usage = self.usage;
        usage.merge(wire::usage(frame));
        if usage != self.usage {
            self.usage = usage;
            deltas.push(Ok(Delta::Usage(usage)));
        }
    }

    fn read_part(&mut self, part: &Value, is_reasoning: bool, deltas: &mut Deltas) {
        // A list of deltas says one after the other.
        let Value::Array(list) = part else {
            self.say(parts::read(part), is_reasoning, deltas);
            return self.read_calls(part, deltas);
        };
        for entry in list {
            if entry.is_array() {
                self.read_part(entry, is_reasoning, deltas);
            } else {
                self.say(parts::read_entry(entry), is_reasoning, deltas);
                self.read_calls(entry, deltas);
            }
        }
    }

    fn say(&mut self, pieces: Vec<Part>, is_reasoning: bool, deltas: &mut Deltas) {
        for piece in pieces {
            self.has_text = true;
            match piece {
                Part::Content(text) if !is_reasoning => {
                    let text = self.content_halves.join(&text, self.has_halves);
                    deltas.extend(self.splitter.push(&text).into_iter().map(delta_of));
                }
                Part::Content(text) | Part::Reasoning(text) => {
                    let text = self.reasoning_halves.join(&text, self.has_halves);
                    deltas.extend((!text.is_empty()).then_some(Ok(Delta::Reasoning(text))));
                }
                Part::Unreadable(json) => self.unreadable(&json, deltas),
            }
        }
    }

    fn read_calls(&mut self, part: &Value, deltas: &mut Deltas) {
        for fragment in wire::call_fragments(part) {
            if !tool_calls::is_fragment(&fragment) {
                self.unreadable(&format!("tool_calls: {fragment}"), deltas);
                continue;
            }
            let delta = self.tool_calls.read(&fragment).map(|delta| self.join_arguments(delta));
            deltas.extend(delta.map(|delta| Ok(Delta::ToolCall(delta))));
        }
        self.tell_lone_halves(deltas);
    }

    fn join_arguments(&mut self, delta: ToolCallDelta) -> ToolCallDelta {
        if self.argument_halves.len() <= delta.index {
            self.argument_halves.resize_with(delta.index + 1, HalfJoiner::default);
        }
        let has_halves = self.has_halves;
        let joiner = self.argument_halves.get_mut(delta.index);
        let arguments = joiner.map(|joiner| joiner.join(&delta.arguments, has_halves)).unwrap_or_default();
        ToolCallDelta { arguments, ..delta }
    }

    fn tell_lone_halves(&mut self, deltas: &mut Deltas) {
        let joiners = [&mut self.content_halves, &mut self.reasoning_halves];
        let text: u32 = joiners.into_iter().map(|joiner| std::mem::take(&mut joiner.lone)).sum();
        let joiners = self.argument_halves.iter_mut();
        let arguments: u32 = joiners.map(|joiner| std::mem::take(&mut joiner.lone)).sum();
        if text > 0 {
            self.unreadable("half of a character", deltas);
        }
        if arguments > 0 {
            self.unreadable("half of a character in tool_calls", deltas);
        }
    }

    fn flush_text(&mut self, deltas: &mut Deltas) {
        let reasoning = self.reasoning_halves.give_up();
        deltas.extend(reasoning.map(|character| Ok(Delta::Reasoning(character.into()))));
        if let Some(character) = self.content_halves.give_up() {
            deltas.extend(self.splitter.push(character.encode_utf8(&mut [0; 4])).into_iter().map(delta_of));
        }
        for (index, joiner) in self.argument_halves.iter_mut().enumerate() {
            let rest = joiner.give_up().map(String::from);
            let call = rest.map(|arguments| ToolCallDelta { index, arguments, ..ToolCallDelta::default() });
            deltas.extend(call.map(|call| Ok(Delta::ToolCall(call))));
        }
        deltas.extend(self.splitter.flush().map(delta_of));
        self.tell_lone_halves(deltas);
    }
}

fn delta_of(piece: Piece) -> Result<Delta, ProviderError> {
    Ok(match piece {
        Piece::Reasoning(text) => Delta::Reasoning(text),
        Piece::Content(text) => Delta::Content(text),
    })
}
