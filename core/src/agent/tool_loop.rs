//! The agent loop with tools: performs the next action of the state machine and stores every decision before acting
//! on it. Returns early if the user has to approve a call.

use futures_util::future::FutureExt;
use futures_util::select_biased;
use serde_json::Value;

use super::claims::without_claims;
use super::complaint::{cut_call, thought_in_circles, unless_pointless};
use super::context::{step_request, system_prompt_text};
use super::driver::{AnswerOutcome, Begun, Io, RunKind, answer, ended, user_message};
use super::guided::{filled_form, shown_begin, whole_answer};
use super::next::Next;
use super::observation::Observation;
use super::read_reply::read_reply;
use super::recorder::{Closed, REPETITION, Recorder};
use super::reply::Reply;
use super::run::Run;
use super::session_state::SessionState;
use crate::agent::prompt::answer_now;
use crate::base::store_error::StoreError;
use crate::conversation::attachment::UserInput;
use crate::conversation::message::Role;
use crate::log::event::{AgentSettings, Backend, Event, FeedbackCause, Protocol, RunStatus};
use crate::log::transcript::{CallStatus, ToolUse};
use crate::provider::{ChatRequest, Delta, ProviderError, ToolCall};
use crate::tool::{ToolError, schema, shown_bytes, shown_output};

/// The timeout of a tool call, in milliseconds.
pub const MAX_TOOL_MILLIS: u32 = 60_000;

/// Gets an answer in as many steps and tool calls as it needs. Returns early if the user has to approve a call;
/// [`resume`] continues the run once the decision is in the log. Fails only if the log cannot be written.
///
/// # Errors
/// A [`StoreError`] if the log cannot be written. Failures of the provider and of tools are in the log instead.
pub async fn answer_with_tools(
    mut io: Io<'_>,
    backend: Backend,
    agent: AgentSettings,
    question: RunKind,
) -> Result<AnswerOutcome, StoreError> {
    let state = io.sink.state();
    let question = match question {
        RunKind::Continue { message } => match state.node(message) {
            // The text received so far stays and only the rest is requested, as a plain answer.
            Some(node) if !node.words().trim().is_empty() => {
                return answer(io, backend, RunKind::Continue { message }).await;
            }
            // Nothing of an interrupted tool call is kept.
            node => RunKind::Regenerate { parent: node.map_or(state.head(), |node| node.parent) },
        },
        other => other,
    };
    let mut protocol = agent.protocol;
    let mut more = Vec::new();
    if protocol == Protocol::Native && !io.provider.capabilities().takes_tools {
        protocol = Protocol::Envelope;
        let reason = "What answers takes no tools in a request.".to_owned();
        more.push(Event::ProtocolChanged { message: 0, protocol, reason });
    }
    if protocol != Protocol::Guided {
        more.push(Event::SystemPrompt { content: system_prompt_text(&state, io.registry, protocol) });
    }
    let Begun { message, tip, .. } = io.begin(backend, Some(agent), question, more).await?;
    let request = step_request(&io.sink.state(), tip, protocol, io.registry, None);
    io.take_step(message, request).await?;
    io.go_on().await
}

/// Continues the run that is open according to the log, from its current state.
///
/// # Errors
/// A [`StoreError`] if the log cannot be written.
pub async fn resume(mut io: Io<'_>) -> Result<AnswerOutcome, StoreError> {
    io.go_on().await
}

