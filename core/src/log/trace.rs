//! A run as an OpenTelemetry trace: OTLP in JSON, one `ExportTraceServiceRequest`, with the names of the semantic
//! conventions for generative AI 1.41 (<https://opentelemetry.io/docs/specs/semconv/gen-ai/>). Jaeger, Phoenix,
//! Langfuse and others read it.

mod span;

use serde_json::{Value, json};

use crate::base::json::kind;
use crate::log::event::{Event, LoggedEvent, RunStatus, StopCause};
use crate::provider::ProviderError;
use crate::provider::openai::endpoint::Endpoint;
use span::{Kind, Span, hash};

/// How much of the requests of a run is written: beyond that, each only with what is new in it.
const MOST_INPUT_BYTES: usize = 10_000_000;

/// Returns the trace of one run, given its events (see [`runs`](crate::log::summary::runs)) and the id of its
/// session. A run with tools is a span with its model calls and tool calls as children; a plain answer is
/// one model call. The same run always gives the same ids.
pub fn trace_json(session_id: &str, events: &[LoggedEvent]) -> Value {
    let mut trace = Trace::new(session_id, events);
    for logged in events {
        trace.apply(logged);
    }
    let first = events.first().map_or(0, |logged| logged.seq);
    let trace_id = format!("{:016x}{:016x}", hash(session_id, 0), hash(session_id, first));
    let end = events.last().map_or(0, |logged| logged.at);
    let spans: Vec<Value> =
        trace.finish(end).iter().map(|span| span.to_value(session_id, &trace_id)).collect();
    json!({
        "resourceSpans": [{
            "resource": { "attributes": [span::attribute("service.name", "abcb".into())] },
            "scopeSpans": [{
                "scope": { "name": "abcb", "version": env!("CARGO_PKG_VERSION") },
                "schemaUrl": "https://opentelemetry.io/schemas/1.41.0",
                "spans": spans,
            }],
        }],
    })
}

/// The spans of a run, folded from its events.
struct Trace {
    session_id: String,
    /// The span of a run with tools.
    run: Option<Span>,
    closed: Vec<Span>,
    open: Vec<Span>,
    /// What every model call has in common.
    common: Vec<(&'static str, Value)>,
    model: Option<String>,
    /// The messages of this run that the next request contains.
    input: Vec<Value>,
    /// The length of what was written of them.
    input_bytes: usize,
    system_prompt: Option<String>,
}

impl Trace {
    fn new(session_id: &str, events: &[LoggedEvent]) -> Self {
        let system_prompt = events.iter().find_map(|logged| match &logged.event {
            Event::SystemPrompt { content } => Some(content.clone()),
            _ => None,
        });
        Self {
            session_id: session_id.to_owned(),
            run: None,
            closed: Vec::new(),
            open: Vec::new(),
            common: Vec::new(),
            model: None,
            input: Vec::new(),
            input_bytes: 0,
            system_prompt,
        }
    }

    fn apply(&mut self, logged: &LoggedEvent) {
        let at = logged.at;
        match &logged.event {
            Event::UserMessage { content, .. } => self.input.push(message("user", vec![text(content)])),
            Event::RunStarted { provider, base_url, model, agent } => {
                self.model = model.clone();
                self.common = provider_attributes(provider, base_url.as_deref());
                if agent.is_some() {
                    let mut run = self.span(logged, Kind::Internal, "invoke_agent", Some("abcb"));
                    run.set("gen_ai.agent.name", "abcb");
                    run.attributes.extend(self.common.clone());
                    self.run = Some(run);
                }
            }
            Event::StepStarted { .. } => self.begin_step(logged),
            Event::ModelResponse {
                content,
                message,
                reasoning,
                tool_calls,
                finish_reason,
                model,
                usage,
                ..
            } => {
                // A log of the series does not say when a step began.
                if message.is_none() {
                    self.begin_step(logged);
                }
                let Some(mut span) = self.take_open(message.unwrap_or(logged.seq)) else { return };
                let reason = finish_reason.as_ref().map_or("stop", |reason| reason.as_str());
                span.set("gen_ai.response.finish_reasons", json!([reason]));
                if let Some(model) = model {
                    span.set("gen_ai.response.model", model.as_str());
                }
                if let Some(tokens) = usage.prompt_tokens {
                    span.set("gen_ai.usage.input_tokens", tokens);
                }
                if let Some(tokens) = usage.completion_tokens {
                    span.set("gen_ai.usage.output_tokens", tokens);
                }
                if let Some(tokens) = usage.cached_tokens {
                    span.set("gen_ai.usage.cache_read.input_tokens", tokens);
                }
                let output = answer(content, reasoning, tool_calls.as_ref());
                self.end_step(span, at, output, reason);
            }
            Event::ResponseStopped { message, content, reasoning, cause, .. } => {
                let Some(mut span) = self.take_open(*message) else { return };
                let reason = match cause {
                    StopCause::User => "cancelled",
                    StopCause::Error { error } => {
                        span.fail(&error_type(error), &error.to_string());
                        "error"
                    }
                };
                self.end_step(span, at, answer(content, reasoning, None), reason);
            }
            Event::ToolRequested { tool_name, arguments, call_id, .. } => {
                let mut span = self.span(logged, Kind::Internal, "execute_tool", Some(tool_name));
                span.set("gen_ai.tool.name", tool_name.as_str());
                span.set("gen_ai.tool.type", "function");
                span.set("gen_ai.tool.call.id", call_id.clone().unwrap_or_else(|| logged.seq.to_string()));
                span.set("gen_ai.tool.call.arguments", arguments.to_string());
                self.open.push(span);
            }
            Event::ToolStarted { call } => {
                if let Some(span) = self.open.iter_mut().find(|span| span.id == *call) {
                    span.start = at;
                }
            }
            Event::ToolResult { output, call: Some(call), .. } => self.end_call(*call, at, output, None),
            Event::ToolFailed { call, content, .. } => self.end_call(*call, at, content, Some("tool_error")),
            Event::ToolDenied { call: Some(call), reason, .. } => {
                self.end_call(*call, at, reason, Some("denied"));
            }
            Event::RunEnded { status, reason } => {
                if let Some(run) = self.run.as_mut() {
                    run.end = Some(at);
                    if *status != RunStatus::Completed {
                        run.fail(status.as_str(), reason);
                    }
                }
                self.open.iter_mut().for_each(|span| span.end = Some(at));
            }
            _ => {}
        }
    }

