//! The JSON format of events: each kind has a name, its fields are in the order of their declaration, and empty ones
//! are omitted. Serde's derived reader of these types was 55 KB of wasm, a third of that after compression.

use serde_json::Value;

use super::agent::{agent_value, read_agent, read_cause_of_feedback, read_decision, read_protocol};
use super::{ContextFit, Decision, Event, LoggedEvent, RunStatus, StopCause, UnknownEvent};
use crate::base::json::{Fields, Object};
use crate::conversation::attachment::{attachments_value, read_attachments};
use crate::conversation::message::read_role;
use crate::provider::{FinishReason, ProviderError, Usage};

impl LoggedEvent {
    /// Returns the JSON object of the log: `seq`, `at` and `kind`, then the fields of the event.
    pub fn to_value(&self) -> Value {
        let mut object = Object::default();
        object.number("seq", self.seq).number("at", self.at);
        write_event(&self.event, &mut object);
        object.into_value()
    }

    /// Reads an event strictly. The error is a sentence. `seq` and `at` may be missing, as in logs of the tutorial
    /// series, and are then 0. Unknown fields are ignored.
    ///
    /// # Errors
    /// A sentence that names the field that is missing or has the wrong type.
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
        Event::SessionForked { session_id, message } => {
            object.kind("session_forked").text("session_id", session_id).number("message", *message)
        }
        Event::SessionImported => object.kind("session_imported"),
        Event::InstructionsSet { content } => object.kind("instructions_set").text("content", content),
        Event::SessionPinned { pinned } => object.kind("session_pinned").set("pinned", Value::Bool(*pinned)),
        Event::MessageImported { role, content, parent } => object
            .kind("message_imported")
            .text("role", role.as_str())
            .text("content", content)
            .optional_number("parent", *parent),
        Event::UserMessage { content, parent, attachments } => object
            .kind("user_message")
            .text("content", content)
            .optional_number("parent", *parent)
            .optional("attachments", attachments_value(attachments)),
        Event::RunStarted { provider, base_url, model, agent } => object
            .kind("run_started")
            .text("provider", provider)
            .optional_text("base_url", base_url.as_deref())
            .optional_text("model", model.as_deref())
            .optional("agent", agent.as_ref().map(agent_value)),
        Event::SystemPrompt { content } => object.kind("system_prompt").text("content", content),
        Event::ProtocolChanged { message, protocol, reason } => object
            .kind("protocol_changed")
            .number("message", *message)
            .text("protocol", protocol.as_str())
            .text("reason", reason),
        Event::StepStarted { parent, continues, tools_disabled } => object
            .kind("step_started")
            .number("parent", *parent)
            .optional_number("continues", *continues)
            .optional("tools", tools_disabled.then(|| "withheld".into())),
        Event::ContextFitted { message, fit } => fit.write(*message, object),
        Event::ResponseDelta { message, content, reasoning } => object
            .kind("response_delta")
            .number("message", *message)
            .text_unless_empty("content", content)
            .text_unless_empty("reasoning", reasoning),
        Event::ModelResponse {
            content,
            message,
            reasoning,
            tool_calls,
            finish_reason,
            model,
            usage,
            unreadable,
        } => {
            let object = object
                .kind("model_response")
                .text("content", content)
                .optional_number("message", *message)
                .text_unless_empty("reasoning", reasoning)
                .optional("tool_calls", tool_calls.clone())
                .optional_text("finish_reason", finish_reason.as_ref().map(FinishReason::as_str))
                .optional_text("model", model.as_deref());
            write_usage(usage, object).texts_unless_empty("unreadable", unreadable)
        }
        Event::ResponseStopped { message, content, reasoning, cause, model, usage, unreadable } => {
            let object = object
                .kind("response_stopped")
                .number("message", *message)
                .text("content", content)
                .text_unless_empty("reasoning", reasoning)
                .set("cause", cause_value(cause))
                .optional_text("model", model.as_deref());
            write_usage(usage, object).texts_unless_empty("unreadable", unreadable)
        }
        Event::ToolRequested { message, tool_name, arguments, call_id } => object
            .kind("tool_requested")
            .number("message", *message)
            .text("tool_name", tool_name)
            .set("arguments", arguments.clone())
            .optional_text("call_id", call_id.as_deref()),
        Event::ApprovalAsked { call } => object.kind("approval_asked").number("call", *call),
        Event::ApprovalDecided { call, decision, arguments } => {
            let object = object.kind("approval_decided").number("call", *call);
            match decision {
                Decision::Once => object.text("decision", "once"),
                Decision::Session { schema } => object.text("decision", "session").text("schema", schema),
            }
            .optional("arguments", arguments.clone())
        }
        Event::ToolStarted { call } => object.kind("tool_started").number("call", *call),
        Event::ArtifactKept { call, content } => {
            object.kind("artifact_kept").number("call", *call).text("content", content)
        }
        Event::ToolResult { tool_name, output, call } => object
            .kind("tool_result")
            .text("tool_name", tool_name)
            .text("output", output)
            .optional_number("call", *call),
        Event::ToolFailed { call, tool_name, content, detail } => object
            .kind("tool_failed")
            .number("call", *call)
            .text("tool_name", tool_name)
            .text("content", content)
            .text_unless_empty("detail", detail),
        Event::ToolDenied { tool_name, call, reason } => object
            .kind("tool_denied")
            .text("tool_name", tool_name)
            .optional_number("call", *call)
            .text_unless_empty("reason", reason),
        Event::Feedback { content, cause, detail } => object
            .kind("feedback")
            .text("content", content)
            .text("cause", cause.as_str())
            .text_unless_empty("detail", detail),
        Event::FinalAnswer { content, message } => {
            object.kind("final_answer").text("content", content).optional_number("message", *message)
        }
        Event::RunEnded { status, reason } => {
            object.kind("run_ended").text("status", status.as_str()).text_unless_empty("reason", reason)
        }
        Event::HeadMoved { head } => object.kind("head_moved").number("head", *head),
        Event::BranchRemoved { message } => object.kind("branch_removed").number("message", *message),
        Event::BranchRestored { message } => object.kind("branch_restored").number("message", *message),
        Event::Unknown(unknown) => unknown.write(object),
    };
}