impl Io<'_> {
    /// Performs actions until none is left or the user has to decide.
    async fn go_on(&mut self) -> Result<AnswerOutcome, StoreError> {
        loop {
            let state = self.sink.state();
            let run = state.run();
            match run.next(&state, self.registry) {
                Next::Nothing => {
                    return Ok(AnswerOutcome { message: state.head(), status: run.ended() });
                }
                Next::Wait { .. } => return Ok(AnswerOutcome { message: state.head(), status: None }),
                Next::Ask { call } => self.put_to_user(&state, call).await?,
                Next::RunTool { call } => self.run_tool(&state, call).await?,
                Next::Step { tools_disabled } => self.next_step(&state, tools_disabled).await?,
                // The page was closed during that reply, so nothing will complete it.
                Next::Answering => self.append(vec![ended(RunStatus::Interrupted, "")]).await?,
                Next::End { status, reason } => self.append(vec![ended(status, &reason)]).await?,
            }
        }
    }

    async fn next_step(
        &mut self,
        state: &SessionState,
        tools_disabled: Option<FeedbackCause>,
    ) -> Result<(), StoreError> {
        let run = state.run();
        let mut events = Vec::new();
        if state.head() != run.tip() {
            events.push(Event::HeadMoved { head: run.tip() });
        }
        let mut parent = run.tip();
        let heard = self.take_steering(run);
        let tools_disabled =
            if heard.is_empty() { tools_disabled } else { run.tools_disabled_after_steering() };
        for written in heard {
            events.push(user_message(written, parent));
            parent = state.last_seq() + events.len() as u64;
        }
        if tools_disabled == Some(FeedbackCause::LastStep) {
            parent = state.last_seq() + 1 + events.len() as u64;
            let content = answer_now(FeedbackCause::LastStep).to_owned();
            events.push(feedback(FeedbackCause::LastStep, content));
        }
        events.push(Event::StepStarted { parent, continues: None, tools_disabled: tools_disabled.is_some() });
        self.append(events).await?;
        let state = self.sink.state();
        let protocol = state.run().protocol().unwrap_or(Protocol::Envelope);
        let request = step_request(&state, parent, protocol, self.registry, tools_disabled);
        self.take_step(state.last_seq(), request).await
    }

    /// The messages that the user sent since the last step. A guided run is short and answers one question, so its
    /// messages wait until the run ends.
    fn take_steering(&mut self, run: &Run) -> Vec<UserInput> {
        if run.protocol() == Some(Protocol::Guided) { Vec::new() } else { (self.steering)() }
    }

    /// Makes one model call and stores the reply and its consequences in one write.
    async fn take_step(&mut self, message: u64, request: ChatRequest) -> Result<(), StoreError> {
        self.note_instructions(&request).await?;
        let is_held = request.schema.is_some();
        // A guided answer begins with the tool results.
        let begun = request.messages.last().filter(|last| last.role == Role::Assistant);
        let begun = begun.map(|last| last.content.clone()).unwrap_or_default();
        if !begun.is_empty() {
            (self.observe)(Observation::Delta(&Delta::Content(shown_begin(&begun))));
        }
        let mut recorder = Recorder::new(message);
        let end = self.ask(request, message, &mut recorder).await?;
        let state = self.sink.state();
        let events = match recorder.close(end) {
            Closed::Whole { content, calls, has_cut_calls, response } => {
                let run = state.run();
                let reply = match run.protocol() {
                    _ if calls.is_empty() && content.trim().is_empty() && is_cut_circle(&response) => {
                        thought_in_circles(run)
                    }
                    None => Reply::Answer(content),
                    // A guided step without a schema is a plain-text answer, whatever it looks like.
                    Some(Protocol::Guided) if !is_held && calls.is_empty() => {
                        Reply::Answer(whole_answer(&begun, &content))
                    }
                    Some(protocol @ Protocol::Guided) if calls.is_empty() => {
                        let tip = state.node(message).map_or(message, |node| node.parent);
                        let form = filled_form(&state, tip, self.registry, &content);
                        let calls: Vec<ToolCall> = form.into_iter().collect();
                        read_reply(run, protocol, &content, &calls, self.registry)
                    }
                    Some(_) if has_cut_calls && calls.is_empty() => cut_call(),
                    Some(protocol) => read_reply(run, protocol, &content, &calls, self.registry),
                };
                let tip = state.node(message).map_or(message, |node| node.parent);
                let reply = without_claims(reply, &state, tip, run, self.registry);
                let reply = unless_pointless(reply, run);
                [response].into_iter().chain(consequences(message, reply)).collect()
            }
            Closed::Early { status, error, mut stopped } => {
                if let Event::ResponseStopped { content, .. } = &mut stopped {
                    *content = format!("{}{content}", shown_begin(&begun)).trim_end().to_owned();
                }
                let mut events = vec![stopped];
                match error.as_ref().filter(|error| refuses_tools(&state, error)) {
                    Some(error) => {
                        let (protocol, reason) = (Protocol::Envelope, error.to_string());
                        events.push(Event::ProtocolChanged { message, protocol, reason });
                        let content = system_prompt_text(&state, self.registry, protocol);
                        events.push(Event::SystemPrompt { content });
                    }
                    None => events.push(ended(status, "")),
                }
                events
            }
        };
        self.append(events).await
    }

    /// Logs the system prompt of a guided step, since it differs from step to step.
    async fn note_instructions(&mut self, request: &ChatRequest) -> Result<(), StoreError> {
        let is_guided = self.sink.state().run().protocol() == Some(Protocol::Guided);
        match request.messages.first().filter(|first| is_guided && first.role == Role::System) {
            Some(first) => self.append(vec![Event::SystemPrompt { content: first.content.clone() }]).await,
            None => Ok(()),
        }
    }

    /// Asks the user to approve a call, unless the call is certain to fail.
    async fn put_to_user(&mut self, state: &SessionState, call: u64) -> Result<(), StoreError> {
        let asked = state.node(call).and_then(|node| node.tool.clone());
        let new = asked.filter(|asked| asked.status == CallStatus::Requested);
        let refusal = match new.as_ref().and_then(|asked| self.registry.get(&asked.tool_name)) {
            Some(tool) => tool.refusal(new.as_ref().map_or(&Value::Null, |asked| &asked.arguments)).await,
            None => None,
        };
        let event = match (refusal, new) {
            (Some(error), Some(ToolUse { tool_name, .. })) => {
                let (content, detail) = (error.for_model(&tool_name), error.to_string());
                Event::ToolFailed { call, tool_name, content, detail }
            }
            _ => Event::ApprovalAsked { call },
        };
        self.append(vec![event]).await
    }

    /// Runs an approved call. The start is stored first; otherwise a crash would leave no trace that it had begun.
    async fn run_tool(&mut self, state: &SessionState, call: u64) -> Result<(), StoreError> {
        let Some(asked) = state.node(call).and_then(|node| node.tool.clone()) else { return Ok(()) };
        self.append(vec![Event::ToolStarted { call }]).await?;
        let result = self.call(&asked).await;
        let mut events = Vec::new();
        let tool_name = asked.tool_name;
        match result {
            Some(Ok(output)) => {
                let context = self.provider.capabilities().context;
                let shown = shown_bytes(context.map(|size| size.tokens));
                let (output, artifact) = shown_output(&output, shown);
                events.extend(artifact.map(|content| Event::ArtifactKept { call, content }));
                events.push(Event::ToolResult { tool_name, output, call: Some(call) });
            }
            Some(Err(error)) => {
                let (content, detail) = (error.for_model(&tool_name), error.to_string());
                events.push(Event::ToolFailed { call, tool_name, content, detail });
            }
            None => {
                let content = "The user stopped it.".to_owned();
                events.push(Event::ToolFailed { call, tool_name, content, detail: String::new() });
                let open = state.run().abandon_after(state, call);
                events.extend(open);
            }
        }
        self.append(events).await?;
        let warning = self.sink.state().run().warning();
        match warning {
            Some(content) => self.append(vec![feedback(FeedbackCause::Circles, content)]).await,
            None => Ok(()),
        }
    }

    /// Calls the tool and returns its result; `None` if the user stopped it.
    async fn call(&mut self, asked: &ToolUse) -> Option<Result<String, ToolError>> {
        let Some(tool) = self.registry.get(&asked.tool_name).cloned() else {
            let reason = format!("there is no tool named {} any more", asked.tool_name);
            return Some(Err(ToolError::Failed { reason }));
        };
        // The user may have edited the arguments after they were checked.
        if let Err(reason) = schema::check(&tool.parameters(), &asked.arguments) {
            return Some(Err(ToolError::InvalidArguments { reason }));
        }
        let mut time_is_up = self.clock.sleep(MAX_TOOL_MILLIS).fuse();
        let mut result = tool.call(&asked.arguments).fuse();
        select_biased! {
            () = self.stop.wait() => None,
            result = result => Some(result),
            () = time_is_up => {
                let reason = format!("it was given up after {} seconds", MAX_TOOL_MILLIS / 1000);
                Some(Err(ToolError::Failed { reason }))
            }
        }
    }
}

