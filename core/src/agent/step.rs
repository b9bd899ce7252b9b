//! The agent loop in the form that the series describes: the caller owns the session, and there is neither an event log
//! nor a user to approve a call. Each step is a run of one step, which the driver makes on a log that is then dropped.

use std::rc::Rc;

use futures_util::future::{self, FutureExt, LocalBoxFuture};

use super::complaint::unreadable_text;
use super::driver::{Io, Mode, RunKind};
use super::memory_log::MemoryLog;
use super::next::Next;
use super::recorder::Closed;
use super::stop::Stop;
use crate::base::clock::Clock;
use crate::base::store_error::StoreError;
use crate::conversation::message::{Message, Role};
use crate::conversation::session::Session;
use crate::log::event::{AgentSettings, Backend, Event, Protocol};
use crate::log::transcript::{ROOT, denial_text};
use crate::provider::{ChatRequest, Provider, ProviderError};
use crate::tool::envelope::{ModelOutput, ModelOutputError};
use crate::tool::{CallError, ToolError, ToolRegistry};

/// The outcome of one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StepOutcome {
    /// The model gave its answer; the text is the `content` of the action.
    Final(String),
    /// A tool ran and gave an output, which is now a message of the role `tool`.
    ToolExecuted {
        /// The tool that ran.
        tool_name: String,
        /// What it gave.
        output: String,
    },
    /// The model asked for a tool that needs approval, so it did not run. The model is told so in a message of the role
    /// `tool`.
    ToolDenied {
        /// The tool that did not run.
        tool_name: String,
    },
}

/// An error of a step or of the loop.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LoopError {
    /// The provider failed. Only the user can fix most of these.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The reply is not an action of the envelope protocol. The model can correct it.
    #[error("the reply is no action: {0}")]
    Parse(#[from] ModelOutputError),
    /// The reply names a tool that is not registered. The model can correct it.
    #[error("there is no tool named {0}")]
    UnknownTool(String),
    /// The call was wrong or the tool failed. The model can correct it, unless the tool is unavailable.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// The model kept asking for tools. A higher limit may help.
    #[error("the run met its limit of {max_steps} steps")]
    MaxStepsExceeded {
        /// The limit that was given.
        max_steps: usize,
    },
}

impl LoopError {
    /// The feedback for the model if the model can correct the error; `None` if the run has to end.
    pub fn recovery_feedback(&self) -> Option<String> {
        match self {
            Self::Parse(error) => Some(unreadable_text(&error.to_string())),
            Self::UnknownTool(name) => {
                Some(format!("There is no tool named {name}. Use one of the tools you were given."))
            }
            Self::Tool(ToolError::Unavailable { .. }) | Self::Provider(_) | Self::MaxStepsExceeded { .. } => {
                None
            }
            Self::Tool(error) => {
                Some(format!("The call did not succeed: {error}. Correct it or try another way."))
            }
        }
    }
}

/// Makes one model call and executes what it asks for. The raw reply and the tool's output, or its denial, are
/// appended to `session`.
///
/// ```
/// use std::rc::Rc;
///
/// use abcb_core::tool::AddNumbers;
/// use abcb_core::{Message, MockProvider, Role, Session, StepOutcome, ToolRegistry, run_step};
///
/// let mut provider = MockProvider::new([
///     r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}"#,
/// ]);
/// let mut registry = ToolRegistry::new();
/// registry.register(Rc::new(AddNumbers))?;
/// let mut session = Session::new("sess-1", 1);
/// session.push_message(Message::new(Role::User, "What is 2 + 3?"));
///
/// let outcome = futures_executor::block_on(run_step(&mut provider, &registry, &mut session))?;
/// let (tool_name, output) = ("add_numbers".to_owned(), "5".to_owned());
/// assert_eq!(outcome, StepOutcome::ToolExecuted { tool_name, output });
/// assert_eq!(session.messages.len(), 3); // The question, the reply and the output.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A [`LoopError`] if the provider fails, the reply is no action, the call does not fit the tool, or the tool fails.
/// The reply is in `session` unless the provider failed.
pub async fn run_step(
    provider: &mut impl Provider,
    registry: &ToolRegistry,
    session: &mut Session,
) -> Result<StepOutcome, LoopError> {
    let request = ChatRequest::of(session.messages.clone());
    let outcome = Err(ProviderError::Unfinished.into());
    let mut step = Step { session, tool_name: String::new(), outcome };
    let mut io = Io {
        provider,
        sink: &mut MemoryLog::new(Rc::new(NoClock)),
        clock: &NoClock,
        registry,
        stop: Stop::never(),
        observe: &mut |_| {},
        steering: &mut Vec::new,
    };
    let (protocol, tools) = (Protocol::Envelope, registry.names());
    let settings = AgentSettings { protocol, max_steps: 1, tools, thinks: false };
    let question = RunKind::Regenerate { parent: ROOT };
    // A log in memory takes every event, so neither call fails.
    if io.begin(Backend::default(), Some(settings), question, Vec::new()).await.is_ok() {
        let _ = io.drive(&mut step, Some(request)).await;
    }
    step.outcome
}

