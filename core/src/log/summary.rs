//! Summarizes a run, from its events alone. Also works for runs that failed, were stopped or are still waiting for
//! the user.

use std::ops::Range;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::base::json::value_of;
use crate::log::event::{Event, LoggedEvent, Protocol, RunStatus, StopCause};
use crate::provider::Usage;

/// The summary of a run. Times are in Unix-epoch milliseconds, durations in milliseconds.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct RunSummary {
    /// `None` while the run is open.
    #[serde(serialize_with = "serialize_status")]
    pub status: Option<RunStatus>,
    /// Why the run ended this way, if the status is not enough.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The number of model calls.
    pub steps: u64,
    /// The names in the order of the calls, including repeats.
    pub tools_called: Vec<String>,
    /// The tools that ran and failed, in order.
    pub tools_failed: Vec<String>,
    /// The tools that were denied or never ran, in order.
    pub tools_denied: Vec<String>,
    /// How often the agent loop sent feedback to the model.
    pub retries: u64,
    /// The tokens of all prompts together, as far as the server reported them.
    pub prompt_tokens: u64,
    /// The generated tokens of all replies together, as far as the server reported them.
    pub completion_tokens: u64,
    /// The time from the start of each step to the end of its reply, all together.
    pub model_ms: u64,
    /// The time that tools ran, all together.
    pub tool_ms: u64,
    /// How long the run waited for the user.
    pub waited_ms: u64,
    /// The time of the first event.
    pub started_at: u64,
    /// When the run ended, or the time of its last event.
    pub ended_at: u64,
    /// The server's address, or `mock` or `in-page`, followed by the model in parentheses if it is known.
    pub endpoint: String,
    /// `None` for a plain answer without tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The maximum number of steps; `None` for a plain answer.
    #[serde(skip)]
    pub max_steps: Option<u64>,
}

