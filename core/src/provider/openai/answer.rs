//! From the frames of one answer to its deltas, and to how it ended. A frame is a JSON object, from a stream or as a
//! whole body; how the frames were cut out of bytes is not known here.

use serde_json::Value;

use super::error;
use super::tool_calls::ToolCalls;
use super::wire::{AnswerPart, Completion};
use crate::provider::{Delta, FinishReason, PromptProgress, ProviderError, Usage};
use crate::think::{Piece, ThinkSplitter};

pub(super) type Deltas = Vec<Result<Delta, ProviderError>>;

/// What has been read of one answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    splitter: ThinkSplitter,
    tool_calls: ToolCalls,
    has_model: bool,
    progress: Option<PromptProgress>,
    usage: Usage,
    is_finished: bool,
    has_failed: bool,
    is_recognized: bool,
    skipped_frames: u32,
    first_skipped: Option<String>,
}

impl Answer {
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn skipped_frames(&self) -> u32 {
        self.skipped_frames
    }

    /// Reads the data of one event.
    pub(super) fn read_data(&mut self, data: &str, deltas: &mut Deltas) {
        match serde_json::from_str(data) {
            Ok(Value::Object(frame)) => self.read_frame(Value::Object(frame), deltas),
            _ => self.skip(data),
        }
    }

    /// Reads a frame that is a JSON object. What it says of the answer comes before the error it reports.
    pub(super) fn read_frame(&mut self, frame: Value, deltas: &mut Deltas) {
        let error = error::in_frame(&frame);
        let is_completion =
            ["choices", "usage", "timings", "prompt_progress"].iter().any(|field| frame.get(field).is_some())
                || frame.get("object").and_then(Value::as_str) == Some("chat.completion.chunk");
        if error.is_none() && !is_completion {
            return self.skip(&frame.to_string());
        }
        self.is_recognized = true;
        let completion = serde_json::from_value(frame).unwrap_or_default();
        let finish_reason = self.read_completion(completion, deltas);
        match (error, finish_reason) {
            // What comes after the finish reason cannot undo it.
            (Some(error), _) if !self.is_finished => self.fail(error, deltas),
            (None, Some(reason)) => self.finish(reason, deltas),
            _ => {}
        }
    }

    pub(super) fn finish(&mut self, reason: FinishReason, deltas: &mut Deltas) {
        if self.is_finished {
            return;
        }
        self.flush_text(deltas);
        self.is_finished = true;
        // Old Ollama says `stop` although it calls tools: the calls are right.
        let is_calling = reason == FinishReason::Stop && !self.tool_calls.is_empty();
        deltas.push(Ok(Delta::Finish(if is_calling { FinishReason::ToolCalls } else { reason })));
    }

    /// Ends the answer with an error, unless it is over already. Text still held comes first.
    pub(super) fn fail(&mut self, error: ProviderError, deltas: &mut Deltas) {
        if self.is_finished || self.has_failed {
            return;
        }
        self.flush_text(deltas);
        self.has_failed = true;
        deltas.push(Err(error));
    }

    /// Ends the answer in order. Without a finish reason that is an error: which one depends on whether any frame was
    /// one of a chat completion.
    pub(super) fn end(&mut self, content_type: &str, deltas: &mut Deltas) {
        let error = match &self.first_skipped {
            Some(skipped) if !self.is_recognized => error::unexpected_body(content_type, skipped),
            _ => ProviderError::Unfinished,
        };
        self.fail(error, deltas);
    }

    /// Passes over an event that is no frame of a chat completion.
    pub(super) fn skip(&mut self, data: &str) {
        self.skipped_frames = self.skipped_frames.saturating_add(1);
        self.first_skipped.get_or_insert_with(|| data.chars().take(400).collect());
    }

    fn read_completion(&mut self, completion: Completion, deltas: &mut Deltas) -> Option<FinishReason> {
        if let Some(model) = completion.model.filter(|name| !self.has_model && !name.is_empty()) {
            self.has_model = true;
            deltas.push(Ok(Delta::Model(model)));
        }
        let progress = completion.prompt_progress.and_then(|progress| progress.known());
        if progress.is_some() && progress != self.progress && !self.is_finished {
            self.progress = progress;
            deltas.extend(progress.map(|progress| Ok(Delta::Progress(progress))));
        }
        // With `n` over 1 other choices are interleaved. Only one was asked for.
        let choice = completion
            .choices
            .into_iter()
            .flatten()
            .find(|choice| choice.index.unwrap_or(0) == 0)
            .filter(|_| !self.is_finished);
        let finish_reason = choice.and_then(|mut choice| {
            if let Some(part) = choice.take_part() {
                self.read_part(part, deltas);
            }
            choice.finish_reason().map(finish_reason)
        });

        let mut usage = self.usage;
        usage.merge(completion.timings.map(Usage::from).unwrap_or_default());
        usage.merge(completion.usage.map(Usage::from).unwrap_or_default());
        if usage != self.usage {
            self.usage = usage;
            deltas.push(Ok(Delta::Usage(usage)));
        }
        finish_reason
    }

    fn read_part(&mut self, mut part: AnswerPart, deltas: &mut Deltas) {
        deltas.extend(part.take_reasoning().map(|text| Ok(Delta::Reasoning(text))));
        let pieces = self.splitter.push(&part.content.take().unwrap_or_default());
        deltas.extend(pieces.into_iter().map(|piece| Ok(delta_of(piece))));
        for fragment in part.tool_calls.into_iter().flatten() {
            deltas.extend(self.tool_calls.read(fragment).map(|delta| Ok(Delta::ToolCall(delta))));
        }
    }

    fn flush_text(&mut self, deltas: &mut Deltas) {
        deltas.extend(self.splitter.flush().map(|piece| Ok(delta_of(piece))));
    }
}

fn delta_of(piece: Piece) -> Delta {
    match piece {
        Piece::Reasoning(text) => Delta::Reasoning(text),
        Piece::Content(text) => Delta::Content(text),
    }
}

fn finish_reason(word: &str) -> FinishReason {
    match word {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "tool_calls" => FinishReason::ToolCalls,
        "content_filter" => FinishReason::ContentFilter,
        other => FinishReason::Other(other.to_owned()),
    }
}