/// The only step of a run: its reply is exactly one action, and the state machine ends the run after it.
struct Step<'a> {
    session: &'a mut Session,
    /// The tool that the reply calls.
    tool_name: String,
    outcome: Result<StepOutcome, LoopError>,
}

impl Mode for Step<'_> {
    fn read(&mut self, io: &Io<'_>, message: u64, _: &ChatRequest, reply: Closed) -> Vec<Event> {
        let (content, response) = match reply {
            Closed::Whole { content, response, .. } => (content, response),
            Closed::Early { error, stopped, .. } => {
                self.outcome = Err(error.unwrap_or(ProviderError::Unfinished).into());
                return vec![stopped];
            }
        };
        let action = action(&content, io.registry);
        self.session.push_message(Message::new(Role::Assistant, content));
        self.outcome = match action {
            Ok(ModelOutput::ToolCall { tool_name, arguments, .. }) => {
                self.tool_name.clone_from(&tool_name);
                return vec![response, Event::ToolRequested { message, tool_name, arguments, call_id: None }];
            }
            Ok(ModelOutput::Final { content }) => Ok(StepOutcome::Final(content)),
            Err(error) => Err(error),
        };
        vec![response]
    }

    async fn act(&mut self, io: &mut Io<'_>, next: Next) -> Result<Option<ChatRequest>, StoreError> {
        let (state, tool_name) = (io.sink.state(), self.tool_name.clone());
        let Next::RunTool { call } = next else {
            // There is no user to ask.
            self.session.push_message(Message::new(Role::Tool, denial_text(&tool_name, "")));
            self.outcome = Ok(StepOutcome::ToolDenied { tool_name });
            return io.append(state.run().abandon(&state, "")).await.map(|()| None);
        };
        match io.run_tool(&state, call).await? {
            Some(Ok(output)) => {
                self.session.push_message(Message::new(Role::Tool, output.clone()));
                self.outcome = Ok(StepOutcome::ToolExecuted { tool_name, output });
            }
            Some(Err(error)) => self.outcome = Err(error.into()),
            None => {}
        }
        Ok(None)
    }
}

/// Returns the action of a reply. If it is a call, it fits a registered tool.
fn action(reply: &str, registry: &ToolRegistry) -> Result<ModelOutput, LoopError> {
    let output = ModelOutput::parse(reply)?;
    if let ModelOutput::ToolCall { tool_name, arguments, .. } = &output {
        registry.check(tool_name, arguments).map_err(|error| match error {
            CallError::UnknownTool(name) => LoopError::UnknownTool(name),
            CallError::Arguments(error) => LoopError::Tool(error),
        })?;
    }
    Ok(output)
}

/// Stands still: a run of one step has no use for the time.
struct NoClock;

impl Clock for NoClock {
    fn unix_millis(&self) -> i64 {
        0
    }

    fn sleep(&self, _: u32) -> LocalBoxFuture<'static, ()> {
        future::pending().boxed_local()
    }
}