    /// Returns a new span for what `logged` begins.
    fn span(&self, logged: &LoggedEvent, kind: Kind, operation: &'static str, target: Option<&str>) -> Span {
        let name = target.map_or(operation.to_owned(), |target| format!("{operation} {target}"));
        let parent = self.run.as_ref().map(|run| run.id);
        let mut span = Span::new(logged.seq, parent, kind, name, logged.at);
        span.set("gen_ai.operation.name", operation);
        span.set("gen_ai.conversation.id", self.session_id.as_str());
        span
    }

    fn begin_step(&mut self, logged: &LoggedEvent) {
        let mut span = self.span(logged, Kind::Client, "chat", self.model.as_deref());
        span.attributes.extend(self.common.clone());
        if let Some(model) = &self.model {
            span.set("gen_ai.request.model", model.as_str());
        }
        if let Some(prompt) = &self.system_prompt {
            span.set("gen_ai.system_instructions", json!([text(prompt)]).to_string());
        }
        let input = Value::from(self.input.clone()).to_string();
        self.input_bytes += input.len();
        // Every request repeats the one before, so long runs would grow without bounds.
        if self.input_bytes > MOST_INPUT_BYTES {
            self.input.clear();
        }
        span.set("gen_ai.input.messages", input);
        self.open.push(span);
    }

    fn end_step(&mut self, mut span: Span, at: u64, parts: Vec<Value>, reason: &str) {
        // The conventions name one call, also if there are several.
        let finish_reason = if reason == "tool_calls" { "tool_call" } else { reason };
        let output = json!({ "role": "assistant", "parts": parts, "finish_reason": finish_reason });
        self.input.push(message("assistant", parts));
        span.set("gen_ai.output.messages", json!([output]).to_string());
        span.end = Some(at);
        self.closed.push(span);
    }

    fn end_call(&mut self, call: u64, at: u64, result: &str, error: Option<&str>) {
        let Some(mut span) = self.take_open(call) else { return };
        span.set("gen_ai.tool.call.result", result);
        if let Some(error) = error {
            span.fail(error, result);
        }
        span.end = Some(at);
        let id = span.get("gen_ai.tool.call.id");
        let part = json!({ "type": "tool_call_response", "id": id, "response": result });
        self.input.push(message("tool", vec![part]));
        self.closed.push(span);
    }

    fn take_open(&mut self, id: u64) -> Option<Span> {
        let place = self.open.iter().position(|span| span.id == id)?;
        Some(self.open.remove(place))
    }

    /// Returns all spans in the order in which they began. What has not ended by then ends with the last event.
    fn finish(self, end: u64) -> Vec<Span> {
        let mut spans: Vec<Span> = self.run.into_iter().chain(self.closed).chain(self.open).collect();
        for span in &mut spans {
            span.end.get_or_insert(end);
        }
        spans.sort_by_key(|span| span.id);
        spans
    }
}

/// Returns who was asked. Servers are asked as the conventions' `openai`, which names a protocol as much as a company.
fn provider_attributes(provider: &str, base_url: Option<&str>) -> Vec<(&'static str, Value)> {
    let name = if provider == "server" { "openai" } else { provider };
    let mut attributes = vec![("gen_ai.provider.name", name.into())];
    if let Some(endpoint) = base_url.and_then(|url| Endpoint::parse(url).ok()) {
        let origin = endpoint.origin();
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        let default = if scheme == "https" { 443 } else { 80 };
        let port = endpoint.port().unwrap_or(default);
        attributes.push(("server.address", host.trim_end_matches(&format!(":{port}")).into()));
        attributes.push(("server.port", port.into()));
    }
    attributes
}

/// Returns the HTTP status, or else the kind of error that the log names.
fn error_type(error: &ProviderError) -> String {
    match error {
        ProviderError::Http { status, .. } | ProviderError::Unauthorized { status, .. } => status.to_string(),
        error => {
            let fields = kind::fields_of(error);
            fields.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
    }
}

fn message(role: &str, parts: Vec<Value>) -> Value {
    json!({ "role": role, "parts": parts })
}

fn text(content: &str) -> Value {
    json!({ "type": "text", "content": content })
}

/// Returns the parts of a reply: its reasoning, its text and its native tool calls.
fn answer(content: &str, reasoning: &str, tool_calls: Option<&Value>) -> Vec<Value> {
    let mut parts = Vec::new();
    if !reasoning.is_empty() {
        parts.push(json!({ "type": "reasoning", "content": reasoning }));
    }
    if !content.is_empty() {
        parts.push(text(content));
    }
    for call in tool_calls.and_then(Value::as_array).into_iter().flatten() {
        let (name, arguments) = (call.get("name"), call.get("arguments"));
        parts
            .push(json!({ "type": "tool_call", "id": call.get("id"), "name": name, "arguments": arguments }));
    }
    parts
}

#[cfg(test)]
#[path = "trace_tests.rs"]
mod tests;
