//! From the frames of one answer to its deltas, and to how it ended. A frame is a JSON object, from a stream or as a
//! whole body; how the frames were cut out of bytes is not known here.

use serde_json::Value;

use super::error;
use super::tool_calls::ToolCalls;
use super::wire;
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
            Ok(frame @ Value::Object(_)) => self.read_frame(&frame, deltas),
            _ => self.skip(data),
        }
    }

    /// Reads a frame that is a JSON object. What it says of the answer comes before the error it reports.
    pub(super) fn read_frame(&mut self, frame: &Value, deltas: &mut Deltas) {
        let error = error::in_frame(frame);
        let is_completion =
            ["choices", "usage", "timings", "prompt_progress"].iter().any(|field| frame.get(field).is_some())
                || frame.get("object").and_then(Value::as_str) == Some("chat.completion.chunk");
        if error.is_none() && !is_completion {
            return self.skip(&frame.to_string());
        }
        self.is_recognized = true;
        let finish_reason = self.read_completion(frame, deltas);
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

    fn read_completion(&mut self, frame: &Value, deltas: &mut Deltas) -> Option<FinishReason> {
        if let Some(model) = wire::text(frame, "model").filter(|_| !self.has_model) {
            self.has_model = true;
            deltas.push(Ok(Delta::Model(model.to_owned())));
        }
        let progress = wire::progress(frame);
        if progress.is_some() && progress != self.progress && !self.is_finished {
            self.progress = progress;
            deltas.extend(progress.map(|progress| Ok(Delta::Progress(progress))));
        }
        let choice = wire::choice(frame).filter(|_| !self.is_finished);
        if let Some(part) = choice.and_then(wire::part) {
            self.read_part(part, deltas);
        }

        let mut usage = self.usage;
        usage.merge(wire::usage(frame));
        if usage != self.usage {
            self.usage = usage;
            deltas.push(Ok(Delta::Usage(usage)));
        }
        choice.and_then(|choice| wire::text(choice, "finish_reason")).map(FinishReason::from)
    }

    fn read_part(&mut self, part: &Value, deltas: &mut Deltas) {
        deltas.extend(wire::reasoning(part).map(|text| Ok(Delta::Reasoning(text.to_owned()))));
        let pieces = self.splitter.push(wire::text(part, "content").unwrap_or_default());
        deltas.extend(pieces.into_iter().map(|piece| Ok(delta_of(piece))));
        for fragment in wire::objects(part, "tool_calls") {
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