/// Runs steps until the model gives an answer, at most `max_steps`. An error that the model can correct becomes a
/// message to it; any other error ends the loop, and `session` keeps everything up to that point.
///
/// ```
/// use std::rc::Rc;
///
/// use abcb_core::tool::AddNumbers;
/// use abcb_core::{Message, MockProvider, Role, Session, ToolRegistry, run_loop};
///
/// let mut provider = MockProvider::new([
///     r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}"#,
///     r#"{"kind":"final","content":"2 + 3 is 5."}"#,
/// ]);
/// let mut registry = ToolRegistry::new();
/// registry.register(Rc::new(AddNumbers))?;
/// let mut session = Session::new("sess-1", 1);
/// session.push_message(Message::new(Role::User, "What is 2 + 3?"));
///
/// let answer = futures_executor::block_on(run_loop(&mut provider, &registry, &mut session, 5))?;
/// assert_eq!(answer, "2 + 3 is 5.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first [`LoopError`] that the model cannot correct, or [`LoopError::MaxStepsExceeded`].
pub async fn run_loop(
    provider: &mut impl Provider,
    registry: &ToolRegistry,
    session: &mut Session,
    max_steps: usize,
) -> Result<String, LoopError> {
    for _ in 0..max_steps {
        match run_step(provider, registry, session).await {
            Ok(StepOutcome::Final(answer)) => return Ok(answer),
            Ok(StepOutcome::ToolExecuted { .. } | StepOutcome::ToolDenied { .. }) => {}
            Err(error) => match error.recovery_feedback() {
                Some(feedback) => session.push_message(Message::new(Role::Tool, feedback)),
                None => return Err(error),
            },
        }
    }
    Err(LoopError::MaxStepsExceeded { max_steps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::mock::{MockProvider, mock_envelope};
    use crate::provider::{Delta, FinishReason};
    use crate::testing::{Cue, FakeClock, ScriptedProvider, block_on, safe_tools};

    const CALL: &str = r#"{"kind":"tool_call","tool_name":"add_numbers","arguments":{"a":2,"b":3}}"#;

    fn run(replies: &[&str], max_steps: usize) -> (Result<String, LoopError>, Vec<(Role, String)>) {
        let mut provider = MockProvider::new(replies.iter().copied());
        let mut session = Session::new("sess-0", 0);
        session.push_message(Message::new(Role::User, "go"));
        let outcome = block_on(run_loop(&mut provider, &safe_tools(), &mut session, max_steps));
        (
            outcome,
            session.messages.into_iter().skip(1).map(|message| (message.role, message.content)).collect(),
        )
    }

    #[test]
    fn a_tool_and_then_the_answer() {
        let (outcome, messages) = run(&[CALL, &mock_envelope("go")], 5);
        assert_eq!(outcome, Ok("mock run: you said go".into()));
        assert_eq!(messages[0], (Role::Assistant, CALL.into()), "the raw reply");
        assert_eq!(messages[1], (Role::Tool, "5".into()));
        assert_eq!(messages.len(), 3);
    }

    #[test]
    fn what_the_model_can_mend_goes_back_to_it() {
        let unknown = r#"{"kind":"tool_call","tool_name":"rm","arguments":{}}"#;
        let wrong = r#"{"kind":"tool_call","tool_name":"echo","arguments":null}"#;
        let (outcome, messages) = run(&["no json", unknown, wrong, &mock_envelope("x")], 5);
        assert!(outcome.is_ok(), "{outcome:?}");
        let told: Vec<&str> = messages
            .iter()
            .filter(|(role, _)| *role == Role::Tool)
            .map(|(_, content)| content.split(['(', '.', ':']).next().unwrap_or_default())
            .collect();
        assert_eq!(
            told,
            [
                "Your last reply was not one valid JSON action ",
                "There is no tool named rm",
                "The call did not succeed"
            ]
        );
    }

    #[test]
    fn the_limit_and_a_failing_provider_end_the_loop() {
        let (outcome, messages) = run(&[CALL, CALL, CALL], 2);
        assert_eq!(outcome, Err(LoopError::MaxStepsExceeded { max_steps: 2 }));
        assert_eq!(messages.len(), 4);
        let (outcome, _) = run(&[CALL], 5);
        assert_eq!(outcome, Err(LoopError::Provider(ProviderError::NoMoreResponses)));
        assert_eq!(run(&[], 0).0, Err(LoopError::MaxStepsExceeded { max_steps: 0 }));
    }

    fn step(provider: &mut impl Provider, session: &mut Session) -> Result<StepOutcome, LoopError> {
        block_on(run_step(provider, &safe_tools(), session))
    }

    #[test]
    fn a_tool_that_needs_approval_is_denied() {
        let call = r#"{"kind":"tool_call","tool_name":"session_note_append","arguments":{"note":"x"}}"#;
        let mut session = Session::new("sess-0", 0);
        let tool_name = "session_note_append".to_owned();
        let denied = step(&mut MockProvider::new([call]), &mut session);
        assert_eq!(denied, Ok(StepOutcome::ToolDenied { tool_name: tool_name.clone() }));
        let told = Message::new(Role::Tool, denial_text(&tool_name, ""));
        assert_eq!(session.messages, [Message::new(Role::Assistant, call), told]);
    }

    #[test]
    fn an_output_is_kept_whole_however_long_it_is() {
        let text = "x".repeat(3 * crate::tool::MAX_SHOWN_BYTES);
        let call = format!(r#"{{"kind":"tool_call","tool_name":"echo","arguments":{{"text":"{text}"}}}}"#);
        let mut session = Session::new("sess-0", 0);
        let executed = step(&mut MockProvider::new([call]), &mut session);
        let tool_name = "echo".to_owned();
        assert_eq!(executed, Ok(StepOutcome::ToolExecuted { tool_name, output: text.clone() }));
        assert_eq!(session.messages.last(), Some(&Message::new(Role::Tool, text)));
    }

    #[test]
    fn the_model_is_sent_the_session_and_a_cut_reply_is_no_message_of_it() {
        let say = |text: &str| Cue::Say(Delta::Content(text.into()));
        let cues = [say(CALL), Cue::Say(Delta::Finish(FinishReason::Stop)), Cue::End, say(CALL)];
        let mut provider = ScriptedProvider::new(&FakeClock::at(0), cues);
        let mut session = Session::new("sess-0", 0);
        session.push_message(Message::new(Role::System, "Add."));
        session.push_message(Message::new(Role::User, "go"));
        let sent = ChatRequest::of(session.messages.clone());
        assert!(step(&mut provider, &mut session).is_ok());
        let sent = [sent, ChatRequest::of(session.messages.clone())];
        let cut = step(&mut provider, &mut session);
        assert_eq!(cut, Err(LoopError::Provider(ProviderError::Unfinished)));
        assert_eq!(provider.requests.borrow().as_slice(), sent);
        assert_eq!(session.messages.len(), 4, "system, question, reply, output");
    }
}