/// The events that follow the event of the reply itself.
fn consequences(message: u64, reply: Reply) -> Vec<Event> {
    match reply {
        Reply::Answer(content) => {
            vec![Event::FinalAnswer { content, message: Some(message) }, ended(RunStatus::Completed, "")]
        }
        Reply::Calls(calls) => calls
            .into_iter()
            .map(|call| Event::ToolRequested {
                message,
                tool_name: call.name,
                arguments: call.arguments,
                call_id: call.id,
            })
            .collect(),
        Reply::Feedback { cause, content, detail } => vec![Event::Feedback { content, cause, detail }],
        Reply::Stuck(reason) => vec![ended(RunStatus::Stuck, &reason)],
        Reply::OutOfSteps(reason) => vec![ended(RunStatus::MaxStepsExceeded, &reason)],
    }
}

/// Feedback from the loop itself rather than on a reply. The cause says everything, so there is no detail.
fn feedback(cause: FeedbackCause, content: String) -> Event {
    Event::Feedback { content, cause, detail: String::new() }
}

fn is_cut_circle(response: &Event) -> bool {
    let Event::ModelResponse { finish_reason: Some(reason), .. } = response else { return false };
    reason.as_str() == REPETITION
}

/// Whether the server rejected tools in a request before any step succeeded with them. llama-server without `--jinja`
/// says "tools param requires --jinja flag", Ollama "does not support tools".
fn refuses_tools(state: &SessionState, error: &ProviderError) -> bool {
    let run = state.run();
    let words = error.server_words().unwrap_or_default().to_ascii_lowercase();
    run.protocol() == Some(Protocol::Native)
        && run.steps() == 1
        && matches!(error, ProviderError::Http { .. } | ProviderError::InBand { .. })
        && words.contains("tool")
}