/// Returns the range of events of each run in a log: from the user message it answers, or else from its own start, up
/// to the next run. Events before the first run belong to no run.
pub fn runs(events: &[LoggedEvent]) -> Vec<Range<usize>> {
    let starts = events.iter().enumerate().filter_map(|(place, logged)| {
        let before = place.checked_sub(1).and_then(|before| events.get(before));
        let asks = before.is_some_and(|logged| matches!(logged.event, Event::UserMessage { .. }));
        matches!(logged.event, Event::RunStarted { .. }).then_some(if asks { place - 1 } else { place })
    });
    let mut starts: Vec<usize> = starts.collect();
    // A log of the tutorial series has no `run_started` events: all of it is one run.
    if starts.is_empty() && events.iter().any(|logged| matches!(logged.event, Event::ModelResponse { .. })) {
        starts.push(0);
    }
    let ends = starts.iter().skip(1).copied().chain([events.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Summarizes the events of one run.
pub fn summarize(events: &[LoggedEvent]) -> RunSummary {
    let mut summary = RunSummary::default();
    let mut since = Since::default();
    if let (Some(first), Some(last)) = (events.first(), events.last()) {
        (summary.started_at, summary.ended_at) = (first.at, last.at);
    }
    for logged in events {
        summary.take(logged, &mut since);
    }
    if summary.status.is_some_and(|status| status != RunStatus::Completed) && summary.reason.is_empty() {
        summary.reason = since.error;
    }
    summary
}

/// State while the events are read: the start times of what is in progress, and the last error.
#[derive(Default)]
struct Since {
    step: Option<u64>,
    tool: Option<u64>,
    asked: Option<u64>,
    error: String,
}

impl RunSummary {
    fn take(&mut self, logged: &LoggedEvent, since: &mut Since) {
        let at = logged.at;
        let lasted = |start: &mut Option<u64>| start.take().map_or(0, |start| at.saturating_sub(start));
        match &logged.event {
            Event::RunStarted { provider, base_url, model, agent } => {
                let endpoint = base_url.as_deref().unwrap_or(provider);
                let model = model.as_ref().map(|model| format!(" ({model})")).unwrap_or_default();
                self.endpoint = format!("{endpoint}{model}");
                self.protocol = agent.as_ref().map(|agent| agent.protocol);
                self.max_steps = agent.as_ref().map(|agent| agent.max_steps);
            }
            Event::ProtocolChanged { protocol, .. } => self.protocol = Some(*protocol),
            Event::StepStarted { .. } => since.step = Some(at),
            Event::ModelResponse { usage, .. } => self.take_reply(usage, lasted(&mut since.step)),
            Event::ResponseStopped { usage, cause, .. } => {
                self.take_reply(usage, lasted(&mut since.step));
                if let StopCause::Error { error } = cause {
                    since.error = error.to_string();
                }
            }
            Event::ApprovalAsked { .. } => since.asked = Some(at),
            Event::ApprovalDecided { .. } => self.waited_ms += lasted(&mut since.asked),
            Event::ToolStarted { .. } => since.tool = Some(at),
            Event::ToolResult { tool_name, .. } => {
                self.tools_called.push(tool_name.clone());
                self.tool_ms += lasted(&mut since.tool);
            }
            Event::ToolFailed { tool_name, .. } => {
                self.tools_failed.push(tool_name.clone());
                self.tool_ms += lasted(&mut since.tool);
            }
            Event::ToolDenied { tool_name, .. } => {
                self.tools_denied.push(tool_name.clone());
                self.waited_ms += lasted(&mut since.asked);
            }
            Event::Feedback { .. } => self.retries += 1,
            Event::RunEnded { status, reason } => {
                self.status = Some(*status);
                self.reason.clone_from(reason);
                self.ended_at = at;
            }
            // A log of the tutorial series has no `run_ended` event.
            Event::FinalAnswer { .. } => self.status = self.status.or(Some(RunStatus::Completed)),
            _ => {}
        }
    }

    fn take_reply(&mut self, usage: &Usage, lasted: u64) {
        self.steps += 1;
        self.model_ms += lasted;
        self.prompt_tokens += u64::from(usage.prompt_tokens.unwrap_or(0));
        self.completion_tokens += u64::from(usage.completion_tokens.unwrap_or(0));
    }

    /// Returns the status in the words of the tutorial series.
    pub fn status_words(&self) -> &'static str {
        status_words(self.status)
    }

    /// Returns a one-line summary in the order of the tutorial series: status, steps, tools, denied, endpoint.
    pub fn to_line(&self) -> String {
        format!(
            "status={} steps={} tools=[{}] denied=[{}] endpoint={}",
            self.status_words(),
            self.steps,
            self.tools_called.join(", "),
            self.tools_denied.join(", "),
            if self.endpoint.is_empty() { "unknown" } else { &self.endpoint },
        )
    }

    /// Returns the summary as JSON for export.
    pub fn to_value(&self) -> Value {
        value_of(self)
    }
}

fn status_words(status: Option<RunStatus>) -> &'static str {
    match status {
        None => "open",
        Some(RunStatus::MaxStepsExceeded) => "max steps exceeded",
        Some(RunStatus::TimedOut) => "timed out",
        Some(status) => status.as_str(),
    }
}

fn serialize_status<S: Serializer>(status: &Option<RunStatus>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status_words(*status))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::log::event::read_log;

    const LOG: &str = r#"
        {"at":1,"kind":"session_started","session_id":"sess-1","created_at":1}
        {"at":10,"kind":"user_message","content":"add"}
        {"at":10,"kind":"run_started","provider":"server","base_url":"http://x/v1","model":"m","agent":{"protocol":"native","max_steps":5,"tools":[]}}
        {"at":10,"kind":"step_started","parent":2}
        {"at":110,"kind":"model_response","content":"","message":4,"usage":{"prompt_tokens":50,"completion_tokens":7}}
        {"at":110,"kind":"tool_requested","message":4,"tool_name":"write_file","arguments":{}}
        {"at":111,"kind":"approval_asked","call":6}
        {"at":1111,"kind":"approval_decided","call":6,"decision":"once"}
        {"at":1111,"kind":"tool_started","call":6}
        {"at":1121,"kind":"tool_result","tool_name":"write_file","output":"ok","call":6}
        {"at":1121,"kind":"step_started","parent":6}
        {"at":1131,"kind":"response_stopped","message":11,"content":"","cause":{"by":"error","error":{"kind":"http","status":500,"message":"boom"}}}
        {"at":1131,"kind":"run_ended","status":"failed"}
        {"at":2000,"kind":"user_message","content":"again"}
        {"at":2000,"kind":"run_started","provider":"mock"}
        {"at":2000,"kind":"step_started","parent":14}
    "#;

    #[test]
    fn a_failed_run_is_summed_up_too() {
        let events = read_log(LOG).expect("a good log");
        let runs = runs(&events);
        assert_eq!(runs, [1..13, 13..16]);
        let of = |run: &Range<usize>| summarize(&events[run.clone()]);
        expect![[r#"
            {
              "status": "failed",
              "reason": "HTTP 500: boom",
              "steps": 2,
              "tools_called": [
                "write_file"
              ],
              "tools_failed": [],
              "tools_denied": [],
              "retries": 0,
              "prompt_tokens": 50,
              "completion_tokens": 7,
              "model_ms": 110,
              "tool_ms": 10,
              "waited_ms": 1000,
              "started_at": 10,
              "ended_at": 1131,
              "endpoint": "http://x/v1 (m)",
              "protocol": "native"
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&of(&runs[0]).to_value()).expect("serializable"));
        expect!["status=open steps=0 tools=[] denied=[] endpoint=mock"].assert_eq(&of(&runs[1]).to_line());
    }

    #[test]
    fn a_log_of_the_series_is_one_run() {
        let log = r#"{"kind":"user_message","content":"q"}
            {"kind":"model_response","content":"{}"}
            {"kind":"tool_denied","tool_name":"echo"}
            {"kind":"final_answer","content":"a"}"#;
        let events = read_log(log).expect("a good log");
        assert_eq!(runs(&events), vec![0..4]);
        expect!["status=completed steps=1 tools=[] denied=[echo] endpoint=unknown"]
            .assert_eq(&summarize(&events).to_line());
    }
}
