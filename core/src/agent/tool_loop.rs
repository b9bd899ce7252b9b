//! What a run with tools adds to the driver: requests that offer tools, replies that may be calls, and the calls
//! themselves. The driver knows it only as a [`Mode`], so that a page without tools does not load it.

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::select_biased;

use super::claims::without_claims;
use super::complaint::{cut_call, thought_in_circles, unless_pointless};
use super::context::{step_request, system_prompt_text};
use super::driver::{AnswerOutcome, Io, Mode, RunKind, answer, answered, ended, user_message};
use super::guided::{filled_form, shown_begin, whole_answer};
use super::next::Next;
use super::observation::Observation;
use super::read_reply::read_reply;
use super::recorder::{Closed, REPETITION};
use super::reply::Reply;
use super::run::Run;
use super::session_state::SessionState;
use crate::agent::prompt::answer_now;
use crate::base::store_error::StoreError;
use crate::conversation::message::Role;
use crate::log::event::{AgentSettings, Backend, Event, FeedbackCause, Protocol, RunStatus};
use crate::log::transcript::{CallStatus, ToolUse};
use crate::provider::{ChatRequest, Delta, ProviderError};
use crate::tool::{ToolError, ToolFailure, schema, shown_bytes, shown_output};

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
    let (tip, _) = io.begin(backend, Some(agent), question, more).await?;
    let request = io.request(tip, None).await?;
    io.drive(&mut WithTools, Some(request)).await
}

/// Continues the run that is open according to the log, from its current state.
///
/// # Errors
/// A [`StoreError`] if the log cannot be written.
pub async fn resume(mut io: Io<'_>) -> Result<AnswerOutcome, StoreError> {
    io.drive(&mut WithTools, None).await
}

/// [`answer_with_tools`] if there is a question, else [`resume`]: one function, so that a page can load it later.
pub fn run_with_tools(
    io: Io<'_>,
    backend: Backend,
    agent: AgentSettings,
    question: Option<RunKind>,
) -> LocalBoxFuture<'_, Result<AnswerOutcome, StoreError>> {
    match question {
        Some(question) => answer_with_tools(io, backend, agent, question).boxed_local(),
        None => resume(io).boxed_local(),
    }
}

/// A run with tools: a reply may be calls, and a step follows their results.
struct WithTools;

impl Mode for WithTools {
    fn read(&mut self, io: &Io<'_>, message: u64, request: &ChatRequest, reply: Closed) -> Vec<Event> {
        let (state, registry) = (io.sink.state(), io.registry);
        let run = state.run();
        let begun = begun(request);
        match reply {
            Closed::Whole { content, calls, has_cut_calls, response } => {
                let tip = state.node(message).map_or(message, |node| node.parent);
                let reply = match run.protocol() {
                    _ if calls.is_empty() && content.trim().is_empty() && is_cut_circle(&response) => {
                        thought_in_circles(run)
                    }
                    None => Reply::Answer(content),
                    // A guided step without a schema is a plain-text answer, whatever it looks like.
                    Some(Protocol::Guided) if request.schema.is_none() && calls.is_empty() => {
                        Reply::Answer(whole_answer(begun, &content))
                    }
                    Some(protocol @ Protocol::Guided) if calls.is_empty() => {
                        let form = filled_form(&state, tip, registry, &content);
                        read_reply(run, protocol, &content, form.as_slice(), registry)
                    }
                    Some(_) if has_cut_calls && calls.is_empty() => cut_call(),
                    Some(protocol) => read_reply(run, protocol, &content, &calls, registry),
                };
                let reply = without_claims(reply, &state, tip, run, registry);
                let reply = unless_pointless(reply, run);
                [response].into_iter().chain(consequences(message, reply)).collect()
            }
            Closed::Early { status, error, mut stopped } => {
                if let Event::ResponseStopped { content, .. } = &mut stopped {
                    *content = format!("{}{content}", shown_begin(begun)).trim_end().to_owned();
                }
                match error.filter(|error| refuses_tools(run, error)) {
                    Some(error) => {
                        let (protocol, reason) = (Protocol::Envelope, error.to_string());
                        let changed = Event::ProtocolChanged { message, protocol, reason };
                        let content = system_prompt_text(&state, registry, protocol);
                        vec![stopped, changed, Event::SystemPrompt { content }]
                    }
                    None => vec![stopped, ended(status, "")],
                }
            }
        }
    }

    async fn act(&mut self, io: &mut Io<'_>, next: Next) -> Result<Option<ChatRequest>, StoreError> {
        let state = io.sink.state();
        match next {
            Next::Step { tools_disabled } => io.next_step(&state, tools_disabled).await.map(Some),
            Next::Ask { call } => io.put_to_user(&state, call).await.map(|()| None),
            Next::RunTool { call } => io.run_tool(&state, call).await.map(|_| None),
            // The driver itself does the rest.
            Next::Nothing | Next::Answering { .. } | Next::Wait { .. } | Next::End { .. } => Ok(None),
        }
    }
}

