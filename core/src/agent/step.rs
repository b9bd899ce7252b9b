//! The agent loop in the form that the series describes: the caller owns the session, and there is no event log. It
//! shares the parts of a run that parse a reply, check a call and write feedback for the model. It runs only tools
//! that need no approval, since there is no user to ask.

use super::complaint::unreadable_text;
use crate::conversation::message::{Message, Role};
use crate::conversation::session::Session;
use crate::log::transcript::denial_text;
use crate::provider::{Provider, ProviderError};
use crate::tool::envelope::{ModelOutput, ModelOutputError};
use crate::tool::{CallError, Risk, ToolError, ToolRegistry};

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
    let reply = provider.complete(session).await?;
    let output = ModelOutput::parse(&reply.content);
    session.push_message(reply);
    let (tool_name, arguments) = match output? {
        ModelOutput::Final { content } => return Ok(StepOutcome::Final(content)),
        ModelOutput::ToolCall { tool_name, arguments, .. } => (tool_name, arguments),
    };
    registry.check(&tool_name, &arguments).map_err(|error| match error {
        CallError::UnknownTool(name) => LoopError::UnknownTool(name),
        CallError::Arguments(error) => LoopError::Tool(error),
    })?;
    let Some(tool) = registry.get(&tool_name) else { return Err(LoopError::UnknownTool(tool_name)) };
    if tool.risk() == Risk::Asks {
        session.push_message(Message::new(Role::Tool, denial_text(&tool_name, "")));
        return Ok(StepOutcome::ToolDenied { tool_name });
    }
    let output = tool.call(&arguments).await?;
    session.push_message(Message::new(Role::Tool, output.clone()));
    Ok(StepOutcome::ToolExecuted { tool_name, output })
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
    use crate::testing::{block_on, safe_tools};

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
}
