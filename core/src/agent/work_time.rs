//! The working time of a run, computed from the times of its events: the time in which the model answers or a tool
//! runs. Time spent waiting for the user does not count, and neither does time in which the page was closed or the
//! machine was asleep.

use serde::{Deserialize, Serialize};

use crate::log::event::{Event, LoggedEvent};

/// The maximum time counted between two events, in milliseconds. Streamed text is checkpointed twice a second and a
/// tool times out after a minute. A longer gap therefore means that the machine slept, the page was closed, or the
/// model had not started to write; the log cannot tell these apart, and only the last one is work.
const MAX_SILENCE_MILLIS: u64 = 60_000;

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct WorkTime {
    millis: u64,
    /// The time of the latest event while the model or a tool is working, in milliseconds since the Unix epoch.
    busy_since: Option<u64>,
}

impl WorkTime {
    pub(super) fn millis(self) -> u64 {
        self.millis
    }

    pub(super) fn count(&mut self, logged: &LoggedEvent) {
        let was_busy = self.busy_since.is_some();
        if let Some(since) = self.busy_since.take() {
            let lasted = logged.at.saturating_sub(since).min(MAX_SILENCE_MILLIS);
            self.millis = self.millis.saturating_add(lasted);
        }
        let is_busy = match &logged.event {
            Event::StepStarted { .. } | Event::ToolStarted { .. } => true,
            Event::ModelResponse { .. }
            | Event::ResponseStopped { .. }
            | Event::ToolResult { .. }
            | Event::ToolFailed { .. }
            | Event::ToolDenied { .. }
            | Event::ApprovalAsked { .. }
            | Event::ApprovalDecided { .. }
            | Event::RunStarted { .. }
            | Event::RunEnded { .. }
            | Event::SessionForked { .. }
            | Event::SessionImported => false,
            // Anything else does not interrupt the work.
            _ => was_busy,
        };
        self.busy_since = is_busy.then_some(logged.at);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::agent::{Next, Run, SessionState};
    use crate::log::event::{AgentSettings, Protocol, RunStatus, StopCause};
    use crate::provider::{FinishReason, ProviderError, Usage};
    use crate::testing::safe_tools;

    const MINUTE: u64 = 60_000;
    const HOUR: u64 = 60 * MINUTE;

    /// A log with a controllable clock.
    struct Scene {
        now: u64,
        events: Vec<LoggedEvent>,
    }

    impl Scene {
        fn new() -> Self {
            let mut scene = Self { now: 1_000, events: Vec::new() };
            scene.log(Event::UserMessage {
                content: "go".into(),
                parent: Some(0),
                attachments: Default::default(),
            });
            let agent = AgentSettings {
                protocol: Protocol::Native,
                max_steps: 1_000,
                tools: Vec::new(),
                thinks: false,
            };
            scene.log(Event::RunStarted {
                provider: "mock".into(),
                base_url: None,
                model: None,
                agent: Some(agent),
            });
            scene
        }

        fn log(&mut self, event: Event) -> u64 {
            let seq = self.events.len() as u64 + 1;
            self.events.push(LoggedEvent::new(seq, self.now, event));
            seq
        }

        /// A step whose reply requests a call, streaming for `millis` with a checkpoint every half second.
        fn step(&mut self, millis: u64) -> u64 {
            let message = self.log(Event::StepStarted {
                parent: self.events.len() as u64,
                continues: None,
                tools_disabled: false,
            });
            for _ in 0..millis / 500 {
                self.now += 500;
                self.log(Event::ResponseDelta { message, content: "x".into(), reasoning: String::new() });
            }
            self.log(Event::ModelResponse {
                content: String::new(),
                message: Some(message),
                reasoning: String::new(),
                tool_calls: None,
                finish_reason: Some(FinishReason::ToolCalls),
                model: None,
                usage: Usage::default(),
                unreadable: Vec::new(),
            });
            let arguments = json!({ "text": self.now });
            self.log(Event::ToolRequested { message, tool_name: "echo".into(), arguments, call_id: None })
        }

        fn tool(&mut self, call: u64, millis: u64) {
            self.log(Event::ToolStarted { call });
            self.now += millis;
            self.log(Event::ToolResult {
                tool_name: "echo".into(),
                output: self.now.to_string(),
                call: Some(call),
            });
        }

        fn next(&self) -> Next {
            let transcript = SessionState::from_log(&self.events);
            Run::next(transcript.run(), &transcript, &safe_tools())
        }

        fn is_over(&self) -> bool {
            matches!(self.next(), Next::End { status: RunStatus::TimedOut, .. })
        }
    }

    #[test]
    fn work_counts() {
        let mut scene = Scene::new();
        for _ in 0..14 {
            let call = scene.step(MINUTE / 2);
            scene.tool(call, MINUTE / 2);
        }
        assert!(!scene.is_over(), "{:?}", scene.next());
        for _ in 0..2 {
            let call = scene.step(MINUTE / 2);
            scene.tool(call, MINUTE / 2);
        }
        assert!(scene.is_over(), "{:?}", scene.next());
    }

    #[test]
    fn waiting_for_the_user_does_not() {
        let mut scene = Scene::new();
        let call = scene.step(1_000);
        scene.log(Event::ApprovalAsked { call });
        scene.now += 9 * HOUR;
        scene.log(Run::approve(call, None, None));
        scene.tool(call, 100);
        assert!(matches!(scene.next(), Next::Step { .. }), "{:?}", scene.next());
    }

    #[test]
    fn the_time_after_a_crash_does_not() {
        // The page is closed while the tool runs and opened in the evening; the user looks at it the next day.
        let mut scene = Scene::new();
        let call = scene.step(1_000);
        scene.log(Event::ToolStarted { call });
        scene.now += 9 * HOUR;
        scene.log(Event::ApprovalAsked { call });
        scene.now += 9 * HOUR;
        scene.log(Run::approve(call, None, None));
        // Closed again before the call ran.
        scene.now += 9 * HOUR;
        scene.tool(call, 100);
        scene.now += 9 * HOUR;
        assert!(matches!(scene.next(), Next::Step { .. }), "{:?}", scene.next());
    }

    #[test]
    fn the_sleep_of_the_machine_does_not() {
        let mut scene = Scene::new();
        let call = scene.step(1_000);
        scene.tool(call, 9 * HOUR);
        let message = scene.log(Event::StepStarted { parent: call, continues: None, tools_disabled: false });
        scene.now += 9 * HOUR;
        scene.log(Event::ResponseDelta { message, content: "x".into(), reasoning: String::new() });
        scene.now += 9 * HOUR;
        scene.log(Event::ModelResponse {
            content: "x".into(),
            message: Some(message),
            reasoning: String::new(),
            tool_calls: None,
            finish_reason: Some(FinishReason::Stop),
            model: None,
            usage: Usage::default(),
            unreadable: Vec::new(),
        });
        assert!(matches!(scene.next(), Next::Step { .. }), "{:?}", scene.next());
        // A clock that was set back neither adds nor removes time.
        scene.now = 5;
        let call = scene.step(1_000);
        scene.tool(call, 1_000);
        assert!(!scene.is_over());
    }

    #[test]
    fn a_step_that_failed_is_over_too() {
        let mut work = WorkTime::default();
        let stopped = Event::ResponseStopped {
            message: 1,
            content: String::new(),
            reasoning: String::new(),
            cause: StopCause::Error { error: ProviderError::Unfinished },
            model: None,
            usage: Usage::default(),
            unreadable: Vec::new(),
        };
        let step = Event::StepStarted { parent: 0, continues: None, tools_disabled: false };
        for (at, event) in [
            (0, step),
            (700, Event::SessionPinned { pinned: true }),
            (1_000, stopped),
            (HOUR, Event::SessionPinned { pinned: false }),
        ] {
            work.count(&LoggedEvent::new(1, at, event));
        }
        assert_eq!(work.millis(), 1_000);
    }
}