fn read_event(fields: Fields<'_>) -> Result<Event, String> {
    let mut reader = Reader { fields, complaint: None };
    let event = reader.event(fields.word("kind")?)?;
    reader.complaint.map_or(Ok(event), Err)
}

/// Reads the fields of one event. A field that cannot be read gets its default, and the first error is kept: an early
/// return at each field, which drops all values read so far, was half of this code's wasm.
struct Reader<'a> {
    fields: Fields<'a>,
    complaint: Option<String>,
}

impl Reader<'_> {
    fn taken<T: Default>(&mut self, read: Result<T, String>) -> T {
        read.unwrap_or_else(|complaint| {
            self.complaint.get_or_insert(complaint);
            T::default()
        })
    }

    fn text(&mut self, key: &str) -> String {
        self.taken(self.fields.text(key))
    }

    fn text_or_empty(&mut self, key: &str) -> String {
        self.taken(self.fields.text_or_empty(key))
    }

    fn optional_text(&mut self, key: &str) -> Option<String> {
        self.taken(self.fields.optional_text(key))
    }

    fn number(&mut self, key: &str) -> u64 {
        self.taken(self.fields.number(key))
    }

    fn optional_number(&mut self, key: &str) -> Option<u64> {
        self.taken(self.fields.optional_number(key))
    }

    fn usage(&mut self) -> Usage {
        self.taken(read_usage(self.fields))
    }

    fn event(&mut self, kind: &str) -> Result<Event, String> {
        let fields = self.fields;
        Ok(match kind {
            "session_started" => Event::SessionStarted {
                session_id: self.text("session_id"),
                created_at: self.number("created_at"),
            },
            "session_renamed" => Event::SessionRenamed { title: self.text("title") },
            "session_forked" => {
                Event::SessionForked { session_id: self.text("session_id"), message: self.number("message") }
            }
            "session_imported" => Event::SessionImported,
            "instructions_set" => Event::InstructionsSet { content: self.text("content") },
            "session_pinned" => Event::SessionPinned { pinned: self.taken(fields.flag("pinned")) },
            "message_imported" => Event::MessageImported {
                role: read_role(fields)?,
                content: self.text("content"),
                parent: self.optional_number("parent"),
            },
            "user_message" => Event::UserMessage {
                content: self.text("content"),
                parent: self.optional_number("parent"),
                attachments: read_attachments(fields.value("attachments").ok().as_ref())?,
            },
            "run_started" => Event::RunStarted {
                provider: self.text("provider"),
                base_url: self.optional_text("base_url"),
                model: self.optional_text("model"),
                agent: if fields.has("agent") { Some(read_agent(fields.object("agent")?)?) } else { None },
            },
            "system_prompt" => Event::SystemPrompt { content: self.text("content") },
            "protocol_changed" => {
                let (protocol, reason) = (read_protocol(fields)?, self.text("reason"));
                Event::ProtocolChanged { message: self.number("message"), protocol, reason }
            }
            "step_started" => Event::StepStarted {
                parent: self.number("parent"),
                continues: self.optional_number("continues"),
                tools_disabled: fields.optional_word("tools")? == Some("withheld"),
            },
            "context_fitted" => ContextFit::read_event(fields)?,
            "response_delta" => Event::ResponseDelta {
                message: self.number("message"),
                content: self.text_or_empty("content"),
                reasoning: self.text_or_empty("reasoning"),
            },
            "model_response" => Event::ModelResponse {
                content: self.text("content"),
                message: self.optional_number("message"),
                reasoning: self.text_or_empty("reasoning"),
                tool_calls: fields.value("tool_calls").ok(),
                finish_reason: fields.optional_word("finish_reason")?.map(FinishReason::from),
                model: self.optional_text("model"),
                usage: self.usage(),
                unreadable: self.taken(fields.texts_or_empty("unreadable")),
            },
            "response_stopped" => Event::ResponseStopped {
                message: self.number("message"),
                content: self.text("content"),
                reasoning: self.text_or_empty("reasoning"),
                cause: read_cause(fields.object("cause")?)?,
                model: self.optional_text("model"),
                usage: self.usage(),
                unreadable: self.taken(fields.texts_or_empty("unreadable")),
            },
            "tool_requested" | "approval_asked" | "approval_decided" | "tool_started" | "artifact_kept"
            | "tool_result" | "tool_failed" | "tool_denied" | "feedback" => return self.tool_event(kind),
            "final_answer" => {
                Event::FinalAnswer { content: self.text("content"), message: self.optional_number("message") }
            }
            "run_ended" => {
                Event::RunEnded { status: read_status(fields)?, reason: self.text_or_empty("reason") }
            }
            "head_moved" => Event::HeadMoved { head: self.number("head") },
            "branch_removed" => Event::BranchRemoved { message: self.number("message") },
            "branch_restored" => Event::BranchRestored { message: self.number("message") },
            _ => Event::Unknown(UnknownEvent::of(fields)),
        })
    }

    /// Reads the events between a reply and the next step.
    fn tool_event(&mut self, kind: &str) -> Result<Event, String> {
        let fields = self.fields;
        Ok(match kind {
            "tool_requested" => Event::ToolRequested {
                message: self.number("message"),
                tool_name: self.text("tool_name"),
                arguments: self.taken(fields.value("arguments")),
                call_id: self.optional_text("call_id"),
            },
            "approval_asked" => Event::ApprovalAsked { call: self.number("call") },
            "approval_decided" => Event::ApprovalDecided {
                call: self.number("call"),
                decision: read_decision(fields)?,
                arguments: fields.value("arguments").ok(),
            },
            "tool_started" => Event::ToolStarted { call: self.number("call") },
            "artifact_kept" => {
                Event::ArtifactKept { call: self.number("call"), content: self.text("content") }
            }
            "tool_result" => Event::ToolResult {
                tool_name: self.text("tool_name"),
                output: self.text("output"),
                call: self.optional_number("call"),
            },
            "tool_failed" => Event::ToolFailed {
                call: self.number("call"),
                tool_name: self.text("tool_name"),
                content: self.text("content"),
                detail: self.text_or_empty("detail"),
            },
            "tool_denied" => Event::ToolDenied {
                tool_name: self.text("tool_name"),
                call: self.optional_number("call"),
                reason: self.text_or_empty("reason"),
            },
            _ => Event::Feedback {
                content: self.text("content"),
                cause: read_cause_of_feedback(fields)?,
                detail: self.text_or_empty("detail"),
            },
        })
    }
}

fn read_status(fields: Fields<'_>) -> Result<RunStatus, String> {
    let word = fields.word("status")?;
    RunStatus::from_word(word).ok_or_else(|| format!("unknown status `{word}`"))
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