impl Io<'_> {
    /// Begins the next step and returns its request.
    async fn next_step(
        &mut self,
        state: &SessionState,
        tools_disabled: Option<FeedbackCause>,
    ) -> Result<ChatRequest, StoreError> {
        let run = state.run();
        let mut events = Vec::new();
        if state.head() != run.tip() {
            events.push(Event::HeadMoved { head: run.tip() });
        }
        let mut parent = run.tip();
        // A guided run is short and answers one question, so what the user sends meanwhile waits until it ends.
        let is_guided = run.protocol() == Some(Protocol::Guided);
        let heard = if is_guided { Vec::new() } else { (self.steering)() };
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
        self.request(parent, tools_disabled).await
    }

    /// Returns the request of the step that has begun after message `tip`. What a guided step is told and how its
    /// answer begins differ from step to step: the one is logged, the other shown.
    async fn request(
        &mut self,
        tip: u64,
        tools_disabled: Option<FeedbackCause>,
    ) -> Result<ChatRequest, StoreError> {
        let state = self.sink.state();
        let protocol = state.run().protocol().unwrap_or(Protocol::Envelope);
        let request = step_request(&state, tip, protocol, self.registry, tools_disabled);
        let first = request.messages.first().filter(|first| first.role == Role::System);
        if let Some(first) = first.filter(|_| protocol == Protocol::Guided) {
            self.append(vec![Event::SystemPrompt { content: first.content.clone() }]).await?;
        }
        let begun = begun(&request);
        if !begun.is_empty() {
            (self.observe)(Observation::Delta(&Delta::Content(shown_begin(begun))));
        }
        Ok(request)
    }

    /// Asks the user to approve a call, unless the call is certain to fail.
    async fn put_to_user(&mut self, state: &SessionState, call: u64) -> Result<(), StoreError> {
        let asked = state.node(call).and_then(|node| node.tool.as_ref());
        let mut event = Event::ApprovalAsked { call };
        if let Some(asked) = asked.filter(|asked| asked.status == CallStatus::Requested)
            && let Some(tool) = self.registry.get(&asked.tool_name)
            && let Some(error) = tool.refusal(&asked.arguments).await
        {
            event = tool_failed(call, asked.tool_name.clone(), &error);
        }
        self.append(vec![event]).await
    }

    /// Runs an approved call and returns what the tool gave; `None` if the user stopped it. The start is stored first;
    /// otherwise a crash would leave no trace that it had begun.
    pub(super) async fn run_tool(
        &mut self,
        state: &SessionState,
        call: u64,
    ) -> Result<Option<Result<String, ToolError>>, StoreError> {
        let Some(asked) = state.node(call).and_then(|node| node.tool.clone()) else { return Ok(None) };
        self.append(vec![Event::ToolStarted { call }]).await?;
        let result = self.call(&asked).await;
        let mut events = Vec::new();
        let tool_name = asked.tool_name;
        match &result {
            Some(Ok(output)) => {
                let context = self.provider.capabilities().context;
                let shown = shown_bytes(context.map(|size| size.tokens));
                let (output, artifact) = shown_output(output, shown);
                events.extend(artifact.map(|content| Event::ArtifactKept { call, content }));
                events.push(Event::ToolResult { tool_name, output, call: Some(call) });
            }
            Some(Err(error)) => events.push(tool_failed(call, tool_name, error)),
            None => {
                let content = "The user stopped it.".to_owned();
                events.push(Event::ToolFailed { call, tool_name, content, detail: String::new() });
                events.extend(state.run().abandon_after(state, call));
            }
        }
        self.append(events).await?;
        if let Some(content) = self.sink.state().run().warning() {
            self.append(vec![feedback(FeedbackCause::Circles, content)]).await?;
        }
        Ok(result)
    }

    /// Calls the tool and returns its result; `None` if the user stopped it.
    async fn call(&mut self, asked: &ToolUse) -> Option<Result<String, ToolError>> {
        let Some(tool) = self.registry.get(&asked.tool_name).cloned() else {
            let gone = ToolFailure::Gone { tool: asked.tool_name.clone() };
            return Some(Err(ToolError::Failed { reason: gone.to_string() }));
        };
        // The user may have edited the arguments after they were checked.
        if let Err(fault) = schema::check(&tool.parameters(), &asked.arguments) {
            return Some(Err(ToolError::InvalidArguments { reason: fault.to_string() }));
        }
        let mut time_is_up = self.clock.sleep(MAX_TOOL_MILLIS).fuse();
        let mut result = tool.call(&asked.arguments).fuse();
        select_biased! {
            () = self.stop.wait() => None,
            result = result => Some(result),
            () = time_is_up => {
                let failure = ToolFailure::TimedOut { seconds: MAX_TOOL_MILLIS / 1000 };
                Some(Err(ToolError::Failed { reason: failure.to_string() }))
            }
        }
    }
}

/// The events that follow the event of the reply itself.
fn consequences(message: u64, reply: Reply) -> Vec<Event> {
    match reply {
        Reply::Answer(content) => answered(message, content).into(),
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

fn tool_failed(call: u64, tool_name: String, error: &ToolError) -> Event {
    let (content, detail) = (error.for_model(&tool_name), error.to_string());
    Event::ToolFailed { call, tool_name, content, detail }
}

/// How a guided answer begins: with the tool results. Empty for any other step.
fn begun(request: &ChatRequest) -> &str {
    let last = request.messages.last().filter(|last| last.role == Role::Assistant);
    last.map_or("", |last| last.content.as_str())
}

fn is_cut_circle(response: &Event) -> bool {
    let Event::ModelResponse { finish_reason: Some(reason), .. } = response else { return false };
    reason.as_str() == REPETITION
}

/// Whether the server rejected tools in a request before any step succeeded with them. llama-server without `--jinja`
/// says "tools param requires --jinja flag", Ollama "does not support tools".
fn refuses_tools(run: &Run, error: &ProviderError) -> bool {
    let words = error.server_words().unwrap_or_default().to_ascii_lowercase();
    run.protocol() == Some(Protocol::Native)
        && run.steps() == 1
        && matches!(error, ProviderError::Http { .. } | ProviderError::InBand { .. })
        && words.contains("tool")
}
