//! How events stand in the log: each kind by its word, its fields in the order of their declaration, those that are empty
//! left out. A derived reader of these types was 55 KB of wasm, and a third of that stayed after compression.

use serde_json::Value;

use super::{Event, LoggedEvent, RunStatus, StopCause};
use crate::json::{Fields, Object};
use crate::message::Role;
use crate::provider::{FinishReason, ProviderError, Usage};

impl LoggedEvent {
    pub fn to_value(&self) -> Value {
        let mut object = Object::default();
        object.number("seq", self.seq).number("at", self.at);
        write_event(&self.event, &mut object);
        object.into_value()
    }

    /// Reads an event strictly; the error is a sentence. `seq` and `at` may be missing, as in logs of the series: then
    /// they are 0. Fields of no meaning here are passed over.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let fields = Fields::of(value, "an event")?;
        Ok(Self {
            seq: fields.number_or_zero("seq")?,
            at: fields.number_or_zero("at")?,
            event: read_event(fields)?,
        })
    }
}

fn write_event(event: &Event, object: &mut Object) {
    match event {
        Event::SessionStarted { session_id, created_at } => {
            object.kind("session_started").text("session_id", session_id).number("created_at", *created_at)
        }
        Event::SessionRenamed { title } => object.kind("session_renamed").text("title", title),
        Event::MessageImported { role, content, parent } => object
            .kind("message_imported")
            .text("role", role.as_str())
            .text("content", content)
            .optional_number("parent", *parent),
        Event::UserMessage { content, parent } => {
            object.kind("user_message").text("content", content).optional_number("parent", *parent)
        }
        Event::RunStarted { provider, base_url, model } => object
            .kind("run_started")
            .text("provider", provider)
            .optional_text("base_url", base_url.as_deref())
            .optional_text("model", model.as_deref()),
        Event::StepStarted { parent, continues } => {
            object.kind("step_started").number("parent", *parent).optional_number("continues", *continues)
        }
        Event::ResponseDelta { message, content, reasoning } => object
            .kind("response_delta")
            .number("message", *message)
            .text_unless_empty("content", content)
            .text_unless_empty("reasoning", reasoning),
        Event::ModelResponse { content, message, reasoning, finish_reason, model, usage } => {
            let object = object
                .kind("model_response")
                .text("content", content)
                .optional_number("message", *message)
                .text_unless_empty("reasoning", reasoning)
                .optional_text("finish_reason", finish_reason.as_ref().map(FinishReason::as_str))
                .optional_text("model", model.as_deref());
            write_usage(usage, object)
        }
        Event::ResponseStopped { message, content, reasoning, cause, model, usage } => {
            let object = object
                .kind("response_stopped")
                .number("message", *message)
                .text("content", content)
                .text_unless_empty("reasoning", reasoning)
                .set("cause", cause_value(cause))
                .optional_text("model", model.as_deref());
            write_usage(usage, object)
        }
        Event::ToolResult { tool_name, output } => {
            object.kind("tool_result").text("tool_name", tool_name).text("output", output)
        }
        Event::ToolDenied { tool_name } => object.kind("tool_denied").text("tool_name", tool_name),
        Event::FinalAnswer { content, message } => {
            object.kind("final_answer").text("content", content).optional_number("message", *message)
        }
        Event::RunEnded { status } => object.kind("run_ended").text("status", status.as_str()),
        Event::HeadMoved { head } => object.kind("head_moved").number("head", *head),
    };
}

fn read_event(fields: Fields<'_>) -> Result<Event, String> {
    let text = |key| fields.text(key);
    let optional_text = |key| fields.optional_text(key);
    let optional_number = |key| fields.optional_number(key);
    Ok(match fields.word("kind")? {
        "session_started" => Event::SessionStarted {
            session_id: text("session_id")?,
            created_at: fields.number("created_at")?,
        },
        "session_renamed" => Event::SessionRenamed { title: text("title")? },
        "message_imported" => Event::MessageImported {
            role: read_role(fields)?,
            content: text("content")?,
            parent: optional_number("parent")?,
        },
        "user_message" => {
            Event::UserMessage { content: text("content")?, parent: optional_number("parent")? }
        }
        "run_started" => Event::RunStarted {
            provider: text("provider")?,
            base_url: optional_text("base_url")?,
            model: optional_text("model")?,
        },
        "step_started" => {
            Event::StepStarted { parent: fields.number("parent")?, continues: optional_number("continues")? }
        }
        "response_delta" => Event::ResponseDelta {
            message: fields.number("message")?,
            content: fields.text_or_empty("content")?,
            reasoning: fields.text_or_empty("reasoning")?,
        },
        "model_response" => Event::ModelResponse {
            content: text("content")?,
            message: optional_number("message")?,
            reasoning: fields.text_or_empty("reasoning")?,
            finish_reason: fields.optional_word("finish_reason")?.map(FinishReason::from),
            model: optional_text("model")?,
            usage: read_usage(fields)?,
        },
        "response_stopped" => Event::ResponseStopped {
            message: fields.number("message")?,
            content: text("content")?,
            reasoning: fields.text_or_empty("reasoning")?,
            cause: read_cause(fields.object("cause")?)?,
            model: optional_text("model")?,
            usage: read_usage(fields)?,
        },
        "tool_result" => Event::ToolResult { tool_name: text("tool_name")?, output: text("output")? },
        "tool_denied" => Event::ToolDenied { tool_name: text("tool_name")? },
        "final_answer" => {
            Event::FinalAnswer { content: text("content")?, message: optional_number("message")? }
        }
        "run_ended" => Event::RunEnded { status: read_status(fields)? },
        "head_moved" => Event::HeadMoved { head: fields.number("head")? },
        other => return Err(format!("unknown kind `{other}`")),
    })
}

/// The role of a message, in an event or in a session's file.
pub(crate) fn read_role(fields: Fields<'_>) -> Result<Role, String> {
    let word = fields.word("role")?;
    Role::from_word(word).ok_or_else(|| format!("unknown role `{word}`"))
}

fn read_status(fields: Fields<'_>) -> Result<RunStatus, String> {
    Ok(match fields.word("status")? {
        "completed" => RunStatus::Completed,
        "cancelled" => RunStatus::Cancelled,
        "interrupted" => RunStatus::Interrupted,
        "failed" => RunStatus::Failed,
        other => return Err(format!("unknown status `{other}`")),
    })
}

fn cause_value(cause: &StopCause) -> Value {
    let mut object = Object::default();
    match cause {
        StopCause::User => object.text("by", "user"),
        StopCause::Error { error } => object.text("by", "error").set("error", error.to_value()),
    };
    object.into_value()
}

fn read_cause(fields: Fields<'_>) -> Result<StopCause, String> {
    Ok(match fields.word("by")? {
        "user" => StopCause::User,
        "error" => StopCause::Error { error: ProviderError::from_fields(fields.object("error")?)? },
        other => return Err(format!("unknown cause `{other}`")),
    })
}

fn write_usage<'a>(usage: &Usage, object: &'a mut Object) -> &'a mut Object {
    if usage.is_empty() { object } else { object.set("usage", usage.to_value()) }
}

fn read_usage(fields: Fields<'_>) -> Result<Usage, String> {
    if fields.has("usage") { Usage::from_fields(fields.object("usage")?) } else { Ok(Usage::default()) }
}
